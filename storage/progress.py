"""How far goals are: what was logged for them, what their educators said, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.targets import Done, Target, counted_so_far, percent_done, read_target
from rubric_data import Kind
from storage.goals import open_goals, own_goal
from storage.pages import Page, find_page
from storage.tables import CheckIn, Entry, Goal, GoalRevision


@dataclass(frozen=True)
class GoalProgress:
    """A goal with what has been done for it."""

    goal: Goal
    entries: int
    minutes: int
    percent: int | None
    """As it adds up, or as the educator last said; None where nobody can know yet."""
    target: Target | None = None
    so_far: float = 0
    """How much of the target there is."""


@dataclass(frozen=True)
class GoalStory:
    """A goal with all that became of it, oldest first."""

    progress: GoalProgress
    check_ins: Sequence[CheckIn]
    revisions: Sequence[GoalRevision]


def goals_in_progress(
    session: Session, person_id: int, kinds: Sequence[Kind]
) -> list[GoalProgress]:
    """Open goals with what has been done for each; `kinds` are those of the rubric."""
    return progress_of(session, open_goals(session, person_id), kinds)


def goal_page(
    session: Session, person_id: int, kinds: Sequence[Kind], *, first: int, most: int
) -> Page[GoalProgress]:
    """Open goals first, the one that is due first before all; then those closed last."""
    goals = find_page(
        session,
        select(Goal)
        .where(Goal.person_id == person_id, Goal.deleted_at.is_(None))
        .order_by(
            Goal.state != "open",
            Goal.closed_on.desc(),
            Goal.due_on.is_(None),
            Goal.due_on,
            Goal.number,
        ),
        first=first,
        most=most,
    )
    return goals.of(progress_of(session, goals.rows, kinds))


def goal_progress(
    session: Session, person_id: int, goal_id: int, kinds: Sequence[Kind]
) -> GoalProgress:
    """Raises BadInput where it is gone, taken back, or somebody else's."""
    (progress,) = progress_of(session, [own_goal(session, person_id, goal_id)], kinds)
    return progress


def served_by(session: Session, goal: Goal | None, kinds: Sequence[Kind]) -> GoalProgress | None:
    """The goal that an entry serves, with how far it is now."""
    return progress_of(session, [goal], kinds)[0] if goal is not None else None


def goal_story(session: Session, person_id: int, goal_id: int, kinds: Sequence[Kind]) -> GoalStory:
    """Raises BadInput where it is gone, taken back, or somebody else's."""
    progress = goal_progress(session, person_id, goal_id, kinds)
    goal = progress.goal
    revisions = session.scalars(
        select(GoalRevision)
        .where(GoalRevision.goal_id == goal.id, GoalRevision.undone_at.is_(None))
        .order_by(GoalRevision.revised_at, GoalRevision.id)
    ).all()
    return GoalStory(progress, _check_ins(session, [goal]), revisions)


def progress_of(
    session: Session, goals: Sequence[Goal], kinds: Sequence[Kind]
) -> list[GoalProgress]:
    """Each of them with what has been done for it, in the same order."""
    by_kind: dict[int | None, dict[str, tuple[int, int]]] = defaultdict(dict)
    for goal_id, kind, entries, minutes in session.execute(
        select(Entry.goal_id, Entry.kind, func.count(), func.coalesce(func.sum(Entry.minutes), 0))
        .where(Entry.goal_id.in_([goal.id for goal in goals]), Entry.deleted_at.is_(None))
        .group_by(Entry.goal_id, Entry.kind)
    ):
        by_kind[goal_id][kind] = (entries, minutes or 0)
    said = {each.goal_id: each for each in _check_ins(session, goals) if each.is_said}
    return [_progress(goal, by_kind[goal.id], said.get(goal.id), kinds) for goal in goals]


def _check_ins(session: Session, goals: Sequence[Goal]) -> Sequence[CheckIn]:
    """Oldest first."""
    return session.scalars(
        select(CheckIn)
        .where(CheckIn.goal_id.in_([goal.id for goal in goals]), CheckIn.deleted_at.is_(None))
        .order_by(CheckIn.checked_at, CheckIn.id)
    ).all()


def _progress(
    goal: Goal,
    by_kind: dict[str, tuple[int, int]],
    said: CheckIn | None,
    kinds: Sequence[Kind],
) -> GoalProgress:
    done = Done(
        entries=sum(entries for entries, _ in by_kind.values()),
        minutes=sum(minutes for _, minutes in by_kind.values()),
        by_kind={kind: entries for kind, (entries, _) in by_kind.items()},
        said_percent=said.progress if said else None,
        said_amount=said.amount if said else None,
    )
    target = read_target(goal.target, kinds, goal_text=goal.text)
    return GoalProgress(
        goal=goal,
        entries=done.entries,
        minutes=done.minutes,
        percent=100 if goal.state == "met" else percent_done(target, done),
        target=target,
        so_far=counted_so_far(target, done) if target else 0,
    )
