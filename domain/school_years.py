"""School years: where they begin, which one a day lies in, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.day_words import MONTH, month_number
from domain.errors import BadInput
from domain.words import YearlyDay

_IN_NUMBERS: Final = re.compile(r"(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_IN_WORDS: Final = re.compile(
    rf"(?:(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})|(?P<day_first>\d{{1,2}})\.? (?P<of>{MONTH}))",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?P<first>\d{4})(?:[-/](?P<last>\d{2}|\d{4}))?")


@dataclass(frozen=True)
class YearBegins:
    """The day of each year on which the school year begins."""

    month: int
    day: int

    def year_of(self, day: date) -> date:
        """The first day of the school year in which that day lies."""
        begun = day >= date(day.year, self.month, self.day)
        return date(day.year - (not begun), self.month, self.day)

    def is_first_day(self, day: date) -> bool:
        return (day.month, day.day) == (self.month, self.day)

    def __str__(self) -> str:
        """As `read_year_begins` reads it: `07-01`."""
        return f"{self.month:02d}-{self.day:02d}"

    def in_words(self) -> str:
        """`July 1`, as `read_year_begins` reads it, too."""
        return str(self.words)

    @property
    def words(self) -> YearlyDay:
        """The same for whoever reads it."""
        return YearlyDay(date(2001, self.month, self.day))


def read_year_begins(text: str) -> YearBegins:
    """`07-01`, `July 1`, `15 August`. Raises BadInput for anything else, and for February 29."""
    words = " ".join(text.split())
    match = _IN_NUMBERS.fullmatch(words) or _IN_WORDS.fullmatch(words)
    if match is not None:
        parts = {name: found for name, found in match.groupdict().items() if found}
        month = parts.get("month") or parts["of"]
        number = int(month) if month.isdecimal() else month_number(month.lower())
        day = int(parts.get("day") or parts["day_first"])
        try:
            # A year that has no February 29, so that every year has its first day.
            date(2001, number, day)
            return YearBegins(number, day)
        except ValueError:
            pass
    raise BadInput(
        "I can't read “{text}” as the first day of the school year: write it as 07-01 or July 1.",
        text=text.strip(),
        field="year_begins",
    )


def year_name(first: date) -> str:
    """`2026-27`; `2026` where it is a calendar year."""
    if (first.month, first.day) == (1, 1):
        return str(first.year)
    return f"{first.year}-{(first.year + 1) % 100:02d}"


def last_day(first: date) -> date:
    """Of the school year that begins on `first`."""
    return first.replace(year=first.year + 1) - timedelta(days=1)


def read_year(text: str, begins: YearBegins, *, today: date) -> date:
    """The first day of the year that is named: `2026-27`, `2026`, `this year`, `last year`.

    Empty is this year. Raises BadInput for anything else.
    """
    words = " ".join(text.lower().split()).removesuffix(" year").replace("–", "-")
    this = begins.year_of(today)
    if words in ("", "this", "this school"):
        return this
    if words in ("last", "last school"):
        return this.replace(year=this.year - 1)
    match = _NAME.fullmatch(words)
    if match is not None and 1 < int(match["first"]) < 9999:
        first = date(int(match["first"]), begins.month, begins.day)
        last = match["last"]
        if last is None or int(last) in (first.year + 1, (first.year + 1) % 100):
            return first
    raise BadInput(
        "I can't read “{text}” as a school year: write it as {year} or “last year”.",
        text=text.strip(),
        year=year_name(this),
        field="period",
    )
