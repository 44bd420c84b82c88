"""Days off: out of a school's iCalendar file, and typed as lines."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.days_off import (
    LARGEST_FILE,
    Break,
    CalendarFile,
    DaysOff,
    as_lines,
    breaks_of,
    read_days,
    read_ics,
)
from domain.errors import BadInput

TODAY = date(2026, 11, 24)
CHICAGO = ZoneInfo("America/Chicago")


def a_file(*events: str, head: str = "") -> bytes:
    """An iCalendar file with those events, each as its lines."""
    bodies = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//\n{head}{bodies}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(*events: str, head: str = "") -> CalendarFile:
    return read_ics(a_file(*events, head=head), today=TODAY, zone=CHICAGO)


def breaks(*events: str) -> list[Break]:
    return breaks_of(read(*events).days)


def test_an_event_of_whole_days_ends_before_its_dtend() -> None:
    event = "DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270104\nSUMMARY:Winter break"
    assert breaks(event) == [Break(date(2026, 12, 21), date(2027, 1, 3), "Winter break")]


@pytest.mark.parametrize("end", ["", "\nDTEND;VALUE=DATE:20261126", "\nDURATION:P1D"])
def test_a_single_day_needs_no_end(end: str) -> None:
    event = f"DTSTART;VALUE=DATE:20261126{end}\nSUMMARY:Thanksgiving"
    assert breaks(event) == [Break(date(2026, 11, 26), date(2026, 11, 26), "Thanksgiving")]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("DTSTART:20261221T000000", "DTEND:20261223T000000"),
        ("DTSTART:20261221T000000", "DTEND:20261222T235900"),
        ("DTSTART;TZID=Asia/Tokyo:20261221T000000", "DTEND;TZID=Asia/Tokyo:20261223T000000"),
        ("DTSTART:20261221T060000Z", "DTEND:20261223T060000Z"),
        ("DTSTART:20261220T150000", "DTEND:20261223T120000"),
    ],
)
def test_an_event_with_times_covers_the_days_that_it_fills_where_it_is_meant(
    begin: str, end: str
) -> None:
    assert breaks(f"{begin}\n{end}\nSUMMARY:Break") == [
        Break(date(2026, 12, 21), date(2026, 12, 22), "Break")
    ]


def test_a_file_s_own_zone_says_where_its_utc_times_are_meant() -> None:
    file = read(
        "DTSTART:20261221T100000Z\nDTEND:20261222T100000Z\nSUMMARY:Break",
        head="X-WR-TIMEZONE:Pacific/Honolulu\nX-WR-CALNAME:Maple School\n",
    )
    assert (file.name, list(file.days)) == ("Maple School", [date(2026, 12, 21)])


def test_an_event_that_repeats_is_off_each_time_but_for_its_exceptions() -> None:
    event = (
        "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20281225\n"
        "SUMMARY:Christmas"
    )
    days = list(read(event).days)
    assert [day.year for day in days][:3] == [2026, 2027, 2029]
    assert days[-1].year == 2045


def test_what_fills_no_day_and_what_was_cancelled_is_no_day_off() -> None:
    meeting = "DTSTART:20261201T150000\nDTEND:20261201T160000\nSUMMARY:Staff meeting"
    off = "DTSTART;VALUE=DATE:20261126\nSUMMARY:Thanksgiving"
    cancelled = "DTSTART;VALUE=DATE:20261210\nSTATUS:CANCELLED\nSUMMARY:Snow day"
    file = read(meeting, off, cancelled)
    assert list(file.days) == [date(2026, 11, 26)]
    assert file.left_out == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "export it as iCalendar"),
        (b"hello", "export it as iCalendar"),
        (b"\xff\xfe\x00", "export it as iCalendar"),
        (b"PK\x03\x04" + b"\x00" * 50, "export it as iCalendar"),
        (a_file(), "found no day off"),
        (a_file("DTSTART;VALUE=DATE:20191126\nSUMMARY:Long ago"), "found no day off"),
        (a_file("SUMMARY:Break"), "when the event “Break” begins"),
        (a_file("DTSTART:soon\nSUMMARY:Break"), "when the event “Break” begins"),
        (
            a_file("DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=FORTNIGHTLY\nSUMMARY:Break"),
            "I can't read RRULE of the event “Break”",
        ),
        (a_file("DTSTART:20261126T000000\nRRULE:FREQ=SECONDLY\nSUMMARY:Break"), "several times"),
        (a_file("DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=DAILY"), "more than 5000 days"),
        (b"x" * (LARGEST_FILE + 1), "too large"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_ics(content, today=TODAY, zone=CHICAGO)


LINES = st.sampled_from(
    [
        "DTSTART;VALUE=DATE:20261221", "DTSTART:20261221T060000Z", "DTSTART:99999999",
        "DTEND;VALUE=DATE:20261201", "DTEND:20270101T000000", "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
        "RRULE:FREQ=YEARLY;UNTIL=20200101", "RRULE:FREQ=WEEKLY;COUNT=0", "DURATION:-P1D",
        "EXDATE:foo", "RDATE;VALUE=PERIOD:20261201T000000Z/P1D", "SUMMARY:Break",
        "RECURRENCE-ID;VALUE=DATE:20261221", "DTSTART;TZID=No/Where:20261221T000000", "END:VEVENT",
        "BEGIN:VTIMEZONE", "UID:0", "RRULE:FREQ=YEARLY;BYMONTH=13", "SEQUENCE:x",
        "STATUS:CANCELLED",
    ]
)  # fmt: skip


@given(events=st.lists(st.lists(LINES, max_size=6).map("\n".join), min_size=1, max_size=3))
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_sentence(events: list[str]) -> None:
    try:
        days = read_ics(a_file(*events), today=TODAY, zone=CHICAGO).days
    except BadInput as refusal:
        assert refusal.sentence.endswith(".")
    else:
        assert list(days) == sorted(days)
        assert min(days) >= TODAY - timedelta(days=366)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-12-21 to 2027-01-03 Winter break", (date(2027, 1, 3), "Winter break")),
        ("Dec 21 – Jan 3: Winter break", (date(2027, 1, 3), "Winter break")),
        ("21 Dec until 3 Jan Winter break", (date(2027, 1, 3), "Winter break")),
        ("12/21/2026 - 1/3/2027, Winter break", (date(2027, 1, 3), "Winter break")),
        ("Monday, December 21 through Dec 24, 2026", (date(2026, 12, 24), "Day off")),
        ("Dec 21-24 Winter break", (date(2026, 12, 24), "Winter break")),
        ("2026-12-21 - Solstice", (date(2026, 12, 21), "Solstice")),
        ("2026-12-21", (date(2026, 12, 21), "Day off")),
    ],
)
def test_days_are_typed_as_people_write_them(line: str, expected: tuple[date, str]) -> None:
    last, name = expected
    assert breaks_of(read_days(line, today=TODAY)) == [Break(date(2026, 12, 21), last, name)]


def test_numbers_alone_are_read_in_the_order_that_is_usual_there() -> None:
    assert list(read_days("3/4/2027", today=TODAY, day_first=True)) == [date(2027, 4, 3)]
    assert list(read_days("3/4/2027", today=TODAY)) == [date(2027, 3, 4)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one day off"),
        ("Winter break", "can't read the day in “Winter break”"),
        ("2026-12-21\nFeb 30 x", "can't read the day in “Feb 30 x”"),
        ("2026-12-21 to whenever", "can't read the day in “2026-12-21 to whenever”"),
        ("2026-12-21 to 2026-12-01", "ends before it begins"),
        ("2026-12-21 to 2062-12-24", "longer than a year"),
        ("Feb 27-31", "has no day 31"),
    ],
)
def test_a_line_that_is_no_day_off_is_named(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_days(text, today=TODAY)


NAMES = st.sampled_from(["Winter break", "Day off", "Été", "3 kings", "to be", "- x", "a: b"])


@given(
    days=st.dictionaries(
        st.dates(date(2026, 1, 1), date(2027, 12, 31)), NAMES, min_size=1, max_size=40
    )
)
def test_days_survive_being_shown_and_typed_again(days: dict[date, str]) -> None:
    lines = as_lines(days)
    again = read_days(lines, today=TODAY)
    assert set(again) == set(days)
    assert as_lines(again) == as_lines(read_days(as_lines(again), today=TODAY))


def test_several_calendars_are_one() -> None:
    days = DaysOff({date(2026, 12, 24): "Winter break"}, ("US-TX", "US-CA"))
    assert date(2026, 12, 24) in days
    assert days.name_of(date(2026, 11, 26)) == "Thanksgiving Day"
    assert date(2026, 11, 25) not in days
    assert list(days.between(date(2026, 11, 25), date(2026, 12, 24))) == [
        date(2026, 11, 26),
        date(2026, 11, 27),
        date(2026, 12, 24),
    ]
