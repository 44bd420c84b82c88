"""Two districts with one app: each installs it, is served by itself, leaves and comes back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.demo import following_clock
from plnudge.house import House
from sandbox.district import OAKDALE_ID, TEAM_ID
from sandbox.grants import CLIENT_SECRET
from sandbox.server import LocalSlack
from storage.people import admins
from storage.tables import Entry, Installation, Person, Table, Workspace
from tests.journeys.conftest import begun
from tests.journeys.installs import Browser, house_of_many, two_districts


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with two_districts() as slack:
        yield slack


@pytest.fixture
async def house(slack: LocalSlack, tmp_path: Path, migrated_file: Path) -> AsyncIterator[House]:
    place = begun(tmp_path, migrated_file)
    async with house_of_many(slack, place) as house, following_clock(slack, house):
        yield house


@pytest.fixture
async def browser(slack: LocalSlack, house: House) -> AsyncIterator[Browser]:
    browser = Browser(house.server.address)
    # Lakeview had it by a token in the settings, which is not there any more.
    slack.platform.is_installed = False
    yield browser
    await browser.close()


async def settle(slack: LocalSlack, house: House) -> None:
    await slack.settled()
    await house.bots.afterwards.drain()


async def install_both(slack: LocalSlack, house: House, browser: Browser) -> None:
    for team, who in ((TEAM_ID, "priya"), (OAKDALE_ID, "inez")):
        status, page = await browser.install(team, who)
        assert status == 200, page
    await settle(slack, house)


async def workspace(house: House, team: str) -> Workspace | None:
    return await house.database.read(
        lambda session: session.scalar(select(Workspace).where(Workspace.slack_id == team))
    )


async def found(house: House, query: Callable[[Session], object]) -> object:
    return await house.database.read(query)


def words_of(slack: LocalSlack, who: str, team: str) -> str:
    return "\n".join(each.plain() for each in slack.person(who, team).messages())


async def test_two_districts_install_log_and_are_prompted_by_their_own_tokens(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    status, page = await browser.look("/")
    assert status == 200 and 'href="/slack/install"' in page and "<script" not in page
    assert "30 days" in (await browser.look("/privacy"))[1]
    await install_both(slack, house, browser)
    for team, first in ((TEAM_ID, "Priya Raman"), (OAKDALE_ID, "Inez Moreau")):
        there = await workspace(house, team)
        assert there is not None
        named = await house.database.read(lambda session, id_=there.id: admins(session, id_))  # type: ignore[misc]
        assert [each.name for each in named] == [first]
    for team, who in ((TEAM_ID, "maya"), (OAKDALE_ID, "abel")):
        answer = await slack.person(who, team).command("/pln log 45m EdCamp on podcasts #skills")
        assert "EdCamp" in answer.plain(), answer.plain()
    await slack.clock.advance(timedelta(days=8))
    await settle(slack, house)
    for team, who in ((TEAM_ID, "maya"), (OAKDALE_ID, "abel")):
        prompts = [
            each for each in slack.person(who, team).messages() if "prompt_skip" in each.actions()
        ]
        assert prompts, words_of(slack, who, team)


async def test_an_install_is_told_in_the_language_that_the_browser_asks_for(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    browser.languages = "es-MX,es;q=0.9,en;q=0.5"
    front = (await browser.look("/"))[1]
    assert '<html lang="es">' in front and "Agregar PLNudge a Slack" in front
    assert "30 días" in (await browser.look("/privacy"))[1]
    back = await browser.consent(await browser.begin(), OAKDALE_ID, "inez", answer="cancel")
    assert "PLNudge no se instaló" in (await browser.finish(back))[1]
    assert "PLNudge está en Oakdale" in (await browser.install(OAKDALE_ID, "inez"))[1]
    await settle(slack, house)


async def test_an_install_that_is_refused_forged_too_late_or_used_twice_installs_nothing(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    url = await browser.begin()
    status, page = await browser.finish(
        await browser.consent(url, OAKDALE_ID, "inez", answer="cancel")
    )
    assert status == 200 and "chose not to" in page
    back = await browser.consent(await browser.begin(), OAKDALE_ID, "inez")
    kept, browser.cookie = browser.cookie, ""
    assert (await browser.finish(back))[0] == 400  # another browser
    forged = f"{back.partition('?')[0]}?{urlencode({'code': 'x', 'state': 'forged'})}"
    browser.cookie = "slack-app-oauth-state=forged"
    assert (await browser.finish(forged))[0] == 401
    browser.cookie = kept
    bad_code = f"{back.partition('?')[0]}?" + urlencode(
        {**dict(parse_qsl(urlsplit(back).query)), "code": "made-up"}
    )
    assert (await browser.finish(bad_code))[0] == 401
    assert (await browser.finish(back))[0] == 401  # that state was used up
    late = await browser.consent(await browser.begin(), OAKDALE_ID, "inez")
    await slack.clock.advance(timedelta(minutes=11))
    assert (await browser.finish(late))[0] == 401
    assert await workspace(house, OAKDALE_ID) is None
    assert (await browser.install(OAKDALE_ID, "inez"))[0] == 200
    await settle(slack, house)
    assert await workspace(house, OAKDALE_ID) is not None


async def test_who_leaves_gets_nothing_and_who_comes_back_in_time_finds_everything(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    await install_both(slack, house, browser)
    await slack.person("abel", OAKDALE_ID).command("/pln log 45m EdCamp on podcasts")
    slack.uninstall(OAKDALE_ID)
    await settle(slack, house)
    left = await workspace(house, OAKDALE_ID)
    assert left is not None and left.uninstalled_at is not None
    goodbyes = [
        each
        for each in slack.platforms[OAKDALE_ID].courier.deliveries
        if each.type in ("app_uninstalled", "tokens_revoked")
    ]
    assert len(goodbyes) == 2
    # In the other order, and once more.
    for goodbye in (*reversed(goodbyes), *goodbyes):
        await slack.platforms[OAKDALE_ID].courier.hand_over_again(goodbye)
    await settle(slack, house)
    still = await workspace(house, OAKDALE_ID)
    assert still is not None and still.uninstalled_at == left.uninstalled_at
    calls = len(slack.calls)
    await slack.clock.advance(timedelta(days=8))
    assert not [
        each for each in slack.calls[calls:]
        if (each.answer or {}).get("error") in ("token_revoked", "invalid_auth")
    ]  # fmt: skip
    refused = await slack.person("abel", OAKDALE_ID).command("/pln log 10m podcast")
    assert "install it again" in refused.plain()
    # By another person, who is no admin for that; and what was said of the old install is late.
    assert (await browser.install(OAKDALE_ID, "bea"))[0] == 200
    await settle(slack, house)
    for goodbye in goodbyes:
        await slack.platforms[OAKDALE_ID].courier.hand_over_again(goodbye)
    await settle(slack, house)
    back = await workspace(house, OAKDALE_ID)
    assert back is not None and back.uninstalled_at is None and back.id == left.id
    named = await house.database.read(lambda session: admins(session, back.id))
    assert [each.name for each in named] == ["Inez Moreau"]
    listed = await slack.person("abel", OAKDALE_ID).command("/pln list")
    assert "EdCamp" in listed.plain()


async def test_who_stays_away_is_erased_and_nobody_else(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    await install_both(slack, house, browser)
    for team, who in ((TEAM_ID, "maya"), (OAKDALE_ID, "abel")):
        await slack.person(who, team).command("/pln log 45m EdCamp on podcasts #skills")
        await slack.person(who, team).command("/pln goal Run two conferences by March 20 #skills")
    lakeview = await workspace(house, TEAM_ID)
    assert lakeview is not None
    slack.uninstall(OAKDALE_ID)
    await settle(slack, house)
    await house.jobs.erase_uninstalled()
    assert await workspace(house, OAKDALE_ID) is not None
    await slack.clock.advance(timedelta(days=31))
    await house.jobs.erase_uninstalled()
    assert await workspace(house, OAKDALE_ID) is None

    def what_is_left(session: Session) -> tuple[set[int], int | None, int | None]:
        for table in Table.metadata.sorted_tables:
            if "workspace_id" in table.c:
                whose = set(session.scalars(select(table.c.workspace_id)))
                assert whose <= {lakeview.id}, table.name
        return (
            set(session.scalars(select(Person.workspace_id))),
            session.scalar(select(func.count()).select_from(Entry)),
            session.scalar(select(func.count()).select_from(Installation)),
        )

    assert await house.database.read(what_is_left) == ({lakeview.id}, 1, 1)


async def test_tokens_are_renewed_while_prompts_are_on_their_way(
    slack: LocalSlack, house: House, browser: Browser
) -> None:
    slack.platform.grants.are_rotated = True
    await install_both(slack, house, browser)

    def tokens(session: Session) -> list[tuple[str, int]]:
        rows = session.execute(select(Installation.slack_id, Installation.version))
        return [(slack_id, version) for slack_id, version in rows]

    before = await house.database.read(tokens)
    for _ in range(8 * 24 // 10 + 1):
        await slack.clock.advance(timedelta(hours=10, minutes=1))
        # Two at once: one of them renews.
        await asyncio.gather(house.jobs.renew_tokens(), house.jobs.run_due(),
                             house.jobs.renew_tokens())  # fmt: skip
    await settle(slack, house)
    after = dict(await house.database.read(tokens))
    assert all(after[slack_id] > version + 10 for slack_id, version in before)
    assert "invalid_refresh_token" not in str([call.answer for call in slack.calls])
    for team, who in ((TEAM_ID, "maya"), (OAKDALE_ID, "abel")):
        assert any(
            "prompt_skip" in each.actions() for each in slack.person(who, team).messages()
        ), words_of(slack, who, team)


async def test_a_workspace_whose_token_fails_holds_up_no_other_and_no_token_is_told(
    slack: LocalSlack,
    house: House,
    browser: Browser,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    await install_both(slack, house, browser)

    def spoil(session: Session) -> None:
        row = session.scalars(select(Installation).where(Installation.slack_id == OAKDALE_ID)).one()
        row.sealed_token = "not sealed by any key"

    await house.jobs.run_due()
    await house.database.write(spoil)
    await slack.clock.advance(timedelta(days=8))
    await house.jobs.sync_rosters()
    refused = await slack.person("abel", OAKDALE_ID).command("/pln help")
    assert "install it again" in refused.plain()
    assert any("prompt_skip" in each.actions() for each in slack.person("maya", TEAM_ID).messages())
    told = caplog.text + (tmp_path / "journey.sqlite3").read_bytes().decode("latin-1")
    for token in slack.platform.grants.tokens:
        assert token not in told
    assert CLIENT_SECRET not in told
