"""An educator's entries: from one line to a list of years, and back again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.tables import Entry
from tests.journeys.conftest import Seen, home_page


@pytest.fixture
def transport() -> str:
    return "socket"


async def entries_of(house: House) -> list[Entry]:
    """All that were kept and not taken back, oldest first."""
    return await house.database.read(
        lambda session: list(
            session.scalars(select(Entry).where(Entry.deleted_at.is_(None)).order_by(Entry.id))
        )
    )


async def test_days_in_numbers_are_read_as_the_admin_chose(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, priya = slack.person("maya"), slack.person("priya")
    await maya.command("/pln log 20m webinar 3/4")
    home = await home_page(slack, "priya", "admin")
    assert "3/4 is March 4" in home.plain()
    await priya.select(home, "policy_day_order", "day-first")
    await slack.workspace.wait_until(
        lambda: "3/4 is April 3\n" in priya.home.plain() if priya.home else False,
        what="the choice on App Home",
    )
    await maya.command("/pln log 20m webinar 3/4")
    days = [entry.happened_on for entry in await entries_of(house)]
    assert days == [date(2026, 3, 4), date(2026, 4, 3)]
