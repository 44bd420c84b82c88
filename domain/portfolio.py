"""What goes into a portfolio: a stretch of days, and the parts of a record that its owner chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from dateutil.relativedelta import relativedelta

from domain.errors import BadInput
from domain.periods import Period
from domain.weeks import Week
from domain.words import Words

Part = Literal["goals", "entries", "private", "indicators", "credit", "evaluation"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
"""`private` adds entries and goals that nobody else sees; else they only count in totals."""
ReflectionChoice = Literal["evidence", "all", "chosen", "none"]
"""`evidence` are those that stand as evidence in an evaluation."""
MOST_WEEKS_APART: Final = 14
"""As many weeks are told one by one; more of them month by month."""


@dataclass(frozen=True)
class Stretch:
    """From the first to the last day, both included."""

    first: date
    last: date
    name: Words | None = None
    """Such as `October 2026`, or a cycle's name."""
    cycle_id: int | None = None
    """The cycle of evaluations that it is the time of."""

    @classmethod
    def of(cls, period: Period) -> Stretch:
        return cls(period.first.monday, period.last.sunday, period.name)

    def is_running(self, today: date) -> bool:
        return self.last >= today

    def until(self, today: date) -> date:
        """The last of its days that has come."""
        return min(self.last, today)


@dataclass(frozen=True)
class Contents:
    """What its owner wants in it."""

    parts: frozenset[Part] = frozenset(PARTS)
    reflections: ReflectionChoice = "evidence"
    picked: frozenset[int] = frozenset()
    """Ids of reflections, where they are chosen one by one."""

    def has(self, part: Part) -> bool:
        return part in self.parts


def check_contents(contents: Contents) -> Contents:
    """The same. Raises BadInput where nothing at all is to go in."""
    if not contents.parts - {"private"} and contents.reflections == "none":
        raise BadInput("Tick at least one thing to put in.", field="parts")
    return contents


@dataclass(frozen=True)
class Span:
    """A week or a month of a stretch, and the minutes in it."""

    first: date
    is_month: bool
    minutes: int


def spread(minutes_by_day: Mapping[date, int], first: date, last: date) -> list[Span]:
    """The minutes of each week, or of each month where there are many weeks; oldest first."""
    is_by_month = (Week.of(last).monday - Week.of(first).monday).days // 7 >= MOST_WEEKS_APART
    begins = list(_months(first, last) if is_by_month else _weeks(first, last))
    ends = [*begins[1:], last + timedelta(days=1)]
    return [
        Span(
            begin,
            is_by_month,
            sum(spent for day, spent in minutes_by_day.items() if begin <= day < end),
        )
        for begin, end in zip(begins, ends, strict=True)
    ]


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month += relativedelta(months=1)


def _weeks(first: date, last: date) -> Iterator[date]:
    monday = Week.of(first).monday
    while monday <= last:
        yield monday
        monday += timedelta(days=7)
