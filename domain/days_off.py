"""Days on which nothing comes: public holidays, a school's iCalendar file, days typed as lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from domain.day_words import CALENDAR_FORMS, NoSuchDay, Reckoning, find_forms
from domain.errors import BadInput
from domain.public_holidays import holiday_on, public_holidays
from domain.typed_line import plain_copy

if TYPE_CHECKING:
    from icalendar import Calendar, Event

LARGEST_FILE: Final = 1_000_000
"""Bytes: years of a school's events fit many times over."""
MOST_DAYS: Final = 5000
_BACK: Final = timedelta(days=366)
_AHEAD: Final = timedelta(days=20 * 366)
"""How far an event that repeats for ever is followed."""
_NAME: Final = 100
_UNNAMED: Final = "Day off"
_OFTEN: Final = ("HOURLY", "MINUTELY", "SECONDLY")
_EVENTS_BEFORE_MIDNIGHT: Final = time(23, 59)
_ONWARD: Final = re.compile(r"\s*(?:-|to|until|till|til|through|thru)\s+|\s*-\s*", re.IGNORECASE)
_SAME_MONTH: Final = re.compile(r"[a-z.]\s?\d{1,2}(?:st|nd|rd|th)?-(\d{1,2})(?!\d)")
"""`Nov 26-27`, which is read as its first day."""


@dataclass(frozen=True)
class DaysOff:
    """Days listed by name, and the public holidays of regions, however far ahead."""

    listed: Mapping[date, str] = field(default_factory=dict)
    regions: tuple[str, ...] = ()

    def name_of(self, day: date) -> str | None:
        """What that day off is called; None for an ordinary day."""
        names = (self.listed.get(day), *(holiday_on(region, day) for region in self.regions))
        return next((name for name in names if name), None)

    def __contains__(self, day: date) -> bool:
        return self.name_of(day) is not None

    def between(self, first: date, last: date) -> dict[date, str]:
        """Those from `first` to `last`, both included, in order."""
        found: dict[date, str] = {}
        for region in reversed(self.regions):
            found |= public_holidays(region, first, last)
        found |= {day: name for day, name in self.listed.items() if first <= day <= last}
        return dict(sorted(found.items()))


NO_DAYS_OFF: Final = DaysOff()


@dataclass(frozen=True)
class CalendarFile:
    """What an iCalendar file says."""

    name: str | None
    days: Mapping[date, str]
    left_out: int
    """How many events last only a part of a day, and so are no days off."""


def read_ics(content: bytes, *, today: date, zone: ZoneInfo) -> CalendarFile:
    """The whole days that the file's events cover, a year back and twenty ahead.

    `zone` is where an event in UTC is meant, unless the file says it. Raises BadInput for
    what is no calendar, or holds nothing that could be a day off.
    """
    calendar = _parsed(content)
    first, last = today - _BACK, today + _AHEAD
    days: dict[date, str] = {}
    left_out = 0
    for event in _events(calendar, first, last):
        if event.get("STATUS") == "CANCELLED":
            continue
        begin, end = _whole_days(event.start, event.end, zone)
        covered = list(_each_day(max(begin, first), min(end, last)))
        left_out += not covered
        for day in covered:
            days.setdefault(day, _name_of(event))
        if len(days) > MOST_DAYS:
            raise BadInput(
                "That file has more than {most} days off: leave out what repeats each day.",
                most=MOST_DAYS,
                field="holidays",
            )
    if not days:
        raise BadInput(
            "I found no day off in that file: a holiday or break is an event that lasts whole "
            "days, this year or later.",
            field="holidays",
        )
    name = str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or "").strip()
    return CalendarFile(name[:_NAME] or None, dict(sorted(days.items())), left_out)


def read_days(text: str, *, today: date, day_first: bool = False) -> dict[date, str]:
    """Lines such as `2026-12-21 to 2027-01-03 Winter break` or `Nov 26 Thanksgiving`.

    A day without a year is the next such day; `day_first` says how 3/4 is meant. Raises
    BadInput that names the line at fault.
    """
    days: dict[date, str] = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        first, last, name = _read_line(line, Reckoning(today, day_first, is_forward=True))
        for day in _each_day(first, last + timedelta(days=1)):
            days.setdefault(day, name)
    if not days:
        raise BadInput(
            "Write at least one day off, such as “2026-12-21 to 2027-01-03 Winter break”.",
            field="days",
        )
    if len(days) > MOST_DAYS:
        raise BadInput("Those are more than {most} days off.", most=MOST_DAYS, field="days")
    return dict(sorted(days.items()))


@dataclass(frozen=True)
class Break:
    """Days off that follow each other under one name."""

    first: date
    last: date
    name: str

    def as_line(self) -> str:
        """As `read_days` reads it."""
        onward = f" to {self.last}" if self.last > self.first else ""
        return f"{self.first}{onward}: {self.name}"


def breaks_of(days: Mapping[date, str]) -> list[Break]:
    """The days as people think of them, in order."""
    breaks: list[Break] = []
    for day, name in sorted(days.items()):
        if breaks and breaks[-1].name == name and breaks[-1].last == day - timedelta(days=1):
            breaks[-1] = Break(breaks[-1].first, day, name)
        else:
            breaks.append(Break(day, day, name))
    return breaks


def as_lines(days: Mapping[date, str]) -> str:
    """The days as `read_days` reads them."""
    return "\n".join(each.as_line() for each in breaks_of(days))


def _parsed(content: bytes) -> Calendar:
    if len(content) > LARGEST_FILE:
        raise BadInput(
            "That file is too large for a calendar of days off: at most 1 MB.", field="holidays"
        )
    from icalendar import Calendar  # noqa: PLC0415 (loaded where it is wanted: seldom)

    try:
        calendar = Calendar.from_ical(content)
    except Exception:  # what trips a parser has no end, and to people it is all one
        raise _no_calendar() from None
    if calendar.name != "VCALENDAR":
        raise _no_calendar()
    for event in calendar.walk("VEVENT"):
        _check(event)
    return calendar


def _check(event: Any) -> None:
    name = _name_of(event)
    broken = [name for name, _ in event.errors]
    if "DTSTART" not in event or "DTSTART" in broken:
        raise BadInput(
            "I can't read when the event “{name}” begins: its DTSTART has to be a day such "
            "as 20261221.",
            name=name,
            field="holidays",
        )
    if broken:
        raise BadInput(
            "I can't read {broken} of the event “{name}”.",
            broken=broken[0],
            name=name,
            field="holidays",
        )
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if {str(each).upper() for each in rule.get("FREQ", [])} & set(_OFTEN):
            raise BadInput(
                "The event “{name}” repeats several times a day, so it is no day off.",
                name=name,
                field="holidays",
            )


def _events(calendar: Calendar, first: date, last: date) -> Iterable[Event]:
    from recurring_ical_events import of as occurrences_of  # noqa: PLC0415

    try:
        return sorted(
            occurrences_of(calendar).between(first, last),
            key=lambda event: (str(event.start), str(event.get("UID"))),
        )
    except Exception:  # rules that contradict themselves, days beyond all years
        raise _no_calendar() from None


def _whole_days(start: date | datetime, end: date | datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first day that it covers from midnight to midnight, and the day after the last."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        begin = start.date() if isinstance(start, datetime) else start
        return begin, max(end, begin + timedelta(days=1))
    start, end = _there(start, zone), _there(end, zone)
    begin = start.date() + timedelta(days=start.time() > time.min)
    return begin, end.date() + timedelta(days=end.time() >= _EVENTS_BEFORE_MIDNIGHT)


def _there(moment: datetime, zone: ZoneInfo) -> datetime:
    """As the wall clock shows it where it is meant; naive."""
    is_utc = moment.tzinfo is not None and moment.tzname() == "UTC"
    return (moment.astimezone(zone) if is_utc else moment).replace(tzinfo=None)


def _each_day(first: date, end: date) -> Iterator[date]:
    for number in range((end - first).days):
        yield first + timedelta(days=number)


def _name_of(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY") or _UNNAMED).split())[:_NAME]


def _no_calendar() -> BadInput:
    return BadInput(
        "I can't read that file as a calendar: export it as iCalendar (.ics) and try again.",
        field="holidays",
    )


def _read_line(line: str, reckoning: Reckoning) -> tuple[date, date, str]:
    plain = plain_copy(line)
    first, end = _day_at(line, plain, 0, reckoning)
    last = first
    if same_month := _SAME_MONTH.search(plain, 0, end):
        last = _in_month(line, first, int(same_month[1]))
    elif onward := _ONWARD.match(plain, end):
        try:
            last, end = _day_at(line, plain, onward.end(), replace(reckoning, today=first))
        except BadInput:
            if onward[0].strip() != "-":
                raise
            # “2026-11-26 - Thanksgiving”
            end = onward.end()
    if last < first:
        raise BadInput("“{line}” ends before it begins.", line=line, field="days")
    if last - first > _BACK:
        raise BadInput("“{line}” is longer than a year.", line=line, field="days")
    return first, last, " ".join(line[end:].strip(" ,;:-–—").split())[:_NAME] or _UNNAMED


def _day_at(line: str, plain: str, place: int, reckoning: Reckoning) -> tuple[date, int]:
    """The day that is written there, and where it ends."""
    try:
        for match, _, day in find_forms(plain[place:], CALENDAR_FORMS, reckoning):
            if match.start() == 0:
                return day, place + match.end()
    except NoSuchDay:
        pass
    raise BadInput(
        "I can't read the day in “{line}”: write it as “2026-12-21 to 2027-01-03 Winter break”.",
        line=line,
        field="days",
    )


def _in_month(line: str, first: date, day: int) -> date:
    try:
        return first.replace(day=day)
    except ValueError:
        raise BadInput(
            "The calendar has no day {day} in “{line}”.", day=day, line=line, field="days"
        ) from None
