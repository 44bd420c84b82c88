"""Whoever Slack tells of is read as what they are."""

from __future__ import annotations

import pytest

from bot.roster import read_member


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "localtime"])
def test_a_zone_that_nobody_here_knows_stops_nobody_s_prompts(zone: str) -> None:
    member = read_member({"id": "UANA", "real_name": "Ana", "tz": zone}, "T1")
    assert member.zone == "UTC"
