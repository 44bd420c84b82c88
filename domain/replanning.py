"""What a change of a schedule does to what is planned already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest


@dataclass(frozen=True)
class Shift:
    """How many that were planned for one local time come at another; times are naive."""

    count: int
    before: datetime | None
    """None where they are new."""
    after: datetime | None
    """None where they are left out."""


def shifts(
    before: Mapping[int, Collection[datetime]], after: Mapping[int, Collection[datetime]]
) -> list[Shift]:
    """What differs between two plans, each the local times by person: earliest first.

    A person's first time that is gone is taken to have moved to their first new one.
    """
    counts: Counter[tuple[datetime | None, datetime | None]] = Counter()
    for person in before.keys() | after.keys():
        old, new = set(before.get(person, ())), set(after.get(person, ()))
        counts.update(zip_longest(sorted(old - new), sorted(new - old)))
    in_order = sorted(counts, key=lambda pair: (pair[0] or pair[1], pair[1] or pair[0]))
    return [Shift(counts[pair], *pair) for pair in in_order]
