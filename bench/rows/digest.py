"""A week's digest of a district, against its bare SQL, and against that of a young district."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench.district import make_educators, make_entries, make_goals, make_schools, make_workspace
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from domain.periods import Period
from domain.weeks import Week
from storage.database import Database
from storage.digests import PeriodFigures, load_digest
from storage.schema import migrate
from storage.tables import Group

EDUCATORS: Final = 2000
A_WEEK: Final = 2
"""Entries of each educator."""
MANY_WEEKS: Final = 250
"""A million entries."""
FEW_WEEKS: Final = 25
NOW: Final = datetime(2026, 11, 16, 12, tzinfo=UTC)
PERIOD: Final = Period(Week.of(NOW.date()).before(1))

_THEIRS: Final = """
    WITH RECURSIVE inside(id) AS (
        SELECT id FROM educator_group WHERE parent_id IS NULL
        UNION SELECT g.id FROM educator_group g JOIN inside ON g.parent_id = inside.id
    ), crowd(id) AS (
        SELECT DISTINCT m.person_id FROM membership m JOIN inside ON m.group_id = inside.id
        JOIN person p ON p.id = m.person_id
        WHERE (m.left_on IS NULL OR m.left_on >= :first) AND p.is_educator
    )
"""
_OF_WEEK: Final = """
    FROM crowd CROSS JOIN entry e
    WHERE e.person_id = crowd.id AND e.happened_on BETWEEN :first AND :last
        AND e.deleted_at IS NULL
"""
"""From the people on: SQLite, which knows no better, would read all there is of a part."""
_OF_PARTS: Final = """
    FROM crowd CROSS JOIN entry e CROSS JOIN {table} k
    WHERE e.person_id = crowd.id AND e.happened_on BETWEEN :first AND :last
        AND e.deleted_at IS NULL AND k.entry_id = e.id
"""
_BARE: Final = [
    f"{_THEIRS} SELECT count(DISTINCT e.person_id), count(*), sum(e.minutes) {_OF_WEEK}",
    *(
        f"{_THEIRS} SELECT e.{column}, count(*), sum(e.minutes) {_OF_WEEK} GROUP BY e.{column}"
        for column in ("mode", "network_act", "reach")
    ),
    *(
        f"{_THEIRS} SELECT k.{key}, count(*), sum(e.minutes)"
        f" {_OF_PARTS.format(table=f'entry_{key}')} GROUP BY k.{key}"
        for key in ("element", "skill")
    ),
    _THEIRS + """SELECT
            count(*) FILTER (WHERE g.set_on BETWEEN :first AND :last),
            count(*) FILTER (WHERE g.closed_on BETWEEN :first AND :last AND g.state = 'met')
        FROM crowd JOIN goal g ON g.person_id = crowd.id WHERE g.deleted_at IS NULL""",
    _THEIRS + """SELECT count(*) FROM crowd JOIN goal g ON g.person_id = crowd.id
        WHERE g.deleted_at IS NULL AND (
            EXISTS (SELECT 1 FROM check_in c WHERE c.goal_id = g.id AND c.deleted_at IS NULL
                AND c.checked_on BETWEEN :first AND :last)
            OR EXISTS (SELECT 1 FROM entry e WHERE e.goal_id = g.id AND e.deleted_at IS NULL
                AND e.happened_on BETWEEN :first AND :last))""",  # noqa: S608
    _THEIRS + """SELECT
            count(*) FILTER (WHERE o.sent_at IS NOT NULL),
            count(*) FILTER (WHERE o.state = 'answered')
        FROM crowd JOIN occurrence o ON o.person_id = crowd.id
            AND o.local_at >= :first AND o.local_at < :next
        WHERE o.purpose = 'prompt' AND NOT o.is_test""",
]  # fmt: skip
"""The figures of one group and week as they are, whomever they give away; entries first."""


@dataclass(frozen=True)
class _Week:
    """What both ways must agree on."""

    participants: int
    entries: int
    minutes: int


def make_district(file: Path, *, educators: int, weeks: int) -> Database:
    """Schools of 50, and weeks in which everyone logged twice."""
    database = Database(f"sqlite:///{file}")
    migrate(database.writing)
    met_at = NOW - timedelta(weeks=weeks + 1)

    def furnish(session: Session) -> None:
        workspace = make_workspace(session, met_at)
        make_educators(session, workspace, educators, met_at)
        make_schools(session, workspace)
        goals_set_on = NOW.date() - timedelta(weeks=3)
        make_goals(session, workspace, NOW, set_on=goals_set_on)
        make_entries(session, workspace, NOW, until=NOW.date(), weeks=weeks, a_week=A_WEEK)

    database.write_now(furnish)
    return database


def _tell(session: Session) -> list[_Week]:
    """Our digest of the whole district: the week, and the four before."""
    district = session.scalars(select(Group).where(Group.parent_id.is_(None))).one()
    told = load_digest(session, [district], PERIOD, today=NOW.date()).told
    if not isinstance(told, PeriodFigures):
        return []
    return [
        _Week(week.participants or 0, week.entries or 0, week.minutes or 0)
        for week in (*told.before, *told.weeks)
    ]


def _count(session: Session) -> list[_Week]:
    """The same figures by bare SQL."""
    weeks = []
    for week in (*PERIOD.weeks_before, *PERIOD.weeks):
        days = {"first": week.monday, "last": week.sunday, "next": week.next_monday}
        totals, *_ = [session.execute(text(each), days).all() for each in _BARE]
        weeks.append(_Week(*totals[0]))
    return weeks


def take_turn(database: Database, *, bare: bool = False) -> Turn:
    """Tells the digest, or its bare figures, and whether the two agree."""
    cpu, began = time.process_time(), time.perf_counter()
    weeks = database.read_now(_count if bare else _tell)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    right = database.read_now(_count)
    return Turn(seconds, {"cpu_s": cpu}, max(0, len(right) - len(weeks)), int(weeks != right))


@asynccontextmanager
async def _open(size: Size, folder: Path) -> AsyncIterator[Sides]:
    database = make_district(
        folder / "old.sqlite3",
        educators=size.of(EDUCATORS, least=20),
        weeks=size.of(MANY_WEEKS, least=10),
    )

    async def ours() -> Turn:
        return take_turn(database)

    async def floor() -> Turn:
        return take_turn(database, bare=True)

    yield Sides(ours, floor)
    database.close()


@asynccontextmanager
async def _open_years(size: Size, folder: Path) -> AsyncIterator[Sides]:
    educators = size.of(EDUCATORS, least=20)
    old, young = (
        make_district(
            folder / f"{name}.sqlite3", educators=educators, weeks=size.of(weeks, least=10)
        )
        for name, weeks in (("old", MANY_WEEKS), ("young", FEW_WEEKS))
    )

    async def ours() -> Turn:
        return take_turn(old)

    async def floor() -> Turn:
        return take_turn(young)

    yield Sides(ours, floor)
    old.close()
    young.close()


ROWS: Final = [
    Row(
        "digest",
        "a week's digest of 2,000 educators in 40 schools over 1,000,000 entries, SQLite",
        "the bare SQL of its figures, whomever they give away",
        "s",
        [Goal(RATIO, 1.3)],
        _open,
    ),
    Row(
        "digest-years",
        "the same digest over 1,000,000 entries",
        "over 100,000, as many a week",
        "s",
        [Goal(RATIO, 1.2)],
        _open_years,
    ),
]
