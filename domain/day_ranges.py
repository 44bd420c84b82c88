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

from domain.dates import find_days
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


def find_range(text: str, today: date, *, day_first: bool = False) -> FoundRange | None:
    """The first stretch of days in a line; the longest of those that begin there.

    A month's bare name is one only at the line's edge: elsewhere it may be a word. Raises
    BadInput for a day that no calendar has, and for a stretch that ends before it begins.
    """
    plain = plain_copy(text)
    days = [
        FoundRange(day.span, DayRange(on, on))
        for day in find_days(text, plain, today, day_first=day_first)
        for on in [_looking_back(day.on, plain[day.span.start : day.span.end], today)]
    ]
    found = [*_stretches(plain, today), *days]
    found = [each for each in found if not _is_word(plain, each)]
    ends = sorted(found, key=lambda each: (each.span.start, -each.span.end))
    between = [each for each in (_joined(plain, one, ends) for one in ends) if each is not None]
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


def _joined(plain: str, one: FoundRange, ends: list[FoundRange]) -> FoundRange | None:
    """`since …`, `until …`, and two ends with `to` between them."""
    before = _SINCE.search(plain[: one.span.start])
    if before and before["until"]:
        last = one.days.last
        if before["until"] == "before" and one.days.first is not None:
            last = one.days.first - timedelta(days=1)
        return FoundRange(Span(before.start(), one.span.end), DayRange(None, last))
    start = before.start() if before else one.span.start
    for other in ends:
        between = plain[one.span.end : other.span.start]
        if other.span.start > one.span.end and _TO.fullmatch(between):
            days = DayRange(one.days.first, other.days.last)
            return FoundRange(Span(start, other.span.end), days)
    if before and before["since"]:
        first = one.days.first
        if before["since"] == "after" and one.days.last is not None:
            first = one.days.last + timedelta(days=1)
        return FoundRange(Span(start, one.span.end), DayRange(first, None))
    return None


def _is_word(plain: str, found: FoundRange) -> bool:
    """A month's name that stands in the midst of other words, such as “may”."""
    words = plain[found.span.start : found.span.end]
    if not re.fullmatch(MONTH, words) or _SINCE.search(plain[: found.span.start]):
        return False
    is_at_edge = found.span.start == 0 or found.span.end == len(plain)
    return not is_at_edge and not is_set_off(plain, found.span)


def _stretches(plain: str, today: date) -> Iterator[FoundRange]:
    for pattern, read in _FORMS:
        for match in pattern.finditer(plain):
            days = read(match, today)
            if days is not None:
                yield FoundRange(Span(*match.span()), days)


def _week(match: re.Match[str], today: date) -> DayRange:
    week = Week.of(today).before(0 if match["which"] == "this" else 1)
    return DayRange(week.monday, week.sunday)


def _month_of(year: int, month: int) -> DayRange:
    first = date(year, month, 1)
    return DayRange(first, first + relativedelta(day=31))


def _month(match: re.Match[str], today: date) -> DayRange:
    day = today if match["which"] == "this" else today - relativedelta(months=1)
    return _month_of(day.year, day.month)


def _year(match: re.Match[str], today: date) -> DayRange:
    year = today.year - (match["which"] != "this")
    return DayRange(date(year, 1, 1), date(year, 12, 31))


def _lately(match: re.Match[str], today: date) -> DayRange:
    return DayRange(today - count_of(match) + timedelta(days=1), today)


def _named_month(match: re.Match[str], today: date) -> DayRange:
    month = month_number(match["month"])
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    return _month_of(year, month)


def _month_in_numbers(match: re.Match[str], _today: date) -> DayRange | None:
    month = int(match["number"])
    return _month_of(int(match["year"]), month) if 1 <= month <= 12 else None


def _whole_year(match: re.Match[str], _today: date) -> DayRange:
    return DayRange(date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31))


_WHICH: Final = r"(?P<which>this|last|previous|past)"
_START: Final = r"(?<![\w.,:/#-])(?:in |during |over )?(?:the )?"
_END: Final = r"(?![\w/-]|[.:,]\d)"
_Reading = Callable[[re.Match[str], date], DayRange | None]
_FORMS: Final[tuple[tuple[re.Pattern[str], _Reading], ...]] = tuple(
    (re.compile(_START + pattern + _END), read)
    for pattern, read in (
        (rf"{_WHICH} week", _week),
        (rf"{_WHICH} month", _month),
        (rf"{_WHICH} year", _year),
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
