"""Work that goes on after Slack has its answer, and that a shutdown waits for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Afterwards:
    """Keeps track of tasks, so that none is lost or forgotten."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object], *, what: str) -> None:
        """Begins it now; what goes wrong in it is logged as `what`."""
        task = asyncio.create_task(self._run(work, what))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, timeout_seconds: float = 10) -> None:
        """Waits for what is running and for what that begins; what still runs then is stopped
        and logged."""
        until = asyncio.get_running_loop().time() + timeout_seconds
        unfinished: set[asyncio.Task[None]] = set()
        while self._running and not unfinished:
            left = until - asyncio.get_running_loop().time()
            _, unfinished = await asyncio.wait(self._running, timeout=max(0, left))
        for task in unfinished:
            task.cancel()
        if unfinished:
            log.error("stopped with %d tasks unfinished", len(unfinished))
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _run(self, work: Coroutine[Any, Any, object], what: str) -> None:
        try:
            await work
        except Exception:
            log.exception("%s failed", what)
