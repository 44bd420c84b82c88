"""When prompts come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cadence import WEEKDAYS, Cadence, crontab, monthly, read_time, weekly
from domain.errors import BadInput
from domain.timetable import Timetable
from tests import oracle

ANCHOR = date(2026, 1, 1)


def _of_january(*days: int) -> list[date]:
    return [date(2026, 1, day) for day in days]


def _of_february(*days: int) -> list[date]:
    return [date(2026, 2, day) for day in days]


def local_times(cadence: Cadence, first: datetime, last: datetime) -> list[datetime]:
    slots = Timetable(cadence, ANCHOR).slots(last.date())
    return [slot.local_at for slot in slots if first < slot.local_at <= last]


def test_a_weekly_prompt_comes_on_each_of_its_days() -> None:
    cadence = weekly(["mon", "Wednesdays"], time(15, 30))
    assert local_times(cadence, datetime(2026, 3, 1), datetime(2026, 3, 12)) == [
        datetime(2026, 3, 2, 15, 30),
        datetime(2026, 3, 4, 15, 30),
        datetime(2026, 3, 9, 15, 30),
        datetime(2026, 3, 11, 15, 30),
    ]


def test_every_second_week_counts_from_the_week_of_the_anchor() -> None:
    cadence = weekly(["mon"], time(8), every=2)
    assert local_times(cadence, datetime(2026, 1, 1), datetime(2026, 2, 10)) == [
        datetime(2026, 1, 12, 8),
        datetime(2026, 1, 26, 8),
        datetime(2026, 2, 9, 8),
    ]


def test_the_last_day_of_the_month_is_the_last_of_each() -> None:
    cadence = monthly(["1", "last"], time(9))
    assert local_times(cadence, datetime(2026, 1, 31, 8), datetime(2026, 3, 1, 9)) == [
        datetime(2026, 1, 31, 9),
        datetime(2026, 2, 1, 9),
        datetime(2026, 2, 28, 9),
        datetime(2026, 3, 1, 9),
    ]


@pytest.mark.parametrize("sunday", ["0", "7", "sun"])
def test_sunday_is_0_and_7_in_a_crontab(sunday: str) -> None:
    cadence = crontab(f"30 15 * * {sunday}")
    assert local_times(cadence, datetime(2026, 3, 1), datetime(2026, 3, 9)) == [
        datetime(2026, 3, 1, 15, 30),
        datetime(2026, 3, 8, 15, 30),
    ]


def test_two_day_fields_of_a_crontab_are_alternatives() -> None:
    cadence = crontab("0 9 13 * 5")
    assert local_times(cadence, datetime(2026, 3, 1), datetime(2026, 3, 21)) == [
        datetime(2026, 3, 6, 9),
        datetime(2026, 3, 13, 9),
        datetime(2026, 3, 20, 9),
    ]


def test_a_crontab_at_midnight_of_the_anchor_is_not_lost() -> None:
    assert local_times(crontab("0 0 1 1 *"), datetime(2025, 12, 31), datetime(2026, 1, 2)) == [
        datetime(2026, 1, 1)
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["last-fri"], [date(2026, 1, 30), date(2026, 2, 27)]),
        (["first-mon"], [date(2026, 1, 5), date(2026, 2, 2)]),
        (["2nd-tue", "15"], [*_of_january(13, 15), *_of_february(10, 15)]),
        (["5th-thu"], _of_january(29)),
        (["first-weekday"], [date(2026, 1, 1), date(2026, 2, 2)]),
        (["last-weekday"], [date(2026, 1, 30), date(2026, 2, 27)]),
        (["last", "last-sat"], [*_of_january(31), *_of_february(28)]),
    ],
)
def test_a_month_has_weekdays_too(days: list[str], expected: list[date]) -> None:
    cadence = monthly(days, time(9))
    times = local_times(cadence, datetime(2026, 1, 1), datetime(2026, 2, 28, 23))
    assert [each.date() for each in times] == expected


@pytest.mark.parametrize("day", ["0", "32", "first", "6th-mon", "2nd-weekday", "last-", "-fri"])
def test_what_is_no_day_of_the_month_is_refused(day: str) -> None:
    with pytest.raises(BadInput, match="last-fri") as refusal:
        monthly(["1", day])
    assert refusal.value.field == "monthly"
    assert f"“{day}”" in refusal.value.sentence


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("61 * * * *", "minute"),
        ("* 25 * * *", "hour"),
        ("0 0 0 * *", "day of the month"),
        ("0 0 * 13 *", "month of"),
        ("0 0 * * 8", "day of the week"),
        ("0 0 * *", "has 4"),
    ],
)
def test_a_wrong_crontab_is_refused_with_the_field_at_fault(expression: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault) as refusal:
        crontab(expression)
    assert "30 15 * * 1" in refusal.value.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [("15:30", time(15, 30)), ("3:30 pm", time(15, 30)), ("9am", time(9)), ("12am", time(0))],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, expected: time) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "25:00", "15", "noonish", "13pm", "9:75"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="15:30"):
        read_time(text)


FROM = st.dates(date(2020, 1, 1), date(2040, 1, 1))
NUMBERS = st.sets(st.integers(0, 6), min_size=1)
TWO_YEARS = timedelta(days=731)


def dates_of(cadence: Cadence, from_on: date) -> list[date]:
    last = from_on + TWO_YEARS
    return [slot.local_at.date() for slot in Timetable(cadence, from_on).slots(last)]


def expected_dates(fits: oracle.Fits, from_on: date) -> list[date]:
    times = oracle.local_times(fits, [time(9)], from_on, from_on + TWO_YEARS)
    return [each.date() for each in times]


@settings(deadline=None)
@given(numbers=NUMBERS, every=st.integers(1, 8), from_on=FROM)
def test_weeks_are_counted_as_a_person_would(numbers: set[int], every: int, from_on: date) -> None:
    cadence = weekly([WEEKDAYS[number] for number in numbers], time(9), every=every)
    fits = oracle.weekly(numbers, every=every, from_on=from_on)
    assert dates_of(cadence, from_on) == expected_dates(fits, from_on)


MONTH_DAYS = st.one_of(
    st.integers(1, 31).map(str),
    st.just("last"),
    st.sampled_from(["first-weekday", "last-weekday"]),
    st.tuples(st.sampled_from(["1", "2", "3", "4", "5", "last"]), st.sampled_from(WEEKDAYS)).map(
        "-".join
    ),
)


@settings(deadline=None)
@given(days=st.lists(MONTH_DAYS, min_size=1, max_size=5), from_on=FROM)
def test_days_of_the_month_are_counted_as_a_person_would(days: list[str], from_on: date) -> None:
    assert dates_of(monthly(days, time(9)), from_on) == expected_dates(
        oracle.monthly(days), from_on
    )


def cron_field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    pairs = st.tuples(number, number).filter(lambda pair: pair[0] < pair[1])
    span = pairs.map(lambda pair: f"{pair[0]}-{pair[1]}")
    step = st.tuples(st.just("*") | span, st.integers(1, 9)).map(
        lambda pair: f"{pair[0]}/{pair[1]}"
    )
    parts = st.lists(number.map(str) | span | step, min_size=1, max_size=3).map(",".join)
    return st.just("*") | parts


@settings(deadline=None)
@given(
    minute=st.integers(0, 59).map(str),
    hour=cron_field(0, 23),
    days=st.tuples(cron_field(1, 28), cron_field(1, 12), cron_field(0, 7)),
    from_on=FROM,
)
def test_a_crontab_line_means_what_cron_says(
    minute: str, hour: str, days: tuple[str, str, str], from_on: date
) -> None:
    line = " ".join([minute, hour, *days])
    fits, times = oracle.crontab(line)
    last = from_on + timedelta(days=200)
    slots = [slot.local_at for slot in Timetable(crontab(line), from_on).slots(last)]
    assert slots == list(oracle.local_times(fits, times, from_on, last))


@given(days=st.lists(MONTH_DAYS, min_size=1, max_size=5), numbers=NUMBERS, every=st.integers(1, 52))
def test_a_cadence_can_be_said_again_as_it_was(
    days: list[str], numbers: set[int], every: int
) -> None:
    by_month = monthly(days, time(9))
    assert monthly(by_month.month_days, time(9)) == by_month
    assert (by_month.way, by_month.weekdays) == ("monthly", ())
    by_week = weekly([WEEKDAYS[number] for number in numbers], time(9), every=every)
    assert weekly(by_week.weekdays, time(9), every=by_week.every_weeks) == by_week
    assert by_week.way == ("weekly" if every == 1 else "every-weeks")
    assert (crontab("0 9 * * 1").way, crontab("0 9 * * 1").weekdays) == ("cron", ())
