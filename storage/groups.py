"""Groups, how they nest, who belongs to them and who leads them.

Whoever leads a group leads all that is nested in it, and nothing beside or above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.weeks import Week
from domain.words import later
from storage.belonging import belonged_in, belongs_now, is_slip, joining_day
from storage.inserting import insert
from storage.people import get_person
from storage.tables import Group, Membership, Person, Schedule
from storage.workspaces import today_in, want_plan

GroupRole = Literal["member", "leader"]
LONGEST_NAME: Final = 100
GONE: Final = later("That group is no longer there. App Home shows the groups that there are.")


_CANNOT_LEAD: Final = later(
    "{name} can't lead a group: guests, bots and people who left have no part in it."
)
_CANNOT_BELONG: Final = later(
    "{name} can't belong to a group: guests, bots and people who left have no part in it."
)
_LEADS_NOT: Final = later("{name} does not lead {group}.")
_BELONGS_NOT: Final = later("{name} does not belong to {group}.")


def within(groups: Select[int]) -> Select[int]:
    """Ids of those groups and of all that are nested in them, removed ones too."""
    tree = groups.cte(recursive=True)
    nested = select(Group.id).join(tree, Group.parent_id == tree.c.id)
    tree = tree.union(nested)
    return select(tree.c.id)


def educators_within(groups: Select[int]) -> Select[int]:
    """Ids of the educators who belong to those groups, or lead them, at any depth, now."""
    return _people_within(groups, belongs_now())


def _people_within(groups: Select[int], belong: ColumnElement[bool]) -> Select[int]:
    return (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(belong, Membership.group_id.in_(within(groups)))
        .distinct()
    )


def groups_around(person_id: int) -> Select[int]:
    """Ids of the groups that they belong to or lead, and of all in which those are nested."""
    tree = (
        select(Membership.group_id)
        .where(Membership.person_id == person_id, Membership.left_on.is_(None))
        .cte(recursive=True)
    )
    above = select(Group.parent_id).join(tree, Group.id == tree.c.group_id)
    tree = tree.union(above.where(Group.parent_id.is_not(None)))
    return select(tree.c.group_id)


def crowds_in(session: Session, workspace_id: int, week: Week) -> dict[int, frozenset[int]]:
    """Who belonged to each group, or led it, in that week, at any depth; by ids, widest first."""
    return _crowds(session, workspace_id, belonged_in(week))


def _crowds(
    session: Session, workspace_id: int, belong: ColumnElement[bool]
) -> dict[int, frozenset[int]]:
    line = (
        select(Group.id.label("above"), Group.id.label("below"))
        .where(Group.workspace_id == workspace_id)
        .cte(recursive=True)
    )
    line = line.union(select(line.c.above, Group.id).join(line, Group.parent_id == line.c.below))
    crowds: dict[int, set[int]] = {}
    for group_id, person_id in session.execute(
        select(line.c.above, Membership.person_id)
        .join(Membership, Membership.group_id == line.c.below)
        .join(Person, Person.id == Membership.person_id)
        .where(belong)
        .distinct()
    ):
        crowds.setdefault(group_id, set()).add(person_id)
    widest_first = sorted(crowds, key=lambda group_id: (-len(crowds[group_id]), group_id))
    return {group_id: frozenset(crowds[group_id]) for group_id in widest_first}


def led_by(person_id: int) -> Select[int]:
    """Ids of the groups that they lead now, and of all that are nested in them."""
    return within(
        select(Group.id)
        .join(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id == person_id, Membership.role == "leader", belongs_now())
    )


def groups_led_directly(session: Session, person_id: int) -> Sequence[Group]:
    """Those that they were named a leader of, without what is nested in them."""
    return session.scalars(
        select(Group)
        .join(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id == person_id, Membership.role == "leader", belongs_now())
        .order_by(Group.name)
    ).all()


def groups_led_by(session: Session, person_id: int) -> list[Group]:
    """Those they lead, and all that are nested in them; widest first."""
    groups = session.scalars(
        select(Group).where(Group.id.in_(led_by(person_id)), Group.removed_on.is_(None))
    ).all()
    return sorted(groups, key=lambda group: (_levels_up(group, groups), group.name))


def _levels_up(group: Group, groups: Sequence[Group]) -> int:
    parents = {each.id: each.parent_id for each in groups}
    count, parent = 0, group.parent_id
    while parent in parents:
        count, parent = count + 1, parents[parent]
    return count


def all_groups(session: Session, workspace_id: int) -> Sequence[Group]:
    return session.scalars(
        select(Group)
        .where(Group.workspace_id == workspace_id, Group.removed_on.is_(None))
        .order_by(Group.name)
    ).all()


@dataclass(frozen=True)
class GroupLine:
    """A group in a list; `depth` counts the groups that it lies in."""

    group: Group
    depth: int
    members: int
    """Of its own, without those of nested groups and without leaders."""
    people: int
    """With all nested in it, and all who lead."""
    leaders: tuple[str, ...]


def group_lines(session: Session, workspace_id: int) -> list[GroupLine]:
    """All groups, each below the one that it lies in."""
    groups = all_groups(session, workspace_id)
    members = dict(
        session.execute(
            select(Membership.group_id, func.count())
            .join(Person, Person.id == Membership.person_id)
            .where(belongs_now(), Membership.role == "member")
            .where(Person.workspace_id == workspace_id)
            .group_by(Membership.group_id)
        ).all()
    )
    crowds = _crowds(session, workspace_id, belongs_now())
    names: dict[int, list[str]] = {}
    for person, group in leaders(session, workspace_id):
        names.setdefault(group.id, []).append(person.name)
    lines: list[GroupLine] = []

    def descend(parent_id: int | None, depth: int) -> None:
        for group in groups:
            if group.parent_id == parent_id:
                lines.append(
                    GroupLine(
                        group=group,
                        depth=depth,
                        members=members.get(group.id, 0),
                        people=len(crowds.get(group.id, ())),
                        leaders=tuple(names.get(group.id, ())),
                    )
                )
                descend(group.id, depth + 1)

    descend(None, 0)
    return lines


def people_of(session: Session, group_id: int) -> list[tuple[Person, str]]:
    """Who is in that group itself now, and as what; leaders first."""
    rows = session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.group_id == group_id, belongs_now())
        .order_by(Membership.role, Person.name)
    )
    return list(rows)


def nesting_choices(session: Session, group: Group) -> list[Group]:
    """The groups that it may lie in: all but those that lie in it."""
    inside = set(session.scalars(within(select(Group.id).where(Group.id == group.id))))
    return [each for each in all_groups(session, group.workspace_id) if each.id not in inside]


def get_group(session: Session, workspace_id: int, group_id: int) -> Group:
    """Raises BadInput where that workspace has no such group."""
    group = session.scalar(
        select(Group).where(
            Group.id == group_id, Group.workspace_id == workspace_id, Group.removed_on.is_(None)
        )
    )
    if group is None:
        raise BadInput(GONE)
    return group


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
            "There is no group “{name}”: there are none yet. “plnudge roster import "
            "FILE.csv” makes them.",
            name=name,
            field="group",
        )
    names = ", ".join(sorted(group.name for group in groups))
    raise BadInput(
        "There is no group “{name}”. The groups are: {names}.",
        name=name,
        names=names,
        field="group",
    )


# What an admin does with groups


def add_group(
    session: Session, workspace_id: int, name: str, *, parent_id: int | None, now: datetime
) -> Group:  # fmt: skip
    """A new group. Raises BadInput for a name that is taken or is none."""
    name = _check_name(session, workspace_id, name)
    if parent_id is not None:
        get_group(session, workspace_id, parent_id)
    group = Group(
        workspace_id=workspace_id,
        name=name,
        parent_id=parent_id,
        made_on=today_in(session, workspace_id, now),
    )
    session.add(group)
    session.flush()
    want_plan(session, workspace_id, now)
    return group


def change_group(
    session: Session, workspace_id: int, group_id: int, *, name: str, parent_id: int | None,
    now: datetime,
) -> Group:  # fmt: skip
    """Another name or another place; schedules for it go on.

    Raises BadInput for a name that is taken, and where it would lie inside itself.
    """
    group = get_group(session, workspace_id, group_id)
    name = _check_name(session, workspace_id, name, besides=group_id)
    if parent_id is not None:
        _check_nesting(session, group, get_group(session, workspace_id, parent_id))
    if name != group.name:
        _rename_in_schedules(session, workspace_id, group.name, name)
    group.name, group.parent_id = name, parent_id
    session.flush()
    want_plan(session, workspace_id, now)
    return group


def remove_group(session: Session, workspace_id: int, group_id: int, now: datetime) -> Group:
    """It is there no more: nobody belongs to it or leads it, and what was nested moves up.

    Past weeks of the groups around it still count its people.
    """
    group = get_group(session, workspace_id, group_id)
    today = today_in(session, workspace_id, now)
    session.execute(
        update(Membership)
        .where(Membership.group_id == group.id, Membership.left_on.is_(None))
        .values(left_on=today)
    )
    session.execute(
        update(Group)
        .where(Group.parent_id == group.id, Group.removed_on.is_(None))
        .values(parent_id=group.parent_id)
    )
    group.removed_on, group.user_group = today, None
    session.flush()
    want_plan(session, workspace_id, now)
    return group


def follow_user_group(
    session: Session, workspace_id: int, group_id: int, user_group: str | None
) -> Group:
    """Its members are from now on those of that Slack user group, or are named by hand.

    Raises BadInput where another group follows that one.
    """
    group = get_group(session, workspace_id, group_id)
    if user_group is not None:
        other = session.scalar(
            select(Group).where(
                Group.workspace_id == workspace_id,
                Group.user_group == user_group,
                Group.removed_on.is_(None),
                Group.id != group.id,
            )
        )
        if other is not None:
            raise BadInput(
                "“{name}” follows that user group already.", name=other.name, field="user_group"
            )
    group.user_group = user_group
    session.flush()
    return group


def keep_in_step(
    session: Session,
    workspace_id: int,
    group_id: int,
    user_group: str,
    slack_ids: Iterable[str],
    *,
    now: datetime,
) -> tuple[int, int]:
    """Makes the members of a group those of the user group that it follows.

    Gives how many joined and how many left; nobody where it meanwhile follows another. Leaders
    stay: who leads is an admin's decision.
    """
    group = session.scalar(
        select(Group).where(
            Group.id == group_id, Group.user_group == user_group, Group.removed_on.is_(None)
        )
    )
    if group is None:
        return 0, 0
    wanted = set(
        session.scalars(
            select(Person.id).where(
                Person.workspace_id == workspace_id,
                Person.is_educator,
                Person.slack_id.in_(list(slack_ids)),
            )
        )
    )
    has = {
        membership.person_id: membership
        for membership in session.scalars(_open_memberships(group.id, "member"))
    }
    today = today_in(session, workspace_id, now)
    for person_id in sorted(wanted - set(has)):
        keep_membership(session, group.id, person_id, "member", joined_on=joining_day(group, today))
    gone = [membership for person_id, membership in has.items() if person_id not in wanted]
    for membership in gone:
        end_membership(session, membership, group, today=today)
    session.flush()
    if wanted != set(has):
        want_plan(session, workspace_id, now)
    return len(wanted - set(has)), len(gone)


def set_people(
    session: Session,
    workspace_id: int,
    group_id: int,
    slack_ids: Iterable[str],
    role: GroupRole,
    *,
    now: datetime,
) -> list[Person]:
    """They belong to the group, or lead it. Raises BadInput for guests, bots and strangers."""
    group = get_group(session, workspace_id, group_id)
    if role == "member" and group.user_group is not None:
        raise BadInput(
            "The members of {name} follow a Slack user group: add people there.",
            name=group.name,
            field="member",
        )
    people = [get_person(session, workspace_id, slack_id, field=role) for slack_id in slack_ids]
    today = today_in(session, workspace_id, now)
    for person in people:
        if not person.is_educator:
            raise BadInput(
                _CANNOT_LEAD if role == "leader" else _CANNOT_BELONG, name=person.name, field=role
            )
        keep_membership(session, group.id, person.id, role, joined_on=joining_day(group, today))
    want_plan(session, workspace_id, now)
    return people


def take_out(
    session: Session,
    workspace_id: int,
    group_id: int,
    slack_ids: Iterable[str],
    role: GroupRole,
    *,
    now: datetime,
) -> list[Person]:
    """They don't belong to the group any more, or don't lead it; their record stays theirs.

    Raises BadInput for one who did not.
    """
    group = get_group(session, workspace_id, group_id)
    people = [get_person(session, workspace_id, slack_id, field=role) for slack_id in slack_ids]
    today = today_in(session, workspace_id, now)
    for person in people:
        membership = session.scalar(
            _open_memberships(group.id, role).where(Membership.person_id == person.id)
        )
        if membership is None:
            raise BadInput(
                _LEADS_NOT if role == "leader" else _BELONGS_NOT,
                name=person.name,
                group=group.name,
                field=role,
            )
        end_membership(session, membership, group, today=today)
    session.flush()
    want_plan(session, workspace_id, now)
    return people


def keep_membership(
    session: Session, group_id: int, person_id: int, role: str, *, joined_on: date | None = None
) -> None:
    """Somebody is a `member` or a `leader` of a group; the same twice changes nothing.

    Without `joined_on`, they are one of it from its beginning.
    """
    session.execute(
        insert(Membership)
        .values(group_id=group_id, person_id=person_id, role=role, joined_on=joined_on)
        .on_conflict_do_nothing()
    )


def end_membership(session: Session, membership: Membership, group: Group, *, today: date) -> None:
    if is_slip(membership, group, today):
        session.delete(membership)
    else:
        membership.left_on = today


def keep_group(
    session: Session,
    workspace_id: int,
    name: str,
    *,
    parent: str | None = None,
    made_on: date | None = None,
) -> Group:
    """The group of that name, made where it is new, placed under its parent.

    Raises BadInput where that would nest a group in itself.
    """
    group = _find_or_make(session, workspace_id, name, made_on)
    if parent:
        above = _find_or_make(session, workspace_id, parent, made_on)
        _check_nesting(session, group, above)
        group.parent_id = above.id
    session.flush()
    return group


def leaders(session: Session, workspace_id: int) -> list[tuple[Person, Group]]:
    """Who leads what."""
    rows = session.execute(
        select(Person, Group)
        .join(Membership, Membership.person_id == Person.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.workspace_id == workspace_id, Membership.role == "leader", belongs_now())
        .order_by(Group.name, Person.name)
    )
    return list(rows)


def _open_memberships(group_id: int, role: str) -> Select[Membership]:
    return select(Membership).where(
        Membership.group_id == group_id, Membership.role == role, Membership.left_on.is_(None)
    )


def _check_name(
    session: Session, workspace_id: int, name: str, *, besides: int | None = None
) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput("A group needs a name, such as Maple School.", field="name")
    if len(name) > LONGEST_NAME:
        raise BadInput(
            "A group's name has at most {most} characters, and this has {count}.",
            most=LONGEST_NAME,
            count=len(name),
            field="name",
        )
    for group in all_groups(session, workspace_id):
        if group.name.casefold() == name.casefold() and group.id != besides:
            raise BadInput("There is a group “{name}” already.", name=group.name, field="name")
    return name


def _check_nesting(session: Session, group: Group, above: Group) -> None:
    inside = within(select(Group.id).where(Group.id == group.id))
    if session.scalar(select(Group.id).where(Group.id == above.id, Group.id.in_(inside))):
        raise BadInput(
            "“{name}” can't lie inside “{group}”, which lies inside it.",
            name=group.name,
            group=above.name,
            field="parent",
        )


def _rename_in_schedules(session: Session, workspace_id: int, old: str, new: str) -> None:
    for schedule in session.scalars(select(Schedule).where(Schedule.workspace_id == workspace_id)):
        if old in schedule.groups:
            schedule.groups = [new if name == old else name for name in schedule.groups]


def _find_or_make(session: Session, workspace_id: int, name: str, made_on: date | None) -> Group:
    group = session.scalar(
        select(Group).where(
            Group.workspace_id == workspace_id, Group.name == name, Group.removed_on.is_(None)
        )
    )
    if group is None:
        group = Group(workspace_id=workspace_id, name=name, made_on=made_on)
        session.add(group)
        session.flush()
    return group
