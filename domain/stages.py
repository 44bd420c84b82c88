"""Where a district stands on an element, from what its leaders and admins rated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

TOP_SCORE: Final = 10
WIDE_SPREAD: Final = 3
"""From so many points between two raters on, they see different districts."""


@dataclass(frozen=True)
class Rating:
    """One rater's view on a day."""

    rater_id: int
    score: int
    rated_on: date


@dataclass(frozen=True)
class Standing:
    """What the newest rating of each rater adds up to."""

    score: float
    """The mean, 0 to 10."""
    raters: int
    lowest: int
    highest: int

    @property
    def percent(self) -> int:
        """The share of the way."""
        return round(100 * self.score / TOP_SCORE)

    @property
    def is_disputed(self) -> bool:
        return self.highest - self.lowest >= WIDE_SPREAD


def standing_of(ratings: Iterable[Rating]) -> Standing | None:
    """None where nobody rated. Of one rater's ratings the last one counts."""
    newest = {rating.rater_id: rating.score for rating in ratings}
    if not newest:
        return None
    scores = list(newest.values())
    return Standing(sum(scores) / len(scores), len(scores), min(scores), max(scores))


def history_of(ratings: Sequence[Rating], *, months: int) -> list[tuple[date, Standing]]:
    """How it stood at the end of each month in which somebody rated, oldest first.

    At most the last `months` of them; `ratings` are in their order.
    """
    ends = sorted({_last_of_month(rating.rated_on) for rating in ratings})[-months:]
    found = []
    for end in ends:
        standing = standing_of(rating for rating in ratings if rating.rated_on <= end)
        if standing is not None:
            found.append((end, standing))
    return found


def overall(standings: Iterable[Standing | None]) -> float | None:
    """The mean over the elements that were rated, 0 to 10."""
    scores = [standing.score for standing in standings if standing is not None]
    return sum(scores) / len(scores) if scores else None


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
