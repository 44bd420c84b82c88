from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from domain.day_order import _MONTH_FIRST, usual_day_order


@pytest.mark.parametrize(
    ("zone", "order"),
    [
        ("America/Chicago", "month-first"),
        ("America/Indiana/Knox", "month-first"),
        ("Pacific/Honolulu", "month-first"),
        ("Asia/Manila", "month-first"),
        ("Asia/Tokyo", "month-first"),
        ("America/Toronto", "month-first"),
        ("America/Mexico_City", "day-first"),
        ("America/Sao_Paulo", "day-first"),
        ("Europe/London", "day-first"),
        ("Australia/Sydney", "day-first"),
        ("Africa/Johannesburg", "day-first"),
        ("UTC", "day-first"),
        ("No/Such_Zone", "day-first"),
    ],
)
def test_numbers_are_read_as_those_who_live_there_write_them(zone: str, order: str) -> None:
    assert usual_day_order(zone) == order


def test_every_zone_that_is_named_there_is() -> None:
    assert available_timezones() >= _MONTH_FIRST
