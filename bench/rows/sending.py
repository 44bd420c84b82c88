"""Sending what is due: as fast as 200 workspaces may be written to, and on time."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bench.district import make_educators, make_workspace, plan_prompts, welcome_all
from bench.processes import running, slack_for
from bench.records import furnish
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from bot.messages.prompt import prompt_message
from bot.sender import METADATA_EVENT, Sender, open_connections
from jobs.delivery import AT_ONCE, Deliverer
from jobs.work import LOOK_SECONDS
from rubric_data import Rubric, load_rubric
from storage.database import Database
from storage.schema import migrate
from storage.tables import Occurrence, OccurrenceStep, Person, Workspace
from tests.journeys.crowd import crowd

WORKSPACES: Final = 200
A_MINUTE: Final = 300
"""The pace of each."""
LATENCY_SECONDS: Final = 0.15
SECONDS: Final = 10
"""How long a turn takes at Slack's pace."""
EACH: Final = A_MINUTE * SECONDS // 60
"""So many messages of each workspace in a turn."""


@asynccontextmanager
async def _bare_slack(folder: Path) -> AsyncIterator[str]:
    """The address of its Web API."""
    with (folder / "slack.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.bare_slack",
            env=os.environ | {"SLACK_LATENCY_SECONDS": str(LATENCY_SECONDS)},
            stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
    try:
        said = await process.stdout.readline() if process.stdout else b""
        yield said.decode().removeprefix("ready: ").rstrip(",\n")
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def open_sending(
    size: Size, folder: Path, *, workspaces: int = WORKSPACES
) -> AsyncIterator[Sides]:
    workspaces, each = size.of(workspaces, least=2), size.of(EACH, least=2)
    everything = workspaces * each
    rubric = load_rubric(None)
    database = Database(f"sqlite:///{folder / 'bench.sqlite3'}")
    migrate(database.writing)
    made_at = datetime.now(UTC) - timedelta(days=30)
    database.write_now(lambda session: _make_workspaces(session, workspaces, each, made_at))
    async with _bare_slack(folder) as address, aiohttp.ClientSession() as asking:

        async def turn(sending: Awaitable[object], **figures: float) -> Turn:
            cpu, began = time.process_time(), time.perf_counter()
            await sending
            seconds = time.perf_counter() - began
            cpu_ms = (time.process_time() - cpu) * 1000 / everything
            async with asking.get(f"{address}/taken") as answer:
                taken: dict[str, int] = await answer.json()
            twice = sum(count - 1 for count in taken.values())
            return Turn(seconds, figures | {"cpu_ms": cpu_ms}, everything - len(taken), twice)

        async def turn_of_floor() -> Turn:
            bare = await turn(_send_bare(f"{address}/api/", rubric, workspaces, each))
            # A second's worth goes out at once, as it does of ours.
            at_slacks_pace = max(0.0, (each - A_MINUTE / 60) * 60 / A_MINUTE)
            slower = max(bare.value, at_slacks_pace)
            return Turn(everything / slower, bare.figures, bare.lost, bare.wrong)

        async def turn_of_ours() -> Turn:
            await database.write(lambda session: _plan(session, datetime.now(UTC)))
            sent = await turn(_send_ours(f"{address}/api/", rubric, database))
            left = await database.read(_count_unsent)
            return Turn(everything / sent.value, sent.figures, sent.lost, sent.wrong + left)

        yield Sides(turn_of_ours, turn_of_floor)
    database.close()


def _make_workspaces(session: Session, count: int, educators: int, made_at: datetime) -> None:
    for number in range(1, count + 1):
        workspace = make_workspace(session, made_at, f"T0BENCH{number}")
        make_educators(session, workspace, educators, made_at)
        welcome_all(session, workspace, made_at)
        session.execute(
            update(Person)
            .where(Person.workspace_id == workspace.id)
            .values(dm_channel=Person.dm_channel.concat(f"T{number}"))
        )


def _plan(session: Session, now: datetime) -> None:
    """A prompt for everyone, due at once; those of the turn before are gone."""
    session.execute(delete(OccurrenceStep))
    session.execute(delete(Occurrence).where(Occurrence.purpose == "prompt"))
    plan_prompts(session, now - timedelta(days=1), [now])
    session.execute(update(Workspace).values(planned_at=now))


def _count_unsent(session: Session) -> int:
    sent = Occurrence.state == "sent"
    count = select(func.count()).where(Occurrence.purpose == "prompt", ~sent)
    return session.scalar(count) or 0


async def _send_ours(api_url: str, rubric: Rubric, database: Database) -> None:
    senders: dict[int, Sender] = {}
    async with open_connections() as connections:

        async def sender_of(workspace_id: int) -> Sender:
            if workspace_id not in senders:
                client = AsyncWebClient(base_url=api_url, retry_handlers=[], session=connections)
                senders[workspace_id] = Sender(client, posts_per_minute=A_MINUTE)
            return senders[workspace_id]

        await Deliverer(database, rubric, sender_of, lambda: datetime.now(UTC)).deliver_due()


async def _send_bare(api_url: str, rubric: Rubric, workspaces: int, each: int) -> None:
    """The same kind of message, as fast as it goes, with nothing kept and no pace."""
    prompt = rubric.prompts[0]
    asked = Occurrence(id=1, element=prompt.element, prompt_id=prompt.id, prompt_text=prompt.text)
    payload = prompt_message(asked, rubric, name="Educator").payload()

    async def lane(workspace: int) -> None:
        client = AsyncWebClient(base_url=api_url, retry_handlers=[])
        waiting = iter(range(each))

        async def go_on() -> None:
            for number in waiting:
                metadata = {"event_type": METADATA_EVENT, "event_payload": {"mark": str(number)}}
                channel = f"D{workspace}-{number}"
                await client.chat_postMessage(channel=channel, metadata=metadata, **payload)

        await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))

    await asyncio.gather(*(lane(number) for number in range(workspaces)))


# On time


ON_TIME: Final = 40
"""So many prompts in a turn, each due when no other is."""
APART: Final = timedelta(milliseconds=530)
"""It falls into step with no clock that ticks by seconds."""
PATIENCE_SECONDS: Final = 20


class _Arrivals:
    """When each message reached Slack, by the occurrence that it brings."""

    def __init__(self) -> None:
        self.at: dict[int, list[datetime]] = {}
        self._news = asyncio.Event()

    async def wait_for(self, count: int) -> None:
        while len(self.at) < count:
            self._news.clear()
            await self._news.wait()

    @web.middleware
    async def note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.endswith("/chat.postMessage"):
            mark = (await request.json())["metadata"]["event_payload"]["mark"]
            self.at.setdefault(int(mark.partition("@")[0]), []).append(datetime.now(UTC))
            self._news.set()
        return await handler(request)


@asynccontextmanager
async def _open_on_time(size: Size, folder: Path) -> AsyncIterator[Sides]:
    people = size.of(ON_TIME, least=2)
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    district = crowd(people, ["America/Chicago", "America/New_York"])
    furnish(url, district)
    database = Database(url)
    arrivals = _Arrivals()
    async with (
        slack_for(district, arrivals.note) as slack,
        running(slack, folder / "app.log", database_url=url),
    ):

        async def turn() -> Turn:
            arrivals.at.clear()
            begin_at = datetime.now(UTC) + timedelta(seconds=2 * LOOK_SECONDS)
            dues = [begin_at + APART * number for number in range(people)]
            await database.write(lambda session: plan_prompts(session, begin_at, dues))
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS + APART.total_seconds() * people):
                    await arrivals.wait_for(people)
            due = await database.read(lambda session: _due_since(session, begin_at))
            late = [
                (arrived_at - due[number]).total_seconds()
                for number, (arrived_at, *_) in arrivals.at.items()
            ]
            twice = sum(len(each) - 1 for each in arrivals.at.values())
            early = sum(seconds < 0 for seconds in late)
            figures = {"p99_s": max(late)}
            return Turn(median(late), figures, people - len(late), twice + early)

        yield Sides(turn)
    database.close()


def _due_since(session: Session, since: datetime) -> dict[int, datetime]:
    rows = session.execute(
        select(Occurrence.id, Occurrence.due_at).where(
            Occurrence.purpose == "prompt", Occurrence.due_at >= since
        )
    )
    return dict(rows.all())


ROWS: Final = [
    Row(
        "send",
        "sending to 200 workspaces at 300 a minute each, 150 ms latency, one process, SQLite",
        "the lower of Slack's pace and a bare slack_sdk loop",
        "/s",
        [Goal(RATIO, 0.95, is_at_least=True)],
        open_sending,
        most_rounds=3,
    ),
    Row(
        "on-time",
        "lateness of a prompt when nothing else is due",
        None,
        "s",
        [Goal("p99_s", 1)],
        _open_on_time,
        most_rounds=2,
    ),
]
