"""An admin limits how long things are kept; educators are told, and then it is so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from plnudge.house import House
from sandbox.server import LocalSlack
from storage.entries import keep_entry
from storage.people import get_person
from storage.tables import RetentionLimit
from tests.conftest import NOW
from tests.journeys.conftest import home_page

TODAY = NOW.date()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def transport() -> str:
    return "http"


async def log_on(house: House, slack: LocalSlack, day: date, text: str) -> None:
    def keep(session: Session) -> None:
        maya = get_person(session, house.workspace_id, slack.workspace.person("maya").id)
        draft = EntryDraft(text=text, happened_on=day, kind="webinar")
        keep_entry(session, maya.id, draft, submission=None, now=NOW)

    await house.database.write(keep)


async def test_what_is_too_old_goes_after_everybody_was_told(
    slack: LocalSlack, house: House
) -> None:
    await log_on(house, slack, date(2022, 5, 2), "A webinar of long ago")
    await log_on(house, slack, date(2025, 5, 2), "A webinar of last year")
    priya = slack.person("priya")
    home = await home_page(slack, house, "priya", "admin")
    assert "Everything is kept for ever." in home.plain()
    await (await priya.press(home, "retention_set")).opened()
    previewed = await priya.submit({"entries": "3", "looks": "5"})
    shown = await previewed.opened()
    assert "As of today that erases 1 entry." in shown.plain()
    assert "December 24, 2026" in shown.plain() and "an evaluation rests on" in shown.plain()
    assert await house.database.read(lambda session: session.query(RetentionLimit).count()) == 0
    assert (await priya.submit()).closed
    home = await home_page(slack, house, "priya", "admin")
    assert "Kept are entries for 3 years, answers to prompts for ever" in home.plain()

    maya = slack.person("maya")
    await house.jobs.thin_records()
    listed = (await (await maya.command("/pln list")).message()).plain()
    assert "long ago" in listed
    told = (await maya.open_home()).plain()
    assert "on this is erased here: entries older than 3 years. /pln export gives" in told
    assert "24 Dec 2026" in told or "24 December 2026" in told or "December 24, 2026" in told

    await slack.clock.advance(timedelta(days=30))
    await house.jobs.thin_records()
    listed = (await (await maya.command("/pln list")).message()).plain()
    assert "last year" in listed and "long ago" not in listed
    assert "What is erased here: entries older than 3 years." in (await maya.open_home()).plain()
