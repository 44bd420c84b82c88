"""What happens without anyone asking, whoever wakes it: `jobs.clock` or `jobs.workers`."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.bots import GONE, Bots
from bot.metrics import Metrics
from bot.roster import sync_user_groups
from bot.sender import WorkspaceRefuses
from bot.sharing import take_down_abandoned
from jobs.delivery import Deliverer
from jobs.planning import plan_where_wanted
from jobs.retention import thin_records
from jobs.roster import sync_roster
from storage.database import Database
from storage.deliveries import next_due_at, refusals
from storage.installations import due_for_erasing, erase_uninstalled, organisations
from storage.workspaces import served_workspaces

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 2
"""How often the jobs look for rows that want something."""
ROSTER_HOURS: Final = 6
ROSTER_AGAIN_SECONDS: Final = 300
"""After a roster could not be read to its end."""
TAKE_DOWN_HOURS: Final = 1
ERASE_HOURS: Final = 1
THIN_HOURS: Final = 1
RENEW_MINUTES: Final = 5
KEEP_UNINSTALLED: Final = timedelta(days=30)


class Work(ABC):
    """Plans and delivers, whenever it is woken."""

    def __init__(
        self,
        database: Database,
        deliverer: Deliverer,
        bots: Bots,
        clock: Callable[[], datetime],
        *,
        keep_uninstalled: timedelta = KEEP_UNINSTALLED,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._deliverer = deliverer
        self._bots = bots
        self._clock = clock
        self._keep_uninstalled = keep_uninstalled
        self._metrics = metrics or Metrics()
        self._alarm: asyncio.TimerHandle | None = None
        self._again: asyncio.TimerHandle | None = None
        self._readings: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def start(self) -> None:
        """Looks for work from now on, until `close`."""

    @abstractmethod
    def wake(self) -> None:
        """Something is due at once: look now, not in a while."""

    @abstractmethod
    def ask_for_rosters(self) -> None:
        """Read who is in each workspace soon, not in some hours."""

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

    async def set_alarm(self) -> None:
        """Wakes when something comes due before the next look, so that it goes out on time."""
        self.drop_alarm()
        now = self._clock()
        until = now + timedelta(seconds=LOOK_SECONDS)
        due_at = await self._database.read(lambda session: next_due_at(session, now, until=until))
        if due_at is not None:
            seconds = (due_at - now).total_seconds()
            self._alarm = asyncio.get_running_loop().call_later(seconds, self.wake)

    @property
    def has_alarm(self) -> bool:
        return self._alarm is not None

    def drop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def drop_what_comes_anyway(self) -> None:
        """What the next start does anew: the alarm, and reading rosters."""
        self.drop_alarm()
        for reading in self._readings:
            reading.cancel()
        if self._again is not None:
            self._again.cancel()
            self._again = None

    async def sync_rosters(self) -> None:
        """Follows which workspaces there are and who is in each; one that can't be read keeps no
        other waiting, and all are read again soon. Ends early when the jobs close."""
        reading = asyncio.create_task(self._read_rosters())
        self._readings.add(reading)
        try:
            await asyncio.wait({reading})
        finally:
            reading.cancel()
            self._readings.discard(reading)
        if not reading.cancelled():
            reading.result()

    async def _read_rosters(self) -> None:
        is_whole = True
        for organisation in await self._database.read(organisations):
            try:
                await self._bots.follow_organisation(organisation)
            except Exception:
                log.exception("the workspaces of %s can't be read", organisation)
                is_whole = False
        for workspace in await self._database.read(served_workspaces):
            now = self._clock()
            try:
                client = (await self._bots.of(workspace.id)).client
                changed = await sync_roster(
                    client, self._database, workspace_id=workspace.id, now=now
                )
                log.info("read who is in %s: %d new or changed", workspace.slack_id, changed)
                await sync_user_groups(client, self._database, workspace_id=workspace.id, now=now)
            except WorkspaceRefuses as refusal:
                log.warning("the roster of %s can't be read: %s", workspace.slack_id, refusal)
            except Exception:
                log.exception("the roster of %s can't be read", workspace.slack_id)
                is_whole = False
        if not is_whole:
            if self._again is not None:
                self._again.cancel()
            loop = asyncio.get_running_loop()
            self._again = loop.call_later(ROSTER_AGAIN_SECONDS, self.ask_for_rosters)

    async def take_down_abandoned(self) -> None:
        """Posts of those who had everything erased, where Slack would not delete them then."""
        for workspace in await self._database.read(served_workspaces):
            sender_of = partial(self._bots.sender_of, workspace.id)
            await take_down_abandoned(self._database, workspace.id, sender_of)

    async def renew_tokens(self) -> None:
        """Those that Slack lets expire, some hours before."""
        await self._bots.tokens.renew()

    async def thin_records(self) -> None:
        """What is older than its workspace keeps it."""
        await thin_records(self._database, self._clock())

    async def erase_uninstalled(self) -> None:
        """What is kept of workspaces that have been without the app for long enough.

        Where Slack refuses a token and nobody said why, it is asked whether the app was removed.
        """
        for workspace in await self._database.read(refusals):
            if workspace.refusal in GONE:
                await self._bots.look_whether_gone(workspace.slack_id)
        before = self._clock() - self._keep_uninstalled
        for workspace in await self._database.read(
            lambda session: due_for_erasing(session, uninstalled_before=before)
        ):
            slack_id = workspace.slack_id
            if await self._database.write(
                partial(erase_uninstalled, slack_id=slack_id, uninstalled_before=before)
            ):
                log.info("erased all that was kept of %s, which no longer has the app", slack_id)
