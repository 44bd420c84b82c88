"""App Home of somebody with years behind them, against that of a beginner."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from bench.processes import running, slack_for
from bench.records import furnish, keep_entries
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from sandbox.http_delivery import signed_headers
from sandbox.server import LocalSlack
from tests.journeys.crowd import crowd

MANY: Final = 10_000
FEW: Final = 10
DAYS: Final = 1000
"""Over which either has logged."""
OPENINGS: Final = 20
"""In a turn, one after the other."""
_PATIENCE_SECONDS: Final = 60
_numbers = count(1)


class _Published:
    """Catches what the app publishes, and answers in Slack's place at once."""

    def __init__(self) -> None:
        self._coming: dict[str, asyncio.Future[str]] = {}

    def next_of(self, person: str) -> asyncio.Future[str]:
        """The view that they get next, as JSON."""
        return self._coming.setdefault(person, asyncio.get_running_loop().create_future())

    @web.middleware
    async def catch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.endswith("/views.publish"):
            return await handler(request)
        call = await _arguments(request)
        if coming := self._coming.pop(str(call["user_id"]), None):
            coming.set_result(str(call["view"]))
        return web.json_response({"ok": True, "view": {"id": "V0BENCH"}})


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        return dict(await request.post())
    call: dict[str, Any] = await request.json()
    return call | {"view": json.dumps(call["view"])}


@asynccontextmanager
async def _open(size: Size, folder: Path) -> AsyncIterator[Sides]:
    district = crowd(4, ["America/Chicago"])
    beginner, veteran, *_ = district.people
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    furnish(url, district)
    keep_entries(url, [(1, FEW), (2, size.of(MANY, least=FEW))], days=DAYS)
    published = _Published()
    async with (
        slack_for(district, published.catch) as slack,
        running(slack, folder / "app.log", database_url=url) as app,
        aiohttp.ClientSession() as session,
    ):

        async def open_home(person: str) -> Turn:
            times, wrong = [], 0
            for _ in range(size.of(OPENINGS)):
                coming = published.next_of(person)
                began = time.perf_counter()
                await _tell_opened(session, slack, app.address, person)
                view = await asyncio.wait_for(coming, _PATIENCE_SECONDS)
                times.append(time.perf_counter() - began)
                wrong += "Session" not in view
            return Turn(median(times) * 1000, wrong=wrong)

        yield Sides(lambda: open_home(veteran), lambda: open_home(beginner))


async def _tell_opened(
    session: aiohttp.ClientSession, slack: LocalSlack, address: str, person: str
) -> None:
    event = {
        "type": "event_callback",
        "team_id": slack.workspace.id,
        "api_app_id": slack.workspace.app_id,
        "event": {"type": "app_home_opened", "user": person, "channel": "D0BENCH", "tab": "home"},
        "event_id": f"EvBENCH{next(_numbers)}",
        "event_time": int(time.time()),
    }
    body = json.dumps(event).encode()
    headers = {"Content-Type": "application/json", **signed_headers(slack.signing_secret, body)}
    async with session.post(f"{address}/slack/events", data=body, headers=headers) as response:
        response.raise_for_status()


ROWS: Final = [
    Row(
        "home",
        "App Home of an educator with 10,000 entries",
        "of one with ten",
        "ms",
        [Goal(RATIO, 1.5)],
        _open,
    )
]
