"""Who is in a workspace is read beside all else, page by page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.sender import PATIENT_TRIES
from plnudge.house import House, open_house
from plnudge.settings import Settings
from sandbox.district import SCHOOL_MEMBERS
from sandbox.server import LocalSlack
from storage.tables import Entry, Person
from tests.journeys.conftest import JobsSay, settings_beside

PAGE = 10
AN_HOUR = 3600


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.roster.PAGE", PAGE)


@pytest.fixture
def settings(slack: LocalSlack, database_url: str) -> Settings:
    return settings_beside(slack, database_url, transport="socket")


async def people(house: House) -> set[str]:
    return await house.database.read(lambda session: set(session.scalars(select(Person.slack_id))))


async def test_whoever_writes_before_the_roster_is_read_is_heard(
    slack: LocalSlack, settings: Settings
) -> None:
    """As for twelve minutes in a district of 50,000, since Slack grants 20 pages a minute."""
    slack.faults.add("rate_limited", "users.list", after=1, count=None, retry_after=AN_HOUR)
    _, *_, school = SCHOOL_MEMBERS
    last = slack.person(SCHOOL_MEMBERS[school][-1])
    async with open_house(settings, slack.clock.now) as house:
        await slack.workspace.wait_until(
            lambda: len(slack.calls_of("users.list")) > 1, what="a second page to be asked for"
        )
        await slack.connected()
        answer = await last.command("/pln log 20m webinar on podcasts")
        assert "Logged" in (await answer.message()).plain()
        assert await house.database.read(lambda session: session.scalars(select(Entry.text)).all())
        assert len(await people(house)) == PAGE + 1


async def test_a_roster_that_breaks_off_keeps_what_was_read_and_is_read_again(
    slack: LocalSlack, settings: Settings, jobs_say: JobsSay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.work.ROSTER_AGAIN_SECONDS", 0.5)
    slack.faults.add("rate_limited", "users.list", after=1, count=PATIENT_TRIES + 1, retry_after=0)
    async with open_house(settings, slack.clock.now) as house:
        await jobs_say("can't be read")
        assert len(await people(house)) == PAGE
        await jobs_say("read who is in")
        assert await people(house) == set(slack.workspace.people)
