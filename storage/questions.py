"""Questions that come by themselves, once: how a goal goes that stood still, what came of an
entry whose author meant to try it, and a prompt of their own for those who want more.

They are occurrences like prompts, and what is heeded for prompts when they go out is heeded
for them. One that could not come (a pause, a break in service) is put off, not lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Subquery, and_, delete, exists, func, select, union_all
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.follow_up import WEEKS, next_asking
from domain.goals import STILL, may_ask_on
from domain.preferences import Preferences
from domain.words import later
from domain.zones import local_date, to_instant, to_local
from storage.calendars import days_off
from storage.entries import own_entry
from storage.occurrences import SKIPPED, follow_up_of, own_occurrence, snooze
from storage.planning import not_begun
from storage.preferences import preferences_of
from storage.steps import keep_steps
from storage.tables import CheckIn, Entry, Goal, GoalRevision, Occurrence, Person, Preference

NOT_WANTED: Final = later("the educator did not want to be asked")
EXTRA: Final = timedelta(weeks=1)
LONGEST_BREAK: Final = timedelta(weeks=16)
"""How far ahead a day is looked for that is not off: longer than any summer."""
STILL_WORTH_ASKING: Final = timedelta(weeks=6)
"""How late a follow-up may come that could not come at its time."""


def plan_goal_questions(
    session: Session, workspace_id: int, *, now: datetime, until: datetime
) -> None:
    """Plans a question for each open goal that stands still, up to that instant.

    Whoever is asked about a goal is not asked again until it moves.
    """
    still = _still_goals(session, workspace_id, moved_before=until - STILL)
    asked = _asked_about(session, [each.goal.id for each in still])
    waiting = [each for each in still if asked.get(each.goal.id, each.moved_at) <= each.moved_at]
    days = _Days.of(session, {each.person.id: each.person for each in waiting}.values(), now)
    for each in waiting:
        goal, person = each.goal, each.person
        zone = ZoneInfo(person.zone)
        moved_on = local_date(each.moved_at, person.zone)
        local_at = days.next_free(person, may_ask_on(moved_on, goal.due_on), now)
        due_at = to_instant(local_at, zone)
        if due_at > until:
            continue
        days.taken[person.id].add(local_at.date())
        session.add(
            Occurrence(
                person_id=person.id,
                purpose="goal",
                goal_id=goal.id,
                element=goal.element,
                local_at=local_at,
                zone=person.zone,
                due_at=due_at,
                planned_at=now,
            )
        )
    session.flush()


def plan_extra_prompts(
    session: Session, workspace_id: int, *, now: datetime, until: datetime
) -> None:
    """Plans one more prompt a week for whoever wants more, up to that instant.

    On a weekday without another question where there is one; what they had or may still get
    is a week apart. Takes back those of whom no longer wants more, or lives elsewhere now.
    """
    # Whom few are is found from what they chose or had, never by looking at everybody.
    wanting = select(Preference.person_id).where(
        Preference.frequency == "more",
        exists().where(
            Person.id == Preference.person_id,
            Person.workspace_id == workspace_id,
            Person.is_educator,
            Person.is_opted_out.is_(False),
        ),
    )
    people = session.scalars(select(Person).where(Person.id.in_(wanting))).all()
    is_of_workspace = exists().where(
        Person.id == Occurrence.person_id, Person.workspace_id == workspace_id
    )
    is_theirs = exists().where(
        Person.id == Occurrence.person_id, Person.id.in_(wanting), Person.zone == Occurrence.zone
    )
    session.execute(delete(Occurrence).where(_is_extra(), not_begun(), is_of_workspace, ~is_theirs))
    last = dict(
        session.execute(
            select(Occurrence.person_id, func.max(Occurrence.local_at))
            .where(Occurrence.person_id.in_(wanting), _is_extra())
            .group_by(Occurrence.person_id)
        ).all()
    )
    days = _Days.of(session, people, now)
    for person in people:
        today = local_date(now, person.zone)
        had = last.get(person.id)
        first = max(today, had.date() + EXTRA) if had is not None else today
        local_at = days.next_free(person, first, now)
        due_at = to_instant(local_at, ZoneInfo(person.zone))
        if due_at <= until:
            session.add(
                Occurrence(
                    person_id=person.id,
                    purpose="prompt",
                    local_at=local_at,
                    zone=person.zone,
                    due_at=due_at,
                    planned_at=now,
                )
            )
    session.flush()


def _is_extra() -> ColumnElement[bool]:
    """A condition on Occurrence: of no schedule, and not asked for at that moment."""
    return and_(
        Occurrence.purpose == "prompt",
        Occurrence.schedule_id.is_(None),
        Occurrence.planned_at < Occurrence.due_at,
        Occurrence.is_snoozed.is_(False),
        Occurrence.is_test.is_(False),
    )


def last_moved_at(session: Session, goal_id: int) -> datetime | None:
    """When something last happened to that goal: an entry, a check-in, a revision."""
    movements = _movements()
    moved_at: datetime | None = session.scalar(
        select(func.max(movements.c.at)).where(movements.c.goal_id == goal_id)
    )
    return moved_at


def answer_question(
    session: Session, person_id: int, occurrence_id: int, now: datetime
) -> Occurrence:
    """A press alone answers it. Answering twice changes nothing."""
    occurrence = own_occurrence(session, person_id, occurrence_id)
    if occurrence.state != "answered":
        occurrence.state = "answered"
        occurrence.answered_at = now
        keep_steps(session, [occurrence.id], "answered", now)
    return occurrence


# Following up


def ask_later(
    session: Session, person_id: int, entry_id: int, *, weeks: int, now: datetime
) -> Occurrence:
    """What came of that entry is asked so many weeks on; after 0 weeks means never.

    Choosing anew moves the question. Raises BadInput where the entry is gone or somebody
    else's, and where the question was answered.
    """
    if weeks not in (0, *WEEKS):
        raise BadInput("Choose one of the times that I offer.", field="follow_up")
    entry = own_entry(session, person_id, entry_id)
    person = session.get_one(Person, person_id)
    question = follow_up_of(session, entry.id)
    if question is None:
        question = Occurrence(
            person_id=person_id,
            purpose="follow-up",
            entry_id=entry.id,
            element=next(iter(entry.elements), None),
            planned_at=now,
        )
        session.add(question)
    elif question.state == "answered":
        raise BadInput("You have told what came of this already. Thank you!", field="follow_up")
    day = local_date(now, person.zone) + timedelta(weeks=weeks)
    _put_on(question, person, next_asking(day, after=to_local(now, ZoneInfo(person.zone))))
    if weeks == 0:
        question.state, question.reason = "skipped", NOT_WANTED
    session.flush()
    return question


def ask_again(
    session: Session, person_id: int, occurrence_id: int, *, on: date, now: datetime
) -> Occurrence:
    """The same question comes again on that day or soon after.

    Raises BadInput where it was answered, or is somebody else's.
    """
    person = session.get_one(Person, person_id)
    zone = ZoneInfo(person.zone)
    local_at = next_asking(on, after=to_local(now, zone))
    question = snooze(session, person_id, occurrence_id, until=to_instant(local_at, zone), now=now)
    question.local_at, question.zone = local_at, person.zone
    return question


def put_off_missed(session: Session, workspace_id: int, now: datetime) -> None:
    """A follow-up that was asked for and could not come is asked for the next day that suits."""
    questions = session.scalars(
        select(Occurrence).where(
            Occurrence.purpose == "follow-up",
            Occurrence.state == "skipped",
            Occurrence.reason != NOT_WANTED,
            ~Occurrence.reason.startswith(SKIPPED),
            Occurrence.local_at > to_local(now - STILL_WORTH_ASKING, ZoneInfo("UTC")),
            exists().where(Entry.id == Occurrence.entry_id, Entry.deleted_at.is_(None)),
            exists().where(
                Person.id == Occurrence.person_id,
                Person.workspace_id == workspace_id,
                Person.is_educator,
                Person.is_opted_out.is_(False),
            ),
        )
    ).all()
    asked = {question.person_id for question in questions}
    people = {each.id: each for each in session.scalars(select(Person).where(Person.id.in_(asked)))}
    days = _Days.of(session, people.values(), now)
    for question in questions:
        person = people[question.person_id]
        _put_on(question, person, days.next_free(person, local_date(now, person.zone), now))


def _put_on(question: Occurrence, person: Person, local_at: datetime) -> None:
    question.state, question.reason = "planned", None
    question.local_at, question.zone = local_at, person.zone
    question.due_at = to_instant(local_at, ZoneInfo(person.zone))
    question.attempts = 0
    question.claim, question.claimed_until, question.is_unsettled = None, None, False


# Which goals stand still


@dataclass(frozen=True)
class _StillGoal:
    goal: Goal
    person: Person
    moved_at: datetime


def _still_goals(
    session: Session, workspace_id: int, *, moved_before: datetime
) -> list[_StillGoal]:
    movements = _movements()
    last = func.max(movements.c.at)
    rows = session.execute(
        select(Goal, Person, last)
        .join(Person, Person.id == Goal.person_id)
        .join(movements, movements.c.goal_id == Goal.id)
        .where(
            Person.workspace_id == workspace_id,
            Person.is_educator,
            Person.is_opted_out.is_(False),
            Goal.state == "open",
            Goal.deleted_at.is_(None),
        )
        .group_by(Goal.id, Person.id)
        .having(last <= moved_before)
        .order_by(last, Goal.id)
    )
    return [_StillGoal(goal, person, moved_at) for goal, person, moved_at in rows]


def _movements() -> Subquery:
    """Whatever moves a goal, as (goal_id, at)."""
    return union_all(
        select(Goal.id.label("goal_id"), Goal.set_at.label("at")),
        select(Entry.goal_id, func.coalesce(Entry.edited_at, Entry.logged_at)).where(
            Entry.goal_id.is_not(None), Entry.deleted_at.is_(None)
        ),
        select(CheckIn.goal_id, CheckIn.checked_at).where(CheckIn.deleted_at.is_(None)),
        select(GoalRevision.goal_id, GoalRevision.revised_at).where(
            GoalRevision.undone_at.is_(None)
        ),
    ).subquery()


def _asked_about(session: Session, goal_ids: Collection[int]) -> dict[int, datetime]:
    """When each was last asked about, or is to be; what was left out was not asked."""
    if not goal_ids:
        return {}
    rows = session.execute(
        select(Occurrence.goal_id, func.max(Occurrence.due_at))
        .where(
            Occurrence.purpose == "goal",
            Occurrence.goal_id.in_(goal_ids),
            Occurrence.state != "skipped",
        )
        .group_by(Occurrence.goal_id)
    )
    return {goal_id: due_at for goal_id, due_at in rows if goal_id is not None}


@dataclass(frozen=True)
class _Days:
    """For some people, the days on which they would rather not be asked, or not once more."""

    preferences: dict[int, Preferences]
    off: dict[int, dict[date, str]]
    taken: dict[int, set[date]]

    @classmethod
    def of(cls, session: Session, people: Iterable[Person], now: datetime) -> _Days:
        by_id = {person.id: person for person in people}
        if not by_id:
            return cls({}, {}, {})
        taken: dict[int, set[date]] = defaultdict(set)
        for person_id, local_at in session.execute(
            select(Occurrence.person_id, Occurrence.local_at).where(
                Occurrence.person_id.in_(by_id), Occurrence.state == "planned"
            )
        ):
            taken[person_id].add(local_at.date())
        off = {}
        for person in by_id.values():
            today = local_date(now, person.zone)
            off[person.id] = days_off(session, person, today, today + LONGEST_BREAK)
        return cls(preferences_of(session, by_id), off, taken)

    def next_free(self, person: Person, day: date, now: datetime) -> datetime:
        """The first time from that day on to ask them; local, naive."""
        paused_until = self.preferences[person.id].paused_until_on
        return next_asking(
            max(day, paused_until) if paused_until else day,
            after=to_local(now, ZoneInfo(person.zone)),
            off=self.off[person.id],
            taken=self.taken[person.id],
        )
