"""Which rows are somebody's: those that hang on their row in `person`, in whatever table.

Found from the tables themselves, so that a table which is added later is handed over and
erased with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, or_, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from storage.tables import Person, Table

PERSON: Final = Table.metadata.tables[Person.__tablename__]
_NOT_WHOSE: Final = frozenset(
    {
        "look.reader_id",
        "evaluation.peer_id",
        "credit_rule.added_by_id",
        "credit_terms.added_by_id",
    }
)
"""Somebody else's row that only mentions them."""
_TWO_PEOPLE_S: Final = frozenset(
    {"evaluation_step", "evaluation_response", "evaluation_comment", "credit_step"}
)
"""Theirs who wrote it, and theirs whose evaluation it is about."""


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
    wrote = next((key.parent == person_id for key in keys if _says_whose(table, key)), None)
    if wrote is None:
        return _is_of_theirs(table, person_id)
    if table.name not in _TWO_PEOPLE_S:
        return wrote
    is_about_them = _is_of_theirs(table, person_id)
    return wrote if is_about_them is None else or_(wrote, is_about_them)


def _says_whose(table: SqlTable, key: ForeignKey) -> bool:
    return key.column.table is PERSON and f"{table.name}.{key.parent.name}" not in _NOT_WHOSE


def _is_of_theirs(table: SqlTable, person_id: int) -> ColumnElement[bool] | None:
    """It goes with a row that is theirs."""
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
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
