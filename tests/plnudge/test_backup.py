"""A backup is whole though the app writes meanwhile, and the way back loses nothing and doubles
nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.people import get_person
from storage.schema import go_back
from storage.tables import Occurrence, Person, Workspace
from tests.conftest import NOW, due_prompt
from tests.plnudge.conftest import Call


def people_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute("SELECT count(*) FROM person").fetchone()[0]
    return count


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept(
    call: Call, database: Database, lakeview: int, database_file: Path
) -> None:
    there = people_in(database_file)
    written = call("backup", "--out", "copy.sqlite3", "--json").value
    assert written["bytes"] == Path("copy.sqlite3").stat().st_size
    assert Path("copy.sqlite3").stat().st_mode & 0o077 == 0
    database.write_now(lambda session: session.delete(session.scalars(select(Person)).first()))
    database.close()
    restored = call("restore", "copy.sqlite3", "--json").value
    assert people_in(database_file) == there
    assert people_in(Path(restored["kept"])) == there - 1


def test_a_backup_is_of_one_moment_though_a_writer_is_in_the_middle_of_something(
    call: Call, database: Database, lakeview: int, database_file: Path
) -> None:
    there = people_in(database_file)
    with closing(sqlite3.connect(database_file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM person WHERE id = 1")
        assert call("backup", "--out", "copy.sqlite3").exit_code == 0
        writer.execute("COMMIT")
    assert people_in(Path("copy.sqlite3")) == there


def test_what_fell_due_since_the_backup_is_looked_for_before_it_is_sent(
    call: Call, database: Database, lakeview: int
) -> None:
    def plan(session: Session) -> None:
        person = get_person(session, lakeview, "UANA")
        for days in (-3, 3650):
            session.add(due_prompt(person.id, NOW + timedelta(days=days)))

    database.write_now(plan)
    assert call("backup", "--out", "copy.sqlite3").exit_code == 0
    database.close()
    assert call("restore", "copy.sqlite3", "--json").value["looked_for"] == 1
    states = database.read_now(
        lambda session: session.scalars(
            select(Occurrence.is_unsettled).order_by(Occurrence.due_at)
        ).all()
    )
    assert states == [True, False]


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    call: Call, database: Database, lakeview: int, database_file: Path
) -> None:
    go_back(database.writing, "0001_first_tables")
    assert call("backup", "--out", "old.sqlite3", "--json").value["revision"] == "0001_first_tables"
    database.close()
    assert call("restore", "old.sqlite3", "--json").value["revision"] != "0001_first_tables"
    assert call("role", "list").exit_code == 0


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_what_is_no_backup_is_refused_and_changes_nothing(
    call: Call, database: Database, lakeview: int, database_file: Path, content: bytes | None
) -> None:
    before = people_in(database_file)
    if content is not None:
        Path("copy.sqlite3").write_bytes(content)
    refused = call("restore", "copy.sqlite3")
    assert refused.exit_code == 1
    assert "copy.sqlite3" in refused.stderr
    assert people_in(database_file) == before


def test_it_is_refused_while_the_app_runs(call: Call, database: Database, lakeview: int) -> None:
    assert call("backup", "--out", "copy.sqlite3").exit_code == 0
    with database.held():
        refused = call("restore", "copy.sqlite3")
    assert refused.exit_code == 1
    assert "runs" in refused.stderr
    assert database.read_now(lambda session: session.scalars(select(Workspace)).all())


def test_a_file_that_is_there_is_not_written_over(
    call: Call, database: Database, lakeview: int
) -> None:
    Path("copy.sqlite3").write_text("mine")
    refused = call("backup", "--out", "copy.sqlite3")
    assert (refused.exit_code, Path("copy.sqlite3").read_text()) == (1, "mine")
    full = call("backup", "--out", "/dev/full/copy.sqlite3")
    assert full.exit_code == 1


def test_a_server_s_records_are_not_copied_by_us(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/plnudge")
    for words in (("backup",), ("restore", "copy.sqlite3")):
        refused = call(*words)
        assert refused.exit_code == 1
        assert "pg_dump" in refused.stderr
