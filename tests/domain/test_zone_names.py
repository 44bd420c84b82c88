"""People find their time zone by the words that they know it by."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.zone_names import find_zones, named_zones
from domain.zones import available_zones, read_zone, zone_called

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def found(words: str, near: str = "America/Chicago") -> list[str]:
    return [zone.name for zone in find_zones(words, near=near, at=AT)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("chicago", "America/Chicago"),
        ("Central", "America/Chicago"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("hawaii", "Pacific/Honolulu"),
        ("germany", "Europe/Berlin"),
        ("us/central", "US/Central"),
        ("utc", "UTC"),
        ("  PHOENIX ", "America/Phoenix"),
    ],
)
def test_a_zone_is_found_by_city_country_and_the_name_of_its_time(words: str, name: str) -> None:
    assert name in found(words)[:20]


def test_a_city_that_begins_so_comes_first() -> None:
    assert found("Den")[0] == "America/Denver"


def test_without_words_their_own_comes_first_and_all_show_the_same_time() -> None:
    names = found("")
    assert names[0] == "America/Chicago"
    assert "America/Mexico_City" in names
    assert "America/New_York" not in names


def test_every_zone_that_is_offered_is_one_that_there_is() -> None:
    assert {zone.name for zone in named_zones()} <= available_timezones()


@given(st.text(max_size=40))
def test_whatever_is_typed_finds_zones_that_can_be_read(words: str) -> None:
    for name in found(words):
        assert read_zone(name).key == name


def test_however_many_zones_are_in_use_each_is_read_once() -> None:
    first = {name: zone_called(name) for name in sorted(available_zones())[:30]}
    assert all(zone_called(name) is zone for name, zone in first.items())
