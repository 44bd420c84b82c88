"""How somebody's learning is spread, and how steadily it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from domain.weeks import Week

WORKING_DAYS: Final = 5
"""Of a week, from Monday on."""


def resting_weeks(days: Collection[date]) -> set[Week]:
    """Weeks whose working days, Monday to Friday, are all among these free days."""
    free = {day for day in days if day.weekday() < WORKING_DAYS}
    by_week = Counter(Week.of(day) for day in free)
    return {week for week, count in by_week.items() if count == WORKING_DAYS}


def days_between(first: date, until: date) -> set[date]:
    """The days from `first` up to, and without, `until`."""
    return {first + timedelta(days=number) for number in range((until - first).days)}


def count_streak(
    active_weeks: Collection[Week], current: Week, *, resting: Collection[Week] = ()
) -> int:
    """Weeks in a row with learning in them, ending now.

    A week that still runs breaks nothing: it counts once something is logged. Nor does a
    resting week, which counts only where something was logged all the same.
    """
    earliest = min(active_weeks, default=current)
    week = current if current in active_weeks else current.before(1)
    length = 0
    while week >= earliest and (week in active_weeks or week in resting):
        length += week in active_weeks
        week = week.before(1)
    return length
