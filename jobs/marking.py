"""What Slack took, written down for all lanes together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from storage.database import Database
from storage.deliveries import Mark, mark_sent

Waiting = list[tuple[Mark, asyncio.Future[bool]]]


class Marking:
    """Whatever waits shares a transaction; while that is under way, more gathers for the next."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._waiting: Waiting = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, mark: Mark) -> bool:
        """Whether the claim was still ours; once it is written. Raises what the database does."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._keep_all())
        return await kept

    async def _keep_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            await self._keep(together)

    async def _keep(self, together: Waiting) -> None:
        marks, now = [mark for mark, _ in together], self._clock()
        try:
            ours = await self._database.claim(lambda session: mark_sent(session, marks, now))
        except Exception as error:
            for _, kept in together:
                if not kept.done():  # whoever asked may have gone away
                    kept.set_exception(error)
        else:
            for mark, kept in together:
                if not kept.done():
                    kept.set_result(mark in ours)
