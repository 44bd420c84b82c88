"""What a change of a schedule does to what is planned already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True)
class Shift:
    """How many that were planned for one local time come at another; times are naive."""

    count: int
    before: datetime | None
    """None where they are new."""
    after: datetime | None
    """None where they are left out."""


Plan = Mapping[int, Collection[datetime]]
"""Local times by person."""
_NO_PLAN: Final[Plan] = {}


def shifts(
    before: Plan, after: Plan, *, later_before: Plan = _NO_PLAN, later_after: Plan = _NO_PLAN
) -> list[Shift]:
    """What differs between two plans: earliest first.

    A person's time that is gone is taken to have moved to the new one that is nearest to it.
    What comes later than either plan reaches is only looked at for that.
    """
    counts: Counter[tuple[datetime | None, datetime | None]] = Counter()
    for person in before.keys() | after.keys():
        planned, soon = set(before.get(person, ())), set(after.get(person, ()))
        old, new = (
            planned | set(later_before.get(person, ())),
            soon | set(later_after.get(person, ())),
        )
        gone, fresh = old - new, new - old
        for _, before_at, after_at in sorted((abs(b - a), b, a) for b in gone for a in fresh):
            if before_at in gone and after_at in fresh:
                gone.discard(before_at)
                fresh.discard(after_at)
                counts[before_at, after_at] += before_at in planned
        counts.update((each, None) for each in gone & planned)
        counts.update((None, each) for each in fresh & soon)
    in_order = sorted(+counts, key=lambda pair: (pair[0] or pair[1], pair[1] or pair[0]))
    return [Shift(counts[pair], *pair) for pair in in_order]
