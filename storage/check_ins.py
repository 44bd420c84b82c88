"""Check-ins: what educators say of how their goals go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.drafts import EvidenceFile
from domain.errors import BadInput
from domain.targets import Done, percent_done
from domain.words import later
from rubric_data import Kind
from storage.goals import (
    check_act,
    move_goal,
    own_goal,
    redo_revision,
    settle_question,
    undo_revision,
)
from storage.progress import progress_of
from storage.tables import CheckIn, CheckInFile, Goal, GoalRevision, Indicator

GONE = later("That check-in is no longer there. “/pln goals” shows your goals.")


@dataclass(frozen=True)
class CheckedIn:
    """A goal with what was said of it."""

    goal: Goal
    check_in: CheckIn


def check_in(
    session: Session,
    person_id: int,
    goal_id: int,
    *,
    progress: int | None = None,
    amount: float | None = None,
    note: str | None = None,
    link: str | None = None,
    files: Sequence[EvidenceFile] = (),
    kinds: Sequence[Kind] = (),
    submission: str | None,
    now: datetime,
    today: date,
) -> CheckedIn:
    """Notes how it goes, once for each submission; who says 100 percent has met the goal.

    What is said is a percentage, or an `amount` of what the goal's target counts; where
    neither is, the progress is what is known of it. `kinds` are those of the rubric. Raises
    BadInput where the goal is gone or closed.
    """
    goal = own_goal(session, person_id, goal_id)
    seen = submission is not None and session.scalar(
        select(CheckIn).where(CheckIn.goal_id == goal.id, CheckIn.submission == submission)
    )
    if seen:
        return CheckedIn(goal, seen)
    check_act(goal, "check-in")
    (known,) = progress_of(session, [goal], kinds)
    is_said = progress is not None or amount is not None
    if progress is None:
        done = Done(said_amount=amount)
        progress = (known.percent if amount is None else percent_done(known.target, done)) or 0
    noted = CheckIn(
        goal_id=goal.id,
        progress=progress,
        is_said=is_said,
        amount=amount,
        note=note,
        link=link,
        checked_at=now,
        checked_on=today,
        submission=submission,
        file_rows=[
            CheckInFile(slack_id=file.slack_id, name=file.name, permalink=file.permalink)
            for file in files
        ],
    )
    session.add(noted)
    session.flush()
    if progress == 100 and is_said:
        move_goal(
            session, person_id, goal.id, "complete", check_in_id=noted.id, submission=None,
            now=now, today=today,
        )  # fmt: skip
    settle_question(session, goal.id, now)
    return CheckedIn(goal, noted)


def take_back_check_in(
    session: Session, person_id: int, check_in_id: int, now: datetime
) -> CheckedIn:
    """It counts no more, nor does what it did to the goal; it can be brought back."""
    taken = _own_check_in(session, person_id, check_in_id)
    if taken.check_in.deleted_at is None:
        taken.check_in.deleted_at = now
        _mark_indicator(session, check_in_id, now)
        completed = _completed_by(session, check_in_id)
        if completed is not None and taken.goal.state == "met":
            undo_revision(session, person_id, completed.id, now)
    return taken


def bring_back_check_in(session: Session, person_id: int, check_in_id: int) -> CheckedIn:
    brought = _own_check_in(session, person_id, check_in_id)
    if brought.check_in.deleted_at is not None:
        brought.check_in.deleted_at = None
        _mark_indicator(session, check_in_id, None)
        completed = _completed_by(session, check_in_id)
        if completed is not None and brought.goal.state == "open":
            redo_revision(session, person_id, completed.id)
    return brought


def _own_check_in(session: Session, person_id: int, check_in_id: int) -> CheckedIn:
    row = session.execute(
        select(Goal, CheckIn)
        .join(CheckIn, CheckIn.goal_id == Goal.id)
        .where(CheckIn.id == check_in_id, Goal.person_id == person_id, Goal.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise BadInput(GONE)
    goal, noted = row
    return CheckedIn(goal, noted)


def _completed_by(session: Session, check_in_id: int) -> GoalRevision | None:
    return session.scalar(select(GoalRevision).where(GoalRevision.check_in_id == check_in_id))


def _mark_indicator(session: Session, check_in_id: int, deleted_at: datetime | None) -> None:
    """What it showed goes and comes with it."""
    session.execute(
        update(Indicator).where(Indicator.check_in_id == check_in_id).values(deleted_at=deleted_at)
    )
