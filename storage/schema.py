"""Bringing the database to this version's schema."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(Enum):
    """Where a database's schema stands beside this version's."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def migrate(engine: Engine, revision: str = "head") -> tuple[str | None, str | None]:
    """Moves the schema to that revision; gives the revisions before and after."""
    before = current_revision(engine)
    with engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return before, current_revision(engine)


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None where it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this version needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def schema_state(engine: Engine) -> SchemaState:
    """An empty database is behind; one at a revision that nobody here knows is ahead."""
    current = current_revision(engine)
    scripts = ScriptDirectory.from_config(_config())
    if current == scripts.get_current_head():
        return SchemaState.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState.BEHIND if current is None or current in known else SchemaState.AHEAD


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config
