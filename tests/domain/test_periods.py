"""Periods are whole weeks, however they are said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.periods import Period, read_period, split_period
from domain.weeks import Week

TODAY = date(2026, 11, 24)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("", "2026-11-23", 1),
        ("this week", "2026-11-23", 1),
        ("last week", "2026-11-16", 1),
        ("2026-W12", "2026-03-16", 1),
        ("week 12", "2026-03-16", 1),
        ("w50", "2025-12-08", 1),
        ("last 4 weeks", "2026-10-26", 4),
        ("the past six weeks", "2026-10-12", 6),
        ("this month", "2026-11-02", 4),
        ("last month", "2026-09-28", 5),
        ("October", "2026-09-28", 5),
        ("oct 2025", "2025-09-29", 5),
        ("2026-10", "2026-09-28", 5),
        ("December", "2025-12-01", 4),
        ("this term", "2026-08-03", 22),
        ("school term", "2026-08-03", 22),
        ("last semester", "2025-12-29", 31),
        ("2026-W44..2026-W47", "2026-10-26", 4),
        ("2026-W44 to 2026-W47", "2026-10-26", 4),
    ],
)
def test_a_period_has_many_names(text: str, first: str, count: int) -> None:
    period = read_period(text, today=TODAY)
    assert (period.first.monday.isoformat(), period.count) == (first, count)
    assert len(period.weeks) == count
    assert period.weeks[-1] == period.last


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("soon", "last 4 weeks"),
        ("2027-W12", "not begun"),
        ("2026-12", "not begun"),
        ("2026-13", "no month 13"),
        ("2026-W60", "no week 60"),
        ("last 0 weeks", "1 to 53"),
        ("last 99 weeks", "1 to 53"),
        ("2026-W40..2026-W30", "1 to 53"),
        ("week 70", "No year has a week 70"),
    ],
)
def test_what_is_no_period_is_refused_with_what_to_write(text: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault) as refusal:
        read_period(text, today=TODAY)
    assert refusal.value.field == "week"


@pytest.mark.parametrize(
    ("text", "group", "first"),
    [
        ("Harbor Elementary last week", "Harbor Elementary", "2026-11-16"),
        ("harbor October", "harbor", "2026-09-28"),
        ("last week harbor", "harbor", "2026-11-16"),
        ("last 4 weeks", "", "2026-10-26"),
        ("Cedar, this term", "Cedar", "2026-08-03"),
        ("Cedar for last month", "Cedar", "2026-09-28"),
        ("May Elementary", "May Elementary", None),
        ("Team 2026-W12", "Team", "2026-03-16"),
        ("Midterm", "Midterm", None),
        ("", "", None),
    ],
)
def test_a_group_stands_beside_its_period(text: str, group: str, first: str | None) -> None:
    rest, period = split_period(text, today=TODAY)
    assert rest == group
    assert (period and period.first.monday.isoformat()) == first


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(1, 53))
def test_a_period_reads_back_as_it_is_written(day: date, count: int) -> None:
    period = Period(Week.of(day), count)
    assert read_period(str(period), today=period.last.sunday) == period


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_every_week_lies_in_one_month_and_one_term(day: date) -> None:
    week = Week.of(day)
    thursday = week.monday + timedelta(days=3)
    month = read_period(f"{thursday:%Y-%m}", today=day)
    assert week in month.weeks
    assert week in read_period("this term", today=day).weeks
    before = read_period("last term", today=day)
    assert before.last.next_monday == read_period("this term", today=day).first.monday
    assert read_period("last month", today=day).last.next_monday == month.first.monday


def test_a_running_period_shows_the_weeks_that_have_begun() -> None:
    period = read_period("this month", today=TODAY)
    assert period.is_running(TODAY)
    assert [str(week) for week in period.begun(TODAY)] == [
        "2026-W45", "2026-W46", "2026-W47", "2026-W48",
    ]  # fmt: skip
    assert not read_period("last week", today=TODAY).is_running(TODAY)
