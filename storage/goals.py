"""Goals and check-ins: an educator's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.drafts import GoalDraft
from domain.errors import BadInput
from storage.tables import CheckIn, Entry, Goal

GONE = "That goal is no longer there. “/pln me” shows your goals."


@dataclass(frozen=True)
class GoalProgress:
    """A goal with what has been done for it."""

    goal: Goal
    entries: int
    minutes: int
    percent: int | None
    """As the educator last said; None before the first check-in."""


def keep_goal(
    session: Session,
    person_id: int,
    draft: GoalDraft,
    *,
    submission: str | None,
    now: datetime,
    today: date,
) -> Goal:
    """Keeps it; the same submission again gives the goal that it made."""
    if submission is not None:
        kept = session.scalar(
            select(Goal).where(Goal.person_id == person_id, Goal.submission == submission)
        )
        if kept is not None:
            return kept
    number = session.scalar(select(func.max(Goal.number)).where(Goal.person_id == person_id))
    goal = Goal(
        person_id=person_id,
        number=(number or 0) + 1,
        submission=submission,
        set_at=now,
        set_on=today,
    )
    _fill(goal, draft)
    session.add(goal)
    session.flush()
    return goal


def own_goal(session: Session, person_id: int, goal_id: int) -> Goal:
    """Raises BadInput where it is gone, taken back, or somebody else's."""
    goal = session.scalar(
        select(Goal).where(
            Goal.id == goal_id, Goal.person_id == person_id, Goal.deleted_at.is_(None)
        )
    )
    if goal is None:
        raise BadInput(GONE)
    return goal


def linked_goal(session: Session, entry: Entry) -> Goal | None:
    """The goal that an entry serves, unless it was taken back."""
    goal = session.get(Goal, entry.goal_id) if entry.goal_id is not None else None
    return goal if goal is not None and goal.deleted_at is None else None


def edit_goal(session: Session, person_id: int, goal_id: int, draft: GoalDraft) -> Goal:
    goal = own_goal(session, person_id, goal_id)
    _fill(goal, draft)
    session.flush()
    return goal


def check_in(
    session: Session,
    person_id: int,
    goal_id: int,
    *,
    progress: int,
    note: str | None,
    submission: str | None,
    now: datetime,
    today: date,
) -> Goal:
    """Notes how it goes, once for each submission; at 100 percent the goal is met."""
    goal = own_goal(session, person_id, goal_id)
    seen = submission is not None and session.scalar(
        select(CheckIn.id).where(CheckIn.goal_id == goal.id, CheckIn.submission == submission)
    )
    if not seen:
        session.add(
            CheckIn(
                goal_id=goal.id,
                progress=progress,
                note=note,
                checked_at=now,
                checked_on=today,
                submission=submission,
            )
        )
    if progress == 100 and goal.state == "open":
        goal.state, goal.closed_on = "met", today
    session.flush()
    return goal


def take_back_goal(session: Session, person_id: int, goal_id: int, now: datetime) -> Goal:
    """Gone from every list; its entries stay, and it can be brought back."""
    goal = session.scalar(select(Goal).where(Goal.id == goal_id, Goal.person_id == person_id))
    if goal is None:
        raise BadInput(GONE)
    goal.deleted_at = goal.deleted_at or now
    return goal


def bring_back_goal(session: Session, person_id: int, goal_id: int) -> Goal:
    goal = session.scalar(select(Goal).where(Goal.id == goal_id, Goal.person_id == person_id))
    if goal is None:
        raise BadInput(GONE)
    goal.deleted_at = None
    return goal


def open_goals(session: Session, person_id: int) -> Sequence[Goal]:
    """The one that is due first comes first."""
    return session.scalars(
        select(Goal)
        .where(Goal.person_id == person_id, Goal.state == "open", Goal.deleted_at.is_(None))
        .order_by(Goal.due_on.is_(None), Goal.due_on, Goal.number)
    ).all()


def goals_in_progress(session: Session, person_id: int) -> list[GoalProgress]:
    """Open goals with what has been done for each."""
    last_said = (
        select(CheckIn.progress)
        .where(CheckIn.goal_id == Goal.id)
        .order_by(CheckIn.checked_at.desc(), CheckIn.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Goal, func.count(Entry.id), func.coalesce(func.sum(Entry.minutes), 0), last_said)
        .outerjoin(Entry, (Entry.goal_id == Goal.id) & Entry.deleted_at.is_(None))
        .where(Goal.person_id == person_id, Goal.state == "open", Goal.deleted_at.is_(None))
        .group_by(Goal.id)
        .order_by(Goal.due_on.is_(None), Goal.due_on, Goal.number)
    )
    return [GoalProgress(*row) for row in rows]


def find_goal(session: Session, person_id: int, words: str) -> Goal:
    """An open goal by its number or by words of its text.

    Raises BadInput where none or several fit.
    """
    goals = open_goals(session, person_id)
    wanted = words.casefold().strip()
    fitting = [
        goal
        for goal in goals
        if (wanted == str(goal.number) if wanted.isdecimal() else wanted in goal.text.casefold())
    ]
    if len(fitting) == 1:
        return fitting[0]
    if not goals:
        raise BadInput(
            f"I can't link this to “{words}”: you have no open goal yet. “/pln goal” sets one.",
            field="goal",
        )
    listed = "; ".join(f"goal:{goal.number} {goal.text}" for goal in goals[:5])
    found = "several of your goals fit" if fitting else "no open goal of yours fits"
    raise BadInput(f"For “{words}” {found}. You have {listed}.", field="goal")


def _fill(goal: Goal, draft: GoalDraft) -> None:
    goal.text = draft.text
    goal.element = draft.element
    goal.skill = draft.skill
    goal.indicator = draft.indicator
    goal.target = draft.target
    goal.due_on = draft.due_on
    goal.visibility = draft.visibility
