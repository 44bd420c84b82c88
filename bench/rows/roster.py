"""Bringing in a roster file, against reading it and inserting the same rows."""

from __future__ import annotations

import csv
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bench.district import A_SCHOOL, make_educators, make_workspace
from bench.memory import watched
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from domain.roster import read_roster
from storage.database import Database
from storage.roster import import_roster
from storage.schema import migrate
from storage.tables import Group, Membership, Person

LINES: Final = 50_000
NOW: Final = datetime(2026, 11, 16, 12, tzinfo=UTC)


@asynccontextmanager
async def _open(size: Size, folder: Path) -> AsyncIterator[Sides]:
    lines = size.of(LINES, least=A_SCHOOL)
    database = Database(f"sqlite:///{folder / 'bench.sqlite3'}")
    migrate(database.writing)
    workspace_id = database.write_now(lambda session: _make_district(session, lines))
    content = _write_file(lines)

    def measured(bring_in: Callable[[Session], object]) -> Turn:
        database.write_now(_take_back)
        with watched() as grown:
            began = time.perf_counter()
            database.write_now(bring_in)
            seconds = time.perf_counter() - began
        members, groups = database.read_now(_count)
        schools = -(-lines // A_SCHOOL)
        figures = {"grown_mb": grown.megabytes}
        return Turn(seconds, figures, max(0, lines - members), abs(schools + 1 - groups))

    async def ours() -> Turn:
        return measured(
            lambda session: import_roster(session, workspace_id, read_roster(content), NOW)
        )

    async def floor() -> Turn:
        return measured(lambda session: _bring_in_bare(session, workspace_id, content))

    yield Sides(ours, floor)
    database.close()


def _make_district(session: Session, educators: int) -> int:
    workspace = make_workspace(session, NOW - timedelta(days=30))
    make_educators(session, workspace, educators, NOW - timedelta(days=30))
    return workspace.id


def _write_file(lines: int) -> bytes:
    """Everyone in a school, each school's first as its leader."""
    rows = ["email,group,parent,role"]
    for number in range(1, lines + 1):
        school, place = divmod(number - 1, A_SCHOOL)
        role = "member" if place else "leader"
        rows.append(f"educator.{number}@lakeview.example,School {school + 1},District,{role}")
    return "\n".join(rows).encode()


def _take_back(session: Session) -> None:
    session.execute(delete(Membership))
    session.execute(delete(Group))


def _count(session: Session) -> tuple[int, int]:
    memberships = session.scalar(select(func.count()).select_from(Membership)) or 0
    groups = session.scalar(select(func.count()).select_from(Group)) or 0
    return memberships, groups


def _bring_in_bare(session: Session, workspace_id: int, content: bytes) -> None:
    """Nothing is checked, and nobody is told what is wrong."""
    rows = list(csv.DictReader(StringIO(content.decode())))
    people = dict(
        session.execute(
            select(Person.email, Person.id).where(Person.workspace_id == workspace_id)
        ).all()
    )
    names = dict.fromkeys([*(row["parent"] for row in rows), *(row["group"] for row in rows)])
    session.execute(insert(Group), [{"workspace_id": workspace_id, "name": name} for name in names])
    groups = dict(session.execute(select(Group.name, Group.id)).all())
    session.execute(
        insert(Membership),
        [
            {
                "group_id": groups[row["group"]],
                "person_id": people[row["email"]],
                "role": row["role"],
            }
            for row in rows
        ],
    )


ROWS: Final = [
    Row(
        "roster",
        "import of a roster of 50,000, SQLite",
        "reading and bulk-inserting the same rows",
        "s",
        [Goal(RATIO, 3)],
        _open,
    )
]
