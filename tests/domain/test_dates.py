from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import check_happened_on, find_days
from domain.errors import BadInput
from domain.typed_line import plain_copy

TUESDAY = date(2026, 11, 24)
DAYS = st.dates(date(2016, 1, 1), date(2040, 12, 31))


def _read(typed: str, *, today: date = TUESDAY, day_first: bool = False) -> date | None:
    days = list(find_days(typed, plain_copy(typed), today, day_first=day_first))
    return days[0].on if days else None


FORMS = {
    "today": date(2026, 11, 24),
    "this morning": date(2026, 11, 24),
    "yesterday": date(2026, 11, 23),
    "y'day": date(2026, 11, 23),
    "Fri-Sat": date(2026, 11, 20),
    "last night": date(2026, 11, 23),
    "yesterday afternoon": date(2026, 11, 23),
    "the day before yesterday": date(2026, 11, 22),
    "two days ago": date(2026, 11, 22),
    "a week ago": date(2026, 11, 17),
    "3 weeks ago": date(2026, 11, 3),
    "a month ago": date(2026, 10, 24),
    "on Monday": date(2026, 11, 23),
    "Monday": date(2026, 11, 23),
    "Tuesday": date(2026, 11, 17),
    "last Fri": date(2026, 11, 20),
    "this Thursday": date(2026, 11, 19),
    "wensday": date(2026, 11, 18),
    "Sun": date(2026, 11, 22),
    "last week on Monday": date(2026, 11, 16),
    "Friday last week": date(2026, 11, 20),
    "last week": date(2026, 11, 17),
    "over the weekend": date(2026, 11, 21),
    "11/20": date(2026, 11, 20),
    "11/20/26": date(2026, 11, 20),
    "11/20/2026": date(2026, 11, 20),
    "20/11": date(2026, 11, 20),
    "20.11.": date(2026, 11, 20),
    "20.11.2026": date(2026, 11, 20),
    "2026-11-20": date(2026, 11, 20),
    "Nov 20": date(2026, 11, 20),
    "Nov. 20, 2025": date(2025, 11, 20),
    "November 20th": date(2026, 11, 20),
    "20 Nov": date(2026, 11, 20),
    "the 20th of November": date(2026, 11, 20),
    "Friday, Nov 20": date(2026, 11, 20),
    "Nov 3-4": date(2026, 11, 3),
    "on the 20th": date(2026, 11, 20),
    "on the 28th": date(2026, 10, 28),
    "Feb 29": date(2024, 2, 29),
    "Sept 3": date(2026, 9, 3),
}


@pytest.mark.parametrize(("typed", "day"), FORMS.items())
def test_every_form_of_a_day_is_read(typed: str, day: date) -> None:
    assert _read(typed) == day
    assert _read(typed.upper()) == day


@pytest.mark.parametrize(
    ("day_first", "day"), [(False, date(2026, 3, 4)), (True, date(2026, 4, 3))]
)
def test_numbers_are_read_in_the_workspace_s_order(day_first: bool, day: date) -> None:
    assert _read("3/4", day_first=day_first) == day
    assert _read("3/4/2026", day_first=day_first) == day


def test_dots_put_the_day_first_everywhere() -> None:
    assert _read("3.4.") == date(2026, 4, 3)


def test_a_day_without_a_year_is_the_last_one() -> None:
    assert _read("12/20", today=date(2026, 1, 10)) == date(2025, 12, 20)


def test_a_day_that_comes_soon_is_not_taken_for_last_year_s() -> None:
    assert _read("Nov 30") == date(2026, 11, 30)


@pytest.mark.parametrize("typed", ["2026-02-30", "Nov 31", "31 April", "2026-13-01"])
def test_a_day_that_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refusal:
        _read(f"EdCamp {typed}")
    assert refusal.value.field == "happened_on"
    assert refusal.value.sentence == (
        f"The calendar has no “{typed}”: write a day like 2026-11-20 or Nov 20."
    )


@pytest.mark.parametrize("typed", ["13/32", "1/2/3/4", "v2.0", "3.5", "Mondays", "20-30", "$11/20"])
def test_numbers_and_words_that_are_no_day_stay_what_they_are(typed: str) -> None:
    assert _read(typed) is None


@given(DAYS, st.integers(0, 3000))
def test_a_past_day_with_its_year_comes_back_in_every_form(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    for typed in (
        day.isoformat(),
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"on {day.month}/{day.day}/{day.year}",
    ):
        assert _read(typed, today=today) == day, typed
    assert _read(f"{day.day}/{day.month}/{day.year}", today=today, day_first=True) == day


@given(DAYS, st.integers(1, 7))
def test_a_weekday_is_the_most_recent_one_and_never_today(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    for typed in (f"{day:%A}", f"on {day:%A}", f"last {day:%a}"):
        assert _read(typed, today=today) == day


@given(DAYS, st.integers(0, 299))
def test_a_day_without_its_year_is_found_again_within_ten_months(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    if (day.month, day.day) != (2, 29):
        assert _read(f"{day:%b} {day.day}", today=today) == day
        assert _read(f"on {day.month}/{day.day}", today=today) == day


@given(st.text(max_size=200), DAYS, st.booleans())
def test_any_text_has_days_or_none_or_is_refused(typed: str, today: date, day_first: bool) -> None:
    try:
        spans = [
            day.span for day in find_days(typed, plain_copy(typed), today, day_first=day_first)
        ]
    except BadInput:
        return
    assert spans == sorted(spans)


def test_a_day_to_come_is_refused_for_what_is_done() -> None:
    with pytest.raises(BadInput) as refusal:
        check_happened_on(date(2026, 11, 25), TUESDAY)
    assert refusal.value.sentence == (
        "November 25, 2026 is still to come: log it once it is done, or give the day that it "
        "was, such as yesterday."
    )


def test_a_day_long_ago_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        check_happened_on(date(206, 11, 20), TUESDAY)
    assert refusal.value.sentence == (
        "November 20, 206 is more than 10 years ago: give a later day, such as 2026-11-23."
    )


def test_no_day_at_all_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        check_happened_on(None, TUESDAY)
    assert refusal.value.sentence == ("Say on which day it was: choose today or a day before.")


def test_today_and_days_before_it_are_taken() -> None:
    for day in (TUESDAY, date(2016, 11, 24)):
        assert check_happened_on(day, TUESDAY) == day
