"""Instants and local times. Instants are aware and UTC; local times are naive, in a named zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from domain.errors import BadInput


@cache
def available_zones() -> frozenset[str]:
    """Every zone that this machine knows, by its IANA name."""
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def read_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name, such as `America/Chicago`.

    Raises BadInput where there is none.
    """
    try:
        # What tells of the machine's own place or of leap seconds is a file there, and no zone.
        if name.strip() not in available_zones():
            raise ValueError
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            "I know no time zone “{name}”: use a name such as America/Chicago.",
            name=name,
            field="zone",
        ) from None


@lru_cache(maxsize=128)
def zone_called(name: str) -> ZoneInfo:
    """One that is known to be there. zoneinfo keeps eight at hand and reads others anew."""
    return ZoneInfo(name)


def to_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a local time.

    A time that the spring change leaves out moves forward by the gap; one that the autumn
    change repeats is the first of the two.
    """
    # Both rules are what PEP 495 gives fold=0: before a gap's end the old offset still holds,
    # so the instant lies past the gap by as much as the time lay inside it.
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The local time of an instant, naive."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def local_date(instant: datetime, zone: str) -> date:
    """The date that people in that zone read on the wall at that instant."""
    return to_local(instant, zone_called(zone)).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which that date begins there."""
    return to_instant(datetime(day.year, day.month, day.day), zone)
