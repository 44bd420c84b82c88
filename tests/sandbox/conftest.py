"""A running local Slack, and a small Bolt app on either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.sandbox.small_app import MANIFEST, small_app


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(limits=RateLimits.off()) as local_slack:
        yield local_slack


@pytest.fixture
async def client(slack: LocalSlack) -> AsyncIterator[AsyncWebClient]:
    """A client that tries nothing twice, so that each test sees what Slack said."""
    async with aiohttp.ClientSession() as session:
        yield client_of(slack, session)


def client_of(slack: LocalSlack, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        token=slack.bot_token,
        base_url=slack.api_url,
        session=session,
        retry_handlers=[],
    )


@dataclass
class Running:
    """The small app, connected to a local Slack."""

    slack: LocalSlack
    app: AsyncApp
    seen: dict[str, Any]  # what the app's listeners noted

    def hurry(self) -> None:
        """Wait for acknowledgements only as long as a test that misses one can afford."""
        self.slack.platform.courier.ack_seconds = 0.4


@pytest.fixture(params=["socket", "http"])
async def running(request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    """The same app and the same tests over both transports."""
    async with (
        LocalSlack(limits=RateLimits.off(), retry_delays=(0.0, 0.0, 0.0)) as slack,
        aiohttp.ClientSession() as session,
    ):
        slack.apply_manifest(MANIFEST)
        app, seen = small_app(client_of(slack, session), slack.signing_secret)
        serve = over_socket if request.param == "socket" else over_http
        async with serve(slack, app):
            yield Running(slack, app, seen)


@asynccontextmanager
async def over_socket(slack: LocalSlack, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    yield
    await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(slack: LocalSlack, app: AsyncApp) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.deliver_by_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield
    await runner.cleanup()
