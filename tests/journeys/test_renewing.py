"""Tokens that end are renewed: each once, whoever looks, and none is lost on the way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy import select
from sqlalchemy.orm import Session

from plnudge.house import House, open_house
from plnudge.manifest import build_manifest
from sandbox.district import OAKDALE_ID, TEAM_ID
from sandbox.record import ApiCall
from sandbox.server import LocalSlack
from storage.faults import CannotSave
from storage.tables import Installation
from tests.journeys.installs import Browser, house_of_many, settings_for_many, two_districts

ROUNDS = 8
WHO = ((TEAM_ID, "priya", "maya"), (OAKDALE_ID, "inez", "abel"))


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with two_districts() as slack:
        slack.platform.is_installed = False
        slack.platform.grants.are_rotated = True
        yield slack


@pytest.fixture
async def houses(slack: LocalSlack, postgres_url: str) -> AsyncIterator[tuple[House, House]]:
    settings = settings_for_many(slack, postgres_url)
    async with (
        open_house(settings, slack.clock.now) as first,
        open_house(settings, slack.clock.now) as second,
    ):
        yield first, second


def hear(slack: LocalSlack, house: House) -> None:
    """From now on Slack posts to that process."""
    slack.deliver_by_http(f"{house.server.address}/slack/events")


async def test_two_processes_renew_each_token_once_and_lose_none(
    slack: LocalSlack, houses: tuple[House, House]
) -> None:
    slack.apply_manifest(build_manifest(url=houses[0].server.address, socket_mode=False))
    browser = Browser(houses[0].server.address)
    for team, installer, _ in WHO:
        assert (await browser.install(team, installer))[0] == 200
    await browser.close()
    await houses[0].bots.afterwards.drain()
    for turn in range(1, ROUNDS + 1):
        await slack.clock.advance(timedelta(hours=10, minutes=1))
        # Whoever looks, however often: what one renews the others leave alone.
        await asyncio.gather(*(house.jobs.renew_tokens() for house in (*houses, *houses)))
        asked = renewals(slack)
        assert len(asked) == turn * len(WHO)
        assert all((call.answer or {}).get("ok") for call in asked)
        for house in houses:
            hear(slack, house)
            for team, _, who in WHO:
                answer = await slack.person(who, team).command(f"/pln log 10m A webinar {turn}")
                assert "webinar" in answer.plain(), answer.plain()
            client = (await house.bots.of(await workspace_id(house, TEAM_ID))).client
            assert (await client.auth_test())["team_id"] == TEAM_ID

    def versions(session: Session) -> list[int]:
        return list(session.scalars(select(Installation.version)))

    assert await houses[1].database.read(versions) == [1 + ROUNDS] * len(WHO)


async def test_what_slack_renewed_while_the_database_took_nothing_is_saved_later(
    tmp_path: Path,
) -> None:
    """Slack takes a refresh token once: without the new one, somebody has to install it again."""
    another: sqlite3.Connection | None = None

    @web.middleware
    async def lock(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if another is not None and request.path.endswith("/oauth.v2.access"):
            another.execute("BEGIN IMMEDIATE")
        return response

    slack = two_districts()
    slack.application.middlewares.append(lock)
    slack.platform.is_installed = False
    slack.platform.grants.are_rotated = True
    async with slack, house_of_many(slack, tmp_path) as house:
        browser = Browser(house.server.address)
        assert (await browser.install(TEAM_ID, "priya"))[0] == 200
        await browser.close()
        await house.bots.afterwards.drain()
        await slack.clock.advance(timedelta(hours=10, minutes=1))
        another = sqlite3.connect(tmp_path / "journey.sqlite3", isolation_level=None)
        with pytest.raises(CannotSave):
            await house.jobs.renew_tokens()
        another.close()
        another = None
        await house.jobs.renew_tokens()
        assert len(renewals(slack)) == 1
        await slack.clock.advance(timedelta(hours=10, minutes=1))
        await house.jobs.renew_tokens()
        assert [(call.answer or {}).get("ok") for call in renewals(slack)] == [True, True]


def renewals(slack: LocalSlack) -> list[ApiCall]:
    return [
        call
        for platform in slack.platforms.values()
        for call in platform.calls
        if call.method == "oauth.v2.access" and call.arguments.get("grant_type") == "refresh_token"
    ]


async def workspace_id(house: House, team: str) -> int:
    token = await house.bots.tokens.of_team(team, None)
    assert token is not None
    return token.workspace_id
