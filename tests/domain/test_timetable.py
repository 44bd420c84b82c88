"""When prompts come, anywhere and over every clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.cadence import WEEKDAYS, crontab, weekly
from domain.days_off import DaysOff
from domain.timetable import Timetable
from domain.zones import to_instant, to_local
from tests import oracle

ZONES = sorted(available_timezones() - {"localtime"})
MINUTES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
TWENTY_YEARS = timedelta(days=20 * 365 + 5)


def daily(at: time, from_on: date, **more: object) -> Timetable:
    return Timetable(weekly(WEEKDAYS, at), from_on, **more)  # type: ignore[arg-type]


def instants(timetable: Timetable, zone: str, first: date, last: date) -> list[datetime]:
    """Of what comes on the dates from `first` to `last`."""
    there = ZoneInfo(zone)
    since = to_instant(datetime.combine(first, time.min), there)
    until = to_instant(datetime.combine(last, time.max), there)
    return [coming.at for coming in timetable.comings(there, since=since, until=until)]


@given(
    zone=st.sampled_from(ZONES),
    local=st.datetimes(datetime(1980, 1, 1), datetime(2046, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
)
@example(zone="America/Havana", local=datetime(2026, 3, 8, 0, 0))
@example(zone="Australia/Lord_Howe", local=datetime(2026, 10, 4, 2, 15))
@example(zone="Australia/Lord_Howe", local=datetime(2026, 4, 5, 1, 45))
@example(zone="Pacific/Apia", local=datetime(2011, 12, 30, 15, 30))
@example(zone="America/Nuuk", local=datetime(2026, 3, 28, 23, 30))
@example(zone="Africa/Casablanca", local=datetime(2026, 3, 22, 2, 30))
@settings(max_examples=600, deadline=None)
def test_the_instant_of_a_local_time_is_when_the_clocks_there_first_show_it(
    zone: str, local: datetime
) -> None:
    assert to_instant(local, ZoneInfo(zone)) == oracle.instant_of(local, ZoneInfo(zone))


@given(
    zone=st.sampled_from(ZONES), at=MINUTES, from_on=st.dates(date(2010, 1, 1), date(2030, 1, 1))
)
@example(zone="America/Havana", at=time(0, 0), from_on=date(2026, 1, 1))
@example(zone="America/Nuuk", at=time(23, 30), from_on=date(2026, 1, 1))
@example(zone="Asia/Tehran", at=time(0, 0), from_on=date(2010, 1, 1))
@settings(max_examples=30, deadline=None)
def test_for_twenty_years_no_local_date_is_doubled_or_left_out(
    zone: str, at: time, from_on: date
) -> None:
    there, end = ZoneInfo(zone), from_on + TWENTY_YEARS
    since = to_instant(datetime.combine(from_on, time.min), there)
    comings = list(daily(at, from_on).comings(there, since=since, until=since + TWENTY_YEARS))
    dates = [coming.local_at.date() for coming in comings]
    # A date that a zone leaves out altogether (Samoa's 30 December 2011) has no prompt.
    every_date = [from_on + timedelta(days=count) for count in range((end - from_on).days - 1)]
    left_out = {day for day in every_date if _is_left_out(day, there)}
    assert [day for day in dates if day < every_date[-1]] == [
        day for day in every_date[:-1] if day not in left_out
    ]
    for earlier, later in pairwise(comings):
        assert earlier.at < later.at
        assert later.number > earlier.number
    for coming in comings:
        shown = to_local(coming.at, there)
        assert timedelta() <= shown - coming.local_at <= timedelta(hours=3)


def _is_left_out(day: date, there: ZoneInfo) -> bool:
    noon = datetime.combine(day, time(12))
    return to_local(to_instant(noon, there), there).date() != day


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    minute=st.sampled_from(["0", "15", "*/30", "59"]),
    from_on=st.dates(date(2010, 1, 1), date(2040, 1, 1)),
)
@example(zone="America/New_York", hour=2, minute="*/30", from_on=date(2026, 3, 1))
@settings(max_examples=60, deadline=None)
def test_several_times_a_day_keep_their_order_and_never_come_at_once(
    zone: str, hour: int, minute: str, from_on: date
) -> None:
    line = f"{minute} {hour}-23 * * *"
    fits, times = oracle.crontab(line)
    last = from_on + timedelta(days=30)
    found = instants(Timetable(crontab(line), from_on), zone, from_on, last)
    there = ZoneInfo(zone)
    expected = {
        oracle.instant_of(local, there)
        for local in oracle.local_times(fits, times, from_on, from_on + timedelta(days=3))
    }
    end = oracle.instant_of(datetime.combine(from_on + timedelta(days=3), time(0)), there)
    assert [at for at in found if at < end] == sorted(at for at in expected if at < end)
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("zone", "at", "day", "instant"),
    [
        # Left out by the spring change: later by the gap.
        ("America/New_York", time(2, 30), date(2026, 3, 8), "2026-03-08T07:30Z"),
        # Repeated by the autumn change: the first of the two.
        ("America/New_York", time(1, 30), date(2026, 11, 1), "2026-11-01T05:30Z"),
        # A gap at midnight leaves no day out.
        ("America/Havana", time(0, 0), date(2026, 3, 8), "2026-03-08T05:00Z"),
        # Half an hour.
        ("Australia/Lord_Howe", time(2, 15), date(2026, 10, 4), "2026-10-03T15:45Z"),
        ("Australia/Lord_Howe", time(1, 45), date(2026, 4, 5), "2026-04-04T14:45Z"),
    ],
)
def test_a_clock_change_brings_one_prompt(zone: str, at: time, day: date, instant: str) -> None:
    assert instants(daily(at, date(2026, 1, 1)), zone, day, day) == [
        datetime.fromisoformat(instant)
    ]


def test_a_time_that_a_clock_change_moves_onto_another_is_one_with_it() -> None:
    hourly = Timetable(crontab("0 1-4 * * *"), date(2026, 3, 1))
    day = date(2026, 3, 8)
    assert instants(hourly, "America/New_York", day, day) == [
        datetime(2026, 3, 8, hour, tzinfo=UTC) for hour in (6, 7, 8)
    ]


def test_a_day_that_a_zone_never_had_has_no_prompt_and_the_next_one_comes_once() -> None:
    found = instants(
        daily(time(15, 30), date(2011, 12, 1)), "Pacific/Apia", date(2011, 12, 29), date(2012, 1, 1)
    )
    assert [to_local(at, ZoneInfo("Pacific/Apia")).date().day for at in found] == [29, 31, 1]


def test_nothing_comes_before_the_first_day_nor_after_the_last() -> None:
    first, last = date(2026, 3, 3), date(2026, 3, 5)
    timetable = daily(time(9), first, until_on=last)
    slots = list(timetable.slots(date(2027, 1, 1)))
    assert [slot.local_at.date() for slot in slots] == [first, date(2026, 3, 4), last]


@given(
    off=st.sets(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=30),
    numbers=st.sets(st.integers(0, 6), min_size=1),
)
def test_a_day_off_has_no_slot_and_takes_nobody_s_turn(off: set[date], numbers: set[int]) -> None:
    from_on, last = date(2026, 3, 1), date(2026, 4, 30)
    cadence = weekly([WEEKDAYS[number] for number in numbers], time(9))
    timetable = Timetable(cadence, from_on, days_off=DaysOff(dict.fromkeys(off, "Off")))
    slots = list(timetable.slots(last))
    fits = oracle.weekly(numbers, every=1, from_on=from_on)
    expected = list(oracle.local_times(fits, [time(9)], from_on, last, off))
    assert [slot.local_at for slot in slots] == expected
    assert [slot.number for slot in slots] == list(range(len(expected)))


def test_a_schedule_that_comes_on_days_off_only_never_comes() -> None:
    christmas = Timetable(crontab("0 9 25 12 *"), date(2026, 1, 1), days_off=DaysOff({}, ("US",)))
    assert list(christmas.slots(date(2060, 1, 1))) == []
