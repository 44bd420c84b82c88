"""Bringing the database to this version's schema."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from storage.revisions import MIGRATIONS, current_revision


def migrate(engine: Engine, revision: str = "head") -> tuple[str | None, str | None]:
    """Moves the schema to that revision; gives the revisions before and after."""
    before = current_revision(engine)
    _let_readers_in(engine)
    with engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return before, current_revision(engine)


def go_back(engine: Engine, revision: str) -> None:
    """Undoes what came after that revision, with what was kept in it."""
    with engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def _let_readers_in(engine: Engine) -> None:
    """SQLite's write-ahead log, which the file itself remembers: readers need not wait."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode=WAL")
        finally:
            raw.close()


def newest_revision() -> str | None:
    """The revision that this version needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config
