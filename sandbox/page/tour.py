"""A tour of the app that is tried here: what to do, ticked off as it really happens.

The steps and the way to see them taken come from whoever opens the page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Something to try, as somebody, at some place; `words` is what to write there."""

    key: str
    title: str
    how: str
    person_id: str
    place: str = "dm"
    words: str = ""


@dataclass
class Doings:
    """What happened on the page: who was played, and the action ids of messages they were shown."""

    people: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)


Look = Callable[[Doings], Awaitable[Collection[str]]]
"""Says which steps, by key, were taken."""


class Tour:
    """Steps in any order; one that was taken stays ticked off."""

    def __init__(self, steps: Sequence[Step], look: Look) -> None:
        self.steps = steps
        self.taken: set[str] = set()
        self._look = look

    async def look(self, doings: Doings) -> None:
        if len(self.taken) < len(self.steps):
            self.taken |= set(await self._look(doings))
