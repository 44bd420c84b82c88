"""What it takes to install the app over OAuth beside a local Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from pydantic import SecretStr

from plnudge.house import House, open_house
from plnudge.manifest import build_manifest
from plnudge.settings import Settings
from sandbox.clock import Clock
from sandbox.district import oakdale
from sandbox.grants import CLIENT_ID, CLIENT_SECRET
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import Workspace
from storage.sealing import make_key
from tests.conftest import NOW, PatientSlack
from tests.journeys.conftest import records_at

Found = tuple[int, str]


def settings_for_many(slack: LocalSlack, place: Path | str, **more: Any) -> Settings:
    """Of a house for many workspaces, with its records in that folder or at that address."""
    return Settings(
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_client_id=CLIENT_ID,
        slack_client_secret=SecretStr(CLIENT_SECRET),
        plnudge_secret_keys=SecretStr(make_key()),
        slack_api_url=slack.api_url,
        database_url=records_at(place),
        plnudge_port=0,
        plnudge_posts_per_minute=6000,
        **more,
    )


def two_districts(neighbour: Workspace | None = None, **more: Any) -> LocalSlack:
    """Lakeview and its neighbour, Oakdale."""
    return PatientSlack(
        clock=Clock(start=NOW, ticking=False),
        limits=RateLimits.off(),
        retry_delays=(0, 0, 0),
        neighbours=[neighbour or oakdale()],
        **more,
    )


@asynccontextmanager
async def house_of_many(slack: LocalSlack, place: Path | str, **more: Any) -> AsyncIterator[House]:
    """The app for many workspaces, which hears that Slack over HTTP."""
    async with open_house(settings_for_many(slack, place, **more), slack.clock.now) as house:
        address = house.server.address
        slack.apply_manifest(build_manifest(url=address, socket_mode=False))
        slack.deliver_by_http(f"{address}/slack/events")
        yield house


class Browser:
    """Goes where it is sent, and keeps the app's cookie."""

    def __init__(self, address: str) -> None:
        """`address` is the app's."""
        self._address = address
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self.cookie = ""
        self.languages = "en-US,en;q=0.9"

    async def begin(self) -> str:
        """Where Slack asks for consent."""
        url = f"{self._address}/slack/install"
        async with self._session.get(url, allow_redirects=False) as begun:
            assert begun.status == 302
            self.cookie = begun.headers["Set-Cookie"].partition(";")[0]
            return begun.headers["Location"]

    async def consent(self, url: str, team: str, who: str, *, answer: str = "allow") -> str:
        """Where Slack sends the browser back to."""
        asked = dict(parse_qsl(urlsplit(url).query))
        form = {"team": team, "user": who, "answer": answer, **asked}
        async with self._session.post(url, data=form, allow_redirects=False) as answered:
            return answered.headers["Location"]

    async def finish(self, url: str) -> Found:
        async with self._session.get(url, headers=self._headers) as page:
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            return page.status, await page.text()

    async def install(self, team: str, who: str) -> Found:
        return await self.finish(await self.consent(await self.begin(), team, who))

    async def look(self, path: str) -> Found:
        async with self._session.get(f"{self._address}{path}", headers=self._headers) as page:
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            return page.status, await page.text()

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Accept-Language": self.languages}

    async def close(self) -> None:
        await self._session.close()
