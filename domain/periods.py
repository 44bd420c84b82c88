"""Stretches of time that figures are told for: one week, or several whole ones in a row.

A month or a term is made of the weeks whose Thursday lies in it, as ISO years are. So every
figure of a period is added up of weeks, and no two periods can be set against each other to
tell what happened on a few days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from domain.day_words import MONTH, month_number
from domain.duration import COUNTS
from domain.errors import BadInput
from domain.weeks import Week
from domain.words import Month, Words

LONGEST_WEEKS: Final = 53
TERM_BEGINS: Final = (1, 8)
"""The months with which the two terms of a school year begin."""
TERM_MONTHS: Final = {1: 7, 8: 5}

_WEEK: Final = r"\d{4}-?w\d{1,2}"
_WEEKDAYS_TO_THURSDAY: Final = timedelta(days=3)


@dataclass(frozen=True)
class Period:
    """So many weeks from the first on; `name` says what they make up, where it is more."""

    first: Week
    count: int = 1
    name: Words | None = None
    """Such as `October 2026`."""

    @property
    def weeks(self) -> tuple[Week, ...]:
        return tuple(self.first.before(-number) for number in range(self.count))

    @property
    def last(self) -> Week:
        return self.first.before(1 - self.count)

    @property
    def weeks_before(self) -> tuple[Week, ...]:
        """The four that figures are set against, oldest first."""
        return tuple(self.first.before(number) for number in range(4, 0, -1))

    def before(self) -> Period:
        """As many weeks, right before it."""
        return Period(self.first.before(self.count), self.count)

    def is_running(self, today: date) -> bool:
        """Not over yet, so that it can't be set against whole weeks."""
        return self.last.sunday >= today

    def begun(self, today: date) -> tuple[Week, ...]:
        """Its weeks without those to come."""
        return tuple(week for week in self.weeks if week.monday <= today)

    def __str__(self) -> str:
        """As `read_period` reads it."""
        return str(self.first) if self.count == 1 else f"{self.first}..{self.last}"


def read_period(text: str, *, today: date) -> Period:
    """`2026-W12`, `last week`, `October`, `2026-10`, `last 4 weeks`, `this term`; empty is this
    week.

    Raises BadInput for anything else, and for what is still to come.
    """
    words = " ".join(text.lower().replace("_", " ").replace("–", "-").split())
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(words):
            period = read(match, today)
            if period.first.monday > today:
                raise BadInput("“{text}” has not begun yet.", text=text.strip(), field="week")
            if not 1 <= period.count <= LONGEST_WEEKS:
                raise BadInput(
                    "A period is 1 to {most} weeks long: “{text}” is not.",
                    most=LONGEST_WEEKS,
                    text=text.strip(),
                    field="week",
                )
            return period
    raise BadInput(
        "I can't read “{text}” as a period: write it as “last week”, “October”, “last "
        "4 weeks”, “this term” or 2026-W12.",
        text=text.strip(),
        field="week",
    )


def split_period(text: str, *, today: date) -> tuple[str, Period | None]:
    """What stands before or after a period (a group's name), and the period.

    Raises BadInput for a period that is still to come.
    """
    words = " ".join(text.split())
    for pattern, place in ((_AT_END, "end"), (_AT_START, "start")):
        if match := pattern.search(words):
            rest = words[: match.start()] if place == "end" else words[match.end() :]
            return rest.strip(" ,:"), read_period(match["period"], today=today)
    return words, None


def _month(year: int, month: int) -> Period:
    begin = date(year, month, 1)
    return _whole_weeks(
        begin, begin + relativedelta(months=1), Words("{month}", month=Month(begin))
    )


def _term(day: date) -> Period:
    """The term in which that day lies."""
    month = max(month for month in TERM_BEGINS if month <= day.month)
    begin = date(day.year, month, 1)
    end = begin + relativedelta(months=TERM_MONTHS[month])
    last = end - timedelta(days=1)
    name = Words("the term {first} to {last}", first=Month(begin, has_year=False), last=Month(last))
    return _whole_weeks(begin, end, name)


def _whole_weeks(begin: date, end: date, name: Words) -> Period:
    """The weeks whose Thursday lies in that stretch; `end` is the day after it."""
    first = Week.of(begin + timedelta(days=(3 - begin.weekday()) % 7))
    last = Week.of(end - timedelta(days=1) - timedelta(days=(end.weekday() - 4) % 7))
    return Period(first, (last.monday - first.monday).days // 7 + 1, name)


def _thursday(today: date) -> date:
    """The day that says in which month and term this week lies."""
    return Week.of(today).monday + _WEEKDAYS_TO_THURSDAY


def _named_month(match: re.Match[str], today: date) -> Period:
    month = month_number(match["month"])
    now = _thursday(today)
    year = int(match["year"]) if match["year"] else now.year - (month > now.month)
    return _month(year, month)


def _month_in_numbers(match: re.Match[str], _today: date) -> Period:
    if not 1 <= int(match["month"]) <= 12:
        raise BadInput("A year has no month {match}.", match=match["month"], field="week")
    return _month(int(match["year"]), int(match["month"]))


def _month_by_word(match: re.Match[str], today: date) -> Period:
    day = _thursday(today) - relativedelta(months=match["which"] != "this")
    return _month(day.year, day.month)


def _term_by_word(match: re.Match[str], today: date) -> Period:
    this = _term(_thursday(today))
    if match["which"] in (None, "this", "this school"):
        return this
    return _term(this.first.monday - timedelta(days=14))


def _last_weeks(match: re.Match[str], today: date) -> Period:
    number = COUNTS[match["count"]] if match["count"] in COUNTS else int(match["count"])
    if not 1 <= number <= LONGEST_WEEKS:
        raise BadInput(
            "A period is 1 to {most} weeks long.",
            most=LONGEST_WEEKS,
            field="week",
        )
    return Period(Week.of(today).before(number), number)


def _range(match: re.Match[str], today: date) -> Period:
    first, last = (Week.read(match[name], today=today) for name in ("first", "last"))
    return Period(first, (last.monday - first.monday).days // 7 + 1)


def _week_of_year(match: re.Match[str], today: date) -> Period:
    """The last week of that number that has begun."""
    number = int(match["number"])
    for year in range(today.year + 1, today.year - 9, -1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if monday <= today:
            return Period(Week(monday))
    raise BadInput(
        "No year has a week {number}: weeks go from 1 to 52 or 53.", number=number, field="week"
    )


def _week(match: re.Match[str], today: date) -> Period:
    return Period(Week.read(match[0], today=today))


_NUMBER: Final = "|".join(sorted(COUNTS, key=len, reverse=True)) + r"|\d{1,3}"
_PATTERNS: Final[tuple[tuple[str, Callable[[re.Match[str], date], Period]], ...]] = (
    (rf"{_WEEK}|(?:this|last|previous|past) week|", _week),
    (rf"(?P<first>{_WEEK})(?:\.\.| ?- ?| to )(?P<last>{_WEEK})", _range),
    (rf"(?:the )?(?:last|past|previous) (?P<count>{_NUMBER}) weeks", _last_weeks),
    (r"(?P<which>this|last|previous|past) month", _month_by_word),
    (
        r"(?:(?P<which>this|last|previous|past) )?(?:school )?(?:term|semester)",
        _term_by_word,
    ),
    (r"(?P<year>\d{4})-(?P<month>\d{1,2})", _month_in_numbers),
    (rf"(?P<month>{MONTH})(?:,? (?P<year>\d{{4}}))?", _named_month),
    (r"(?:week |w)(?P<number>\d{1,2})", _week_of_year),
)
_FORMS: Final = tuple((re.compile(pattern), read) for pattern, read in _PATTERNS)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


_SURE: Final = "|".join(
    _unnamed(pattern).removesuffix("|") for pattern, read in _PATTERNS if read is not _named_month
)
_ANY: Final = "|".join(_unnamed(pattern).removesuffix("|") for pattern, _ in _PATTERNS)
_AT_END: Final = re.compile(
    rf"(?:^|(?:[ ,:]|(?: (?:for|in|of|from|during)(?: the)?) ))(?P<period>{_ANY})$", re.IGNORECASE
)
_AT_START: Final = re.compile(rf"^(?P<period>{_SURE})(?:[ ,:]|$)(?:for |in |of )?", re.IGNORECASE)
"""A month's name at the start may as well be a school's (May Elementary)."""
