"""The day by which a goal is to be met, as people type it.

`by March 20`, `by Friday`, `in 6 weeks`, `by the end of March`, `until June`, `by 3/20`. A day
without a year is the next such day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from domain.dates import no_such_day
from domain.day_words import (
    CALENDAR_FORMS,
    COUNT,
    MONTH,
    TOMORROW,
    WEEKDAY,
    YEAR,
    Form,
    NoSuchDay,
    Reckoning,
    count_of,
    days_on,
    find_forms,
    form,
    month_number,
    next_month,
    weekday,
    weekday_number,
)
from domain.errors import BadInput
from domain.typed_line import Span
from domain.words import LongDay

_FRIDAY: Final = 4


@dataclass(frozen=True)
class Due:
    """A due day that was found, with the words that say so."""

    span: Span
    on: date


def _end_of(match: re.Match[str], reckoning: Reckoning) -> date:
    stretch, later = match["stretch"], 1 if match["next"] else 0
    if stretch in ("week", "month", "year"):
        return end_of_stretch(stretch, reckoning.today, later)
    return end_of_month(month_number(stretch), match["year"], reckoning.today, later)


def end_of_stretch(stretch: str, today: date, later: int = 0) -> date:
    """The last working day of this `week`, or the last day of this `month` or `year`; or of one
    that is so many later."""
    if stretch == "week":
        return today + timedelta(days=(_FRIDAY - today.weekday()) % 7 + 7 * later)
    if stretch == "month":
        return today + relativedelta(months=later, day=31)
    return date(today.year + later, 12, 31)


def end_of_month(month: int, year: str | None, today: date, later: int = 0) -> date:
    """Of the next such month, or of the year that was typed."""
    last = date(int(year) if year else today.year + later, month, 1) + relativedelta(day=31)
    return last if year or last >= today else last + relativedelta(years=1, day=31)


def _first_of_month(match: re.Match[str], reckoning: Reckoning) -> date:
    month = month_number(match["month"])
    if match["year"]:
        return date(int(match["year"]), month, 1)
    return reckoning.month_day(month, 1)


_IN_A_WHILE: Final = (
    form(
        "word",
        rf"(?:in|within)(?: the next)? (?P<count>{COUNT}) (?P<unit>days?|weeks?|months?)",
        lambda match, reckoning: reckoning.today + count_of(match),
    ),
    form(
        "word",
        rf"(?P<count>{COUNT}) (?P<unit>days?|weeks?|months?) from (?:now|today)",
        lambda match, reckoning: reckoning.today + count_of(match),
    ),
    form(
        "vague",
        rf"(?:at |by )?(?:the )?end (?:of )?(?:the |this )?(?P<next>next )?"
        rf"(?P<stretch>{MONTH}|week|month|year)\b(?:,? {YEAR})?",
        _end_of,
    ),
)
_DAYS: Final = (
    *CALENDAR_FORMS,
    TOMORROW,
    form("word", r"today", days_on(0)),
    form("weekday", rf"(?:this |coming |this coming )?(?P<weekday>{WEEKDAY})\b", weekday),
    form(
        "weekday",
        rf"next (?P<weekday>{WEEKDAY})\b",
        lambda match, reckoning: reckoning.weekday_of_week(weekday_number(match["weekday"]), 1),
    ),
    form("vague", r"next week", days_on(7)),
    form(
        "vague",
        r"next month",
        next_month,
    ),
    form("vague", rf"(?P<month>{MONTH})\b(?:,? {YEAR})?", _first_of_month),
)


@dataclass(frozen=True)
class DueWords:
    """How people put a due day."""

    clear: tuple[Form, ...]
    """These say by themselves that something is due."""
    days: tuple[Form, ...]
    """These need a word such as “by”, or the line's end where they are a full date."""
    before: re.Pattern[str]
    """Such a word."""


ENGLISH: Final = DueWords(
    _IN_A_WHILE,
    _DAYS,
    re.compile(
        r"(?:(?:due|done|finished|completed?|ready)[ ])?"
        r"(?<!\w)(?:by|until|till|til|before|due|no later than|deadline:?)(?:[ ]on)?[ ]?$"
    ),
)


def find_due(
    text: str, plain: str, today: date, *, day_first: bool = False, words: DueWords = ENGLISH
) -> Due | None:
    """The last due day in a plain copy.

    Raises BadInput for a day that is past, or that no calendar has.
    """
    found: Due | None = None
    try:
        forms = find_forms(
            plain, words.clear + words.days, Reckoning(today, day_first, is_forward=True)
        )
        for match, sort, on in forms:
            before = words.before.search(plain[: match.start()])
            is_last = not plain[match.end() :].strip(" .!")
            is_clear = match.re in [each.pattern for each in words.clear]
            if before or is_clear or (is_last and sort == "exact"):
                start = before.start() if before else match.start()
                found = Due(Span(start, match.end()), on)
    except NoSuchDay as missing:
        raise no_such_day(text, missing, "due_on") from None
    if found:
        check_due_on(found.on, today, words=text[found.span.start : found.span.end])
    return found


def check_due_on(day: date, today: date, *, words: str | None = None) -> date:
    """The same day. Raises BadInput for one that is past."""
    if day < today:
        shown = f"“{words}”" if words else LongDay(day)
        raise BadInput(
            "{shown} is past: choose a day to come, such as by {later}.",
            shown=shown,
            later=today + timedelta(weeks=6),
            field="due_on",
        )
    return day
