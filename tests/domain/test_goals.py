"""A goal's states, and when it is asked about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.goals import LONGEST_STILL, STILL, may_ask_on, next_state, patience
from domain.keys import GoalAct, GoalState

days = st.dates(date(2025, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("state", "act", "leads_to"),
    [
        ("open", "check-in", "open"),
        ("open", "complete", "met"),
        ("open", "let-go", "let-go"),
        ("met", "reopen", "open"),
        ("let-go", "reopen", "open"),
        ("met", "revise", "met"),
    ],
)
def test_an_act_leads_from_one_state_to_another(
    state: GoalState, act: GoalAct, leads_to: GoalState
) -> None:
    assert next_state(state, act) == leads_to


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        ("met", "complete", "You met this goal already."),
        ("let-go", "let-go", "You let this goal go already."),
        ("open", "reopen", "This goal is open already."),
        ("let-go", "complete", "You let this goal go. Reopen it first."),
        ("met", "check-in", "You met this goal. Reopen it first."),
    ],
)
def test_what_does_not_fit_the_state_is_refused_in_one_sentence(
    state: GoalState, act: GoalAct, sentence: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        next_state(state, act)
    assert refusal.value.sentence == sentence


def _may(state: GoalState, act: GoalAct) -> bool:
    try:
        next_state(state, act)
    except BadInput:
        return False
    return True


def test_a_closed_goal_can_be_reopened_and_revised_and_nothing_else() -> None:
    for state in get_args(GoalState):
        allowed = {act for act in get_args(GoalAct) if _may(state, act)}
        if state == "open":
            assert allowed == {"revise", "check-in", "complete", "let-go"}
        else:
            assert allowed == {"revise", "reopen"}


@pytest.mark.parametrize(
    ("due_on", "weeks"),
    [
        (None, 3),
        (date(2026, 9, 10), 3),
        (date(2026, 8, 1), 3),
        (date(2027, 1, 19), 5),
        (date(2028, 9, 1), 8),
    ],
)
def test_a_goal_is_left_alone_for_three_weeks_and_longer_far_from_its_day(
    due_on: date | None, weeks: int
) -> None:
    assert patience(date(2026, 9, 1), due_on) == timedelta(weeks=weeks)


@given(moved_on=days, due_on=st.none() | days)
def test_a_goal_is_never_asked_about_too_soon_nor_forgotten(
    moved_on: date, due_on: date | None
) -> None:
    assert moved_on + STILL <= may_ask_on(moved_on, due_on) <= moved_on + LONGEST_STILL
