"""What happens without anyone asking, whoever wakes it: `jobs.clock` or `jobs.workers`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Final

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

LOOK_SECONDS: Final = 2
"""How often the jobs look for rows that want something."""
ROSTER_HOURS: Final = 6
TAKE_DOWN_HOURS: Final = 1


class Work(ABC):
    """Plans and delivers, whenever it is woken."""

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

    @abstractmethod
    async def start(self) -> None:
        """Looks for work from now on, until `close`."""

    @abstractmethod
    def wake(self) -> None:
        """Something is due at once: look now, not in a while."""

    @abstractmethod
    def trouble(self) -> str | None:
        """Why nothing is done, in a sentence, where that is so."""

    @abstractmethod
    async def close(self) -> None:
        """Starts nothing more, and waits for what is under way."""

    async def run_due(self) -> None:
        """Plans what is wanted and sends what is due, as of the clock's now, to the end."""
        await self.plan()
        await self._deliverer.deliver_due()

    async def plan(self) -> None:
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
