"""A SQLite file: readers side by side, writers one at a time.

SQLite lets one writer in at a time, so one thread writes. Whatever waits for it together
shares one session, one flush and one commit; where that fails, each is done again alone.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, Generic, TypeVar

from filelock import FileLock
from filelock import Timeout as LockTimeout
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.faults import BUSY_SECONDS, LATE_SECONDS, CannotSave

Kept = TypeVar("Kept")
Found = TypeVar("Found")

READERS: Final = 4


@dataclass
class _Write(Generic[Kept]):
    work: Callable[[Session], Kept]
    kept: Future[Kept]
    asked_at: float = field(default_factory=time.monotonic)
    """Seconds of a clock that only counts on."""


class SqliteFile:
    """One file, and the thread that writes it."""

    def __init__(self, url: URL) -> None:
        self._file = url.database
        self.reading = _engine(url, begin="BEGIN")
        # A transaction that reads and then writes must hold the lock from its beginning,
        # or SQLite refuses the write at once whatever the busy timeout.
        self.writing = _engine(url, begin="BEGIN IMMEDIATE")
        self._waiting: SimpleQueue[_Write[Any] | None] = SimpleQueue()
        self._writer: Thread | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    def read(self, work: Callable[[Session], Kept]) -> Future[Kept]:
        return self._readers.submit(self.read_now, work)

    def write(self, work: Callable[[Session], Kept]) -> Future[Kept]:
        if self._writer is None:
            self._writer = Thread(target=self._write_forever, name="writer", daemon=True)
            self._writer.start()
        kept: Future[Kept] = Future()
        self._waiting.put(_Write(work, kept))
        return kept

    def write_and_read(
        self, work: Callable[[Session], Kept], look: Callable[[Session, Kept], Found]
    ) -> Future[Found]:
        # Nobody else writes meanwhile, so what is looked at is what will be committed.
        return self.write(lambda session: look(session, work(session)))

    def claim(self, work: Callable[[Session], Kept]) -> Future[Kept]:
        return self.write(work)

    def read_now(self, work: Callable[[Session], Kept]) -> Kept:
        with Session(self.reading, expire_on_commit=False) as session:
            return work(session)

    def write_now(self, work: Callable[[Session], Kept]) -> Kept:
        with Session(self.writing, expire_on_commit=False) as session, session.begin():
            return work(session)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """The operating system lets go of the hold with the process, however that ends."""
        try:
            with FileLock(f"{self._file}.lock", blocking=False):
                yield True
        except LockTimeout:
            raise BadInput(
                f"Another PLNudge runs on {self._file} already: stop that one first, or give this "
                "one a DATABASE_URL of its own."
            ) from None

    def is_held(self) -> bool:
        file = Path(f"{self._file}.lock")
        if not file.exists():  # and none is to be made by who only asks
            return False
        try:
            with FileLock(file, blocking=False):
                return False
        except (LockTimeout, PermissionError):
            return True

    def let_others_in(self) -> None:
        """Nobody else may run on the same file."""

    def close(self) -> None:
        if self._writer is not None:
            self._waiting.put(None)
            self._writer.join()
        self._readers.shutdown()
        self.reading.dispose()
        self.writing.dispose()

    def _write_forever(self) -> None:
        is_closing = False
        while not is_closing or not self._waiting.empty():
            together = list[_Write[Any]]()
            while not together or not self._waiting.empty():
                if (asked := self._waiting.get()) is None:
                    is_closing = True
                    break
                together.append(asked)
            self._write_together(together)

    def _write_together(self, writes: list[_Write[Any]]) -> None:
        try:
            with Session(self.writing, expire_on_commit=False) as session, session.begin():
                kept = [write.work(session) for write in writes]
        except Exception as error:
            if (cannot := _reason(error)) is not None:
                self._give_up(writes, cannot)
            elif len(writes) == 1:
                _settle(writes[0].kept, error=error)
            else:
                for write in writes:
                    self._write_together([write])
            return
        for write, value in zip(writes, kept, strict=True):
            _settle(write.kept, value=value)

    def _give_up(self, writes: list[_Write[Any]], cannot: CannotSave) -> None:
        """Tells those who have waited long; who came late may wait once more, with the next."""
        latest = time.monotonic() - LATE_SECONDS
        for write in writes:
            if cannot.is_full or write.asked_at < latest:
                _settle(write.kept, error=cannot)
            else:
                self._waiting.put(write)


def _reason(error: Exception) -> CannotSave | None:
    """Why the database takes nothing at all, whoever asks; None where it is this work's fault."""
    if not isinstance(error, OperationalError) or not isinstance(error.orig, sqlite3.Error):
        return None
    code = error.orig.sqlite_errorcode & 0xFF  # without its extension
    return CannotSave(is_full=code == sqlite3.SQLITE_FULL) if code in _UNABLE else None


_UNABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)


def _settle(kept: Future[Any], *, value: object = None, error: Exception | None = None) -> None:
    # Whoever asked may have gone away meanwhile; what was written stays written.
    if kept.set_running_or_notify_cancel():
        if error is not None:
            kept.set_exception(error)
        else:
            kept.set_result(value)


def _engine(url: URL, *, begin: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        # An error that is logged must not carry what people wrote.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transactions begin too late; SQLAlchemy's begin event says when.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={round(BUSY_SECONDS * 1000)}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    def begin_transaction(connection: Any) -> None:
        connection.execute(begin)

    # In place of an event, which would have to send it SQLAlchemy's own, longer way.
    engine.dialect.do_begin = begin_transaction  # type: ignore[method-assign, assignment]
    return engine
