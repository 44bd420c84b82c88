"""Which rows are somebody's: those that hang on their row in `person`, in whatever table.

Found from the tables themselves, so that a table which is added later is handed over and
erased with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from storage.tables import Person, Table

PERSON: Final = Table.metadata.tables[Person.__tablename__]
_NOT_WHOSE: Final = frozenset({"look.reader_id"})
"""Somebody else's row that only mentions them."""


def rows_of(session: Session, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows that are theirs, by table, as plain values; people in them by their Slack id."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for table, is_theirs in owned_tables(person_id):
        found = session.execute(select(table).where(is_theirs).order_by(table.c.id)).mappings()
        rows[table.name] = [dict(row) for row in found]
    _name_people(session, rows)
    return rows


def owned_tables(person_id: int) -> Iterator[tuple[SqlTable, ColumnElement[bool]]]:
    """Every table that holds rows of people, with what makes one of them theirs."""
    for table in Table.metadata.sorted_tables:
        is_theirs = _is_theirs(table, person_id)
        if is_theirs is not None:
            yield table, is_theirs


def _is_theirs(table: SqlTable, person_id: int) -> ColumnElement[bool] | None:
    keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
    for key in keys:
        if key.column.table is PERSON and f"{table.name}.{key.parent.name}" not in _NOT_WHOSE:
            return key.parent == person_id
    for key in keys:
        parent = key.column.table
        is_parents = None if parent is table else _is_theirs(parent, person_id)
        if is_parents is not None and key.ondelete == "CASCADE":
            return key.parent.in_(select(parent.c.id).where(is_parents))
    return None


def _name_people(session: Session, rows: dict[str, list[dict[str, Any]]]) -> None:
    for name, found in rows.items():
        for key in Table.metadata.tables[name].foreign_keys:
            if key.column.table is PERSON:
                ids = {row[key.parent.name] for row in found}
                slack_ids = dict(
                    session.execute(
                        select(Person.id, Person.slack_id).where(Person.id.in_(ids))
                    ).all()
                )
                for row in found:
                    row[key.parent.name] = slack_ids.get(row[key.parent.name])
