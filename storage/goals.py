"""Goals: an educator's own, with all that ever changed in them.

Whatever changes a goal is a revision that can be undone, so long as what it changed has not
been changed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, cast

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from domain.drafts import GoalDraft
from domain.errors import BadInput
from domain.goals import changed_fields, next_state
from domain.keys import GoalAct, GoalState
from domain.words import later
from storage.tables import Entry, Goal, GoalRevision, Occurrence

GONE = later("That goal is no longer there. “/pln goals” shows those that you have.")


FIELDS: Final = tuple(field.name for field in fields(GoalDraft))
"""What an educator says of a goal."""
_CHANGING: Final = (*FIELDS, "state", "closed_on")
_DATES: Final = frozenset({"due_on", "closed_on"})


@dataclass(frozen=True)
class Changed:
    """A goal with what was changed in it; `revision` is None where nothing was."""

    goal: Goal
    revision: GoalRevision | None


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
    _fill(goal, {name: getattr(draft, name) for name in FIELDS})
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


def check_act(goal: Goal, act: GoalAct) -> GoalState:
    """The state to which that act leads. Raises BadInput where the goal's own forbids it."""
    return next_state(cast(GoalState, goal.state), act)


def linked_goal(session: Session, entry: Entry) -> Goal | None:
    """The goal that an entry serves, unless it was taken back."""
    goal = session.get(Goal, entry.goal_id) if entry.goal_id is not None else None
    return goal if goal is not None and goal.deleted_at is None else None


def revise_goal(
    session: Session,
    person_id: int,
    goal_id: int,
    draft: GoalDraft,
    *,
    submission: str | None,
    now: datetime,
    today: date,
) -> Changed:
    """Says it anew; how it was said before is kept. The same submission twice is one revision."""
    goal = own_goal(session, person_id, goal_id)
    if kept := _submitted(session, goal, submission):
        return kept
    check_act(goal, "revise")
    return _change(
        session,
        goal,
        "revise",
        {name: getattr(draft, name) for name in FIELDS},
        submission=submission,
        now=now,
        today=today,
    )


def let_colleagues_see(
    session: Session, person_id: int, goal_id: int, *, now: datetime, today: date
) -> Changed:
    """All colleagues may see it from now on: a revision like any other."""
    draft = replace(draft_of(own_goal(session, person_id, goal_id)), visibility="colleagues")
    return revise_goal(session, person_id, goal_id, draft, submission=None, now=now, today=today)


def move_goal(
    session: Session,
    person_id: int,
    goal_id: int,
    act: GoalAct,
    *,
    reason: str | None = None,
    check_in_id: int | None = None,
    submission: str | None = None,
    now: datetime,
    today: date,
) -> Changed:
    """Completes it, lets it go or reopens it. Raises BadInput where its state forbids that."""
    goal = own_goal(session, person_id, goal_id)
    if kept := _submitted(session, goal, submission):
        return kept
    state = check_act(goal, act)
    return _change(
        session,
        goal,
        act,
        {"state": state, "closed_on": None if state == "open" else today},
        reason=reason,
        check_in_id=check_in_id,
        submission=submission,
        now=now,
        today=today,
    )


def undo_revision(session: Session, person_id: int, revision_id: int, now: datetime) -> Goal:
    """The goal is again as it was before. Undoing twice changes nothing.

    Raises BadInput where what was changed has been changed anew since.
    """
    goal, revision = _own_revision(session, person_id, revision_id)
    if revision.undone_at is None:
        _turn(goal, wanted=revision.after, to=revision.before)
        revision.undone_at = now
    return goal


def redo_revision(session: Session, person_id: int, revision_id: int) -> Goal:
    """Takes an undoing back. Raises BadInput as `undo_revision` does."""
    goal, revision = _own_revision(session, person_id, revision_id)
    if revision.undone_at is not None:
        _turn(goal, wanted=revision.before, to=revision.after)
        revision.undone_at = None
    return goal


def own_revision(session: Session, person_id: int, revision_id: int) -> GoalRevision:
    """Raises BadInput where its goal is gone, taken back, or somebody else's."""
    return _own_revision(session, person_id, revision_id)[1]


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


def draft_of(goal: Goal) -> GoalDraft:
    """A goal as its form shows it."""
    return GoalDraft(**{name: getattr(goal, name) for name in FIELDS})


def open_goals(session: Session, person_id: int) -> Sequence[Goal]:
    """The one that is due first comes first."""
    return open_goals_of(session, [person_id]).get(person_id, [])


def open_goals_of(session: Session, person_ids: Iterable[int]) -> dict[int, list[Goal]]:
    """The same, of each of them who has any."""
    goals: dict[int, list[Goal]] = {}
    for goal in session.scalars(_OPEN, {"people": list(person_ids)}):
        goals.setdefault(goal.person_id, []).append(goal)
    return goals


_IS_OPEN: Final = (Goal.state == "open", Goal.deleted_at.is_(None))
HAS_OPEN_GOALS: Final = exists().where(Goal.person_id == bindparam("person"), *_IS_OPEN)
"""That `person` has one at least."""
# Put together once: to do so costs more than to ask the database.
_OPEN: Final = (
    select(Goal)
    .where(Goal.person_id.in_(bindparam("people", expanding=True)), *_IS_OPEN)
    .order_by(Goal.due_on.is_(None), Goal.due_on, Goal.number)
)


def goals_to_choose(
    session: Session, person_id: int, linked: Iterable[int | None]
) -> Sequence[Goal]:
    """Those that are linked already, whatever became of them, then the open ones."""
    open_ones = open_goals(session, person_id)
    ids = {goal_id for goal_id in linked if goal_id} - {goal.id for goal in open_ones}
    others = session.scalars(
        select(Goal)
        .where(Goal.person_id == person_id, Goal.id.in_(ids), Goal.deleted_at.is_(None))
        .order_by(Goal.number)
    )
    return [*others, *open_ones]


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
            "I can't link this to “{words}”: you have no open goal yet. “/pln goal” sets one.",
            words=words,
            field="goal",
        )
    listed = "; ".join(f"goal:{goal.number} {goal.text}" for goal in goals[:5])
    if fitting:
        text = later("For “{words}” several of your goals fit. You have {listed}.")
    else:
        text = later("For “{words}” no open goal of yours fits. You have {listed}.")
    raise BadInput(text, words=words, listed=listed, field="goal")


def settle_question(session: Session, goal_id: int, now: datetime) -> None:
    """The goal moved, so that a question about it is answered."""
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.purpose == "goal",
            Occurrence.goal_id == goal_id,
            Occurrence.state == "sent",
        )
        .values(state="answered", answered_at=now)
    )


def _fill(goal: Goal, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(goal, name, value)


def _change(
    session: Session,
    goal: Goal,
    act: GoalAct,
    values: Mapping[str, Any],
    *,
    submission: str | None,
    now: datetime,
    today: date,
    reason: str | None = None,
    check_in_id: int | None = None,
) -> Changed:
    before, after = _plain(goal), {**_plain(goal), **_as_json(values)}
    names = changed_fields(before, after)
    if not names:
        return Changed(goal, None)
    _fill(goal, values)
    revision = GoalRevision(
        goal_id=goal.id,
        act=act,
        before={name: before[name] for name in names},
        after={name: after[name] for name in names},
        reason=reason,
        check_in_id=check_in_id,
        revised_at=now,
        revised_on=today,
        submission=submission,
    )
    session.add(revision)
    settle_question(session, goal.id, now)
    session.flush()
    return Changed(goal, revision)


def _submitted(session: Session, goal: Goal, submission: str | None) -> Changed | None:
    """What the same submission changed, where it came before."""
    if submission is None:
        return None
    revision = session.scalar(
        select(GoalRevision).where(
            GoalRevision.goal_id == goal.id, GoalRevision.submission == submission
        )
    )
    return Changed(goal, revision) if revision is not None else None


def _own_revision(session: Session, person_id: int, revision_id: int) -> tuple[Goal, GoalRevision]:
    row = session.execute(
        select(Goal, GoalRevision)
        .join(GoalRevision, GoalRevision.goal_id == Goal.id)
        .where(
            GoalRevision.id == revision_id, Goal.person_id == person_id, Goal.deleted_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise BadInput(GONE)
    goal, revision = row
    return goal, revision


def _turn(goal: Goal, *, wanted: Mapping[str, Any], to: Mapping[str, Any]) -> None:
    now = _plain(goal)
    if any(now[name] != value for name, value in wanted.items()):
        raise BadInput("This goal has changed since: “/pln goals” shows how it is now.")
    _fill(
        goal,
        {
            name: date.fromisoformat(value) if value and name in _DATES else value
            for name, value in to.items()
        },
    )


def _plain(goal: Goal) -> dict[str, Any]:
    """All that may change in it, as a revision keeps it."""
    return _as_json({name: getattr(goal, name) for name in _CHANGING})


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
