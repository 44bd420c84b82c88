"""A PostgreSQL server that goes away, that is busy, that others use meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.database import Database
from storage.faults import CannotSave
from storage.limits import Limits
from storage.schema import migrate
from storage.tables import Workspace
from tests.postgres import Server, running_server
from tests.storage.test_database import adding, count

IN_TIME_SECONDS = 2.9
"""Of Slack's three."""


@pytest.fixture
def backend() -> str:
    return "postgresql"


@pytest.fixture(scope="module")
def fragile() -> Iterator[Server]:
    """A server that may be stopped."""
    with running_server() as server:
        made = Database(server.url(server.make("plnudge")))
        migrate(made.writing)
        made.close()
        yield server


@pytest.fixture
def there(fragile: Server) -> Iterator[Database]:
    database = Database(fragile.url("plnudge"))
    yield database
    database.close()
    fragile.empty("plnudge")


# A server that goes away


async def test_after_a_restart_it_goes_on_as_if_nothing_had_been(
    fragile: Server, there: Database
) -> None:
    await asyncio.gather(*(there.write(adding(f"T{place}")) for place in range(8)))
    assert await count(there) == 8
    fragile.stop()
    fragile.start()
    assert await count(there) == 8
    assert await there.write(adding("T8")) == "T8"


async def test_whoever_writes_while_it_is_away_is_told_in_time_and_nothing_is_kept(
    fragile: Server, there: Database
) -> None:
    await there.write(adding("T1"))
    fragile.stop()
    began = time.monotonic()
    told = await asyncio.gather(
        there.write(adding("T2")), there.read(count_now), return_exceptions=True
    )
    assert time.monotonic() - began < IN_TIME_SECONDS
    assert [type(each) for each in told] == [CannotSave, CannotSave]
    fragile.start()
    assert await count(there) == 1


async def test_a_short_restart_is_waited_for(fragile: Server, there: Database) -> None:
    await there.write(adding("T1"))
    fragile.stop()
    waiting = asyncio.create_task(there.write(adding("T2")))
    await asyncio.to_thread(fragile.start)
    assert await waiting == "T2"


@pytest.mark.parametrize("is_committed", [True, False])
async def test_what_breaks_while_it_commits_is_kept_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    breaks = iter([True])
    commit = database.writing.dialect.do_commit

    def break_off(connection: Any) -> None:
        if not next(breaks, False):
            commit(connection)
            return
        if is_committed:
            commit(connection)
        connection.dbapi_connection.close()
        raise psycopg.OperationalError("the connection is lost")

    await database.write(adding("T0"))
    monkeypatch.setattr(database.writing.dialect, "do_commit", break_off)
    assert await database.write(adding("T1")) == "T1"
    assert next(breaks, None) is None
    assert await count(database) == 2


async def test_where_nobody_can_tell_what_was_kept_nobody_says_that_nothing_was(
    fragile: Server, there: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(connection: Any) -> None:
        fragile.stop()
        connection.dbapi_connection.close()
        raise psycopg.OperationalError("the connection is lost")

    with monkeypatch.context() as patch:
        patch.setattr(there.writing.dialect, "do_commit", vanish)
        with pytest.raises(CannotSave) as told:
            await there.write(adding("T1"))
    assert told.value.may_be_kept
    fragile.start()


# A server that is busy or full


async def test_whoever_waits_for_a_row_that_another_holds_is_told_in_time(
    database: Database, database_url: str
) -> None:
    await database.write(adding("T1"))
    with psycopg.connect(database_url) as other:
        other.execute("UPDATE workspace SET name = 'held'")
        began = time.monotonic()
        with pytest.raises(CannotSave):
            await database.write(lambda session: session.execute(update(Workspace).values(name="")))
        assert time.monotonic() - began < IN_TIME_SECONDS
        other.rollback()


async def test_a_statement_that_takes_too_long_is_broken_off(database_url: str) -> None:
    database = Database(database_url, Limits(statement_seconds=1))
    with pytest.raises(CannotSave):
        await database.read(lambda session: session.execute(text("SELECT pg_sleep(30)")).all())
    database.close()


async def test_a_full_disk_takes_nothing_and_says_so(database: Database) -> None:
    def fill(session: Session) -> None:
        adding("T1")(session)
        session.flush()
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$"))

    with pytest.raises(CannotSave) as told:
        await database.write(fill)
    assert told.value.is_full
    assert await count(database) == 0


# Side by side


def test_readers_do_not_wait_for_writers_and_see_one_moment(database: Database) -> None:
    database.write_now(adding("T1"))

    def read(session: Session) -> tuple[int, int]:
        before = count_now(session)
        database.write_now(adding("T2"))
        return before, count_now(session)

    with Session(database.writing) as writer, writer.begin():
        adding("T3")(writer)
        writer.flush()
        assert database.read_now(count_now) == 1
        assert database.read_now(read) == (1, 1)


def test_a_reader_can_not_write(database: Database) -> None:
    with (
        Session(database.reading) as session,
        pytest.raises(DBAPIError, match="read-only"),
    ):
        session.execute(text("DELETE FROM workspace"))


def test_the_first_app_is_alone_until_it_lets_others_in(database_url: str) -> None:
    first, second, third = (Database(database_url) for _ in range(3))
    with first.held() as is_alone:
        assert is_alone
        with ThreadPoolExecutor(1) as threads:
            entering = threads.submit(enter, second)
            until_it_waits(first)
            assert not entering.done()
            first.let_others_in()
            assert entering.result(timeout=5) is False
    with third.held() as is_alone:
        assert is_alone
    for each in (first, second, third):
        each.close()


def enter(database: Database) -> bool:
    with database.held() as is_alone:
        return is_alone


def until_it_waits(database: Database) -> None:
    """Until somebody waits for a lock that another has."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not database.read_now(lambda session: session.scalar(waiting)):
        pass


def count_now(session: Session) -> int:
    return len(session.scalars(select(Workspace.id)).all())
