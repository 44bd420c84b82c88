"""The clock that wakes the jobs. What is due and what was sent are rows, never jobs of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from bot.metrics import Metrics
from bot.roster import sync_user_groups
from bot.sender import Sender
from bot.sharing import take_down_abandoned
from jobs.delivery import Deliverer
from jobs.planning import plan_where_wanted
from jobs.roster import sync_roster
from storage.database import Database
from storage.workspaces import all_workspaces

log = logging.getLogger(__name__)
# A look that is left out because one still runs is as it should be, and no news.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

LOOK_SECONDS: Final = 2
"""How often the jobs look for rows that want something."""
ROSTER_HOURS: Final = 6
TAKE_DOWN_HOURS: Final = 1


class Jobs:
    """Plans and delivers, whenever the clock or a signal says so."""

    def __init__(
        self,
        database: Database,
        deliverer: Deliverer,
        client: AsyncWebClient,
        clock: Callable[[], datetime],
        sender_of: Callable[[int], Sender],
        *,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._deliverer = deliverer
        self._client = client
        self._clock = clock
        self._sender_of = sender_of
        self._metrics = metrics or Metrics()
        self._looked_at = monotonic()
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            # Late is better than never, and one run makes up for all that were missed.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        self._every(self.look, "look", "planning and delivery", seconds=LOOK_SECONDS)
        self._every(self.sync_rosters, "roster", "roster sync", hours=ROSTER_HOURS)
        self._every(
            self.take_down_abandoned, "take-down", "taking down posts", hours=TAKE_DOWN_HOURS
        )
        self._looked_at = monotonic()
        self._scheduler.start()

    def seconds_since_look(self) -> float:
        """Since the last look that ended well, or since the start."""
        return monotonic() - self._looked_at

    def _every(
        self, work: Callable[[], Awaitable[None]], name: str, what: str, **interval: int
    ) -> None:
        async def run() -> None:
            try:
                with self._metrics.time_job(name):
                    await work()
            except Exception:
                log.exception("%s failed; it is tried again", what)

        self._scheduler.add_job(run, "interval", **interval, id=name)

    def wake(self) -> None:
        """Something is due at once: look now, not in a while."""
        if self._scheduler.running:
            self._scheduler.modify_job(
                "look", next_run_time=datetime.now(tz=self._scheduler.timezone)
            )

    async def look(self) -> None:
        """Plans what is wanted, and begins to send what is due: each workspace by itself."""
        async with self._turn:
            await self._plan()
            await self._deliverer.open_lanes()
        self._looked_at = monotonic()

    async def run_due(self) -> None:
        """Plans what is wanted and sends what is due, as of the clock's now, to the end."""
        async with self._turn:
            await self._plan()
            await self._deliverer.deliver_due()

    async def _plan(self) -> None:
        now = self._clock()
        await self._database.write(lambda session: plan_where_wanted(session, now))

    async def sync_rosters(self) -> None:
        for workspace in await self._database.read(all_workspaces):
            now = self._clock()
            await sync_roster(self._client, self._database, workspace_id=workspace.id, now=now)
            await sync_user_groups(self._client, self._database, workspace_id=workspace.id, now=now)

    async def take_down_abandoned(self) -> None:
        """Posts of those who had everything erased, where Slack would not delete them then."""
        await take_down_abandoned(self._database, self._sender_of)

    async def close(self) -> None:
        """Starts nothing more, and waits for what is under way."""
        if self._scheduler.running:
            self._scheduler.pause()
        await self._deliverer.close()
        async with self._turn:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)
