"""Who leads an educator most closely: the ones who are told when something awaits a leader.

All who lead a group that somebody is in may act (`storage.groups.led_by`); only the nearest
hear of it by themselves, so that a superintendent is not told what a principal is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.belonging import belongs_now
from storage.tables import Group, Membership, Person


def nearest_leaders(
    session: Session, workspace_id: int, person_ids: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """Ids of the leaders of each; nobody where no group around them has one.

    Of a group that they lead themselves, those who lead the group around it come first.
    """
    parents = dict(
        session.execute(
            select(Group.id, Group.parent_id).where(Group.workspace_id == workspace_id)
        ).all()
    )
    leaders: dict[int, set[int]] = {}
    member_of: dict[int, set[int]] = {}
    leader_of: dict[int, set[int]] = {}
    for group_id, person_id, role in session.execute(
        select(Membership.group_id, Membership.person_id, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.workspace_id == workspace_id, belongs_now())
    ):
        if role == "leader":
            leaders.setdefault(group_id, set()).add(person_id)
            leader_of.setdefault(person_id, set()).add(group_id)
        else:
            member_of.setdefault(person_id, set()).add(group_id)
    found: dict[int, tuple[int, ...]] = {}
    for person_id in person_ids:
        led = leader_of.get(person_id, set())
        plain = member_of.get(person_id, set()) - led
        own = plain | {parent for group_id in led if (parent := parents.get(group_id))}
        nearest = _first_leaders(own, parents, leaders, person_id)
        found[person_id] = nearest or _first_leaders(led, parents, leaders, person_id)
    return found


def _first_leaders(
    groups: Iterable[int],
    parents: Mapping[int, int | None],
    leaders: Mapping[int, set[int]],
    person_id: int,
) -> tuple[int, ...]:
    """Those of the first level upwards that has any beside that person."""
    level, seen = set(groups), set[int]()
    while level:
        there = {each for group_id in level for each in leaders.get(group_id, ())} - {person_id}
        if there:
            return tuple(sorted(there))
        seen |= level
        level = {parent for group_id in level if (parent := parents.get(group_id))} - seen
    return ()
