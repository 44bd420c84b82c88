"""Where a database's schema stands, told without Alembic: commands start sooner that way.

A migration's file is named as its revision is, and they are numbered in their order.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from sqlalchemy import Engine, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(Enum):
    """Where a database's schema stands beside this version's."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def known_revisions() -> list[str]:
    """Every revision that this version knows, oldest first."""
    return sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None where it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def schema_state(engine: Engine) -> SchemaState:
    """An empty database is behind; one at a revision that nobody here knows is ahead."""
    current, known = current_revision(engine), known_revisions()
    if current == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if current is None or current in known else SchemaState.AHEAD
