"""Reminders of cycles: whom a cycle's dates are brought to, when, and what is so when they come.

They are occurrences like prompts, and what is heeded for prompts when they go out is heeded for
them. Each comes once to a person in a cycle: one that came stays, whatever becomes of the dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, or_, select, text
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import Session

from domain.cycles import (
    REMINDS,
    SEARCHED,
    Reminder,
    days_to_try,
    last_day,
    remind_at,
    reminder_days,
)
from domain.errors import BadInput
from domain.keys import EvaluationState
from domain.preferences import Preferences
from domain.words import later
from domain.zones import local_date, to_instant
from storage.calendars import SchoolDays, all_calendars, school_days
from storage.cycles import in_cycle, is_for
from storage.evaluations import own_evaluation
from storage.groups import educators_within
from storage.inserting import insert
from storage.nearest import nearest_leaders
from storage.planning import not_begun
from storage.preferences import preferences_of
from storage.readings import awaiting_response
from storage.tables import Cycle, Evaluation, Group, Occurrence, Person

NOT_BEGUN: Final[EvaluationState] = "goal-setting"
"""Where everyone is who has done nothing yet."""

NOTHING_LEFT: Final = later("there is nothing to remind of any more")
"""Whatever the cause: an admin who asks why reads this, and not how far somebody is."""


@dataclass(frozen=True)
class Reminding:
    """What a reminder has to say when it comes."""

    cycle: Cycle
    reminder: Reminder
    state: EvaluationState
    """Of the educator's own evaluation."""
    by: date
    """The day of the step that it is about."""
    awaiting: int
    """How many evaluations wait for the leader whom it comes to."""


# Planning


@dataclass(frozen=True)
class _Wanted:
    person: Person
    cycle_id: int
    reminder: Reminder
    local_at: datetime
    due_at: datetime


def plan_reminders(session: Session, workspace_id: int, *, now: datetime, until: datetime) -> None:
    """Plans what the open cycles have to say up to that instant, and takes back what they no
    longer do. What is due already is weighed when it goes out."""
    cycles = session.scalars(
        select(Cycle).where(Cycle.workspace_id == workspace_id, Cycle.closed_at.is_(None))
    ).all()
    if not cycles:
        return
    times = _Times(session, workspace_id)
    wanted = {
        (each.person.id, each.cycle_id, each.reminder): each
        for cycle in cycles
        for each in _wanted_of(session, cycle, times, now=now, until=until)
    }
    movable = and_(
        Occurrence.purpose == "cycle",
        Occurrence.cycle_id.in_([cycle.id for cycle in cycles]),
        _may_move(now),
    )
    rows = session.execute(
        select(Occurrence.id, Occurrence.person_id, Occurrence.cycle_id, Occurrence.news).where(
            movable
        )
    )
    gone = [row_id for row_id, *key in rows if tuple(key) not in wanted]
    if gone:
        session.execute(delete(Occurrence).where(movable, Occurrence.id.in_(gone)))
    if wanted:
        session.execute(_keeping(now), [_values(each, now) for each in wanted.values()])


def _wanted_of(
    session: Session, cycle: Cycle, times: _Times, *, now: datetime, until: datetime
) -> Iterator[_Wanted]:
    # It is not the same day everywhere.
    yesterday = now.date() - timedelta(days=1)
    for reminder, meant_on in reminder_days(cycle.terms).items():
        if meant_on > until.date() + SEARCHED or last_day(reminder, cycle.terms) < yesterday:
            continue
        people = (
            _leaders_awaited(session, cycle)
            if reminder == "respond"
            else _educators_at(session, cycle, reminder)
        )
        preferences = preferences_of(session, [person.id for person in people])
        for person in people:
            local_at = times.of(person, preferences[person.id], reminder, meant_on, now=now)
            if local_at is None or local_at.date() > last_day(reminder, cycle.terms):
                continue
            due_at = to_instant(local_at, ZoneInfo(person.zone))
            if now < due_at <= until:
                yield _Wanted(person, cycle.id, reminder, local_at, due_at)


def _educators_at(session: Session, cycle: Cycle, reminder: Reminder) -> list[Person]:
    """Those whom the cycle is for, or was when they began, and who stand where it makes sense."""
    rows = session.execute(
        select(Person, Evaluation.state)
        .outerjoin(
            Evaluation, and_(Evaluation.person_id == Person.id, Evaluation.cycle_id == cycle.id)
        )
        .where(_wants_any(cycle), or_(in_cycle(cycle), Evaluation.id.is_not(None)))
    )
    return [person for person, state in rows if _makes_sense(reminder, state)]


def _makes_sense(reminder: Reminder, state: str | None) -> bool:
    """`state` is None for those who have not begun; of a beginning only they need to hear."""
    if reminder == "opens":
        return state is None
    return (state or NOT_BEGUN) in REMINDS[reminder]


def _leaders_awaited(session: Session, cycle: Cycle) -> list[Person]:
    """Those who lead most closely whom an answer is due."""
    waiting = session.scalars(
        select(Evaluation.person_id).where(
            Evaluation.cycle_id == cycle.id, Evaluation.state == "submitted"
        )
    ).all()
    nearest = nearest_leaders(session, cycle.workspace_id, waiting)
    leaders = {leader for theirs in nearest.values() for leader in theirs}
    return list(
        session.scalars(
            select(Person).where(_wants_any(cycle), Person.id.in_(leaders)).order_by(Person.id)
        )
    )


def _wants_any(cycle: Cycle) -> ColumnElement[bool]:
    return and_(
        Person.workspace_id == cycle.workspace_id,
        Person.is_educator,
        Person.is_opted_out.is_(False),
    )


class _Times:
    """When reminders may come to people, with a workspace's days off looked up once."""

    def __init__(self, session: Session, workspace_id: int) -> None:
        self._session, self._workspace_id = session, workspace_id
        self._school: SchoolDays | None = None
        self._off: dict[date, frozenset[int] | None] = {}

    def of(
        self,
        person: Person,
        preferences: Preferences,
        reminder: Reminder,
        meant_on: date,
        *,
        now: datetime,
    ) -> datetime | None:
        """Local, naive; None where no day near suits. On a day that they did not choose where
        there is no other: then it waits for theirs."""
        zone = ZoneInfo(person.zone)
        if reminder == "opens":
            meant_on = max(meant_on, local_date(now, person.zone))
        for wishes in (preferences, replace(preferences, days=(), suits=None)):
            for day in days_to_try(reminder, meant_on):
                local_at = remind_at(day, wishes)
                if local_at is None or self._is_off(person.id, day):
                    continue
                if to_instant(local_at, zone) > now:
                    return local_at
                if reminder != "opens":
                    return None
        return None

    def _is_off(self, person_id: int, day: date) -> bool:
        if day not in self._off:
            self._off[day] = self._off_on(day)
        off = self._off[day]
        return off is None or person_id in off

    def _off_on(self, day: date) -> frozenset[int] | None:
        """Ids of those who have that day off; None is everyone."""
        if self._school is None:
            calendars = all_calendars(self._session, self._workspace_id)
            self._school = school_days(self._session, calendars)
        if day in self._school.everyone:
            return None
        group_ids = self._school.groups_off(day)
        if not group_ids:
            return frozenset()
        groups = select(Group.id).where(Group.id.in_(group_ids))
        return frozenset(self._session.scalars(educators_within(groups)))


def _may_move(now: datetime) -> ColumnElement[bool]:
    """A condition on Occurrence: for later, and delivery has not made it wait for a better hour."""
    return and_(not_begun(), Occurrence.reason.is_(None), Occurrence.due_at > now)


def _keeping(now: datetime) -> Insert:
    """What came, or is on its way, stays as it is, whoever plans at the same time. What could
    not come when it was meant to comes on another day that there is for it."""
    statement = insert(Occurrence)
    fresh = statement.excluded
    moves = and_(_may_move(now), Occurrence.due_at != fresh.due_at)
    comes_after_all = and_(
        Occurrence.state == "skipped",
        Occurrence.sent_at.is_(None),
        Occurrence.local_at < fresh.local_at,
    )
    same = ("state", "reason", "attempts", "local_at", "zone", "due_at", "planned_at")
    return statement.on_conflict_do_update(
        index_elements=["person_id", "cycle_id", "news"],
        index_where=text("purpose = 'cycle'"),
        set_={name: fresh[name] for name in same},
        where=or_(moves, comes_after_all),
    )


def _values(wanted: _Wanted, now: datetime) -> dict[str, Any]:
    return {
        "person_id": wanted.person.id,
        "purpose": "cycle",
        "cycle_id": wanted.cycle_id,
        "news": wanted.reminder,
        "local_at": wanted.local_at,
        "zone": wanted.person.zone,
        "due_at": wanted.due_at,
        "planned_at": now,
        "state": "planned",
        "reason": None,
        "attempts": 0,
    }


# When it comes


def reminding(session: Session, occurrence: Occurrence, today: date) -> Reminding:
    """What there is to say now; `today` is where they are.

    Raises BadInput where there is nothing any more; its sentence is the reason.
    """
    cycle = session.get_one(Cycle, occurrence.cycle_id)
    reminder = cast(Reminder, occurrence.news)
    if cycle.closed_at is not None:
        raise BadInput("the cycle is closed")
    by = last_day(reminder, cycle.terms)
    if today > by:
        raise BadInput("the step's day is past")
    evaluation = own_evaluation(session, occurrence.person_id, cycle.id)
    state = cast(EvaluationState, evaluation.state) if evaluation is not None else None
    awaiting = 0
    if reminder == "respond":
        awaiting = _count_awaiting(session, occurrence.person_id, cycle)
        is_something_left = awaiting > 0
    else:
        is_theirs = evaluation is not None or is_for(session, cycle, occurrence.person_id)
        is_something_left = is_theirs and _makes_sense(reminder, state)
    if not is_something_left:
        raise BadInput(NOTHING_LEFT)
    return Reminding(cycle, reminder, state or NOT_BEGUN, by, awaiting)


def _count_awaiting(session: Session, leader_id: int, cycle: Cycle) -> int:
    """How many of that cycle await somebody whom nobody is nearer than."""
    return sum(
        each.is_nearest and each.cycle == cycle.name
        for each in awaiting_response(session, leader_id)
    )
