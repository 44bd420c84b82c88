"""Real processes that are killed at chosen points of planning, claiming, sending and marking.

They are killed from outside, upon what can be seen there: the n-th request that the local
Slack got, before it took effect, after, or once it was answered; the n-th change of the
database. The app itself knows nothing of it.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.sender import METADATA_EVENT
from domain.cadence import crontab
from jobs.planning import plan_where_wanted
from plnudge.manifest import build_manifest
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.database import Database
from storage.groups import keep_group, keep_membership
from storage.planning import HORIZON
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Occurrence, Person
from storage.workspaces import pick_workspace

EDUCATORS: Final = 12
"""Each is owed a prompt now, and a welcome before it."""
OWED: Final = "Owed"
PATIENCE_SECONDS: Final = 120

Moment = Literal["before", "taken", "answered"]


@dataclass(frozen=True)
class Point:
    """Where a process is killed.

    The n-th call of a method: before it had its effect, when it had it and was not answered
    yet, or once it was answered. Or, without a method, at the n-th change of the database.
    """

    number: int
    method: str | None = None
    moment: Moment = "taken"

    def __str__(self) -> str:
        what = f"{self.method} {self.moment}" if self.method else "commit"
        return f"{what} {self.number}"


def draw_points(seed: int, kills: int) -> list[Point]:
    """Points for one database, one after the other: while it starts, sends, and settles."""
    chance = Random(seed)  # noqa: S311 (repeatable, not secret)
    moments: tuple[Moment, ...] = ("before", "taken", "answered")
    points = []
    for place in range(kills):
        # What a later process finds to do is what an earlier one left.
        most = EDUCATORS if place == 0 else 3
        method = "conversations.history" if place and chance.random() < 0.4 else "chat.postMessage"
        if chance.random() < 0.35:
            points.append(Point(chance.randint(1, most + 3)))
        else:
            points.append(Point(chance.randint(1, most), method, chance.choice(moments)))
    return points


@dataclass
class Found:
    """What a local Slack and a database held in the end."""

    points: list[Point]
    reached: list[bool] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    settled_by_looking: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


async def crash(points: list[Point], template: Path, folder: Path) -> Found:
    """Kills a process at each of the points, lets the last one finish, and compares."""
    file = folder / "crash.sqlite3"
    with closing(sqlite3.connect(template)) as made, closing(sqlite3.connect(file)) as copy:
        made.backup(copy)
    await asyncio.to_thread(_owe, file)
    found, began = Found(points), time.monotonic()
    watch = _Watch()
    slack = LocalSlack(limits=RateLimits.off())
    slack.application.middlewares.append(watch.middleware())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with slack:
        for place, point in enumerate(points):
            async with _running(slack, file, folder / f"{place}.log") as process:
                found.reached.append(await watch.kill_at(point, process, file))
        log = folder / "last.log"
        async with _running(slack, file, log) as process:
            await _ready(log)
            await _at_rest(file)
            process.terminate()
            if await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) != 0:
                found.faults.append("the last process did not end well")
    await asyncio.to_thread(_compare, slack, file, found)
    found.seconds = time.monotonic() - began
    return found


class _Watch:
    """Sees every request, and kills at the one that it waits for."""

    def __init__(self) -> None:
        self._point: Point | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._seen: Counter[str] = Counter()
        self._is_reached = asyncio.Event()

    def middleware(self) -> Middleware:
        @web.middleware
        async def see(request: web.Request, handler: Handler) -> web.StreamResponse:
            method = request.path.rpartition("/")[2]
            self._seen[method] += 1
            point = self._point
            if point is None or point.method != method or self._seen[method] != point.number:
                return await handler(request)
            if point.moment == "before":
                self._kill()
                return web.Response(status=503)
            if point.moment == "taken":
                self._kill()
                return await handler(request)
            response = await handler(request)
            await response.prepare(request)
            await response.write_eof()
            self._kill()
            return response

        return see

    async def kill_at(self, point: Point, process: asyncio.subprocess.Process, file: Path) -> bool:
        """Where the point is never reached, it is killed at rest; then this gives False."""
        self._point, self._process = point, process
        self._seen.clear()
        self._is_reached.clear()
        resting = asyncio.create_task(_at_rest(file))
        reaching = asyncio.create_task(
            self._is_reached.wait() if point.method else _changed(file, point.number)
        )
        await asyncio.wait({resting, reaching}, return_when=asyncio.FIRST_COMPLETED)
        is_reached = reaching.done()
        self._kill()
        for task in (resting, reaching):
            task.cancel()
        await asyncio.gather(resting, reaching, return_exceptions=True)
        await process.wait()
        self._point = None
        return is_reached

    def _kill(self) -> None:
        self._is_reached.set()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()


@asynccontextmanager
async def _running(
    slack: LocalSlack, file: Path, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{file}",
        "PLNUDGE_PORT": "0",
    }
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "plnudge", "run", env=environment, cwd=file.parent,
            stdout=written, stderr=written,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def _owe(file: Path) -> None:
    """A schedule that came due this minute, while nobody was there to plan it."""
    database = Database(f"sqlite:///{file}")
    now = datetime.now(UTC)
    yesterday = now - timedelta(days=1)

    def owe(session: Session) -> None:
        workspace = pick_workspace(session)
        group = keep_group(session, workspace.id, OWED)
        people = session.scalars(
            select(Person).where(Person.is_educator).order_by(Person.id).limit(EDUCATORS)
        )
        for person in people:
            keep_membership(session, group.id, person.id, "member")
        draft = ScheduleDraft(
            name=OWED,
            cadence=crontab(f"{now.minute} {now.hour} * * *"),
            from_on=yesterday.date(),
            elements=("skills",),
            zone="UTC",
            groups=(OWED,),
        )
        add_schedule(session, workspace.id, draft, yesterday)
        workspace.planned_at = now - HORIZON - timedelta(hours=1)
        session.execute(update(Person).values(met_at=yesterday))

    try:
        database.write_now(owe)
    finally:
        database.close()


async def _changed(file: Path, times: int) -> None:
    """Returns once another program has changed the database that many times."""
    with closing(sqlite3.connect(file)) as connection:
        seen = _version(connection)
        for _ in range(times):
            while _version(connection) == seen:  # noqa: ASYNC110 (another program changes it)
                await asyncio.sleep(0.001)
            seen = _version(connection)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


async def _ready(log: Path) -> None:
    """Returns once the process says that it is."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "ready:" not in await asyncio.to_thread(log.read_text):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _at_rest(file: Path) -> None:
    """Returns once all that was due has come to an end, and the week ahead is planned."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        with closing(sqlite3.connect(file)) as connection:
            while True:
                now = datetime.now(UTC).isoformat(sep=" ")
                due, ahead = connection.execute(
                    "SELECT COALESCE(SUM(due_at <= ?), 0), COALESCE(SUM(due_at > ?), 0) "
                    "FROM occurrence WHERE state = 'planned'",
                    (now, now),
                ).fetchone()
                if due == 0 and ahead > 0:
                    return
                await asyncio.sleep(0.05)


def _compare(slack: LocalSlack, file: Path, found: Found) -> None:
    """What Slack got against what was owed, and the plan against one that nobody disturbed."""
    marks = Counter(
        int(str(message.metadata["event_payload"]["mark"]).partition("@")[0])
        for message in slack.workspace.messages
        if message.metadata and message.metadata["event_type"] == METADATA_EVENT
    )
    database = Database(f"sqlite:///{file}")
    try:
        rows = database.read_now(
            lambda session: session.scalars(
                select(Occurrence).where(Occurrence.due_at <= datetime.now(UTC))
            ).all()
        )
        for purpose in ("prompt", "welcome"):
            people = {row.person_id for row in rows if row.purpose == purpose and marks[row.id]}
            found.lost += EDUCATORS - len(people)
        found.doubled = sum(marks.values()) - len(marks)
        places = {(message.channel, message.ts) for message in slack.workspace.messages}
        for row in rows:
            if row.state != "sent" or (row.channel, row.ts) not in places:
                found.faults.append(f"occurrence {row.id} is {row.state}: {row.reason}")
        if len(marks) != 2 * EDUCATORS:
            found.faults.append(f"{len(marks)} messages where {2 * EDUCATORS} are owed")
        found.settled_by_looking = _settled_by_looking(file)
        _compare_plan(database, found)
    finally:
        database.close()


def _settled_by_looking(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute(
            "SELECT COUNT(*) FROM occurrence_step WHERE cause = 'Slack had it already'"
        ).fetchone()[0]
        return count


def _compare_plan(database: Database, found: Found) -> None:
    now = datetime.now(UTC)
    week = now + timedelta(days=7)

    def plan(session: Session) -> set[tuple[int, int | None, datetime]]:
        rows = session.execute(
            select(Occurrence.person_id, Occurrence.schedule_id, Occurrence.local_at).where(
                Occurrence.purpose != "welcome", Occurrence.due_at.between(now, week)
            )
        )
        return {(person_id, schedule_id, local_at) for person_id, schedule_id, local_at in rows}

    def plan_anew(session: Session) -> set[tuple[int, int | None, datetime]]:
        for row in session.scalars(select(Occurrence).where(Occurrence.state == "planned")):
            session.delete(row)
        session.flush()
        workspace = pick_workspace(session)
        workspace.planned_at = None
        plan_where_wanted(session, now)
        return plan(session)

    kept = database.read_now(plan)
    if kept != database.write_now(plan_anew):
        found.faults.append("the plan is not as it should be")


async def make_template(folder: Path) -> Path:
    """A database as `plnudge run` leaves it after a first start; nothing was due."""
    file = folder / "template.sqlite3"
    slack = LocalSlack(limits=RateLimits.off())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    log = folder / "template.log"
    async with slack, _running(slack, file, log) as process:
        await _ready(log)
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
    with closing(sqlite3.connect(file)) as connection:
        # The next start is to plan, so that it can be killed while it does.
        connection.execute("DELETE FROM occurrence")
        connection.execute("UPDATE workspace SET planned_at = NULL")
        connection.commit()
    return file
