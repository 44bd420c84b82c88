"""The forms in which people type a day, and how each is reckoned.

All of it starts from `today`, a day in the educator's own zone that the caller gives.
`day_first` says how `3/4` is meant: the 3rd of April, or March 4. Where only one of the two
exists, that one is meant.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from dateutil.relativedelta import relativedelta

from domain.duration import COUNTS
from domain.typed_line import Span, matches_at, starts_of

Sort = Literal["exact", "numeric", "word", "weekday", "vague"]
"""`exact` has a month by name or a whole year; `numeric` is `11/20`, which may be a score;
`word` is relative (`yesterday`, `last Fri`); `weekday` stands alone; `vague` is a stretch
(`last week`), of which one day is taken."""

_SOON: Final = timedelta(days=60)
"""A day without a year that is this near in the future is not meant for last year."""
_LONG_AGO: Final = timedelta(days=300)

_WEEKDAYS: Final = (
    "monday|mon",
    "tuesday|tues|tue|tuseday|tusday",
    "wednesday|weds|wed|wensday|wednsday|wednesay",
    "thursday|thurs|thur|thu|thrusday|thursay",
    "friday|fri|firday",
    "saturday|sat|saterday",
    "sunday|sun",
)
"""From Monday, each with its short forms and the ways in which thumbs misspell it."""
SATURDAY: Final = 5

WEEKDAY: Final = "|".join(_WEEKDAYS)
MONTH: Final = "|".join(
    [name.lower() for name in (*month_name[1:], *month_abbr[1:], "sept")],
)
COUNT: Final = "|".join(sorted(COUNTS, key=len, reverse=True)) + r"|\d{1,3}"
PART_OF_DAY: Final = r"(?:\s(?:morning|afternoon|evening|night))?"
YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR: Final = r"(?P<year>(?:19|20)?\d\d)"
_ORDINAL: Final = r"(?:st|nd|rd|th)?"
_TO_DAY: Final = r"(?:-\d{1,2}(?:st|nd|rd|th)?(?!\w))?"
"""Of `Nov 3-4` the first day is taken."""
_ON_WEEKDAY: Final = rf"(?:on )?(?:(?:{WEEKDAY})\.?,?\s)?"
_START: Final = r"(?<![\w.,:/$€£#@%+'-])"
_END: Final = r"(?![\w/%]|-\w|[.:,]\d)(?P<possessive>'s\b)?"


class NoSuchDay(ValueError):
    """What stands at `span` is written as a day, but no calendar has it (February 30)."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


@dataclass(frozen=True)
class Reckoning:
    """From where days are counted, and which way they are meant."""

    today: date
    day_first: bool
    is_forward: bool
    """True for what is due, false for what was done."""

    def weekday(self, number: int) -> date:
        """The nearest such weekday (Monday is 0) before today, or after it; never today."""
        if self.is_forward:
            return self.today + timedelta(days=(number - self.today.weekday() - 1) % 7 + 1)
        return self.today - timedelta(days=(self.today.weekday() - number - 1) % 7 + 1)

    def weekday_of_week(self, number: int, weeks: int) -> date:
        """That weekday in the week that is so many weeks from this one."""
        return self.today + timedelta(days=number - self.today.weekday() + 7 * weeks)

    def month_day(self, month: int, day: int) -> date:
        """The nearest such day; for what was done, a past one unless one is to come soon.

        Raises ValueError where no year has it.
        """
        years = range(self.today.year - 8, self.today.year + 9)
        days = [date(year, month, day) for year in years if _exists(year, month, day)]
        coming = min(each for each in days if each >= self.today)
        past = max(each for each in days if each <= self.today)
        is_next = coming - self.today <= _SOON and self.today - past > _LONG_AGO
        return coming if self.is_forward or is_next else past

    def day_of_month(self, day: int) -> date:
        """The last such day of a month, today included. Raises ValueError where none has it."""
        months = (self.today - relativedelta(months=back) for back in range(12))
        return max(
            date(month.year, month.month, day)
            for month in months
            if _exists(month.year, month.month, day)
            and (month.year, month.month, day)
            <= (self.today.year, self.today.month, self.today.day)
        )

    def numbers(self, first: int, second: int, year: int | None, *, day_first: bool) -> date:
        """`11/20` in the given order, or in the only one that exists. Raises ValueError."""
        in_order = ((second, first), (first, second))
        for month, day in in_order if day_first else reversed(in_order):
            if _exists(year or 2000, month, day):
                return date(year, month, day) if year else self.month_day(month, day)
        raise ValueError


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


Reading = Callable[[re.Match[str], Reckoning], date]


@dataclass(frozen=True)
class Form:
    """One way to type a day; `read` raises ValueError where the calendar has no such day."""

    sort: Sort
    pattern: re.Pattern[str]
    read: Reading


def form(sort: Sort, pattern: str, read: Reading) -> Form:
    return Form(sort, re.compile(_START + pattern + _END), read)


@lru_cache(maxsize=8)
def _any_of(forms: tuple[Form, ...]) -> re.Pattern[str]:
    return starts_of(_START, (each.pattern.pattern.removeprefix(_START) for each in forms))


def find_forms(
    plain: str, forms: tuple[Form, ...], reckoning: Reckoning
) -> Iterator[tuple[re.Match[str], Sort, date]]:
    """Each day in a plain copy, from left to right, the longest form at each place.

    Raises NoSuchDay for one that looks like nothing else and that no calendar has.
    """
    starts = [match.start() for match in _any_of(forms).finditer(plain)]
    found = [(match, each) for each in forms for match in matches_at(each.pattern, plain, starts)]
    cursor = 0
    for match, each in sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() < cursor:
            continue
        cursor = match.end()
        try:
            yield match, each.sort, each.read(match, reckoning)
        except (ValueError, OverflowError):
            if each.sort == "exact":
                raise NoSuchDay(Span(*match.span())) from None


def count_of(match: re.Match[str]) -> relativedelta:
    """The length in `two weeks ago`."""
    words = match["count"]
    count = COUNTS[words] if words in COUNTS else int(words)
    match match["unit"][0]:
        case "d":
            return relativedelta(days=count)
        case "w":
            return relativedelta(weeks=count)
        case _:
            return relativedelta(months=count)


def month_number(name: str) -> int:
    """1 for `jan` or `january`."""
    return [month.lower() for month in month_abbr].index(name[:3])


def weekday_number(name: str) -> int:
    """0 for `mon` or `monday`."""
    return next(number for number, names in enumerate(_WEEKDAYS) if name in names.split("|"))


def weekday(match: re.Match[str], reckoning: Reckoning) -> date:
    """Reads a form that has a `weekday`."""
    return reckoning.weekday(weekday_number(match["weekday"]))


def days_on(number: int) -> Reading:
    """Reads a form that means so many days from today."""
    return lambda _match, reckoning: reckoning.today + timedelta(days=number)


def day_of_month(match: re.Match[str], reckoning: Reckoning) -> date:
    """Reads a form that has a `day` and no month."""
    return reckoning.day_of_month(int(match["day"]))


def weekend(_match: re.Match[str], reckoning: Reckoning) -> date:
    """Reads a form that means a weekend, as its Saturday."""
    return reckoning.weekday(SATURDAY)


def next_month(_match: re.Match[str], reckoning: Reckoning) -> date:
    """Reads a form that means a month from today."""
    return reckoning.today + relativedelta(months=1)


def _month_day(match: re.Match[str], reckoning: Reckoning) -> date:
    month, day = month_number(match["month"]), int(match["day"])
    if match["year"]:
        return date(int(match["year"]), month, day)
    return reckoning.month_day(month, day)


def _numeric(match: re.Match[str], reckoning: Reckoning) -> date:
    year = match["year"]
    return reckoning.numbers(
        int(match["first"]),
        int(match["second"]),
        int(year if len(year) == 4 else f"20{year}") if year else None,
        day_first=match["mark"] == "." or reckoning.day_first,
    )


def forms_in_numbers(on: str) -> tuple[Form, ...]:
    """`11/20`, `20.11.` and the like, after words such as “on Friday”."""
    return (
        form(
            "exact",
            rf"{on}(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark){YEAR}",
            _numeric,
        ),
        form(
            "numeric",
            rf"{on}(?P<first>\d{{1,2}})(?P<mark>/)(?P<second>\d{{1,2}})(?:/{_SHORT_YEAR})?",
            _numeric,
        ),
        form(
            "numeric",
            rf"{on}(?:the )?(?P<first>\d{{1,2}})(?P<mark>\.)\s?(?P<second>\d{{1,2}})\."
            rf"{_SHORT_YEAR}?",
            _numeric,
        ),
    )


CALENDAR_FORMS: Final = (
    form(
        "exact",
        rf"(?:on )?{YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})",
        lambda match, _: date(int(match["year"]), int(match["month"]), int(match["day"])),
    ),
    form(
        "exact",
        rf"{_ON_WEEKDAY}(?P<month>{MONTH})\.?\s?(?P<day>\d{{1,2}}){_ORDINAL}{_TO_DAY}"
        rf"(?:,?\s{YEAR})?",
        _month_day,
    ),
    form(
        "exact",
        rf"{_ON_WEEKDAY}(?:the )?(?P<day>\d{{1,2}}){_ORDINAL}\.?\s?(?:of )?"
        rf"(?P<month>{MONTH})\b\.?(?:,?\s{YEAR})?",
        _month_day,
    ),
    *forms_in_numbers(_ON_WEEKDAY),
)
TOMORROW: Final = form("word", rf"tomorrow{PART_OF_DAY}", days_on(1))
