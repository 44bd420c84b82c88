"""The schema that migrations make is the one that the tables say, on each database."""

from __future__ import annotations

from itertools import pairwise

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint, inspect, text
from sqlalchemy import Table as SchemaTable

from storage.database import Database
from storage.revisions import MIGRATIONS, current_revision, known_revisions
from storage.schema import go_back, migrate, newest_revision
from storage.tables import Table
from tests.conftest import NOW


def test_from_empty_to_the_newest_and_again_changes_nothing(empty: Database) -> None:
    assert current_revision(empty.writing) is None
    assert migrate(empty.writing) == (None, newest_revision())
    assert migrate(empty.writing) == (newest_revision(), newest_revision())


def differences(database: Database) -> list[object]:
    with database.writing.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "render_as_batch": True,
                # Procrastinate's tables are its own affair.
                "include_name": lambda name, kind, _: (
                    not (kind == "table" and name.startswith("procrastinate_"))
                ),
            },
        )
        return list(compare_metadata(context, Table.metadata))


def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    assert differences(database) == []


@pytest.mark.parametrize(("before", "after"), list(pairwise(known_revisions())))
def test_each_step_goes_there_and_back(empty: Database, before: str, after: str) -> None:
    migrate(empty.writing, before)
    tables = set(inspect(empty.writing).get_table_names())
    assert migrate(empty.writing, after) == (before, after)
    go_back(empty.writing, before)
    assert current_revision(empty.writing) == before
    assert set(inspect(empty.writing).get_table_names()) == tables
    assert migrate(empty.writing) == (before, newest_revision())


@pytest.mark.parametrize("revision", known_revisions()[:-1])
def test_from_each_earlier_revision_nothing_is_lost_and_there_is_a_way_back(
    empty: Database, revision: str
) -> None:
    assert migrate(empty.writing, revision) == (None, revision)
    before = set(inspect(empty.writing).get_table_names())
    with empty.writing.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO workspace (slack_id, name, bot_slack_id, installed_at, plan_wanted_at,"
                " refuses_charts, floor, day_order, is_day_order_chosen)"
                " VALUES ('T1', 'L', 'U', :now, :now, :no, 5, 'month-first', :no)"
            ),
            {"now": NOW.isoformat(sep=" "), "no": False},
        )
    assert migrate(empty.writing) == (revision, newest_revision())
    assert differences(empty) == []
    go_back(empty.writing, revision)
    assert current_revision(empty.writing) == revision
    assert set(inspect(empty.writing).get_table_names()) == before
    with empty.reading.connect() as connection:
        assert connection.scalar(text("SELECT name FROM workspace")) == "L"


def test_revisions_are_numbered_in_their_order() -> None:
    names = known_revisions()
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == newest_revision() == names[-1]


def test_whoever_names_a_row_that_goes_is_found_by_an_index() -> None:
    """Else each row that goes has its table's whole length read, on either database."""
    unfound = [
        f"{table.name}.{key.parent.name}"
        for table in Table.metadata.sorted_tables
        for key in table.foreign_keys
        if key.parent.name not in _found_by(table)
    ]
    assert unfound == []


def _found_by(table: SchemaTable) -> set[str]:
    """The columns that an index of all rows, or of all in which it is set, begins with."""
    found = set()
    for each in (*table.indexes, *table.constraints):
        if isinstance(each, Index | UniqueConstraint | PrimaryKeyConstraint):
            first = next(iter(each.columns)).name
            where = each.dialect_options["sqlite"].get("where") if isinstance(each, Index) else None
            if where is None or str(where) == f"{first} IS NOT NULL":
                found.add(first)
    return found
