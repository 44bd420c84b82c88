"""An organisation installs the app once for its workspaces, and says which of them it is for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.demo import following_clock
from plnudge.house import House
from sandbox.district import OAKDALE_ID, PEOPLE, TEAM_ID, oakdale
from sandbox.platform import Organisation
from sandbox.server import LocalSlack
from storage.tables import Installation, Person, Workspace
from tests.journeys.conftest import begun
from tests.journeys.installs import Browser, house_of_many, two_districts

STATE = Organisation("E0STATE001", "Schools of the State")


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    neighbour = oakdale()
    neighbour.add_person(PEOPLE["maya"])  # she teaches in both districts
    async with two_districts(neighbour, organisation=STATE) as slack:
        slack.platform.is_installed = False
        yield slack


@pytest.fixture
async def house(slack: LocalSlack, tmp_path: Path, migrated_file: Path) -> AsyncIterator[House]:
    place = begun(tmp_path, migrated_file)
    async with house_of_many(slack, place) as house, following_clock(slack, house):
        yield house


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    browser = Browser(house.server.address)
    yield browser
    await browser.close()


async def settle(slack: LocalSlack, house: House) -> None:
    await slack.settled()
    await house.bots.afterwards.drain()


async def install(slack: LocalSlack, house: House, browser: Browser) -> None:
    status, page = await browser.install(STATE.id, "priya")
    assert status == 200 and STATE.name in page
    await settle(slack, house)


async def states(house: House) -> dict[str, bool]:
    """Each workspace that is known, and whether it has the app."""

    def read(session: Session) -> dict[str, bool]:
        return {
            each.slack_id: each.uninstalled_at is None
            for each in session.scalars(select(Workspace))
        }

    return await house.database.read(read)


def prompts_of(slack: LocalSlack, who: str, team: str) -> int:
    return sum("prompt_skip" in each.actions() for each in slack.person(who, team).messages())


async def test_each_workspace_of_an_organisation_is_served_by_itself(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    await install(slack, house, browser)
    assert await states(house) == {}  # the organisation has not said of which
    slack.grant_access(TEAM_ID)
    slack.grant_access(OAKDALE_ID)
    await settle(slack, house)
    assert await states(house) == {TEAM_ID: True, OAKDALE_ID: True}

    def mayas(session: Session) -> int:
        query = select(func.count()).where(Person.slack_id == PEOPLE["maya"].id, Person.is_educator)
        return session.scalar(query) or 0

    assert await house.database.read(mayas) == 2

    logged = await slack.person("maya").command("/pln log 45m EdCamp on podcasts #skills")
    assert "EdCamp" in (await logged.message()).plain()
    abel = slack.person("abel", OAKDALE_ID)
    # In some payloads of a form, the organisation stands where the workspace is meant.
    await (await abel.command("/pln log")).opened()
    assert (await abel.submit({"text": "A webinar in Oakdale", "kind": "webinar"})).closed
    await settle(slack, house)
    for who, team, own, other in (
        ("maya", TEAM_ID, "EdCamp", "Oakdale"),
        ("abel", OAKDALE_ID, "Oakdale", "EdCamp"),
        ("maya", OAKDALE_ID, "Nothing logged yet", "EdCamp"),
    ):
        shown = (await (await slack.person(who, team).command("/pln list")).message()).plain()
        assert own in shown and other not in shown
    assert "Oakdale" in (await abel.open_home()).plain()

    await slack.clock.advance(timedelta(days=8))
    await settle(slack, house)
    assert prompts_of(slack, "ben", TEAM_ID) and prompts_of(slack, "abel", OAKDALE_ID)
    assert not [
        each for each in slack.calls
        if (each.answer or {}).get("error") in ("missing_argument", "team_access_not_granted")
    ]  # fmt: skip


async def test_a_workspace_may_be_left_out_again_and_come_back_to_its_record(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    await install(slack, house, browser)
    slack.grant_access(TEAM_ID)
    slack.grant_access(OAKDALE_ID)
    await settle(slack, house)
    abel = slack.person("abel", OAKDALE_ID)
    await abel.command("/pln log 45m EdCamp on podcasts")
    slack.revoke_access(OAKDALE_ID)
    await settle(slack, house)
    assert await states(house) == {TEAM_ID: True, OAKDALE_ID: False}
    before = prompts_of(slack, "abel", OAKDALE_ID)
    await slack.clock.advance(timedelta(days=8))
    await settle(slack, house)
    assert prompts_of(slack, "ben", TEAM_ID)
    assert prompts_of(slack, "abel", OAKDALE_ID) == before
    refused = await abel.command("/pln list")
    assert "install it again" in refused.plain()
    slack.grant_access(OAKDALE_ID)
    await settle(slack, house)
    assert "EdCamp" in (await (await abel.command("/pln list")).message()).plain()


async def test_where_news_of_access_is_lost_the_next_look_finds_it(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    await install(slack, house, browser)
    slack.platforms[TEAM_ID].is_installed = slack.platforms[OAKDALE_ID].is_installed = True
    await house.jobs.sync_rosters()
    assert await states(house) == {TEAM_ID: True, OAKDALE_ID: True}
    slack.platforms[OAKDALE_ID].is_installed = False
    await house.jobs.sync_rosters()
    assert await states(house) == {TEAM_ID: True, OAKDALE_ID: False}


async def test_an_organisation_that_removes_the_app_ends_it_everywhere(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    await install(slack, house, browser)
    slack.grant_access(TEAM_ID)
    slack.grant_access(OAKDALE_ID)
    await settle(slack, house)
    slack.uninstall(OAKDALE_ID)
    await settle(slack, house)
    assert await states(house) == {TEAM_ID: False, OAKDALE_ID: False}

    def tokens(session: Session) -> list[str | None]:
        return list(session.scalars(select(Installation.sealed_token)))

    assert await house.database.read(tokens) == [None]
    calls = len(slack.calls)
    await slack.clock.advance(timedelta(days=8))
    await house.jobs.sync_rosters()
    assert not slack.calls[calls:]
