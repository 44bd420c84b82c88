"""Several processes that bring one PostgreSQL database to their schema."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from domain.errors import BadInput
from storage import schema
from storage.database import Database
from storage.postgresql import MIGRATION_KEY
from storage.revisions import current_revision, known_revisions
from storage.schema import migrate, newest_revision
from tests.storage.test_migrations import differences


@pytest.fixture
def backend() -> str:
    return "postgresql"


def test_several_that_migrate_at_once_do_it_once(empty: Database, empty_url: str) -> None:
    others = [Database(empty_url) for _ in range(3)]
    with ThreadPoolExecutor(len(others)) as threads:
        done = list(threads.map(lambda each: migrate(each.writing)[1], others))
    assert done == [newest_revision()] * len(others)
    assert differences(empty) == []
    for each in others:
        each.close()


def test_whoever_waits_too_long_for_another_that_migrates_is_told(
    empty: Database, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "TURN_SECONDS", 1)
    with psycopg.connect(empty_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_KEY])
        with pytest.raises(BadInput, match="Another PLNudge changes the schema"):
            migrate(empty.writing)
    assert current_revision(empty.writing) is None


def test_a_migration_that_fails_half_way_leaves_nothing(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = known_revisions()[0]

    def stumble(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr("alembic.runtime.migration.MigrationContext.run_migrations", stumble)
    with pytest.raises(RuntimeError):
        migrate(empty.writing, first)
    assert current_revision(empty.writing) is None


def enums(database: Database) -> list[tuple[str, str]]:
    with database.reading.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid"
                " ORDER BY typname, enumsortorder"
            )
        )
        return [(row.typname, row.enumlabel) for row in rows]


def test_a_server_before_17_gets_the_same_enums(
    empty: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty.writing.connect() as connection:
        dialect = connection.dialect
    monkeypatch.setattr(dialect, "server_version_info", (15, 18))
    migrate(empty.writing)
    assert enums(empty) == enums(database)
    assert enums(database)
    assert differences(empty) == []
