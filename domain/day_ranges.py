"""Stretches of days that people look back on, as they type them.

`this week`, `last month`, `November`, `Nov 2025`, `2026-11`, `since Oct 1`, `until Friday`,
`Oct 1 to Oct 15`, `last 30 days`, or a single day in any form that a quick entry knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from domain import dates
from domain.dates import DayWords, find_days
from domain.day_words import COUNT, MONTH, YEAR, count_of, month_number
from domain.errors import BadInput
from domain.typed_line import Span, is_set_off, plain_copy
from domain.weeks import Week


@dataclass(frozen=True)
class DayRange:
    """From one day to another, both included; None where it is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class FoundRange:
    """A stretch of days that was found in a line."""

    span: Span
    days: DayRange


Reading = Callable[[re.Match[str], date], DayRange | None]


@dataclass(frozen=True)
class RangeWords:
    """How people put stretches of days."""

    days: DayWords
    forms: tuple[tuple[re.Pattern[str], Reading], ...]
    months: re.Pattern[str]
    """Names that may be words as well."""
    bounds: re.Pattern[str]
    """What opens a stretch that has one end: its groups are `since` and `until`."""
    between: re.Pattern[str]
    """What stands between two ends."""


def find_range(
    text: str, today: date, *, day_first: bool = False, words: RangeWords | None = None
) -> FoundRange | None:
    """The first stretch of days in a line; the longest of those that begin there.

    A month's bare name is one only at the line's edge: elsewhere it may be a word. Raises
    BadInput for a day that no calendar has, and for a stretch that ends before it begins.
    """
    words = words or ENGLISH
    plain = plain_copy(text)
    days = [
        FoundRange(day.span, DayRange(on, on))
        for day in find_days(text, plain, today, day_first=day_first, words=words.days)
        for on in [_looking_back(day.on, plain[day.span.start : day.span.end], today)]
    ]
    found = [*_stretches(plain, today, words), *days]
    found = [each for each in found if not _is_word(plain, each, words)]
    ends = sorted(found, key=lambda each: (each.span.start, -each.span.end))
    joined = (_joined(plain, one, ends, words) for one in ends)
    between = [each for each in joined if each is not None]
    ranges = sorted([*between, *ends], key=lambda each: (each.span.start, -each.span.end))
    if not ranges:
        return None
    chosen = ranges[0]
    first, last = chosen.days.first, chosen.days.last
    if first is not None and last is not None and first > last:
        raise BadInput(
            "That stretch ends before it begins: write it like Oct 1 to Oct 15.", field="period"
        )
    return chosen


def _looking_back(day: date, words: str, today: date) -> date:
    """The last such day where none is to come: a quick entry takes one that comes soon."""
    if day <= today or re.search(r"\d{4}", words):
        return day
    return day - relativedelta(years=1)


def _joined(
    plain: str, one: FoundRange, ends: list[FoundRange], words: RangeWords
) -> FoundRange | None:
    """`since …`, `until …`, and two ends with `to` between them."""
    before = words.bounds.search(plain[: one.span.start])
    if before and before["until"]:
        last = one.days.last
        if before["until"].startswith(("before", "antes")) and one.days.first is not None:
            last = one.days.first - timedelta(days=1)
        return FoundRange(Span(before.start(), one.span.end), DayRange(None, last))
    start = before.start() if before else one.span.start
    for other in ends:
        between = plain[one.span.end : other.span.start]
        if other.span.start > one.span.end and words.between.fullmatch(between):
            days = DayRange(one.days.first, other.days.last)
            return FoundRange(Span(start, other.span.end), days)
    if before and before["since"]:
        first = one.days.first
        if before["since"].startswith(("after", "desp")) and one.days.last is not None:
            first = one.days.last + timedelta(days=1)
        return FoundRange(Span(start, one.span.end), DayRange(first, None))
    return None


def _is_word(plain: str, found: FoundRange, words: RangeWords) -> bool:
    """A month's name that stands in the midst of other words, such as “may”."""
    typed = plain[found.span.start : found.span.end]
    if not words.months.fullmatch(typed) or words.bounds.search(plain[: found.span.start]):
        return False
    is_at_edge = found.span.start == 0 or found.span.end == len(plain)
    return not is_at_edge and not is_set_off(plain, found.span)


def _stretches(plain: str, today: date, words: RangeWords) -> Iterator[FoundRange]:
    for pattern, read in words.forms:
        for match in pattern.finditer(plain):
            days = read(match, today)
            if days is not None:
                yield FoundRange(Span(*match.span()), days)


def week_of(today: date, *, is_this: bool) -> DayRange:
    """This week, or the last."""
    week = Week.of(today).before(0 if is_this else 1)
    return DayRange(week.monday, week.sunday)


def month_of(year: int, month: int) -> DayRange:
    """All of that month."""
    first = date(year, month, 1)
    return DayRange(first, first + relativedelta(day=31))


def this_month(today: date, *, is_this: bool) -> DayRange:
    """This month, or the last."""
    day = today if is_this else today - relativedelta(months=1)
    return month_of(day.year, day.month)


def this_year(today: date, *, is_this: bool) -> DayRange:
    """This year, or the last."""
    year = today.year - (not is_this)
    return DayRange(date(year, 1, 1), date(year, 12, 31))


def last_month_named(month: int, year: str | None, today: date) -> DayRange:
    """The last such month, or that of the year that was typed."""
    return month_of(int(year) if year else today.year - (month > today.month), month)


def _lately(match: re.Match[str], today: date) -> DayRange:
    return DayRange(today - count_of(match) + timedelta(days=1), today)


def _named_month(match: re.Match[str], today: date) -> DayRange:
    return last_month_named(month_number(match["month"]), match["year"], today)


def _month_in_numbers(match: re.Match[str], _today: date) -> DayRange | None:
    month = int(match["number"])
    return month_of(int(match["year"]), month) if 1 <= month <= 12 else None


def _whole_year(match: re.Match[str], _today: date) -> DayRange:
    return DayRange(date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31))


def this_or_last(reading: Callable[..., DayRange], this: frozenset[str]) -> Reading:
    """Reads a form whose `which` says whether this one is meant, or the last."""
    return lambda match, today: reading(today, is_this=match["which"] in this)


_WHICH: Final = r"(?P<which>this|last|previous|past)"
_START: Final = r"(?<![\w.,:/#-])(?:in |during |over )?(?:the )?"
_END: Final = r"(?![\w/-]|[.:,]\d)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Reading], ...]] = tuple(
    (re.compile(_START + pattern + _END), read)
    for pattern, read in (
        *(
            (rf"{_WHICH} {unit}", this_or_last(reading, frozenset({"this"})))
            for unit, reading in (("week", week_of), ("month", this_month), ("year", this_year))
        ),
        (
            rf"(?:last|past|previous) (?P<count>{COUNT}) (?P<unit>days?|weeks?|months?)",
            _lately,
        ),
        (rf"(?P<month>{MONTH})\b\.?(?:,? {YEAR})?(?!,?\s?\d{{1,2}}\b)", _named_month),
        (rf"{YEAR}-(?P<number>\d{{1,2}})", _month_in_numbers),
        (YEAR, _whole_year),
    )
)
_SINCE: Final = re.compile(
    r"(?<!\w)(?:(?P<since>since|after|from|starting)|(?P<until>until|till|til|before|up to|to))"
    r"(?: the)? $"
)
_TO: Final = re.compile(r" ?(?:to|until|till|til|through|thru|and|-|\.\.) ?")
ENGLISH: Final = RangeWords(dates.ENGLISH, _FORMS, re.compile(MONTH), _SINCE, _TO)
