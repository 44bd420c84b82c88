"""Bringing the database to this version's schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, RootTransaction, text
from sqlalchemy.exc import OperationalError

from domain.errors import BadInput
from storage.revisions import MIGRATIONS, current_revision, known_revisions

if TYPE_CHECKING:
    from alembic.config import Config

TURN_SECONDS: Final = 60
"""How long one waits for another that migrates."""
TABLE_SECONDS: Final = 10
"""How long a migration waits for those who use a table; then it lets go of everything."""


def migrate(engine: Engine, revision: str = "head") -> tuple[str | None, str | None]:
    """Moves the schema to that revision; gives the revisions before and after.

    Where several processes begin at once, one does it and the others find it done. Raises
    BadInput where one is at it for longer than `TURN_SECONDS`.
    """
    if engine.dialect.name == "sqlite":
        _let_readers_in(engine)
    before = current_revision(engine)
    if revision == "head" and before == newest_revision():
        return before, before  # most starts, which need not wait for Alembic to be loaded
    from alembic import command  # noqa: PLC0415

    with _alone(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return before, current_revision(engine)


def go_back(engine: Engine, revision: str) -> None:
    """Undoes what came after that revision, with what was kept in it."""
    from alembic import command  # noqa: PLC0415

    with _alone(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            yield connection
        return
    from storage.postgresql import MIGRATION_KEY, Fault, fault_of  # noqa: PLC0415

    with engine.connect() as connection, _begun(connection):
        connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        try:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_KEY})
        except OperationalError as error:
            if fault_of(error) is not Fault.BUSY:
                raise
            raise BadInput(
                "Another PLNudge changes the schema just now: wait until it is done, and try again."
            ) from error
        # Whoever waits for a table holds up all who come after it.
        connection.execute(text(f"SET LOCAL lock_timeout = '{TABLE_SECONDS}s'"))
        yield connection


def _begun(connection: Connection) -> RootTransaction:
    # Not serializable: what another has done while this one waited must show.
    return connection.execution_options(isolation_level="READ COMMITTED").begin()


def _let_readers_in(engine: Engine) -> None:
    """SQLite's write-ahead log, which the file itself remembers: readers need not wait."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        raw.close()


def newest_revision() -> str:
    """The revision that this version needs."""
    return known_revisions()[-1]


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config
