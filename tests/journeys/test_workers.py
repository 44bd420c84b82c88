"""Several processes on one PostgreSQL: one hears Slack, some work, and some die."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.sender import METADATA_EVENT
from domain.errors import BadInput
from jobs.workers import Workers
from plnudge.house import House, Role, open_house
from plnudge.manifest import build_manifest
from sandbox.clock import Clock
from sandbox.limits import RateLimits
from sandbox.platform import Platform
from sandbox.server import LocalSlack
from storage.database import Database
from storage.tables import Entry, Occurrence, Person
from tests.conftest import NOW, due_prompt
from tests.journeys.conftest import settings_beside
from tests.journeys.crashes import make_template, owe, running
from tests.journeys.crowd import crowd

pytestmark = pytest.mark.long

PEOPLE = 60
WORKERS = 3
PATIENCE_SECONDS = 300
TO_WEDNESDAY = timedelta(hours=27, minutes=30)
"""From the clock's noon in Chicago to 15:30 of the day after."""


def times_sent(slack: LocalSlack) -> Counter[str]:
    """How often Slack got each thing that was due."""
    return times_sent_in(slack.platform)


def times_sent_in(platform: Platform) -> Counter[str]:
    return Counter(
        message.metadata["event_payload"]["mark"]
        for message in platform.workspace.messages
        if message.metadata and message.metadata["event_type"] == METADATA_EVENT
    )


@asynccontextmanager
async def houses(slack: LocalSlack, url: str, roles: list[Role]) -> AsyncIterator[list[House]]:
    settings = settings_beside(slack, url, transport="http")
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(open_house(settings, slack.clock.now, role))
            for role in roles
        ]


async def test_what_one_process_hears_another_sends_and_three_workers_send_each_once(
    postgres_url: str,
) -> None:
    slack = LocalSlack(
        district=crowd(PEOPLE, ["America/Chicago"]),
        clock=Clock(start=NOW, ticking=False),
        limits=RateLimits.off(),
        ack_seconds=60.0,
    )
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with (
        slack,
        houses(slack, postgres_url, [Role.WEB] + [Role.WORKER] * WORKERS) as (first, *workers),
    ):
        slack.deliver_by_http(f"{first.server.address}/slack/events")
        educator = slack.person("educator1")
        await educator.command("/pln log 20m webinar")
        assert await first.database.read(lambda session: session.scalars(select(Entry)).all())
        # The welcome is due at once: the process that heard of them asks a worker to look.
        await slack.workspace.wait_until(lambda: times_sent(slack), what="a welcome")
        welcomed = sum(times_sent(slack).values())
        await slack.clock.advance(TO_WEDNESDAY)
        await slack.workspace.wait_until(
            lambda: sum(times_sent(slack).values()) >= PEOPLE + welcomed, what="a prompt for all"
        )
        assert set(times_sent(slack).values()) == {1}
        for house in workers:
            assert house.jobs.trouble() is None


async def test_a_task_that_a_dead_worker_left_is_ended_and_its_claims_with_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It died in the middle of sending: its lock would hold the workspace up for good."""
    monkeypatch.setattr("jobs.workers.STALLED_SECONDS", 0)
    slack = LocalSlack(clock=Clock(start=NOW, ticking=False), limits=RateLimits.off())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with slack, houses(slack, postgres_url, [Role.WEB]) as (house,):
        jobs = house.jobs
        assert isinstance(jobs, Workers)
        await house.jobs.sync_rosters()
        await house.database.write(lambda session: leave_behind(session, NOW))
        await jobs.bury_stalled()
        left = await house.database.read(
            lambda session: session.scalars(select(Occurrence.claimed_until)).all()
        )
        assert [each for each in left if each and each > NOW + timedelta(minutes=2)] == []


def leave_behind(session: Session, now: datetime) -> None:
    """A worker without a heartbeat, with a task that it was at and claims of it."""
    session.execute(
        text(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id)"
            " INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, lock, args, status, worker_id)"
            " SELECT 'default', 'deliver', 'workspace-1', CAST(:args AS jsonb), 'doing', id"
            " FROM dead"
        ).bindparams(args=json.dumps({"workspace_id": 1}))
    )
    person = session.scalars(select(Person)).first()
    assert person is not None
    claimed_until = now + timedelta(minutes=5)
    session.add(due_prompt(person.id, now, claim="dead", claimed_until=claimed_until))


async def test_workers_that_are_killed_while_they_send_lose_and_double_nothing(
    postgres_url: str, tmp_path: Path, at_full_size: bool
) -> None:
    kills, people = (50, 600) if at_full_size else (1, PEOPLE)
    slack = LocalSlack(district=crowd(people, ["America/Chicago"]), limits=RateLimits.off())
    # A worker that dies takes the posts along that it had under way: they count for no other kill.
    killing = Killing(every=people // kills, kills=kills)
    slack.application.middlewares.append(killing.middleware())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    began = time.monotonic()
    async with slack, AsyncExitStack() as stack:
        await make_template(postgres_url, tmp_path, crowd(people, ["America/Chicago"]))
        await asyncio.to_thread(owe, postgres_url, people)
        killing.is_on = True
        for number in range(WORKERS + kills):
            if number >= WORKERS:
                # One takes the place of each that was killed.
                await asyncio.wait_for(killing.killed.get(), PATIENCE_SECONDS)
            log = tmp_path / f"{number}.log"
            words = ("--role", "worker")
            worker = await stack.enter_async_context(running(slack, postgres_url, log, *words))
            killing.workers.append(worker)
        await asyncio.wait_for(at_rest(postgres_url, people), PATIENCE_SECONDS)
    sent = times_sent(slack)
    lost = 2 * people - len(sent)
    doubled = sum(sent.values()) - len(sent)
    print(  # noqa: T201 (figures for whoever asks for them)
        f"{kills} kills of {WORKERS} workers while they sent {2 * people} messages: {lost} lost, "
        f"{doubled} doubled, {time.monotonic() - began:.0f} s"
    )
    assert (lost, doubled) == (0, 0)


class Killing:
    """Kills the worker that calls, at every so manieth message: before Slack takes it or after."""

    def __init__(self, *, every: int, kills: int) -> None:
        self.is_on = False
        self.workers: list[asyncio.subprocess.Process] = []
        self.killed: asyncio.Queue[None] = asyncio.Queue()
        self._every, self._left, self._seen = every, kills, 0

    def middleware(self) -> Middleware:
        @web.middleware
        async def see(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.is_on or not request.path.endswith("/chat.postMessage"):
                return await handler(request)
            self._seen += 1
            if not self._left or self._seen % self._every:
                return await handler(request)
            self._left -= 1
            if self._left % 2:
                await self._kill_caller(request)
                return web.Response(status=503)
            response = await handler(request)
            await self._kill_caller(request)
            return response

        return see

    async def _kill_caller(self, request: web.Request) -> None:
        assert request.transport is not None
        port = request.transport.get_extra_info("peername")[1]
        pid = process_at(port)
        caller = next((each for each in self.workers if each.pid == pid), None)
        if caller is None:  # killed for another message of its own meanwhile
            self._left += 1
            return
        caller.kill()
        await caller.wait()
        self.killed.put_nowait(None)


def process_at(port: int) -> int | None:
    """Which process holds that end of a connection, as Linux tells it."""
    local = f":{port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(local)}
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):
            if any(str(each.readlink()) in inodes for each in folder.iterdir()):
                return int(folder.parent.name)
    return None


async def at_rest(url: str, owed: int) -> None:
    """Returns once all that was due has come to an end, and that many were sent at least."""

    def count(session: Session) -> tuple[int, int]:
        sent = select(func.count()).where(Occurrence.state == "sent")
        due = select(func.count()).where(
            Occurrence.state == "planned", Occurrence.due_at <= datetime.now(UTC)
        )
        return session.scalar(sent) or 0, session.scalar(due) or 0

    database = Database(url)
    try:
        while True:
            sent, due = await database.read(count)
            if due == 0 and sent >= owed:
                return
            await asyncio.sleep(0.2)
    finally:
        database.close()


async def test_a_file_has_one_process(tmp_path: Path) -> None:
    slack = LocalSlack(limits=RateLimits.off())
    async with slack:
        with pytest.raises(BadInput, match="leave out --role worker"):
            async with houses(slack, f"sqlite:///{tmp_path / 'a.sqlite3'}", [Role.WORKER]):
                pass
