"""Bringing a roster file in: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.roster import Fault, RosterFile, RosterLine, refusal
from storage.groups import all_groups
from storage.tables import Group, Membership, Person
from storage.workspaces import want_plan


@dataclass(frozen=True)
class RosterPlan:
    """What a roster file would change. Groups go by their names."""

    groups_to_add: tuple[str, ...]
    parents_to_set: Mapping[str, str]
    to_join: tuple[tuple[int, str, str], ...]
    """Person, group and role."""
    to_end: tuple[int, ...]
    """Memberships in a role that the file no longer gives somebody in that group."""
    admins_to_name: tuple[int, ...]

    @property
    def changes_nothing(self) -> bool:
        return not (
            self.groups_to_add
            or self.parents_to_set
            or self.to_join
            or self.to_end
            or self.admins_to_name
        )


def import_roster(
    session: Session, workspace_id: int, roster: RosterFile, now: datetime
) -> RosterPlan:
    """Does what the file says, and gives what that changed; again, it changes nothing.

    For each person and group that the file names together, it says their whole role there.
    Whoever it doesn't name stays as they are. Raises BadInput that names every bad line.
    """
    plan = plan_import(session, workspace_id, roster)
    if plan.changes_nothing:
        return plan
    session.add_all(Group(workspace_id=workspace_id, name=name) for name in plan.groups_to_add)
    session.flush()
    groups = {group.name: group for group in all_groups(session, workspace_id)}
    for name, parent in plan.parents_to_set.items():
        groups[name].parent_id = groups[parent].id
    session.execute(delete(Membership).where(Membership.id.in_(plan.to_end)))
    session.add_all(
        Membership(group_id=groups[group].id, person_id=person_id, role=role)
        for person_id, group, role in plan.to_join
    )
    session.execute(update(Person).where(Person.id.in_(plan.admins_to_name)).values(is_admin=True))
    session.flush()
    want_plan(session, workspace_id, now)
    return plan


def plan_import(session: Session, workspace_id: int, roster: RosterFile) -> RosterPlan:
    """What the file would change. Raises BadInput that names every line that can't be used."""
    faults = list(roster.faults)
    known = all_groups(session, workspace_id)
    names = _GroupNames(group.name for group in known)
    meet = _People(session, workspace_id)
    roles: dict[tuple[int, str], set[str]] = defaultdict(set)
    admins: dict[int, None] = {}
    for line in roster.lines:
        person = meet.find(line)
        if isinstance(person, Fault):
            faults.append(person)
            continue
        if line.group:
            role = "leader" if line.role == "leader" else "member"
            roles[person.id, names.settle(line.group)].add(role)
        if line.role == "admin" and not person.is_admin:
            admins[person.id] = None
    parents, parent_faults = _plan_parents(roster.lines, known, names)
    faults += parent_faults
    if faults:
        raise refusal(sorted(faults, key=lambda fault: fault.number))
    to_join, to_end = _plan_memberships(session, workspace_id, roles)
    return RosterPlan(
        groups_to_add=names.new,
        parents_to_set=parents,
        to_join=to_join,
        to_end=to_end,
        admins_to_name=tuple(admins),
    )


class _GroupNames:
    """Groups by their names in any letter case; the first spelling is the one that stays."""

    def __init__(self, known: Iterable[str]) -> None:
        self._spelling = {name.casefold(): name for name in known}
        self._count_known = len(self._spelling)

    def settle(self, name: str) -> str:
        return self._spelling.setdefault(name.casefold(), name)

    @property
    def new(self) -> tuple[str, ...]:
        return tuple(self._spelling.values())[self._count_known :]


class _People:
    """Finds whom a line means."""

    def __init__(self, session: Session, workspace_id: int) -> None:
        people = session.scalars(select(Person).where(Person.workspace_id == workspace_id)).all()
        self._by_slack_id = {person.slack_id: person for person in people}
        self._by_email: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            if person.email:
                self._by_email[person.email.casefold()].append(person)

    def find(self, line: RosterLine) -> Person | Fault:
        person = self._by_slack_id.get(line.slack_id) if line.slack_id else None
        if line.slack_id and person is None:
            return Fault(line.number, _NOBODY.format(what="id", given=line.slack_id))
        if line.email:
            found = self._by_email.get(line.email.casefold(), [])
            found = [each for each in found if each.is_educator] or found
            if not found:
                return Fault(line.number, _NOBODY.format(what="email", given=line.email))
            if person is None and len(found) > 1:
                return Fault(
                    line.number, f"several people have the email {line.email}; use slack_id"
                )
            if person is not None and person not in found:
                return Fault(
                    line.number, f"{line.slack_id} and {line.email} are not the same person"
                )
            person = person or found[0]
        if person is None or not person.is_educator:
            who = person.name if person else "this"
            return Fault(
                line.number, f"{who} is a guest, a bot or no longer here, so no group takes them"
            )
        return person


_NOBODY = "nobody here has the {what} {given}; “plnudge roster sync” brings in newcomers"


def _plan_parents(
    lines: Sequence[RosterLine], known: Sequence[Group], names: _GroupNames
) -> tuple[dict[str, str], list[Fault]]:
    """Parents that change, and lines that contradict each other or nest a group in itself."""
    by_id = {group.id: group.name for group in known}
    now = {group.name: by_id[group.parent_id] for group in known if group.parent_id in by_id}
    said: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for line in lines:
        if not line.parent:
            continue
        group, parent = names.settle(line.group), names.settle(line.parent)
        before, number = said.setdefault(group, (parent, line.number))
        if before != parent:
            faults.append(
                Fault(line.number, f"“{group}” lies in “{before}” by line {number}, not “{parent}”")
            )
    then = now | {group: parent for group, (parent, _) in said.items()}
    for group, (parent, number) in said.items():
        if _reaches(then, parent, group):
            faults.append(
                Fault(number, f"“{group}” can't lie in “{parent}”, which lies in “{group}”")
            )
    changed = {group: parent for group, (parent, _) in said.items() if now.get(group) != parent}
    return changed, faults


def _reaches(parents: Mapping[str, str], start: str, wanted: str) -> bool:
    """Whether `wanted` is met on the way up from `start`."""
    seen: set[str] = set()
    place: str | None = start
    while place is not None and place not in seen:
        if place == wanted:
            return True
        seen.add(place)
        place = parents.get(place)
    return False


def _plan_memberships(
    session: Session, workspace_id: int, roles: Mapping[tuple[int, str], set[str]]
) -> tuple[tuple[tuple[int, str, str], ...], tuple[int, ...]]:
    has: set[tuple[int, str, str]] = set()
    to_end: list[int] = []
    for membership, group in session.execute(
        select(Membership, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.workspace_id == workspace_id)
    ):
        wanted = roles.get((membership.person_id, group))
        if wanted is None:
            continue
        has.add((membership.person_id, group, membership.role))
        if membership.role not in wanted:
            to_end.append(membership.id)
    to_join = [
        (person_id, group, role)
        for (person_id, group), wanted in roles.items()
        for role in sorted(wanted)
        if (person_id, group, role) not in has
    ]
    return tuple(to_join), tuple(to_end)
