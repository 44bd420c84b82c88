"""Asking what came of something: which entries are followed up, and when one is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.suggestion import says_any
from rubric_data import Rubric

WEEKS: Final = (1, 2, 4)
"""How long an educator may want to be left to try it."""
ASKED_AT: Final = time(15, 30)
"""On the educator's own clock, once most lessons are over."""


def wants_follow_up(text: str, classroom_note: str | None, rubric: Rubric) -> bool:
    """The author says that they will use it in class."""
    return bool(classroom_note) or says_any(rubric.follow_up.hints, text)


def next_asking(
    day: date, *, after: datetime, off: Collection[date] = (), taken: Collection[date] = ()
) -> datetime:
    """The first weekday afternoon from that day on and later than `after`; local, naive.

    Never on a day `off`, and not on a day that is `taken` by something else where another is
    free within a week.
    """
    asked = datetime.combine(max(day, after.date()), ASKED_AT)
    first: datetime | None = None
    while True:
        if asked > after and asked.weekday() < 5 and asked.date() not in off:
            if asked.date() not in taken:
                return asked
            first = first or asked
        if first is not None and asked - first >= timedelta(weeks=1):
            return first
        asked += timedelta(days=1)
