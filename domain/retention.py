"""How long what people wrote is kept, where an admin sets a limit; else it is for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from domain.errors import BadInput

Kept = Literal["entries", "reflections", "looks"]
"""What a limit may be set for; a look says that somebody read somebody's record."""
KEPT: Final[tuple[Kept, ...]] = get_args(Kept)
LONGEST_YEARS: Final = 50
NOTICE: Final = timedelta(days=30)
"""From the day on which something is to be kept for less long, until it is erased for that."""


@dataclass(frozen=True)
class Limits:
    """In years; None is for ever."""

    entries: int | None = None
    reflections: int | None = None
    looks: int | None = None

    @property
    def is_any(self) -> bool:
        return any(self.years(kept) is not None for kept in KEPT)

    def years(self, kept: Kept) -> int | None:
        years: int | None = getattr(self, kept)
        return years

    def is_shorter_than(self, other: Limits) -> bool:
        """Something is kept for less long than by `other`."""
        return any(_length(self.years(kept)) < _length(other.years(kept)) for kept in KEPT)


@dataclass(frozen=True)
class Retention:
    """Limits, and the first day on which anything is erased for them."""

    limits: Limits
    begins_on: date

    def oldest_kept(self, kept: Kept, today: date) -> date | None:
        """What is of an earlier day is due to be erased; None where nothing is."""
        years = self.limits.years(kept)
        return None if years is None else years_before(today, years)


def change(before: Retention | None, limits: Limits, today: date) -> Retention | None:
    """What holds once an admin chose `limits`: whoever loses something has time to export it.

    Raises BadInput where a limit is none.
    """
    for kept in KEPT:
        years = limits.years(kept)
        if years is not None and not 1 <= years <= LONGEST_YEARS:
            raise BadInput(
                "Choose 1 to {most} years, or to keep them for ever.",
                most=LONGEST_YEARS,
                field=kept,
            )
    if not limits.is_any:
        return None
    if before is None or limits.is_shorter_than(before.limits):
        return Retention(limits, today + NOTICE)
    return Retention(limits, before.begins_on)


def years_before(day: date, years: int) -> date:
    """The same day of that year; of February 29, the 28th where it has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _length(years: int | None) -> int:
    return LONGEST_YEARS + 1 if years is None else years
