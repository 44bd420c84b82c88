"""Bringing a roster file in: all of it, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Insert, Update, insert, select, update
from sqlalchemy.orm import Session

from domain.keys import Staff
from domain.roster import Fault, RosterFile, RosterLine, refusal
from domain.words import Words, later
from storage.belonging import joining_day
from storage.groups import all_groups, end_membership
from storage.tables import Group, Membership, Person
from storage.workspaces import today_in, want_plan


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
    staff_to_set: Mapping[int, Staff]
    """By person."""
    skipped: tuple[Fault, ...] = ()
    """Lines that could not be used, where that was let pass."""

    @property
    def changes_nothing(self) -> bool:
        return not (
            self.groups_to_add
            or self.parents_to_set
            or self.to_join
            or self.to_end
            or self.admins_to_name
            or self.staff_to_set
        )


def import_roster(
    session: Session,
    workspace_id: int,
    roster: RosterFile,
    now: datetime,
    *,
    is_skipping_bad: bool = False,
) -> RosterPlan:
    """Does what the file says, and gives what that changed; again, it changes nothing.

    For each person and group that the file names together, it says their whole role there.
    Whoever it doesn't name stays as they are. Raises BadInput that names every bad line, unless
    those are to be skipped and some can be used.
    """
    plan = plan_import(session, workspace_id, roster, is_skipping_bad=is_skipping_bad)
    if plan.changes_nothing:
        return plan
    today = today_in(session, workspace_id, now)
    session.add_all(
        Group(workspace_id=workspace_id, name=name, made_on=today) for name in plan.groups_to_add
    )
    session.flush()
    groups = {group.name: group for group in all_groups(session, workspace_id)}
    for name, parent in plan.parents_to_set.items():
        groups[name].parent_id = groups[parent].id
    for membership_id in plan.to_end:
        membership = session.get_one(Membership, membership_id)
        group = session.get_one(Group, membership.group_id)
        end_membership(session, membership, group, today=today)
    session.flush()
    _write_all(
        session,
        insert(Membership),
        [
            {
                "group_id": groups[name].id,
                "person_id": person_id,
                "role": role,
                "joined_on": joining_day(groups[name], today),
            }
            for person_id, name, role in plan.to_join
        ],
    )
    _write_all(
        session,
        update(Person),
        [{"id": person_id, "is_admin": True} for person_id in plan.admins_to_name],
    )
    _write_all(
        session,
        update(Person),
        [{"id": person_id, "staff": staff} for person_id, staff in plan.staff_to_set.items()],
    )
    want_plan(session, workspace_id, now)
    return plan


def _write_all(
    session: Session, statement: Insert | Update, rows: Sequence[Mapping[str, object]]
) -> None:
    """As one statement, however many: a district has tens of thousands of lines."""
    if rows:
        session.execute(statement, rows)


def plan_import(
    session: Session, workspace_id: int, roster: RosterFile, *, is_skipping_bad: bool = False
) -> RosterPlan:
    """What the file would change. Raises BadInput as `import_roster` does."""
    faults = list(roster.faults)
    lines = list(roster.lines)
    while True:
        plan, found = _plan_lines(session, workspace_id, lines)
        if not found:
            break
        # A line that is left out may be the only one that another contradicts, or the one
        # that brings its group in: so what is left is read anew.
        faults += found
        bad = {fault.number for fault in found}
        lines = [line for line in lines if line.number not in bad]
    faults.sort(key=lambda fault: fault.number)
    if faults and not (is_skipping_bad and lines):
        raise refusal(faults)
    return replace(plan, skipped=tuple(faults))


def _plan_lines(
    session: Session, workspace_id: int, lines: Sequence[RosterLine]
) -> tuple[RosterPlan, list[Fault]]:
    """What those lines would change, and those of them that can't be used."""
    faults: list[Fault] = []
    known = all_groups(session, workspace_id)
    names = _GroupNames(group.name for group in known)
    meet = _People(session, workspace_id)
    roles: dict[tuple[int, str], set[str]] = defaultdict(set)
    admins: dict[int, None] = {}
    staff: dict[int, tuple[Staff, int]] = {}
    followed = {group.name for group in known if group.user_group is not None}
    for line in lines:
        person = meet.find(line)
        if isinstance(person, Fault):
            faults.append(person)
            continue
        if line.staff is not None:
            before, number = staff.setdefault(person.id, (line.staff, line.number))
            if before != line.staff:
                faults.append(
                    Fault(
                        line.number,
                        Words(
                            "{name} is “{before}” by line {number}",
                            name=person.name,
                            before=before,
                            number=number,
                        ),
                    )
                )
                continue
        if line.group:
            role = "leader" if line.role == "leader" else "member"
            group = names.settle(line.group)
            if role == "member" and group in followed:
                faults.append(
                    Fault(
                        line.number,
                        Words("the members of “{group}” follow a Slack user group", group=group),
                    )
                )
                continue
            roles[person.id, group].add(role)
        if line.role == "admin" and not person.is_admin:
            admins[person.id] = None
    parents, parent_faults = _plan_parents(lines, known, names)
    faults += parent_faults
    to_join, to_end = _plan_memberships(session, workspace_id, roles)
    plan = RosterPlan(
        groups_to_add=names.new,
        parents_to_set=parents,
        to_join=to_join,
        to_end=to_end,
        admins_to_name=tuple(admins),
        staff_to_set=meet.whose_staff_changes({key: kind for key, (kind, _) in staff.items()}),
    )
    return plan, faults


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


@dataclass(frozen=True, slots=True)
class _Someone:
    """As much of a person as a roster asks for."""

    id: int
    slack_id: str
    email: str | None
    name: str
    is_educator: bool
    is_admin: bool
    staff: str | None


class _People:
    """Finds whom a line means."""

    def __init__(self, session: Session, workspace_id: int) -> None:
        columns = [getattr(Person, field.name) for field in fields(_Someone)]
        rows = session.execute(select(*columns).where(Person.workspace_id == workspace_id))
        people = [_Someone(*row) for row in rows]
        self._by_slack_id = {person.slack_id: person for person in people}
        self._by_email: dict[str, list[_Someone]] = defaultdict(list)
        for person in people:
            if person.email:
                self._by_email[person.email.casefold()].append(person)

    def whose_staff_changes(self, staff: Mapping[int, Staff]) -> dict[int, Staff]:
        now = {person.id: person.staff for person in self._by_slack_id.values()}
        return {key: kind for key, kind in staff.items() if now[key] != kind}

    def find(self, line: RosterLine) -> _Someone | Fault:
        person = self._by_slack_id.get(line.slack_id) if line.slack_id else None
        if line.slack_id and person is None:
            return Fault(line.number, Words(_NO_ID, given=line.slack_id))
        if line.email:
            found = self._by_email.get(line.email.casefold(), [])
            found = [each for each in found if each.is_educator] or found
            if not found:
                return Fault(line.number, Words(_NO_EMAIL, given=line.email))
            if person is None and len(found) > 1:
                return Fault(
                    line.number,
                    Words("several people have the email {email}; use slack_id", email=line.email),
                )
            if person is not None and person not in found:
                return Fault(
                    line.number,
                    Words(
                        "{slack_id} and {email} are not the same person",
                        slack_id=line.slack_id,
                        email=line.email,
                    ),
                )
            person = person or found[0]
        if person is None or not person.is_educator:
            return Fault(
                line.number,
                Words(_NO_EDUCATOR, name=person.name) if person else Words("this names nobody"),
            )
        return person


_NO_EDUCATOR = later("{name} is a guest, a bot or no longer here, so no group takes them")
_NO_ID = later("nobody here has the id {given}; “plnudge roster sync” brings in newcomers")
_NO_EMAIL = later("nobody here has the email {given}; “plnudge roster sync” brings in newcomers")


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
                Fault(
                    line.number,
                    Words(
                        "“{group}” lies in “{before}” by line {number}, not “{parent}”",
                        group=group,
                        before=before,
                        number=number,
                        parent=parent,
                    ),
                )
            )
    then = now | {group: parent for group, (parent, _) in said.items()}
    for group, (parent, number) in said.items():
        if _reaches(then, parent, group):
            faults.append(
                Fault(
                    number,
                    Words(
                        "“{group}” can't lie in “{parent}”, which lies in “{group}”",
                        group=group,
                        parent=parent,
                    ),
                )
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
    for membership_id, person_id, role, group in session.execute(
        select(Membership.id, Membership.person_id, Membership.role, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.workspace_id == workspace_id, Membership.left_on.is_(None))
    ):
        wanted = roles.get((person_id, group))
        if wanted is None:
            continue
        has.add((person_id, group, role))
        if role not in wanted:
            to_end.append(membership_id)
    to_join = [
        (person_id, group, role)
        for (person_id, group), wanted in roles.items()
        for role in sorted(wanted)
        if (person_id, group, role) not in has
    ]
    return tuple(to_join), tuple(to_end)
