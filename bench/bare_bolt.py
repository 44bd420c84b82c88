"""The floor of what is heard from Slack: a bare Bolt app that verifies and acknowledges.

It answers when its listener is done, which is the quicker way of Bolt's two: the other polls
for the acknowledgement every ten milliseconds.
"""

from __future__ import annotations

import asyncio
import os
import sys

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient


async def run() -> None:
    """Until it is killed."""

    async def let_in(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        client=AsyncWebClient(base_url=os.environ["SLACK_API_URL"]),
        process_before_response=True,
        authorize=let_in,
    )

    @app.command("/pln")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    if token := os.environ.get("SLACK_APP_TOKEN"):
        await AsyncSocketModeHandler(app, token).connect_async()  # type: ignore[no-untyped-call]
        address = "by Socket Mode"
    else:
        runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        address = f"http://{host}:{port}"
    sys.stdout.write(f"ready: {address},\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run())
