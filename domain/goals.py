"""A goal's states, how it moves between them, and when it is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from domain.errors import BadInput
from domain.keys import GoalAct, GoalState
from domain.words import later

_LEADS_TO: Final[Mapping[GoalAct, Mapping[GoalState, GoalState]]] = {
    "revise": {"open": "open", "met": "met", "let-go": "let-go"},
    "check-in": {"open": "open"},
    "complete": {"open": "met"},
    "let-go": {"open": "let-go"},
    "reopen": {"met": "open", "let-go": "open"},
}
"""For each act, the states in which it may be done and where it leads."""

_ALREADY: Final[Mapping[GoalState, str]] = {
    "open": later("This goal is open already."),
    "met": later("You met this goal already."),
    "let-go": later("You let this goal go already."),
}
_REOPEN_FIRST: Final[Mapping[GoalState, str]] = {
    "open": later("This goal is open. Reopen it first."),
    "met": later("You met this goal. Reopen it first."),
    "let-go": later("You let this goal go. Reopen it first."),
}

STILL: Final = timedelta(weeks=3)
"""A goal that stood still for so long may be asked about."""
LONGEST_STILL: Final = timedelta(weeks=8)
"""However far away its due day is."""


def next_state(state: GoalState, act: GoalAct) -> GoalState:
    """Where an act leads. Raises BadInput where it can't be done in that state."""
    leads_to = _LEADS_TO[act]
    if state in leads_to:
        return leads_to[state]
    if state in leads_to.values():
        raise BadInput(_ALREADY[state])
    raise BadInput(_REOPEN_FIRST[state])


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the fields whose values differ."""
    return tuple(name for name, value in after.items() if before.get(name) != value)


def patience(moved_on: date, due_on: date | None) -> timedelta:
    """How long a goal may stand still before it is asked about.

    Three weeks; a quarter of the way to its due day where that is longer, up to eight weeks.
    """
    if due_on is None:
        return STILL
    return min(max(STILL, (due_on - moved_on) / 4), LONGEST_STILL)


def may_ask_on(moved_on: date, due_on: date | None) -> date:
    """The day from which on a goal that last moved on `moved_on` may be asked about."""
    return moved_on + patience(moved_on, due_on)
