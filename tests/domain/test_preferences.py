"""What an educator may choose, and what that lets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.preferences import Hours, Preferences, check_preferences
from tests.domain.strategies import ELEMENTS, TODAY, hours, preferences, times

MINUTES = [time(minute // 60, minute % 60) for minute in range(24 * 60)]


def check(chosen: Preferences) -> Preferences:
    return check_preferences(chosen, elements=ELEMENTS, today=TODAY)


@given(preferences)
def test_whatever_is_let_through_leaves_a_minute_in_which_something_may_come(
    chosen: Preferences,
) -> None:
    try:
        checked = check(chosen)
    except BadInput:
        return
    week = [
        datetime.combine(date(2030, 1, 7) + timedelta(days=day), minute)
        for day in range(7)
        for minute in MINUTES
    ]
    assert any(checked.suit(local_at) for local_at in week)


@given(preferences)
def test_only_what_could_never_be_is_refused(chosen: Preferences) -> None:
    assume(chosen.suits is None or chosen.suits.begin != chosen.suits.end)
    assume(chosen.quiet is None or chosen.quiet.begin != chosen.quiet.end)
    is_any_minute_free = any(
        (chosen.suits is None or chosen.suits.hold(at))
        and (chosen.quiet is None or not chosen.quiet.hold(at))
        for at in MINUTES
    )
    is_too_long = chosen.paused_until_on is not None and (
        chosen.paused_until_on - TODAY > timedelta(days=366)
    )
    try:
        check(chosen)
    except BadInput:
        assert is_too_long or not is_any_minute_free
    else:
        assert is_any_minute_free
        assert not is_too_long


@given(preferences)
def test_checking_twice_changes_nothing_more(chosen: Preferences) -> None:
    try:
        checked = check(chosen)
    except BadInput:
        return
    assert check(checked) == checked


@given(hours, times)
def test_the_hours_that_are_left_out_are_those_of_the_span_turned_around(
    span: Hours, at: time
) -> None:
    assume(span.begin != span.end)
    assert span.hold(at) != Hours(span.end, span.begin).hold(at)


@given(st.integers(-400, 400))
def test_a_pause_ends_on_its_day(days: int) -> None:
    paused = Preferences(paused_until_on=TODAY)
    assert paused.is_paused(TODAY + timedelta(days=days)) == (days < 0)


def test_quiet_hours_may_span_midnight() -> None:
    night = Hours(time(18), time(7))
    assert [night.hold(time(hour)) for hour in (17, 18, 23, 0, 6, 7)] == [
        False, True, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"days": ("someday",)}, "days", "“someday”"),
        ({"focus": ("cooking",)}, "focus", "“cooking”"),
        ({"suits": Hours(time(8), time(8))}, "suits_until", "no time at all"),
        (
            {"suits": Hours(time(9), time(15)), "quiet": Hours(time(8), time(16))},
            "quiet_from",
            "nothing could ever come",
        ),
        ({"paused_until_on": date(2028, 1, 1)}, "paused_until_on", "a year"),
    ],
)
def test_a_choice_that_can_not_be_is_refused_with_its_field(
    change: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words) as refusal:
        check(replace(Preferences(), **change))  # type: ignore[arg-type]
    assert refusal.value.field == field
