"""Records as they leave the house: their keys are promised to scripts.

Whatever was taken back is left out. Instants are UTC, `local` is naive, `person` is Slack's
id, and what is absent is None.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from storage.audit import note_looks
from storage.people import has_role
from storage.tables import (
    CheckIn,
    Entry,
    Goal,
    GoalRevision,
    Group,
    Indicator,
    Membership,
    Occurrence,
    Person,
    Reflection,
    Schedule,
)


@dataclass(frozen=True)
class PersonRecord:
    id: str
    name: str
    email: str | None
    zone: str
    is_educator: bool
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    is_opted_out: bool


@dataclass(frozen=True)
class EntryRecord:
    id: int
    person: str
    text: str
    minutes: int | None
    happened_on: date
    logged_at: datetime
    kind: str
    mode: str | None
    elements: tuple[str, ...]
    skills: tuple[str, ...]
    network_act: str | None
    reach: str | None
    link: str | None
    classroom_note: str | None
    visibility: str
    goal: int | None


@dataclass(frozen=True)
class GoalRecord:
    id: int
    person: str
    text: str
    element: str | None
    skill: str | None
    indicator: str | None
    target: str | None
    due_on: date | None
    state: str
    visibility: str
    plan_when: str | None
    plan_then: str | None
    set_on: date
    closed_on: date | None


@dataclass(frozen=True)
class GoalRevisionRecord:
    id: int
    person: str
    goal: int
    act: str
    before: dict[str, Any]
    """The fields that changed, as they were."""
    after: dict[str, Any]
    reason: str | None
    revised_at: datetime


@dataclass(frozen=True)
class CheckInRecord:
    id: int
    person: str
    goal: int
    progress: int
    note: str | None
    checked_at: datetime
    amount: float | None
    link: str | None


@dataclass(frozen=True)
class IndicatorRecord:
    id: int
    person: str
    kind: str
    text: str
    element: str | None
    skill: str | None
    measure: str | None
    """What the two numbers count."""
    before: float | None
    after: float | None
    entry: int | None
    goal: int | None
    noted_at: datetime


@dataclass(frozen=True)
class ReflectionRecord:
    person: str
    prompt: str
    """Its words, as they were asked."""
    element: str
    text: str
    answered_at: datetime
    rating: int | None
    entry: int | None


@dataclass(frozen=True)
class OccurrenceRecord:
    person: str
    schedule: str | None
    prompt: str | None
    element: str | None
    local: datetime
    due_at: datetime
    state: str
    reason: str | None
    sent_at: datetime | None
    ts: str | None


@dataclass(frozen=True)
class Records:
    """All that is kept of a workspace's people, or of one of them."""

    people: tuple[PersonRecord, ...]
    entries: tuple[EntryRecord, ...]
    goals: tuple[GoalRecord, ...]
    goal_revisions: tuple[GoalRevisionRecord, ...]
    check_ins: tuple[CheckInRecord, ...]
    indicators: tuple[IndicatorRecord, ...]
    reflections: tuple[ReflectionRecord, ...]
    occurrences: tuple[OccurrenceRecord, ...]


def export_records(session: Session, workspace_id: int, *, person_id: int | None = None) -> Records:
    """The records of everyone in the workspace, or of that person alone."""
    whose = Person.workspace_id == workspace_id
    if person_id is not None:
        whose &= Person.id == person_id
    return Records(
        people=_people(session, whose),
        entries=_entries(session, whose),
        goals=_goals(session, whose),
        goal_revisions=_goal_revisions(session, whose),
        check_ins=_check_ins(session, whose),
        indicators=_indicators(session, whose),
        reflections=_reflections(session, whose),
        occurrences=_occurrences(session, whose),
    )


def read_records_of_others(
    session: Session, workspace_id: int, *, person_id: int | None, why: str, now: datetime
) -> Records:
    """The same for somebody at the command line: each person can see that it was read, and why."""
    whose = Person.workspace_id == workspace_id
    if person_id is not None:
        whose &= Person.id == person_id
    people = session.scalars(select(Person.id).where(whose)).all()
    what = "your whole record" if person_id is not None else "everyone's records"
    note_looks(session, people, reader_id=None, what=what, why=why, now=now)
    return export_records(session, workspace_id, person_id=person_id)


def _people(session: Session, whose: ColumnElement[bool]) -> tuple[PersonRecord, ...]:
    groups: dict[int, dict[str, None]] = defaultdict(dict)
    for person_id, name in session.execute(
        select(Membership.person_id, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .join(Person, Person.id == Membership.person_id)
        .where(whose, Membership.left_on.is_(None))
        .order_by(Group.name)
    ):
        groups[person_id][name] = None
    rows = session.execute(
        select(Person, has_role("admin"), has_role("leader")).where(whose).order_by(Person.id)
    )
    return tuple(
        PersonRecord(
            id=person.slack_id,
            name=person.name,
            email=person.email,
            zone=person.zone,
            is_educator=person.is_educator,
            roles=_roles(person, is_admin=is_admin, is_leader=is_leader),
            groups=tuple(groups[person.id]),
            is_opted_out=person.is_opted_out,
        )
        for person, is_admin, is_leader in rows
    )


def _roles(person: Person, *, is_admin: bool, is_leader: bool) -> tuple[str, ...]:
    if not person.is_educator:
        return ()
    named = (("admin", is_admin), ("leader", is_leader))
    return tuple(role for role, has_it in named if has_it) or ("member",)


def _entries(session: Session, whose: ColumnElement[bool]) -> tuple[EntryRecord, ...]:
    rows = session.execute(
        select(Entry, Person.slack_id, Goal.id)
        .join(Person, Person.id == Entry.person_id)
        .outerjoin(Goal, (Goal.id == Entry.goal_id) & Goal.deleted_at.is_(None))
        .where(whose, Entry.deleted_at.is_(None))
        .order_by(Entry.id)
    )
    return tuple(
        EntryRecord(
            id=entry.id,
            person=person,
            text=entry.text,
            minutes=entry.minutes,
            happened_on=entry.happened_on,
            logged_at=entry.logged_at,
            kind=entry.kind,
            mode=entry.mode,
            elements=entry.elements,
            skills=entry.skills,
            network_act=entry.network_act,
            reach=entry.reach,
            link=entry.link,
            classroom_note=entry.classroom_note,
            visibility=entry.visibility,
            goal=goal,
        )
        for entry, person, goal in rows
    )


def _goals(session: Session, whose: ColumnElement[bool]) -> tuple[GoalRecord, ...]:
    rows = session.execute(
        select(Goal, Person.slack_id)
        .join(Person, Person.id == Goal.person_id)
        .where(whose, Goal.deleted_at.is_(None))
        .order_by(Goal.id)
    )
    return tuple(
        GoalRecord(
            id=goal.id,
            person=person,
            text=goal.text,
            element=goal.element,
            skill=goal.skill,
            indicator=goal.indicator,
            target=goal.target,
            due_on=goal.due_on,
            state=goal.state,
            visibility=goal.visibility,
            plan_when=goal.plan_when,
            plan_then=goal.plan_then,
            set_on=goal.set_on,
            closed_on=goal.closed_on,
        )
        for goal, person in rows
    )


def _goal_revisions(session: Session, whose: ColumnElement[bool]) -> tuple[GoalRevisionRecord, ...]:
    rows = session.execute(
        select(GoalRevision, Person.slack_id)
        .join(Goal, Goal.id == GoalRevision.goal_id)
        .join(Person, Person.id == Goal.person_id)
        .where(whose, Goal.deleted_at.is_(None), GoalRevision.undone_at.is_(None))
        .order_by(GoalRevision.id)
    )
    return tuple(
        GoalRevisionRecord(
            id=revision.id,
            person=person,
            goal=revision.goal_id,
            act=revision.act,
            before=revision.before,
            after=revision.after,
            reason=revision.reason,
            revised_at=revision.revised_at,
        )
        for revision, person in rows
    )


def _indicators(session: Session, whose: ColumnElement[bool]) -> tuple[IndicatorRecord, ...]:
    rows = session.execute(
        select(Indicator, Person.slack_id, Entry.id, Goal.id)
        .join(Person, Person.id == Indicator.person_id)
        .outerjoin(Entry, (Entry.id == Indicator.entry_id) & Entry.deleted_at.is_(None))
        .outerjoin(Goal, (Goal.id == Indicator.goal_id) & Goal.deleted_at.is_(None))
        .where(whose, Indicator.deleted_at.is_(None))
        .order_by(Indicator.id)
    )
    return tuple(
        IndicatorRecord(
            id=indicator.id,
            person=person,
            kind=indicator.kind,
            text=indicator.text,
            element=indicator.element,
            skill=indicator.skill,
            measure=indicator.measure,
            before=indicator.before,
            after=indicator.after,
            entry=entry,
            goal=goal,
            noted_at=indicator.noted_at,
        )
        for indicator, person, entry, goal in rows
    )


def _check_ins(session: Session, whose: ColumnElement[bool]) -> tuple[CheckInRecord, ...]:
    rows = session.execute(
        select(CheckIn, Person.slack_id)
        .join(Goal, Goal.id == CheckIn.goal_id)
        .join(Person, Person.id == Goal.person_id)
        .where(whose, Goal.deleted_at.is_(None), CheckIn.deleted_at.is_(None))
        .order_by(CheckIn.id)
    )
    return tuple(
        CheckInRecord(
            id=check_in.id,
            person=person,
            goal=check_in.goal_id,
            progress=check_in.progress,
            note=check_in.note,
            checked_at=check_in.checked_at,
            amount=check_in.amount,
            link=check_in.link,
        )
        for check_in, person in rows
    )


def _reflections(session: Session, whose: ColumnElement[bool]) -> tuple[ReflectionRecord, ...]:
    rows = session.execute(
        select(Reflection, Person.slack_id, Entry.id)
        .join(Person, Person.id == Reflection.person_id)
        .outerjoin(Entry, (Entry.id == Reflection.entry_id) & Entry.deleted_at.is_(None))
        .where(whose)
        .order_by(Reflection.id)
    )
    return tuple(
        ReflectionRecord(
            person=person,
            prompt=reflection.prompt_text,
            element=reflection.element,
            text=reflection.text,
            answered_at=reflection.answered_at,
            rating=reflection.rating,
            entry=entry,
        )
        for reflection, person, entry in rows
    )


def _occurrences(session: Session, whose: ColumnElement[bool]) -> tuple[OccurrenceRecord, ...]:
    """Prompts alone: digests and welcomes are no part of anyone's learning."""
    rows = session.execute(
        select(Occurrence, Person.slack_id, Schedule.name)
        .join(Person, Person.id == Occurrence.person_id)
        .outerjoin(Schedule, Schedule.id == Occurrence.schedule_id)
        .where(whose, Occurrence.purpose == "prompt")
        .order_by(Occurrence.due_at, Occurrence.id)
    )
    return tuple(
        OccurrenceRecord(
            person=person,
            schedule=schedule,
            prompt=occurrence.prompt_text,
            element=occurrence.element,
            local=occurrence.local_at,
            due_at=occurrence.due_at,
            state=occurrence.state,
            reason=occurrence.reason,
            sent_at=occurrence.sent_at,
            ts=occurrence.ts,
        )
        for occurrence, person, schedule in rows
    )
