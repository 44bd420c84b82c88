"""The schema that migrations make is the one that the tables say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage.database import Database
from storage.revisions import current_revision, known_revisions
from storage.schema import go_back, migrate, newest_revision
from storage.tables import Table


def test_from_empty_to_the_newest_and_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert current_revision(database.writing) is None
    assert migrate(database.writing) == (None, newest_revision())
    assert migrate(database.writing) == (newest_revision(), newest_revision())
    database.close()


@pytest.mark.parametrize(("before", "after"), list(pairwise(known_revisions())))
def test_each_step_goes_there_and_back(tmp_path: Path, before: str, after: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'step.sqlite3'}")
    migrate(database.writing, before)
    tables = inspect(database.writing).get_table_names()
    assert migrate(database.writing, after) == (before, after)
    go_back(database.writing, before)
    assert current_revision(database.writing) == before
    assert inspect(database.writing).get_table_names() == tables
    assert migrate(database.writing) == (before, newest_revision())
    database.close()


def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    with database.writing.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True}
        )
        assert compare_metadata(context, Table.metadata) == []


def test_revisions_are_numbered_in_their_order() -> None:
    names = known_revisions()
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert names[-1] == newest_revision()
