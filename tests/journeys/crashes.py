"""Real processes that are killed at chosen points of planning, claiming, sending and marking.

They are killed from outside, upon what can be seen there: the n-th request that the local
Slack got, before it took effect, after, or once it was answered; the n-th change of the
database. The app itself knows nothing of it.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.sender import METADATA_EVENT
from domain.cadence import crontab
from jobs.planning import plan_where_wanted
from plnudge.manifest import build_manifest
from sandbox.grants import CLIENT_ID, CLIENT_SECRET
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import Workspace as District
from storage.database import Database
from storage.groups import keep_group, keep_membership
from storage.planning import HORIZON
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Occurrence, OccurrenceStep, Person, Workspace
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


async def crash(points: list[Point], url: str, folder: Path) -> Found:
    """Kills a process at each of the points, lets the last one finish, and compares.

    `url` is of a copy of the template; logs go into the folder.
    """
    await asyncio.to_thread(owe, url, EDUCATORS)
    found, began = Found(points), time.monotonic()
    watch = _Watch()
    slack = LocalSlack(limits=RateLimits.off())
    slack.application.middlewares.append(watch.middleware())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with slack:
        for place, point in enumerate(points):
            async with running(slack, url, folder / f"{place}.log") as process:
                found.reached.append(await watch.kill_at(point, process, url))
        log = folder / "last.log"
        async with running(slack, url, log) as process:
            await ready(log)
            await _at_rest(url)
            process.terminate()
            if await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) != 0:
                found.faults.append("the last process did not end well")
    await asyncio.to_thread(_compare, slack, url, found)
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

    async def kill_at(self, point: Point, process: asyncio.subprocess.Process, url: str) -> bool:
        """Where the point is never reached, it is killed at rest; then this gives False."""
        self._point, self._process = point, process
        self._seen.clear()
        self._is_reached.clear()
        resting = asyncio.create_task(_at_rest(url))
        reaching = asyncio.create_task(
            self._is_reached.wait() if point.method else _changed(url, point.number)
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


def over_socket(slack: LocalSlack) -> dict[str, str]:
    """Settings of a process that hears Slack over Socket Mode."""
    return {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}


def over_http(slack: LocalSlack) -> dict[str, str]:
    """Settings of a process that Slack posts to."""
    return {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_SIGNING_SECRET": slack.signing_secret}


@asynccontextmanager
async def running(
    slack: LocalSlack, url: str, log: Path, *words: str, settings: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`plnudge run` with those words after it, on that database; over Socket Mode unless its
    settings say otherwise."""
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PLNUDGE_PORT": "0",
        **(over_socket(slack) if settings is None else settings),
    }
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "plnudge", "run", *words, env=environment, cwd=log.parent,
            stdout=written, stderr=written,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def over_oauth(slack: LocalSlack, key: str) -> dict[str, str]:
    """Settings of a process for many workspaces, whose tokens are sealed with that key."""
    return {
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "PLNUDGE_SECRET_KEYS": key,
    }


def owe(url: str, educators: int, team: str | None = None) -> None:
    """A schedule that came due this minute, while nobody was there to plan it; in that
    workspace, where there are several."""
    database = Database(url)
    now = datetime.now(UTC)
    yesterday = now - timedelta(days=1)

    def add(session: Session) -> None:
        workspace = pick_workspace(session, team)
        group = keep_group(session, workspace.id, OWED)
        theirs = Person.workspace_id == workspace.id
        people = session.scalars(
            select(Person).where(theirs, Person.is_educator).order_by(Person.id).limit(educators)
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
        session.execute(update(Person).where(theirs).values(met_at=yesterday))

    try:
        # Beside whatever processes that run already write in other workspaces.
        asyncio.run(database.claim(add))
    finally:
        database.close()


async def _changed(url: str, times: int) -> None:
    """Returns once another program has changed the database that many times.

    On PostgreSQL the beginning of a change is one, too, and its end another.
    """
    database = Database(url)
    raw = database.reading.raw_connection()
    try:
        # Outside of a transaction: inside, nothing that others change would show.
        watching: Any = raw.driver_connection
        version = "PRAGMA data_version"
        if not url.startswith("sqlite"):
            watching.autocommit, version = True, "SELECT pg_current_snapshot()::text"
        seen = watching.execute(version).fetchone()
        for _ in range(times):
            while watching.execute(version).fetchone() == seen:  # noqa: ASYNC110 (another does it)
                await asyncio.sleep(0.001)
            seen = watching.execute(version).fetchone()
    finally:
        raw.invalidate()
        database.close()


async def ready(log: Path) -> str:
    """Where the process listens, once it says that it does."""
    return await _said(log, r"ready: (http://[^,]+),")


async def roster_read(log: Path) -> None:
    """Returns once it says that it knows who is in its workspace."""
    await _said(log, r"(read who is in)")


async def _said(log: Path, pattern: str) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            said = re.search(pattern, await asyncio.to_thread(log.read_text))
            if said is not None:
                return said[1]
            await asyncio.sleep(0.05)


async def _at_rest(url: str) -> None:
    """Returns once all that was due has come to an end, and the week ahead is planned."""
    planned = select(Occurrence.due_at).where(Occurrence.state == "planned")
    database = Database(url)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                now = datetime.now(UTC)
                times = await database.read(lambda session: session.scalars(planned).all())
                if times and min(times) > now:
                    return
                await asyncio.sleep(0.05)
    finally:
        database.close()


def _compare(slack: LocalSlack, url: str, found: Found) -> None:
    """What Slack got against what was owed, and the plan against one that nobody disturbed."""
    marks = Counter(
        int(str(message.metadata["event_payload"]["mark"]).partition("@")[0])
        for message in slack.workspace.messages
        if message.metadata and message.metadata["event_type"] == METADATA_EVENT
    )
    database = Database(url)
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
        found.settled_by_looking = database.read_now(_settled_by_looking)
        _compare_plan(database, found)
    finally:
        database.close()


def _settled_by_looking(session: Session) -> int:
    looked = select(func.count()).where(OccurrenceStep.cause == "Slack had it already")
    return session.scalar(looked) or 0


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


async def make_template(url: str, folder: Path, district: District | None = None) -> None:
    """A database as `plnudge run` leaves it after a first start; nothing was due."""
    slack = LocalSlack(district=district, limits=RateLimits.off())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    log = folder / "template.log"
    async with slack, running(slack, url, log) as process:
        await roster_read(log)
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
    database = Database(url)
    # The next start is to plan, so that it can be killed while it does.
    database.write_now(lambda session: session.execute(delete(Occurrence)))
    database.write_now(lambda session: session.execute(update(Workspace).values(planned_at=None)))
    database.close()
