"""A SQLite file that others write, that is full, that is read meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.database import Database
from storage.faults import CannotSave
from storage.tables import Workspace
from tests.storage.test_database import adding, count


@pytest.fixture
def backend() -> str:
    return "sqlite"


async def test_a_write_waits_for_another_process_that_writes(
    database: Database, database_file: Path
) -> None:
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(database.write(adding("T1")))
        await asyncio.sleep(0)
        assert not waiting.done()
        other.execute("COMMIT")
        assert await waiting == "T1"


async def test_whoever_cannot_save_in_time_is_told_and_whoever_came_late_waits_once_more(
    database: Database, database_file: Path
) -> None:
    await database.write(lambda session: session.execute(text("PRAGMA busy_timeout=1000")).all())
    with closing(sqlite3.connect(database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        early = [asyncio.create_task(database.write(adding(f"T{place}"))) for place in range(3)]
        await asyncio.sleep(0.5)
        late = asyncio.create_task(database.write(adding("T-late")))
        told = await asyncio.gather(*early, return_exceptions=True)
        assert [type(each) for each in told] == [CannotSave] * 3
        assert not late.done()
        other.execute("COMMIT")
        assert await late == "T-late"
    assert await count(database) == 1


async def test_a_full_database_takes_nothing_and_says_so(database: Database) -> None:
    pages = await database.write(lambda session: session.scalar(text("PRAGMA page_count")))
    await database.write(
        lambda session: session.execute(text(f"PRAGMA max_page_count={pages}")).all()
    )
    with pytest.raises(CannotSave) as told:
        await database.write(adding("T" * 100_000))
    assert told.value.is_full
    assert await count(database) == 0
    await database.write(
        lambda session: session.execute(text("PRAGMA max_page_count=1000000")).all()
    )
    assert await database.write(adding("T1")) == "T1"


def test_foreign_keys_hold_and_readers_do_not_wait_for_writers(database: Database) -> None:
    with Session(database.writing) as writer, writer.begin():
        adding("T1")(writer)
        writer.flush()
        assert writer.scalar(text("PRAGMA foreign_keys")) == 1
        assert writer.scalar(text("PRAGMA journal_mode")) == "wal"
        found = database.read_now(
            lambda session: session.scalar(select(func.count()).select_from(Workspace))
        )
        assert found == 0
