"""While a new version takes over, the one before it runs on the new schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from sqlalchemy import Table as SqlTable

from storage.database import Database
from storage.revisions import MIGRATIONS
from storage.schema import migrate

Schema = dict[str, SqlTable]


def schema_of(database: Database, revision: str) -> Schema:
    migrate(database.writing, revision)
    found = MetaData()
    found.reflect(database.reading)
    return dict(found.tables)


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Schema]]]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('rolling') / 'a.sqlite3'}")
    try:
        oldest_first = reversed(list(ScriptDirectory(MIGRATIONS).walk_revisions()))
        yield [(each.revision, schema_of(database, each.revision)) for each in oldest_first]
    finally:
        database.close()


def test_a_migration_takes_nothing_away_that_the_version_before_writes_or_reads(
    schemas: list[tuple[str, Schema]],
) -> None:
    wrong = []
    for (_, before), (revision, after) in pairwise(schemas):
        for name, table in before.items():
            if name not in after:
                wrong.append(f"{revision} drops the table {name}")
                continue
            wrong += [
                f"{revision} drops {name}.{column.name}"
                for column in table.columns
                if column.name not in after[name].columns
            ]
    assert not wrong, "\n".join(wrong)


def test_a_migration_adds_no_column_that_the_version_before_would_have_to_fill(
    schemas: list[tuple[str, Schema]],
) -> None:
    wrong = []
    for (_, before), (revision, after) in pairwise(schemas):
        for name, table in before.items():
            wrong += [
                f"{revision} adds {name}.{column.name}, which must not be empty and has no default"
                for column in after.get(name, table).columns
                if column.name not in table.columns
                and not column.nullable
                and column.server_default is None
            ]
            wrong += [
                f"{revision} says that {name}.{column.name} must not be empty, as it may have been"
                for column in after.get(name, table).columns
                if not column.nullable and table.columns.get(column.name, column).nullable
            ]
    assert not wrong, "\n".join(wrong)
