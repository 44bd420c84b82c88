"""Planning a week of prompts, against the bare INSERT … SELECT of the same rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import column, delete, func, insert, select, table, text, update
from sqlalchemy.orm import Session

from bench.district import ZONES, make_educators, make_workspace, tidy, welcome_all
from bench.memory import watched
from bench.records import ELEMENTS
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from domain.cadence import weekly
from jobs.planning import plan_workspace
from storage.database import Database
from storage.schedules import ScheduleDraft, add_schedule
from storage.schema import migrate
from storage.tables import Occurrence, Workspace
from tests.postgres import running_server

EDUCATORS: Final = 50_000
NOW: Final = datetime(2026, 11, 16, 12, tzinfo=UTC)
COMING: Final = {
    "wed": datetime(2026, 11, 18, 15, 30),
    "fri": datetime(2026, 11, 20, 7, 30),
}
"""When each of the two schedules comes, once in the days that are planned; on anyone's clock."""
COLUMNS: Final = [each.name for each in Occurrence.__table__.columns if each.name != "id"]
KEPT: Final = table("kept", *(column(name) for name in COLUMNS))


@asynccontextmanager
async def open_planning(
    size: Size, folder: Path, *, is_on_postgresql: bool = False
) -> AsyncIterator[Sides]:
    educators = size.of(EDUCATORS, least=len(ZONES))
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if is_on_postgresql:
            server = stack.enter_context(running_server(is_durable=True))
            url = server.url(server.make())
        database = Database(url)
        stack.callback(database.close)
        migrate(database.writing)
        database.write_now(lambda session: _make_district(session, educators))
        tidy(database)
        database.write_now(_plan)
        database.write_now(
            lambda session: session.execute(
                text("CREATE TABLE kept AS SELECT * FROM occurrence WHERE purpose = 'prompt'")
            )
        )
        bare = insert(Occurrence).from_select(COLUMNS, select(*KEPT.c), include_defaults=False)

        async def turn_of_floor() -> Turn:
            _take_back(database)
            cpu, began = time.process_time(), time.perf_counter()
            database.write_now(lambda session: session.execute(bare))
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
            return _came(database, educators, seconds, cpu_s=cpu)

        async def turn_of_ours() -> Turn:
            _take_back(database)
            with watched() as grown:
                cpu, began = time.process_time(), time.perf_counter()
                database.write_now(_plan)
                seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
            return _came(database, educators, seconds, grown_mb=grown.megabytes, cpu_s=cpu)

        yield Sides(turn_of_ours, turn_of_floor)


def _make_district(session: Session, educators: int) -> None:
    met_at = NOW - timedelta(days=30)
    workspace = make_workspace(session, met_at)
    make_educators(session, workspace, educators, met_at)
    welcome_all(session, workspace, met_at)
    for day, local_at in COMING.items():
        draft = ScheduleDraft(
            name=f"Reflection on {day}",
            cadence=weekly([day], local_at.time()),
            from_on=date(2026, 9, 1),
            elements=ELEMENTS,
        )
        add_schedule(session, workspace.id, draft, met_at)


def _plan(session: Session) -> None:
    plan_workspace(session, session.scalars(select(Workspace)).one(), NOW)


def _take_back(database: Database) -> None:
    database.write_now(
        lambda session: (
            session.execute(delete(Occurrence).where(Occurrence.purpose == "prompt")),
            session.execute(update(Workspace).values(planned_at=None)),
        )
    )
    tidy(database)


def _came(database: Database, educators: int, seconds: float, **figures: float) -> Turn:
    """Whether everyone has each prompt at its local time and its instant."""
    planned: Counter[tuple[str, datetime, datetime]] = Counter()
    for zone, local_at, due_at, count in database.read_now(
        lambda session: session.execute(
            select(Occurrence.zone, Occurrence.local_at, Occurrence.due_at, func.count())
            .where(Occurrence.purpose == "prompt", Occurrence.state == "planned")
            .group_by(Occurrence.zone, Occurrence.local_at, Occurrence.due_at)
        ).all()
    ):
        planned[zone, local_at, due_at] = count
    wanted = Counter(
        (zone, local_at, local_at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
        for place in range(educators)
        for zone in [ZONES[(place + 1) % len(ZONES)]]
        for local_at in COMING.values()
    )
    return Turn(seconds, figures, (wanted - planned).total(), (planned - wanted).total())


GOALS: Final = [Goal(RATIO, 1.5), Goal("grown_mb", 16)]
FLOOR: Final = "the bare INSERT … SELECT of the same rows"

ROWS: Final = [
    Row(
        "plan",
        "planning 100,000 occurrences (50,000 educators, two schedules, 12 zones), SQLite",
        FLOOR,
        "s",
        GOALS,
        open_planning,
    ),
    Row(
        "plan-postgresql",
        "planning 100,000 occurrences (50,000 educators, two schedules, 12 zones), PostgreSQL",
        FLOOR,
        "s",
        GOALS,
        partial(open_planning, is_on_postgresql=True),
    ),
]
