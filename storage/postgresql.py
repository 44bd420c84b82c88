"""A PostgreSQL server: readers and writers side by side, each in a thread with a connection.

Every write is SERIALIZABLE: it sees the world as if it were alone, as on SQLite, so that no
other room need know which database runs. Where two get into each other's way, PostgreSQL lets
one through and refuses the other, which is done again from its beginning. Reads see one
moment (REPEATABLE READ). Claims lock the rows that they take and pass over those that others
hold; were they SERIALIZABLE, PostgreSQL would refuse all but one that claim at once.

A connection that breaks is made anew and the work done again, for as long as its asker can
wait. Where it breaks while it commits, the server is asked what came of the transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum, auto
from random import uniform
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from storage.faults import BUSY_SECONDS, LATE_SECONDS, CannotSave
from storage.limits import Limits

Kept = TypeVar("Kept")
Found = TypeVar("Found")

PATIENCE_SECONDS: Final = 2.0
"""After that long, no work is begun anew: its answer would come after Slack's three seconds."""
CONNECT_SECONDS: Final = 2
"""The least that libpq takes."""
IDLE_SECONDS: Final = 60
"""A transaction that does nothing for so long is one whose process hangs."""
APP_KEY: Final = 0x504C4E01
"""Of the advisory lock that running apps share; whoever has it alone is the only one."""
MIGRATION_KEY: Final = 0x504C4E02
"""Of the advisory lock under which the schema is changed."""


class Fault(Enum):
    """What kept work from its end."""

    CONFLICT = auto()
    """Somebody else got in its way: PostgreSQL let them through."""
    CLASH = auto()
    """A row is there already, or not any more: perhaps since somebody was quicker."""
    AWAY = auto()
    """The server can't be reached, or takes nobody in."""
    REFUSED = auto()
    """The server does not let this account in, and would not if it were asked again."""
    BUSY = auto()
    """It took too long, most likely behind somebody else."""
    FULL = auto()
    """There is no room left."""


class PostgresServer:
    """One database of a server, a pool of connections, and the threads that use them."""

    def __init__(self, url: URL, limits: Limits) -> None:
        self._engine = _engine(url, limits)
        self.reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.writing = self._engine.execution_options(isolation_level="SERIALIZABLE")
        self._claiming = self._engine.execution_options(isolation_level="REPEATABLE READ")
        writers = max(1, limits.connections // 2)
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(
            max(1, limits.connections - writers), thread_name_prefix="reader"
        )
        self._hold: Connection | None = None

    def read(self, work: Callable[[Session], Kept]) -> Future[Kept]:
        return self._readers.submit(self._answer, self._read, work, time.monotonic())

    def write(self, work: Callable[[Session], Kept]) -> Future[Kept]:
        return self._writers.submit(self._answer, self._write, work, time.monotonic())

    def write_and_read(
        self, work: Callable[[Session], Kept], look: Callable[[Session, Kept], Found]
    ) -> Future[Found]:
        return self._writers.submit(self._write_and_read, work, look, time.monotonic())

    def claim(self, work: Callable[[Session], Kept]) -> Future[Kept]:
        return self._writers.submit(self._answer, self._claim, work, time.monotonic())

    def read_now(self, work: Callable[[Session], Kept]) -> Kept:
        return _again(lambda: self._read(work), time.monotonic())

    def write_now(self, work: Callable[[Session], Kept]) -> Kept:
        return _again(lambda: self._write(work), time.monotonic())

    @contextmanager
    def held(self) -> Iterator[bool]:
        """The server lets go of the hold with the connection, however the process ends."""
        alone = text("SELECT pg_try_advisory_lock(:key)"), {"key": APP_KEY}
        shared = text("SELECT pg_advisory_lock_shared(:key)"), {"key": APP_KEY}
        lasting = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with lasting.connect() as connection:
            connection.detach()  # closed with the hold, never given to anybody else
            # Whoever starts beside it waits here until it has migrated and looked around.
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SET statement_timeout = 0"))
            is_alone = bool(connection.scalar(*alone))
            connection.execute(*shared)
            self._hold = connection if is_alone else None
            try:
                yield is_alone
            finally:
                self._hold = None
                with suppress(DBAPIError):  # with a connection that broke, the hold is gone
                    connection.execute(text("SELECT pg_advisory_unlock_all()"))

    def is_held(self) -> bool:
        with self._engine.connect() as connection:  # and the lock goes with its transaction
            alone = text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": APP_KEY}
            return not connection.scalar(*alone)

    def let_others_in(self) -> None:
        if self._hold is not None:
            self._hold.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": APP_KEY})
            self._hold = None

    def close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    def _answer(
        self,
        way: Callable[[Callable[[Session], Kept]], Kept],
        work: Callable[[Session], Kept],
        asked_at: float,
    ) -> Kept:
        """Raises CannotSave where it is nobody's fault who asks."""
        try:
            return _again(lambda: way(work), asked_at)
        except SQLAlchemyError as error:
            fault = fault_of(error)
            if fault is None or fault is Fault.CLASH:
                raise
            raise CannotSave(is_full=fault is Fault.FULL) from error

    def _read(self, work: Callable[[Session], Kept]) -> Kept:
        with Session(self.reading, expire_on_commit=False) as session:
            return work(session)

    def _write(self, work: Callable[[Session], Kept]) -> Kept:
        return self._commit(self.writing, work)

    def _write_and_read(
        self,
        work: Callable[[Session], Kept],
        look: Callable[[Session, Kept], Found],
        asked_at: float,
    ) -> Found:
        kept = self._answer(self._write, work, asked_at)
        # In a transaction of its own: upon each row that a write reads it may be refused.
        return self._answer(self._read, lambda session: look(session, kept), time.monotonic())

    def _claim(self, work: Callable[[Session], Kept]) -> Kept:
        return self._commit(self._claiming, work)

    def _commit(self, engine: Engine, work: Callable[[Session], Kept]) -> Kept:
        with Session(engine, expire_on_commit=False) as session:
            kept = work(session)
            session.flush()
            transaction = session.scalar(_OWN_ID)
            try:
                session.commit()
            except DBAPIError as error:
                if transaction is None or fault_of(error) is not Fault.AWAY:
                    raise
                if not self._did_commit(transaction):
                    raise
            return kept

    def _did_commit(self, transaction: str) -> bool:
        """Raises CannotSave where the server does not say so in time."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                with self.reading.connect() as connection:
                    came = connection.scalar(_WHAT_CAME_OF, {"transaction": transaction})
            except SQLAlchemyError as error:
                if fault_of(error) is None:
                    raise
            else:
                if came != "in progress":
                    return bool(came == "committed")
            time.sleep(0.05)
        raise CannotSave(may_be_kept=True)


_OWN_ID: Final = text("SELECT pg_current_xact_id_if_assigned()::text")
"""None where nothing was written."""
_WHAT_CAME_OF: Final = text("SELECT pg_xact_status(CAST(CAST(:transaction AS text) AS xid8))")


def fault_of(error: BaseException) -> Fault | None:
    """None where it is the work's own fault, or a setting's, and doing it again would not help."""
    if isinstance(error, PoolTimeout):
        return Fault.BUSY
    if not isinstance(error, DBAPIError):
        return None
    code: str | None = getattr(error.orig, "sqlstate", None)
    if code in _FAULTS:
        return _FAULTS[code]
    # Without a server's code, there was no server to give one.
    is_unreached = code is None and isinstance(error, OperationalError)
    if is_unreached and any(words in str(error.orig) for words in _REFUSALS):
        return Fault.REFUSED
    if error.connection_invalidated or is_unreached or (code or "").startswith("08"):
        return Fault.AWAY
    return Fault.CLASH if isinstance(error, IntegrityError) else None


_REFUSALS: Final = (
    "authentication failed",
    "no password supplied",
    "does not exist",
    "no pg_hba.conf entry",
)
_FAULTS: Final[dict[str | None, Fault]] = {
    "40001": Fault.CONFLICT,  # serialization_failure
    "40P01": Fault.CONFLICT,  # deadlock_detected
    "25006": Fault.AWAY,  # read_only_sql_transaction: a standby, until another takes over
    "53300": Fault.AWAY,  # too_many_connections
    "57P01": Fault.AWAY,  # admin_shutdown
    "57P02": Fault.AWAY,  # crash_shutdown
    "57P03": Fault.AWAY,  # cannot_connect_now
    "53200": Fault.BUSY,  # out_of_memory
    "55P03": Fault.BUSY,  # lock_not_available
    "57014": Fault.BUSY,  # query_canceled, by statement_timeout
    "58030": Fault.BUSY,  # io_error
    "53100": Fault.FULL,  # disk_full
}


def _again(work: Callable[[], Kept], asked_at: float) -> Kept:
    """What `work` gives, done again where somebody else kept it from its end."""
    attempts, begun_at = 0, time.monotonic()
    while True:
        attempts += 1
        try:
            return work()
        except SQLAlchemyError as error:
            now = time.monotonic()
            waited = now - asked_at
            match fault_of(error):
                case Fault.CONFLICT | Fault.AWAY:
                    # Who came late to their turn has a few tries all the same.
                    may_again = waited < PATIENCE_SECONDS or now - begun_at < LATE_SECONDS
                case Fault.BUSY:
                    may_again = waited < LATE_SECONDS
                case Fault.CLASH:
                    may_again = attempts == 1
                case _:
                    may_again = False
            if not may_again:
                raise
        # Those who got into each other's way are not to meet again.
        time.sleep(uniform(0, min(0.2, 0.005 * 2**attempts)))  # noqa: S311


class _Text(StrDumperUnknown):
    """PostgreSQL's text holds every character but one, which nobody can see."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", ""))


class _PlainNumber(Loader):
    """PostgreSQL's sums and averages of whole numbers are decimals of its own: they come as they
    do from SQLite. No column is of that type."""

    def load(self, data: Buffer) -> int | float:
        digits = bytes(data).decode()
        return float(digits) if "." in digits else int(digits)


def _engine(url: URL, limits: Limits) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=limits.connections,
        max_overflow=2,  # for who has no event loop, and is not counted among the threads
        pool_timeout=BUSY_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "plnudge",
            # A link that died without a word is found out soon.
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        },
        # An error that is logged must not carry what people wrote.
        hide_parameters=True,
    )

    @event.listens_for(engine, "handle_error")
    def hide_rows(context: ExceptionContext) -> None:
        # PostgreSQL's details quote the row that it refuses.
        error, told = context.original_exception, context.sqlalchemy_exception
        words = error.diag.message_primary if isinstance(error, psycopg.Error) else None
        if words is not None:
            error.args = (words,)
            if told is not None:
                told.args = (f"({type(error).__name__}) {words}",)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        was_autocommit, connection.autocommit = connection.autocommit, True
        connection.execute(f"SET statement_timeout = '{limits.statement_seconds}s'")
        connection.execute(f"SET lock_timeout = '{round(BUSY_SECONDS * 1000)}ms'")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
        connection.execute("SET timezone = 'UTC'")
        connection.autocommit = was_autocommit
        connection.adapters.register_dumper(str, _Text)
        connection.adapters.register_loader("numeric", _PlainNumber)

    return engine
