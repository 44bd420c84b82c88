"""The clock that wakes the jobs of one process. What is due and what was sent are rows, never jobs
of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from typing import Any, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.work import (
    ERASE_HOURS,
    LOOK_SECONDS,
    RENEW_MINUTES,
    ROSTER_HOURS,
    TAKE_DOWN_HOURS,
    THIN_HOURS,
    Work,
)

log = logging.getLogger(__name__)
# A look that is left out because one still runs is as it should be, and no news.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

LONGEST_WITHOUT_LOOK_SECONDS: Final = 120
"""A large plan takes a while."""


class Jobs(Work):
    """Woken by APScheduler."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._looked_at = monotonic()
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            # Late is better than never, and one run makes up for all that were missed.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def start(self) -> None:
        self._every(self.look, "look", "planning and delivery", seconds=LOOK_SECONDS)
        self._every(self.sync_rosters, "roster", "roster sync", hours=ROSTER_HOURS)
        self._every(
            self.take_down_abandoned, "take-down", "taking down posts", hours=TAKE_DOWN_HOURS
        )
        self._every(self.renew_tokens, "tokens", "renewing tokens", minutes=RENEW_MINUTES)
        self._every(
            self.erase_uninstalled, "erase", "erasing removed workspaces", hours=ERASE_HOURS
        )
        self._every(self.thin_records, "retention", "erasing what is too old", hours=THIN_HOURS)
        self._looked_at = monotonic()
        self._scheduler.start()
        self.ask_for_rosters()

    def wake(self) -> None:
        self._run_now("look")

    def ask_for_rosters(self) -> None:
        self._run_now("roster")

    def trouble(self) -> str | None:
        seconds = monotonic() - self._looked_at
        if seconds <= LONGEST_WITHOUT_LOOK_SECONDS:
            return None
        return f"The jobs last looked for work {seconds:.0f} seconds ago."

    async def look(self) -> None:
        """Plans what is wanted, and begins to send what is due: each workspace by itself."""
        async with self._turn:
            await self.plan()
            await self._deliverer.open_lanes()
            await self.set_alarm()
        self._looked_at = monotonic()

    async def run_due(self) -> None:
        async with self._turn:
            await super().run_due()

    async def close(self) -> None:
        if self._scheduler.running:
            self._scheduler.pause()
        self.drop_what_comes_anyway()
        await self._deliverer.close()
        async with self._turn:
            self.drop_alarm()
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    def _run_now(self, name: str) -> None:
        if self._scheduler.running:
            self._scheduler.modify_job(
                name, next_run_time=datetime.now(tz=self._scheduler.timezone)
            )

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
