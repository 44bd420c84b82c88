"""The same jobs over many processes: tasks that Procrastinate keeps in PostgreSQL.

What is due and what was sent are still rows of ours; a task says no more than “look” or “send in
this workspace”. So a task that is lost costs two seconds, and one that runs twice finds nothing:
claims are rows with leases (`storage.deliveries`).

- Every worker asks for a look every two seconds, and each two seconds bring one, whoever asks.
- A workspace is sent to under its own lock: one worker at a time keeps its pace and its order.
  Only what is due takes the lock, so that nothing waits behind what is planned ahead.
- LISTEN wakes a worker as soon as somebody defers a task.
- A worker that died leaves its tasks as running, and their locks held; the next one that looks
  finds them by the heartbeat and ends them.
- Procrastinate's worker ends when the database goes away from it. A new one takes its place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from jobs.delivery import SILENT_MAY_SEND
from jobs.work import (
    ERASE_HOURS,
    LOOK_SECONDS,
    RENEW_MINUTES,
    ROSTER_HOURS,
    TAKE_DOWN_HOURS,
    THIN_HOURS,
    Work,
)
from storage.deliveries import release_claims, workspaces_due

log = logging.getLogger(__name__)
# It tells of every task that begins and ends, a look every two seconds.
logging.getLogger("procrastinate").setLevel(logging.WARNING)

AT_ONCE: Final = 50
"""Tasks of one worker side by side, most of them waiting for Slack."""
DRAIN_SECONDS: Final = 30.0
HEARTBEAT_SECONDS: Final = 5
STALLED_SECONDS: Final = 20
"""So long without a heartbeat, and a worker is dead."""
BURY_SECONDS: Final = 5
CONNECTIONS: Final = 4
PATIENCE_SECONDS: Final = 5.0
"""So long is a connection waited for. The pool's own half a minute, and pauses that double, would
leave a worker idle for long after the database came back."""


class Workers(Work):
    """Woken by Procrastinate; `is_working` is false for a process that only asks others to work."""

    def __init__(self, *given: Any, is_working: bool = True, **named: Any) -> None:
        super().__init__(*given, **named)
        self._is_working = is_working
        self._asking: set[asyncio.Task[None]] = set()
        self._worker: asyncio.Task[None] | None = None
        self._is_closing = False
        url = self._database.url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._app = App(
            connector=PsycopgConnector(
                conninfo=url,
                max_size=CONNECTIONS,
                timeout=PATIENCE_SECONDS,
                reconnect_timeout=PATIENCE_SECONDS,
            )
        )
        self._look = self._periodic("look", self.look, f"* * * * * */{LOOK_SECONDS}", lock="look")
        self._deliver = self._app.task(name="deliver")(self._send_in)
        self._roster = self._periodic(
            "roster", self.sync_rosters, f"0 */{ROSTER_HOURS} * * *", lock="roster"
        )
        self._periodic(
            "take-down",
            self.take_down_abandoned,
            f"30 */{TAKE_DOWN_HOURS} * * *",
            lock="take-down",
        )
        self._periodic("tokens", self.renew_tokens, f"*/{RENEW_MINUTES} * * * *", lock="tokens")
        self._periodic("erase", self.erase_uninstalled, f"45 */{ERASE_HOURS} * * *", lock="erase")
        self._periodic("retention", self.thin_records, f"15 */{THIN_HOURS} * * *", lock="retention")
        # It takes no lock: a worker that died in the middle of it would hold that for good.
        self._periodic("bury", self.bury_stalled, f"* * * * * */{BURY_SECONDS}", lock=None)

    async def start(self) -> None:
        await self._app.open_async()
        if self._is_working:
            self._worker = asyncio.create_task(self._work())
            self.ask_for_rosters()

    async def _work(self) -> None:
        """Until `close`, however often the database goes away."""
        while not self._is_closing:
            try:
                await self._app.run_worker_async(
                    concurrency=AT_ONCE,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=DRAIN_SECONDS,
                    delete_jobs="always",
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                )
            except ConnectorException as error:
                log.warning("the worker lost the database: %s", error.__cause__)
            if not self._is_closing:
                log.warning("the worker ended; another begins in a moment")
                await asyncio.sleep(LOOK_SECONDS)

    def wake(self) -> None:
        self._ask_for(self._look)

    def ask_for_rosters(self) -> None:
        self._ask_for(self._roster)

    def _ask_for(self, task: Any) -> None:
        asking = asyncio.create_task(self._defer(task))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)

    def trouble(self) -> str | None:
        if self._worker is not None and self._worker.done():
            return "The worker has stopped."
        return None

    async def look(self) -> None:
        """Plans what is wanted, and asks to send in each workspace where something is due."""
        await self.plan()
        now = self._clock()
        for workspace_id in await self._database.read(lambda session: workspaces_due(session, now)):
            lock = f"workspace-{workspace_id}"
            with suppress(AlreadyEnqueued):
                await self._deliver.configure(lock=lock, queueing_lock=lock).defer_async(
                    workspace_id=workspace_id
                )
        await self.set_alarm()

    async def bury_stalled(self) -> None:
        """Ends what a worker left behind that has shown no life for a while. The next look asks
        anew for what is still to be done."""
        manager = self._app.job_manager
        for task in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            log.warning("a worker died in the middle of “%s”", task.task_name)
            if task.task_name == self._deliver.name:
                await self._release(task.task_kwargs["workspace_id"])
            await manager.finish_job(task, Status.FAILED, delete_job=True)

    async def _release(self, workspace_id: Any) -> None:
        """What it had claimed there nobody else could: the workspace's lock is still its own."""
        now = self._clock()
        await self._database.write(
            lambda session: release_claims(
                session, now, after=SILENT_MAY_SEND, workspace_id=workspace_id
            )
        )

    async def close(self) -> None:
        self._is_closing = True
        self.drop_what_comes_anyway()
        await self._deliverer.close()
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
        self.drop_alarm()
        await asyncio.gather(*self._asking)
        await self._app.close_async()

    async def _defer(self, task: Any) -> None:
        try:
            with suppress(AlreadyEnqueued):
                await task.configure(queueing_lock=task.name).defer_async(timestamp=0)
        except Exception:
            log.exception("nobody could be asked for “%s”; its time comes anyway", task.name)

    async def _send_in(self, workspace_id: int) -> None:
        with self._metrics.time_job("deliver"):
            await self._deliverer.open_lane(workspace_id)

    def _task(self, name: str, work: Callable[[], Awaitable[None]], lock: str | None = None) -> Any:
        async def run(timestamp: int) -> None:  # noqa: ARG001 (when it was meant to begin)
            try:
                with self._metrics.time_job(name):
                    await work()
            except Exception:
                log.exception("“%s” failed; it is tried again", name)

        return self._app.task(name=name, lock=lock)(run)

    def _periodic(
        self, name: str, work: Callable[[], Awaitable[None]], cron: str, *, lock: str | None
    ) -> Any:
        task = self._task(name, work, lock)
        self._app.periodic(cron=cron, queueing_lock=name)(task)
        return task
