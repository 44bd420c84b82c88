"""What every table has in common. Instants end in `_at` (UTC), dates in `_on`; local times
begin with `local_`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    Integer,
    MetaData,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import UtcInstant


def unique_where(name: str, condition: str, *columns: str) -> Index:
    """An index that keeps rows single where a condition holds."""
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


def index_where(name: str, condition: str, *columns: str) -> Index:
    """Finds the few rows for which a condition holds."""
    where = text(condition)
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def index_where_set(column: str, *more: str) -> Index:
    """Finds those that name a row, where most name none and need no place in it."""
    where = text(f"{column} IS NOT NULL")
    return Index(None, column, *more, sqlite_where=where, postgresql_where=where)


class Table(DeclarativeBase):
    # Names for every constraint, so that a migration can find them on each database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: UtcInstant,
        list[str]: JSON,
        dict[str, Any]: JSON,
        # SQLite counts rows by itself only in a column of exactly this type.
        int: BigInteger().with_variant(Integer(), "sqlite"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
