"""The clock that everybody in the sandbox lives by, and that a person may move forward."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

Follower = Callable[[datetime], Awaitable[None]]
NextStop = Callable[[], Awaitable[datetime | None]]

# A program whose next stop never passes must not hold a jump up for good.
MOST_STOPS = 10_000


class Clock:
    """Real time plus an offset, or time that stands still between moves.

    Args:
        start: where the clock begins (aware); the real time if it is left out.
        ticking: whether it runs on by itself. Tests pin it with ``ticking=False``.
    """

    def __init__(self, start: datetime | None = None, *, ticking: bool = True) -> None:
        self._ticking = ticking
        self._base = _in_utc(start) if start else datetime.now(UTC)
        self._set_at = datetime.now(UTC)
        self._followers: list[Follower] = []
        self._stops: dict[str, NextStop] = {}
        self._halts: list[NextStop] = []
        self._moving = asyncio.Lock()

    @property
    def stops(self) -> list[str]:
        """The names of the jumps that other programs offer, in the order they were added."""
        return list(self._stops)

    def now(self) -> datetime:
        if not self._ticking:
            return self._base
        return self._base + (datetime.now(UTC) - self._set_at)

    def subscribe(self, follower: Follower) -> Callable[[], None]:
        """Await `follower` after every move; returns the way to stop that."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def add_stop(self, name: str, next_stop: NextStop) -> Callable[[], None]:
        """Offer a jump by name; returns the way to stop that.

        A move past `next_stop` halts there first.
        """
        self._stops[name] = next_stop

        def withdraw() -> None:
            self._stops.pop(name, None)

        return withdraw

    def halt_at(self, next_halt: NextStop) -> Callable[[], None]:
        """A stop that nobody is offered to jump to; returns the way to stop that."""
        self._halts.append(next_halt)
        return lambda: self._halts.remove(next_halt)

    async def next_stop(self, name: str) -> datetime | None:
        """When the named jump would land, or None where nothing lies ahead."""
        return await self._ahead(self._stops[name])

    async def advance(self, length: timedelta) -> datetime:
        if length < timedelta(0):
            raise ValueError("The clock only moves forward.")
        return await self._move(self.now() + length)

    async def advance_to_stop(self, name: str) -> datetime | None:
        """Move to where the named jump lands; None, and no move, where nothing lies ahead."""
        target = await self.next_stop(name)
        return await self.advance_to(target) if target else None

    async def advance_to(self, target: datetime) -> datetime:
        """Move forward to `target`, halting at each stop that lies between.

        At every halt the followers are awaited before the clock goes on, so that a program
        lives through each moment instead of finding them all in the past.

        Raises:
            ValueError: `target` lies behind; nobody in the sandbox can undo what was lived.
        """
        target = _in_utc(target)
        if target < self.now():
            raise ValueError(f"The clock only moves forward, and {target} has passed.")
        return await self._move(target)

    async def _move(self, target: datetime) -> datetime:
        async with self._moving:
            for _ in range(MOST_STOPS):
                stop = await self._earliest_stop(before=target)
                if stop is None:
                    break
                await self._set(stop)
            # A ticking clock may have run past a near target while followers worked.
            await self._set(max(target, self.now()))
        return target

    async def _earliest_stop(self, *, before: datetime) -> datetime | None:
        stops = [await self._ahead(each) for each in (*self._stops.values(), *self._halts)]
        return min((stop for stop in stops if stop and stop < before), default=None)

    async def _ahead(self, next_stop: NextStop) -> datetime | None:
        stop = await next_stop()
        return _in_utc(stop) if stop and stop > self.now() else None

    async def _set(self, moment: datetime) -> None:
        self._base, self._set_at = moment, datetime.now(UTC)
        for follower in list(self._followers):
            await follower(moment)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; the clock wants an aware datetime.")
    return moment.astimezone(UTC)
