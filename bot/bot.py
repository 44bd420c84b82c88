"""What every listener may reach, handed down once from where the house is wired."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.afterwards import Afterwards
from bot.messages.language import reader
from bot.metrics import Metrics
from bot.sender import Sender
from rubric_data import Rubric
from storage.database import Database


class Once:
    """Remembers the last few things that were done."""

    KEPT: Final = 1000

    def __init__(self) -> None:
        self._done: OrderedDict[tuple[str, str], None] = OrderedDict()

    def begin(self, thing: tuple[str, str]) -> bool:
        """False where it was begun before."""
        if thing in self._done:
            return False
        self._done[thing] = None
        if len(self._done) > self.KEPT:
            self._done.popitem(last=False)
        return True

    def forget(self, thing: tuple[str, str]) -> None:
        """It came to nothing, so it may be begun again."""
        self._done.pop(thing, None)


@dataclass(frozen=True)
class Bot:
    """The app's side of one workspace."""

    workspace_id: int
    database: Database
    whole_rubric: Rubric
    """In all its languages."""
    client: AsyncWebClient
    sender: Sender
    clock: Callable[[], datetime]
    """Aware, UTC."""
    wake_jobs: Callable[[], None] = lambda: None
    """Something is due at once: the jobs need not wait for their next look."""
    metrics: Metrics = field(default_factory=Metrics)
    afterwards: Afterwards = field(default_factory=Afterwards)
    home_turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """Whose App Home is being published, by Slack id: the newest must come last."""
    told: Once = field(default_factory=Once)
    """What was answered in a direct message lately: once, though Slack deliver it again."""

    @property
    def rubric(self) -> Rubric:
        """In the words of whoever reads."""
        return self.whole_rubric.in_language(reader().code)

    async def own_sender(self) -> Sender:
        return self.sender
