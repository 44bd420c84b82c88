"""When prompts come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cadence import WEEKDAYS, Cadence, crontab, monthly, read_time, weekly
from domain.errors import BadInput
from domain.zones import to_instant, to_local

ANCHOR = date(2026, 1, 1)


def local_times(cadence: Cadence, first: datetime, last: datetime) -> list[datetime]:
    return [slot.local_at for slot in cadence.slots(anchor_on=ANCHOR, after=first, until=last)]


def test_a_weekly_prompt_comes_on_each_of_its_days() -> None:
    cadence = weekly(["mon", "Wednesdays"], time(15, 30))
    assert local_times(cadence, datetime(2026, 3, 1), datetime(2026, 3, 12)) == [
        datetime(2026, 3, 2, 15, 30),
        datetime(2026, 3, 4, 15, 30),
        datetime(2026, 3, 9, 15, 30),
        datetime(2026, 3, 11, 15, 30),
    ]
    assert cadence.in_words() == "every Monday and Wednesday at 15:30"


def test_every_second_week_counts_from_the_week_of_the_anchor() -> None:
    cadence = weekly(["mon"], time(8), every=2)
    assert local_times(cadence, datetime(2026, 1, 1), datetime(2026, 2, 10)) == [
        datetime(2026, 1, 12, 8),
        datetime(2026, 1, 26, 8),
        datetime(2026, 2, 9, 8),
    ]
    assert cadence.in_words() == "every 2 weeks on Monday at 08:00"


def test_the_last_day_of_the_month_is_the_last_of_each() -> None:
    cadence = monthly(["1", "last"], time(9))
    assert local_times(cadence, datetime(2026, 1, 31, 8), datetime(2026, 3, 1, 9)) == [
        datetime(2026, 1, 31, 9),
        datetime(2026, 2, 1, 9),
        datetime(2026, 2, 28, 9),
        datetime(2026, 3, 1, 9),
    ]
    assert cadence.in_words() == "on the 1st and last day of the month at 09:00"


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
    slots = list(
        crontab("0 0 1 1 *").slots(
            anchor_on=ANCHOR, after=datetime(2025, 12, 31), until=datetime(2026, 1, 2)
        )
    )
    assert [slot.local_at for slot in slots] == [datetime(2026, 1, 1)]


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


@given(
    days=st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7),
    every=st.integers(1, 8),
    at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    begin=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    span=st.integers(0, 120),
)
def test_slots_are_in_order_never_doubled_and_numbered_alike_from_wherever_one_looks(
    days: list[str], every: int, at: time, begin: datetime, span: int
) -> None:
    cadence = weekly(days, at, every=every)
    until = begin + timedelta(days=span)
    seen = list(cadence.slots(anchor_on=ANCHOR, after=begin, until=until))
    everything = list(cadence.slots(anchor_on=ANCHOR, after=datetime(2025, 1, 1), until=until))
    assert seen == [slot for slot in everything if slot.local_at > begin]
    assert [slot.number for slot in everything] == list(range(len(everything)))
    dates = [slot.local_at.date() for slot in everything]
    assert dates == sorted(set(dates))
    assert {WEEKDAYS[day.weekday()] for day in dates} <= set(days)


ZONES = sorted(available_timezones() - {"localtime"})


@given(
    zone=st.sampled_from(ZONES),
    local=st.datetimes(datetime(2026, 1, 1), datetime(2046, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
)
def test_every_local_time_has_one_instant_that_reads_as_it_or_later_by_the_gap(
    zone: str, local: datetime
) -> None:
    there = ZoneInfo(zone)
    instant = to_instant(local, there)
    back = to_local(instant, there)
    assert instant.tzinfo is UTC
    assert back >= local
    if back != local:
        # It fell into a gap: just before it the clock read less than `local`.
        gap = back - local
        assert to_local(instant - gap - timedelta(seconds=1), there) < local


def test_a_time_that_the_spring_change_leaves_out_moves_forward_by_the_gap() -> None:
    new_york = ZoneInfo("America/New_York")
    assert to_instant(datetime(2026, 3, 8, 2, 30), new_york) == datetime(
        2026, 3, 8, 7, 30, tzinfo=UTC
    )


def test_a_time_that_the_autumn_change_repeats_is_the_first_of_the_two() -> None:
    new_york = ZoneInfo("America/New_York")
    assert to_instant(datetime(2026, 11, 1, 1, 30), new_york) == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )


def test_a_gap_at_midnight_leaves_no_day_out() -> None:
    havana = ZoneInfo("America/Havana")
    assert to_instant(datetime(2026, 3, 8, 0, 0), havana) == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
