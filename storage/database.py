"""The database, and the one way of reaching it, whether it is a SQLite file or PostgreSQL's.

Storage is synchronous; what listeners and jobs await runs in threads. A piece of work handed
over may run twice, and must touch nothing but its session: `storage.sqlite` does what shared a
commit that failed again alone, `storage.postgresql` what got into somebody else's way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy import URL, Engine, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.limits import Limits
from storage.sqlite import SqliteFile

if TYPE_CHECKING:
    from storage.postgresql import PostgresServer

Kept = TypeVar("Kept")
Found = TypeVar("Found")

_DRIVERS: Final = {"sqlite", "postgresql", "postgresql+psycopg", "postgres"}


class Database:
    """Read and write in transactions. Close it when done."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        """Raises BadInput where `url` is none that PLNudge can use."""
        self.url = url
        parsed = _checked(url)
        self._side: SqliteFile | PostgresServer
        if parsed.get_backend_name() == "sqlite":
            self._side = SqliteFile(parsed)
        else:
            # Loaded where it is wanted, with its driver: a laptop with a file has no use for it.
            from storage.postgresql import PostgresServer  # noqa: PLC0415

            self._side = PostgresServer(parsed, limits or Limits())

    @property
    def reading(self) -> Engine:
        return self._side.reading

    @property
    def writing(self) -> Engine:
        return self._side.writing

    async def read(self, work: Callable[[Session], Kept]) -> Kept:
        """What `work` finds, in a transaction that sees one moment.

        It sees what holds for the task that asks: what is drawn there is drawn for whoever
        reads it. Raises CannotSave where a server can't be reached in time.
        """
        asking = copy_context()
        return await asyncio.wrap_future(self._side.read(lambda session: asking.run(work, session)))

    async def write(self, work: Callable[[Session], Kept]) -> Kept:
        """What `work` gives, once it is committed.

        Raises CannotSave where the database takes nothing in time.
        """
        return await asyncio.wrap_future(self._side.write(work))

    async def write_and_read(
        self, work: Callable[[Session], Kept], look: Callable[[Session, Kept], Found]
    ) -> Found:
        """What `look` finds beside what `work` gave, once that is committed.

        As `write` and then `read`, but handed to another thread once, which costs as much as a
        short look. Where `look` raises, it may be kept all the same. Raises CannotSave where the
        database takes nothing in time.
        """
        asking = copy_context()
        return await asyncio.wrap_future(
            self._side.write_and_read(work, lambda session, kept: asking.run(look, session, kept))
        )

    async def claim(self, work: Callable[[Session], Kept]) -> Kept:
        """`write` for work that first locks the rows it is about, and passes over those that
        others hold; and for what changes only rows that it holds already. So nobody who writes
        elsewhere meanwhile gets into its way."""
        return await asyncio.wrap_future(self._side.claim(work))

    def read_now(self, work: Callable[[Session], Kept]) -> Kept:
        """`read` for those who have no event loop."""
        return self._side.read_now(work)

    def write_now(self, work: Callable[[Session], Kept]) -> Kept:
        """`write` for those who have no event loop."""
        return self._side.write_now(work)

    def rehearse_now(self, work: Callable[[Session], Kept]) -> Kept:
        """What `write_now` would give; nothing is kept of it."""
        with Session(self.writing, expire_on_commit=False) as session:
            return work(session)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """An app runs on this database meanwhile; commands beside it may. True where it is the
        only one, as it stays until it lets others in.

        Raises BadInput where another runs on the same SQLite file.
        """
        self.ping()  # where there can be no database, there is to be no lock either
        with self._side.held() as is_alone:
            yield is_alone

    def is_held(self) -> bool:
        """Whether an app runs on this database now; asked without waiting for it."""
        return self._side.is_held()

    def let_others_in(self) -> None:
        """They wait for it in `held`."""
        self._side.let_others_in()

    def ping(self) -> None:
        """Raises where the database can't be reached."""
        self.read_now(lambda session: session.execute(text("SELECT 1")))

    def close(self) -> None:
        """Writes what waits, then lets go of every connection."""
        self._side.close()


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadInput(
            "DATABASE_URL can't be used as it is: write it as sqlite:///plnudge.sqlite3, or as "
            "postgresql://name:password@host/database."
        ) from None
    if "@" in (parsed.host or ""):
        raise BadInput(
            "The password in DATABASE_URL holds an @, which ends it too soon: write it as %40."
        )
    if parsed.drivername not in _DRIVERS or parsed.database in {None, "", ":memory:"}:
        raise BadInput(
            f"DATABASE_URL can't be “{parsed.render_as_string()}”: PLNudge keeps its records in a "
            "SQLite file or with PostgreSQL, so write it as sqlite:///plnudge.sqlite3, or as "
            "postgresql://name:password@host/database."
        )
    return parsed
