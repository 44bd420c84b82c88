"""What every listener may reach, handed down once from where the house is wired."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.afterwards import Afterwards
from bot.sender import Sender
from rubric_data import Rubric
from storage.database import Database


@dataclass(frozen=True)
class Bot:
    """The app's side of one workspace."""

    database: Database
    rubric: Rubric
    client: AsyncWebClient
    sender: Sender
    clock: Callable[[], datetime]
    """Aware, UTC."""
    wake_jobs: Callable[[], None] = lambda: None
    """Something is due at once: the jobs need not wait for their next look."""
    afterwards: Afterwards = field(default_factory=Afterwards)
    home_turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """Whose App Home is being published, by Slack id: the newest must come last."""
