"""Groups, how they nest, who belongs to them and who leads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.people import get_person
from storage.tables import Group, Membership, Person
from storage.workspaces import want_plan


def within(groups: Select[int]) -> Select[int]:
    """Ids of those groups and of all that are nested in them."""
    tree = groups.cte("tree", recursive=True)
    nested = select(Group.id).join(tree, Group.parent_id == tree.c.id)
    tree = tree.union(nested)
    return select(tree.c.id)


def educators_within(groups: Select[int]) -> Select[int]:
    """Ids of the educators who belong to those groups, or lead them, at any depth."""
    return (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.is_educator, Membership.group_id.in_(within(groups)))
        .distinct()
    )


def groups_around(person_id: int) -> Select[int]:
    """Ids of the groups that they belong to or lead, and of all in which those are nested."""
    tree = select(Membership.group_id).where(Membership.person_id == person_id).cte(recursive=True)
    above = select(Group.parent_id).join(tree, Group.id == tree.c.group_id)
    tree = tree.union(above.where(Group.parent_id.is_not(None)))
    return select(tree.c.group_id)


def groups_led_by(session: Session, person_id: int) -> list[Group]:
    """Those they lead, and all that are nested in them; widest first."""
    led = (
        select(Group.id)
        .join(Membership)
        .where(Membership.person_id == person_id, Membership.role == "leader")
    )
    groups = session.scalars(select(Group).where(Group.id.in_(within(led)))).all()
    depth = {group.id: group.parent_id for group in groups}

    def levels_up(group: Group) -> int:
        count, parent = 0, group.parent_id
        while parent in depth:
            count, parent = count + 1, depth[parent]
        return count

    return sorted(groups, key=lambda group: (levels_up(group), group.name))


def all_groups(session: Session, workspace_id: int) -> Sequence[Group]:
    return session.scalars(
        select(Group).where(Group.workspace_id == workspace_id).order_by(Group.name)
    ).all()


def find_group(session: Session, workspace_id: int, name: str) -> Group:
    """By name, in any letter case. Raises BadInput with the names there are."""
    return pick_group(all_groups(session, workspace_id), name)


def pick_group(groups: Sequence[Group], name: str) -> Group:
    """The one of that name among those. Raises BadInput with their names."""
    wanted = " ".join(name.casefold().split())
    for group in groups:
        if group.name.casefold() == wanted:
            return group
    near = [group for group in groups if wanted in group.name.casefold()]
    if len(near) == 1:
        return near[0]
    if not groups:
        raise BadInput(
            f"There is no group “{name}”: there are none yet. "
            "“plnudge roster import FILE.csv” makes them.",
            field="group",
        )
    names = ", ".join(sorted(group.name for group in groups))
    raise BadInput(f"There is no group “{name}”. The groups are: {names}.", field="group")


def keep_group(
    session: Session, workspace_id: int, name: str, *, parent: str | None = None
) -> Group:
    """The group of that name, made where it is new, placed under its parent.

    Raises BadInput where that would nest a group in itself.
    """
    group = _find_or_make(session, workspace_id, name)
    if parent:
        above = _find_or_make(session, workspace_id, parent)
        if session.scalar(
            select(Group.id).where(
                Group.id == above.id,
                Group.id.in_(within(select(Group.id).where(Group.id == group.id))),
            )
        ):
            raise BadInput(f"“{name}” can't lie inside “{parent}”, which lies inside it.")
        group.parent_id = above.id
    session.flush()
    return group


def keep_membership(session: Session, group_id: int, person_id: int, role: str) -> None:
    """Somebody is a `member` or a `leader` of a group; the same twice changes nothing."""
    session.execute(
        insert(Membership)
        .values(group_id=group_id, person_id=person_id, role=role)
        .on_conflict_do_nothing()
    )


def set_leader(
    session: Session,
    workspace_id: int,
    slack_id: str,
    group: str,
    *,
    is_leader: bool,
    now: datetime,
) -> None:
    """Somebody leads a group, or does no longer. Raises BadInput for one who can't."""
    person = get_person(session, workspace_id, slack_id)
    found = find_group(session, workspace_id, group)
    if is_leader:
        if not person.is_educator:
            raise BadInput(f"{person.name} can't lead a group: guests and bots have no roles.")
        keep_membership(session, found.id, person.id, "leader")
    else:
        ended = session.scalars(
            delete(Membership)
            .where(
                Membership.group_id == found.id,
                Membership.person_id == person.id,
                Membership.role == "leader",
            )
            .returning(Membership.id)
        ).all()
        if not ended:
            raise BadInput(f"{person.name} does not lead {found.name}.")
    want_plan(session, workspace_id, now)


def leaders(session: Session, workspace_id: int) -> list[tuple[Person, Group]]:
    """Who leads what."""
    rows = session.execute(
        select(Person, Group)
        .join(Membership, Membership.person_id == Person.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.workspace_id == workspace_id, Membership.role == "leader", Person.is_educator)
        .order_by(Group.name, Person.name)
    )
    return list(rows)


def _find_or_make(session: Session, workspace_id: int, name: str) -> Group:
    group = session.scalar(
        select(Group).where(Group.workspace_id == workspace_id, Group.name == name)
    )
    if group is None:
        group = Group(workspace_id=workspace_id, name=name)
        session.add(group)
        session.flush()
    return group
