"""A Slack that takes every message, after as long as Slack takes, and does nothing else.

It stands in for Slack where so much is sent that the local Slack, which checks and draws all that
it is told, would be what is measured.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from itertools import count

from aiohttp import web


async def run() -> None:
    """Until it is killed. `GET /taken` says how often each channel was written to, and forgets."""
    latency = float(os.environ.get("SLACK_LATENCY_SECONDS", "0"))
    numbers = count(1)
    taken: Counter[str] = Counter()

    async def take(request: web.Request) -> web.Response:
        said = await request.json()
        taken[said["channel"]] += 1
        await asyncio.sleep(latency)
        return web.json_response(
            {"ok": True, "channel": said["channel"], "ts": f"{next(numbers):010d}.000000"}
        )

    async def tell(_request: web.Request) -> web.Response:
        told = dict(taken)
        taken.clear()
        return web.json_response(told)

    app = web.Application()
    app.router.add_post("/api/chat.postMessage", take)
    app.router.add_get("/taken", tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    sys.stdout.write(f"ready: http://{host}:{port},\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run())
