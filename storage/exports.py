"""Records as they leave the house: their keys are promised to scripts.

Whatever was taken back is left out. Instants are UTC, `local` is naive, `person` is Slack's
id, and what is absent is None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.words import later
from storage.audit import note_looks
from storage.people import has_role
from storage.tables import (
    CheckIn,
    Cycle,
    Difference,
    Entry,
    Evaluation,
    EvaluationComment,
    EvaluationGoal,
    EvaluationStep,
    Evidence,
    Goal,
    GoalRevision,
    Group,
    Indicator,
    Membership,
    Occurrence,
    Person,
    Reflection,
    Response,
    Schedule,
    SelfRating,
    SkillRating,
)
from storage.transcripts import CreditRecord, credit_records


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
    target: float | None
    measured_on: date | None


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
    id: int


@dataclass(frozen=True)
class EvaluationRecord:
    """All of an educator's way through a cycle; people in it by their Slack id."""

    id: int
    person: str
    cycle: str
    state: str
    closed_from: str | None
    """Where it was when its cycle was closed."""
    began_at: datetime
    submitted_at: datetime | None
    peer: str | None
    goals: tuple[int, ...]
    ratings: tuple[dict[str, Any], ...]
    """Their own: `element`, `rating`, `words`, `rated_at`."""
    skills: tuple[dict[str, Any], ...]
    """Their own view: `skill`, `moment` (`start` or `end`), `level` (1 to 5), `rated_at`."""
    evidence: dict[str, tuple[int, ...]]
    """Ids of `entries`, `reflections` and `indicators`."""
    responses: tuple[dict[str, Any], ...]
    """`person`, `words`, `ratings` by element, `responded_at`, `edited_at`; at most one."""
    differences: tuple[dict[str, Any], ...]
    """`words`, `stated_at`."""
    comments: tuple[dict[str, Any], ...]
    """`person`, `part`, `words`, `written_at`."""
    steps: tuple[dict[str, Any], ...]
    """`act`, `state`, `person`, `part`, `at`, `is_late`."""


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
    evaluations: tuple[EvaluationRecord, ...]
    credits: tuple[CreditRecord, ...]


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
        evaluations=_evaluations(session, whose),
        credits=credit_records(session, whose),
    )


def read_records_of_others(
    session: Session, workspace_id: int, *, person_id: int | None, why: str, now: datetime
) -> Records:
    """The same for somebody at the command line: each person can see that it was read, and why."""
    whose = Person.workspace_id == workspace_id
    if person_id is not None:
        whose &= Person.id == person_id
    people = session.scalars(select(Person.id).where(whose)).all()
    what = later("everyone's records") if person_id is None else later("your whole record")
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
            target=indicator.target,
            measured_on=indicator.measured_on,
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
        .where(whose, Reflection.deleted_at.is_(None))
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
            id=reflection.id,
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


def _evaluations(session: Session, whose: ColumnElement[bool]) -> tuple[EvaluationRecord, ...]:
    rows = session.execute(
        select(Evaluation, Person.slack_id, Cycle.name)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(whose)
        .order_by(Evaluation.id)
    ).all()
    parts = _Parts(session, whose)
    goals = parts.of(EvaluationGoal, lambda row: row.goal_id)
    ratings = parts.of(SelfRating, _picked("element", "rating", "words", "rated_at"))
    skills = parts.of(SkillRating, _picked("skill", "moment", "level", "rated_at"))
    evidence = parts.of(Evidence, lambda row: row)
    responses = parts.of(
        Response,
        lambda row: parts.named(row, "words", "ratings", "responded_at", "edited_at"),
        Response.taken_back_at.is_(None),
    )
    differences = parts.of(Difference, _picked("words", "stated_at"))
    comments = parts.of(
        EvaluationComment, lambda row: parts.named(row, "part", "words", "written_at")
    )
    steps = parts.of(
        EvaluationStep, lambda row: parts.named(row, "part", "act", "state", "at", "is_late")
    )
    return tuple(
        EvaluationRecord(
            id=evaluation.id,
            person=person,
            cycle=cycle,
            state=evaluation.state,
            closed_from=evaluation.closed_from,
            began_at=evaluation.began_at,
            submitted_at=evaluation.submitted_at,
            peer=parts.slack_ids.get(evaluation.peer_id or 0),
            goals=goals[evaluation.id],
            ratings=ratings[evaluation.id],
            skills=skills[evaluation.id],
            evidence=_by_sort(evidence[evaluation.id]),
            responses=responses[evaluation.id],
            differences=differences[evaluation.id],
            comments=comments[evaluation.id],
            steps=steps[evaluation.id],
        )
        for evaluation, person, cycle in rows
    )


def _by_sort(evidence: tuple[Evidence, ...]) -> dict[str, tuple[int, ...]]:
    return {
        sort: tuple(found for each in evidence if (found := getattr(each, column)) is not None)
        for sort, column in (
            ("entries", "entry_id"),
            ("reflections", "reflection_id"),
            ("indicators", "indicator_id"),
        )
    }


def _picked(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda row: {name: getattr(row, name) for name in names}


class _Parts:
    """What hangs on those people's evaluations, each table in one query."""

    def __init__(self, session: Session, whose: ColumnElement[bool]) -> None:
        self._session = session
        self._evaluations = (
            select(Evaluation.id).join(Person, Person.id == Evaluation.person_id).where(whose)
        )
        self.slack_ids: dict[int, str] = dict(
            session.execute(select(Person.id, Person.slack_id)).all()
        )

    def of(
        self, table: Any, read: Callable[[Any], Any], *conditions: ColumnElement[bool]
    ) -> Mapping[int, tuple[Any, ...]]:
        """What `read` makes of each row, by the evaluation's id."""
        rows = self._session.scalars(
            select(table)
            .where(table.evaluation_id.in_(self._evaluations), *conditions)
            .order_by(table.id)
        )
        found: dict[int, tuple[Any, ...]] = defaultdict(tuple)
        for row in rows:
            found[row.evaluation_id] += (read(row),)
        return found

    def named(self, row: Any, *names: str) -> dict[str, Any]:
        """The same with who wrote it; None where they were erased."""
        return {"person": self.slack_ids.get(row.person_id or 0), **_picked(*names)(row)}
