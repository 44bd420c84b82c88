"""Time zones as people look for them: by city, country, or the name of their time.

Names come from tzdata's own table of places (`zone.tab`), so “Central” finds Chicago.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones


@dataclass(frozen=True)
class NamedZone:
    """A zone with what else it is known by."""

    name: str
    """IANA name."""
    country: str = ""
    about: str = ""
    """Which part of the country, such as “Central (most areas)”; often empty."""

    @property
    def place(self) -> str:
        """`Chicago` of `America/Chicago`."""
        return self.name.rpartition("/")[2].replace("_", " ")

    def words(self) -> str:
        return f"{self.name} {self.place} {self.country} {self.about}".casefold()


@lru_cache(maxsize=1)
def named_zones() -> tuple[NamedZone, ...]:
    """One or more for each country, in order of their names."""
    countries = dict(line.split("\t") for line in _lines("iso3166.tab"))
    zones = []
    for line in _lines("zone.tab"):
        code, _coordinates, name, *about = line.split("\t")
        zones.append(NamedZone(name, countries[code], *about))
    return tuple(sorted(zones, key=lambda zone: zone.name))


def find_zones(words: str, *, near: str, at: datetime) -> list[NamedZone]:
    """Those that every word fits, best first; without words those whose clock shows what the
    clock of `near` shows at that instant, its own country's first."""
    wanted = words.casefold().replace("_", " ").split()
    if not wanted:
        return _same_clock(near, at)
    # Also a name that the table of places leaves out, such as UTC or US/Central.
    exact = [zone for zone in [_every_name().get("_".join(wanted))] if zone]
    found = [zone for zone in named_zones() if _fits(zone, wanted)]
    ranked = sorted(found, key=lambda zone: not zone.place.casefold().startswith(wanted[0]))
    return list(dict.fromkeys([*exact, *ranked]))


def _fits(zone: NamedZone, wanted: Iterable[str]) -> bool:
    words = zone.words()
    return all(word in words for word in wanted)


def _same_clock(near: str, at: datetime) -> list[NamedZone]:
    offset = _offset(near, at)
    home = next((zone.country for zone in named_zones() if zone.name == near), "")
    same = [zone for zone in named_zones() if _offset(zone.name, at) == offset]
    return sorted(same, key=lambda zone: (zone.name != near, zone.country != home, zone.name))


def _offset(name: str, at: datetime) -> timedelta | None:
    return at.astimezone(ZoneInfo(name)).utcoffset()


@lru_cache(maxsize=1)
def _every_name() -> dict[str, NamedZone]:
    known = {zone.name: zone for zone in named_zones()}
    return {name.casefold(): known.get(name, NamedZone(name)) for name in available_timezones()}


def _lines(table: str) -> list[str]:
    text = files("tzdata.zoneinfo").joinpath(table).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
