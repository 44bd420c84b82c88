"""Moving all records from a SQLite file to PostgreSQL, in one transaction that is checked.

Foreign keys look away while rows come in, since some refer to rows of their own table that
come later; put back at the end, they check every row. Then each table is read anew from both
sides, and the two must be the same to the last character.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy import Table as TableOfColumns
from sqlalchemy import table as named_table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import AddConstraint, DropConstraint

from domain.errors import BadInput
from storage.revisions import SchemaState, current_revision, schema_state
from storage.schema import migrate
from storage.tables import Table

AT_ONCE: Final = 1000
"""Rows that are read, and written, together."""


@dataclass(frozen=True)
class MovedTable:
    """What a table held on both sides."""

    name: str
    rows: int
    checksum: str
    """SHA-256 over all its rows, in order."""


def check_target(target: Engine) -> None:
    """Raises BadInput where there is anything in it."""
    tables = set(inspect(target).get_table_names())
    if not tables:
        return
    if current_revision(target) is None:
        raise BadInput(
            f"There is something in that database already (the table {min(tables)}): make one "
            "that is PLNudge's own."
        )
    if schema_state(target) is SchemaState.AHEAD:
        raise BadInput("That database is at a newer schema than this version: update PLNudge.")
    with target.connect() as connection:
        for name in sorted(tables - {"alembic_version"}):
            if connection.scalar(select(literal(1)).select_from(named_table(name)).limit(1)):
                raise BadInput(
                    f"There are records in that database already (in the table {name}): move "
                    "into an empty one."
                )


def count_rows(source: Engine) -> list[MovedTable]:
    """What would be moved."""
    with source.connect() as connection:
        return [_sum_up(connection, table) for table in Table.metadata.sorted_tables]


def move_all(source: Engine, target: Engine) -> list[MovedTable]:
    """Copies every row, and sets every sequence behind the last of them.

    `source` is one whose transactions keep writers out. Raises BadInput, and leaves no row
    behind, where the target holds anything, and where the two are not the same afterwards.
    """
    check_target(target)
    migrate(target)
    with source.connect() as here, target.connect() as connection:
        there = connection.execution_options(isolation_level="READ COMMITTED")
        try:
            with there.begin():
                there.execute(text("SET LOCAL statement_timeout = 0"))
                return _move(here, there)
        except IntegrityError as error:
            raise BadInput(
                f"PostgreSQL refuses what is in the file ({error.orig}): nothing was moved."
            ) from error


def _move(here: Connection, there: Connection) -> list[MovedTable]:
    tables = Table.metadata.sorted_tables
    # Nobody else may write there either, from here on.
    for table in tables:
        there.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))
        if _count(there, table):
            raise BadInput(f"Somebody else writes to that database (in the table {table.name}).")
    keys = [key for table in tables for key in table.foreign_key_constraints]
    for key in keys:
        there.execute(DropConstraint(key))
    for table in tables:
        _copy(here, there, table)
    for key in keys:
        there.execute(AddConstraint(key, isolate_from_table=False))
    moved = []
    for table in tables:
        sent, arrived = _sum_up(here, table), _sum_up(there, table)
        if sent != arrived:
            raise BadInput(
                f"The table {table.name} did not arrive as it was ({sent.rows} rows sent, "
                f"{arrived.rows} arrived): nothing was moved."
            )
        moved.append(arrived)
    # Else the first plans would be made as if the tables were empty.
    there.execute(text("ANALYZE"))
    return moved


def _copy(here: Connection, there: Connection, table: TableOfColumns) -> None:
    for rows in _read(here, table).mappings().partitions():
        there.execute(insert(table), [dict(row) for row in rows])
    last = there.scalar(select(func.max(table.c.id)))
    if last is not None:
        there.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": f'"{table.name}"', "last": last},
        )


def _sum_up(connection: Connection, table: TableOfColumns) -> MovedTable:
    digest, count = hashlib.sha256(), 0
    for row in _read(connection, table):
        # Each side's driver gives the same Python values, instants in UTC among them.
        digest.update(f"{tuple(row)!r}\n".encode())
        count += 1
    return MovedTable(table.name, count, digest.hexdigest())


def _read(connection: Connection, table: TableOfColumns) -> CursorResult[Any]:
    in_order = select(table).order_by(table.c.id)
    return connection.execute(in_order.execution_options(yield_per=AT_ONCE))


def _count(connection: Connection, table: TableOfColumns) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
