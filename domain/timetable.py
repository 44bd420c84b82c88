"""When a schedule's prompts come: its cadence between two dates, without the days off.

Local times are naive; `domain.zones.to_instant` makes instants of them, and holds the rule for
clock changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.cadence import Cadence
from domain.days_off import NO_DAYS_OFF, DaysOff
from domain.zones import to_instant, to_local

_LONGEST_GAP: Final = timedelta(days=2)
"""More than any clock ever left out: Samoa once left out a day."""


@dataclass(frozen=True)
class Slot:
    """One local time; `number` counts those that come from the first, beginning at 0."""

    number: int
    local_at: datetime


@dataclass(frozen=True)
class Coming:
    """A slot with its instant in some zone."""

    number: int
    local_at: datetime
    at: datetime


@dataclass(frozen=True)
class Timetable:
    """All that says when a schedule comes.

    A day off has no slots and takes no number: whose turn it would have been comes next.
    """

    cadence: Cadence
    from_on: date
    until_on: date | None = None
    days_off: DaysOff = NO_DAYS_OFF

    def slots(self, last: date) -> Iterator[Slot]:
        """All of them in order, up to and including the date `last`."""
        times = self.cadence.times()
        number = 0
        for day in self.cadence.dates(self.from_on):
            if day > min(last, self.until_on or last):
                return
            if day in self.days_off:
                continue
            for at in times:
                yield Slot(number, datetime.combine(day, at))
                number += 1

    def comings(self, zone: ZoneInfo, *, since: datetime, until: datetime) -> Iterator[Coming]:
        """From `since` up to, and without, `until`: in the order of their instants, no two at once.

        Where a clock change moves a time to where another one is already, the two are one.
        """
        local_since = to_local(since, zone) - _LONGEST_GAP
        last = (to_local(until, zone) + _LONGEST_GAP).date()
        moved: list[Coming] = []
        for slot in self.slots(last):
            if slot.local_at < local_since:
                continue
            coming = Coming(slot.number, slot.local_at, to_instant(slot.local_at, zone))
            if not since <= coming.at < until:
                continue
            if to_local(coming.at, zone) != coming.local_at:
                moved.append(coming)
                continue
            while moved and moved[0].at < coming.at:
                yield moved.pop(0)
            if moved and moved[0].at == coming.at:
                moved.pop(0)
            yield coming
        yield from moved
