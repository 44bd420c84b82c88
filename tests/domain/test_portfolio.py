"""What goes into a portfolio, and how its minutes are spread over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.periods import Period
from domain.portfolio import PARTS, Contents, Stretch, check_contents, spread
from domain.weeks import Week

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(
    first=days,
    length=st.integers(0, 400),
    logged=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 1440)), max_size=30),
)
def test_every_minute_is_in_one_week_or_month(
    first: date, length: int, logged: list[tuple[int, int]]
) -> None:
    last = first + timedelta(days=length)
    minutes = {first + timedelta(days=after % (length + 1)): spent for after, spent in logged}
    spans = spread(minutes, first, last)
    assert sum(span.minutes for span in spans) == sum(minutes.values())
    assert [span.first for span in spans] == sorted({span.first for span in spans})
    assert spans[0].first <= first
    assert spans[-1].first <= last
    # As many as can be told side by side.
    assert len(spans) <= 15


def test_a_short_time_is_told_by_weeks_and_a_long_one_by_months() -> None:
    assert not spread({}, date(2026, 9, 1), date(2026, 10, 31))[0].is_month
    assert spread({}, date(2026, 8, 3), date(2027, 8, 1))[0].is_month


def test_a_portfolio_without_anything_is_refused() -> None:
    with pytest.raises(BadInput, match="Tick at least one"):
        check_contents(Contents(frozenset(), "none"))
    # Private ones are no part of their own: they go with entries and goals.
    with pytest.raises(BadInput, match="Tick at least one"):
        check_contents(Contents(frozenset({"private"}), "none"))
    assert check_contents(Contents(frozenset(), "all"))
    assert check_contents(Contents(frozenset(PARTS), "none"))


def test_a_period_is_a_stretch_of_whole_weeks() -> None:
    stretch = Stretch.of(Period(Week.of(date(2026, 11, 24)), 2))
    assert (stretch.first, stretch.last) == (date(2026, 11, 23), date(2026, 12, 6))
    assert stretch.is_running(date(2026, 12, 6))
    assert not stretch.is_running(date(2026, 12, 7))
    assert stretch.until(date(2026, 11, 25)) == date(2026, 11, 25)
