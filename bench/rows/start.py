"""How soon it is ready, and how much memory it holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import aiohttp
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.processes import Running, running, slack_for
from bench.records import furnish, keep_entries
from bench.row import Goal, Row, Sides, Size, Turn
from rubric_data import load_rubric
from storage.database import Database
from storage.schedules import add_schedule, default_schedules
from storage.tables import Workspace
from tests.journeys.crowd import crowd

ZONES: Final = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
A_MILLION: Final = 1_000_000
OF_SO_MANY: Final = 2000
"""Educators who logged that million."""
DAYS: Final = 1000
"""In which they did."""
ALL: Final = 50_000
SETTLE_SECONDS: Final = 5
"""What goes on after the start, such as loading public holidays, is over by then."""
_PATIENCE_SECONDS: Final = 300
_numbers = count(1)


async def _start(district_size: int, folder: Path, url: str) -> Turn:
    log = folder / f"{next(_numbers)}.log"
    async with (
        slack_for(crowd(district_size, ZONES)) as slack,
        running(slack, log, database_url=url) as app,
    ):
        return Turn(app.seconds, {"cpu_s": app.cpu_seconds}, wrong=not await _is_ready(app))


async def _is_ready(app: Running) -> bool:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{app.address}/readyz") as response,
    ):
        return response.status == 200


@asynccontextmanager
async def _open_empty(_size: Size, folder: Path) -> AsyncIterator[Sides]:
    yield Sides(lambda: _start(12, folder, f"sqlite:///{folder / f'{next(_numbers)}.sqlite3'}"))


@asynccontextmanager
async def _open_full(size: Size, folder: Path) -> AsyncIterator[Sides]:
    educators = size.of(OF_SO_MANY)
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    furnish(url, crowd(educators, ZONES))
    each = size.of(A_MILLION) // educators
    keep_entries(url, [(place, each) for place in range(1, educators + 1)], days=DAYS)
    yield Sides(lambda: _start(educators, folder, url))


@asynccontextmanager
async def _open_memory(size: Size, folder: Path, *, educators: int) -> AsyncIterator[Sides]:
    district = crowd(size.of(educators, least=4), ZONES)
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    furnish(url, district)
    database = Database(url)
    database.write_now(_add_schedules)

    async def hold() -> Turn:
        log = folder / f"{next(_numbers)}.log"
        async with slack_for(district) as slack, running(slack, log, database_url=url) as app:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while not await database.read(_is_planned):  # noqa: ASYNC110 (another process)
                    await asyncio.sleep(0.2)
            await asyncio.sleep(size.of(SETTLE_SECONDS))
            return Turn(app.resident_mb, {"peak_mb": app.most_resident_mb})

    try:
        yield Sides(hold)
    finally:
        database.close()


def _add_schedules(session: Session) -> None:
    """Those that every new workspace has."""
    now = datetime.now(UTC)
    workspace = session.scalars(select(Workspace)).one()
    elements = [element.key for element in load_rubric().elements]
    for draft in default_schedules(elements, now.date()):
        add_schedule(session, workspace.id, draft, now)


def _is_planned(session: Session) -> bool:
    workspace = session.scalars(select(Workspace)).one()
    return workspace.planned_at is not None and workspace.planned_at >= workspace.plan_wanted_at


ROWS: Final = [
    Row(
        "start-empty",
        "start to ready, with no database yet",
        None,
        "s",
        [Goal("value", 1.5)],
        _open_empty,
    ),
    Row(
        "start-million",
        "start to ready, with 1,000,000 entries of 2,000 educators",
        None,
        "s",
        [Goal("value", 1.5)],
        _open_full,
    ),
    Row(
        "memory-idle",
        "resident memory, idle",
        None,
        "MB",
        [Goal("value", 120)],
        partial(_open_memory, educators=12),
        most_rounds=3,
    ),
    Row(
        "memory-50000",
        "resident memory with 50,000 educators, once their prompts are planned",
        None,
        "MB",
        [Goal("value", 200)],
        partial(_open_memory, educators=ALL),
        most_rounds=2,
    ),
]
