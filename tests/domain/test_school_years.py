"""School years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.school_years import YearBegins, last_day, read_year, read_year_begins, year_name

JULY, AUGUST = YearBegins(7, 1), YearBegins(8, 15)
TODAY = date(2026, 11, 24)

begins = st.builds(
    lambda day: YearBegins(day.month, day.day), st.dates(date(2001, 1, 1), date(2001, 12, 31))
)


@given(begins, st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_each_day_lies_in_one_year(begins: YearBegins, day: date) -> None:
    first = begins.year_of(day)
    assert first <= day <= last_day(first)
    assert begins.is_first_day(first)
    assert begins.year_of(last_day(first) + timedelta(1)) == last_day(first) + timedelta(1)


@given(begins, st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_year_is_read_back_by_its_name(begins: YearBegins, day: date) -> None:
    first = begins.year_of(day)
    assert read_year(year_name(first), begins, today=TODAY) == first


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("07-01", JULY),
        ("July 1", JULY),
        ("15 August", AUGUST),
        ("Aug 15", AUGUST),
    ],
)
def test_the_first_day_is_read(typed: str, expected: YearBegins) -> None:
    assert read_year_begins(typed) == expected
    assert read_year_begins(str(expected)) == expected
    assert read_year_begins(expected.in_words()) == expected


@pytest.mark.parametrize("typed", ["", "soon", "13-01", "02-29", "July 32", "2026-07-01"])
def test_what_is_no_first_day_gets_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput, match="first day of the school year"):
        read_year_begins(typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", date(2026, 7, 1)),
        ("this year", date(2026, 7, 1)),
        ("last school year", date(2025, 7, 1)),
        ("2024-25", date(2024, 7, 1)),
        ("2024/2025", date(2024, 7, 1)),
        ("2024", date(2024, 7, 1)),
    ],
)
def test_a_year_is_read(typed: str, first: date) -> None:
    assert read_year(typed, JULY, today=TODAY) == first


@pytest.mark.parametrize("typed", ["2024-26", "24", "whenever", "0000"])
def test_what_is_no_year_gets_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput, match="as a school year"):
        read_year(typed, JULY, today=TODAY)


def test_a_calendar_year_has_one_number() -> None:
    assert year_name(date(2026, 1, 1)) == "2026"
    assert year_name(date(2026, 8, 15)) == "2026-27"
