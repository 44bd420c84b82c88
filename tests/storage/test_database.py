"""What is written is committed, alone or together."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.database import Database
from storage.faults import CannotSave
from storage.tables import Workspace
from tests.conftest import NOW


@pytest.fixture
def kind() -> str:
    return "sqlite"


def adding(name: str) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        session.add(
            Workspace(
                slack_id=name, name=name, bot_slack_id="U", installed_at=NOW, plan_wanted_at=NOW
            )
        )
        return name

    return work


async def count(database: Database) -> int:
    return await database.read(
        lambda session: session.scalar(select(func.count()).select_from(Workspace)) or 0
    )


async def test_what_was_written_is_there_for_another_process(
    database: Database, database_file: Path
) -> None:
    await database.write(adding("T1"))
    with closing(sqlite3.connect(database_file)) as other:
        assert other.execute("SELECT slack_id FROM workspace").fetchall() == [("T1",)]


async def test_writes_that_wait_together_all_land(database: Database) -> None:
    names = [f"T{number}" for number in range(50)]
    kept = await asyncio.gather(*(database.write(adding(name)) for name in names))
    assert list(kept) == names
    assert await count(database) == 50


async def test_one_write_that_fails_spoils_no_other(database: Database) -> None:
    def refuse(session: Session) -> None:
        adding("T-half-done")(session)
        raise BadInput("No.")

    writes = [adding("T1"), refuse, adding("T2"), adding("T1"), adding("T3")]
    kept = await asyncio.gather(*(database.write(work) for work in writes), return_exceptions=True)
    assert [kept[0], kept[2], kept[4]] == ["T1", "T2", "T3"]
    assert isinstance(kept[1], BadInput)
    assert "UNIQUE" in str(kept[3])
    assert await count(database) == 3


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


def test_a_closed_database_has_written_what_waited(database_file: Path) -> None:
    database = Database(f"sqlite:///{database_file}")

    async def leave() -> None:
        task = asyncio.ensure_future(database.write(adding("T1")))
        await asyncio.sleep(0)
        database.close()
        await task

    asyncio.run(leave())
    with closing(sqlite3.connect(database_file)) as other:
        assert other.execute("SELECT count(*) FROM workspace").fetchone() == (1,)


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


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "plnudge.db"])
def test_an_address_that_is_no_sqlite_file_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match=r"sqlite:///plnudge\.sqlite3"):
        Database(url)


def test_an_error_tells_nothing_of_what_somebody_wrote(database: Database) -> None:
    def write(session: Session) -> None:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "planted words"})

    with pytest.raises(OperationalError) as failed:
        database.write_now(write)
    assert "planted words" not in str(failed.value)
