"""A streak counts weeks of learning, and no pause or school break ends it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.balance import count_streak, days_between, resting_weeks
from domain.weeks import Week

NOW = Week(date(2026, 11, 23))

weeks_ago = st.sets(st.integers(0, 60))


def weeks(ago: set[int]) -> set[Week]:
    return {NOW.before(count) for count in ago}


@given(active=weeks_ago, resting=weeks_ago)
def test_weeks_of_rest_count_for_nothing_and_break_nothing(
    active: set[int], resting: set[int]
) -> None:
    """The same as if the calendar had never had them."""
    idle = resting - active
    remaining = [ago for ago in range(62) if ago not in idle]
    as_if = {place for place, ago in enumerate(remaining) if ago in active}
    shift = 1 if 0 in idle else 0  # the week that runs is gone from the calendar
    expected = count_streak({NOW.before(place + shift) for place in as_if}, NOW)
    assert count_streak(weeks(active), NOW, resting=weeks(resting)) == expected


@given(active=weeks_ago, resting=weeks_ago, more=weeks_ago)
def test_more_rest_never_shortens_a_streak(
    active: set[int], resting: set[int], more: set[int]
) -> None:
    before = count_streak(weeks(active), NOW, resting=weeks(resting))
    assert count_streak(weeks(active), NOW, resting=weeks(resting | more)) >= before


@given(active=weeks_ago, resting=weeks_ago)
def test_a_streak_is_never_longer_than_the_weeks_with_learning(
    active: set[int], resting: set[int]
) -> None:
    assert count_streak(weeks(active), NOW, resting=weeks(resting)) <= len(active)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_a_stretch_rests_the_weeks_whose_every_working_day_it_holds(first: date, days: int) -> None:
    until = first + timedelta(days=days)
    for week in resting_weeks(days_between(first, until)):
        assert first <= week.monday
        assert until > week.monday + timedelta(days=4)
    whole = (days - 6) // 7
    assert len(resting_weeks(days_between(first, until))) >= whole


def test_a_week_that_still_runs_breaks_nothing() -> None:
    assert count_streak(weeks({1, 2}), NOW) == 2
    assert count_streak(weeks({0, 1, 2}), NOW) == 3


def test_a_winter_break_and_a_pause_together_keep_a_streak() -> None:
    winter = days_between(date(2026, 12, 19), date(2027, 1, 4))
    pause = days_between(date(2027, 1, 4), date(2027, 1, 11))
    active = {Week.of(date(2026, 12, 16)), Week.of(date(2027, 1, 12))}
    rest = resting_weeks(winter | pause)
    assert count_streak(active, Week.of(date(2027, 1, 13)), resting=rest) == 2
    assert count_streak(active, Week.of(date(2027, 1, 13))) == 1


def test_one_holiday_is_no_week_of_rest() -> None:
    assert resting_weeks({date(2026, 11, 26), date(2026, 11, 27)}) == set()
