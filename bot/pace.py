"""Turns to call one method in one workspace, below Slack's limits.

An answer that somebody waits for goes before whatever is sent in bulk. Where Slack says
“later”, everybody waits who would call that method there, and nobody else does.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
from typing import Final

from aiolimiter import AsyncLimiter

PATIENCE_SECONDS: Final = 30
"""What is sent in bulk does not wait longer than that; it comes back later."""


class Held(Exception):
    """Slack wants no such calls for `seconds` yet."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """One line to stand in. Times are real ones, whatever clock the app lives by."""

    def __init__(self, *, per_minute: float, at_once: float) -> None:
        """At most `at_once` calls together, and `per_minute` of them in the long run."""
        self._limiter = AsyncLimiter(at_once, 60 * at_once / per_minute)
        self._in_bulk = asyncio.Lock()
        self._held_until = 0.0

    def hold(self, seconds: float) -> None:
        """Nobody's turn comes for that long."""
        self._held_until = max(self._held_until, _now() + seconds)

    async def turn(self) -> None:
        """Waits until an answer may go."""
        await self._wait(patience_seconds=float("inf"))

    async def turn_in_bulk(self) -> None:
        """Waits until one of many may go; raises Held where that would take too long."""
        # One at a time stands in the limiter's line, so that an answer waits for one at most.
        async with self._in_bulk:
            await self._wait(patience_seconds=PATIENCE_SECONDS)

    async def _wait(self, *, patience_seconds: float) -> None:
        while True:
            await self._limiter.acquire()
            seconds = self._held_until - _now()
            if seconds <= 0:
                return
            if seconds > patience_seconds:
                raise Held(seconds)
            await asyncio.sleep(seconds)


class Channels:
    """The line of each conversation: messages come in order, and a second apart after a few."""

    AT_ONCE: Final = 3
    KEPT: Final = 500

    def __init__(self) -> None:
        self._lines: dict[str, tuple[asyncio.Lock, AsyncLimiter]] = {}

    def line(self, channel: str) -> tuple[asyncio.Lock, AsyncLimiter]:
        if channel not in self._lines and len(self._lines) >= self.KEPT:
            # Where nobody stood lately, a new line is as good as the old one.
            self._lines = {
                name: (lock, limiter)
                for name, (lock, limiter) in self._lines.items()
                if lock.locked() or not limiter.has_capacity(self.AT_ONCE)
            }
        return self._lines.setdefault(
            channel, (asyncio.Lock(), AsyncLimiter(self.AT_ONCE, self.AT_ONCE))
        )


def _now() -> float:
    """Seconds, by the clock that the waiting goes by."""
    return asyncio.get_running_loop().time()
