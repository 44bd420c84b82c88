"""`/pln log`, over HTTP and over Socket Mode, against a bare Bolt app."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from bench.load import (
    Deliver,
    as_latency,
    as_throughput,
    by_http,
    by_socket,
    fire_at_app,
    fire_at_floor,
    log_commands,
)
from bench.processes import BARE, Running, running, slack_for
from bench.records import furnish, keep_entries
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from sandbox.server import LocalSlack
from tests.journeys.crowd import crowd
from tests.postgres import running_server

EDUCATORS: Final = 1000
ENTRIES: Final = 30
"""Of each of them in the last 120 days: two a week."""
COMMANDS: Final = 1000
"""In a turn of many in flight."""
IN_FLIGHT: Final = 32
BARE_WORDS: Final = "a bare Bolt app that verifies and acknowledges"


@asynccontextmanager
async def _open(
    size: Size,
    folder: Path,
    *,
    in_flight: int,
    commands: int,
    read: Callable[..., Turn],
    is_on_postgresql: bool = False,
    is_socket_mode: bool = False,
) -> AsyncIterator[Sides]:
    district = crowd(size.of(EDUCATORS, least=IN_FLIGHT), ["America/Chicago", "America/New_York"])
    how_many = size.of(commands, least=in_flight)
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if is_on_postgresql:
            server = stack.enter_context(running_server(is_durable=True))
            url = server.url(server.make())
        furnish(url, district)
        keep_entries(url, [(place, ENTRIES) for place in range(1, len(district.people) + 1)])
        ours, theirs = [await stack.enter_async_context(slack_for(district)) for _ in range(2)]
        start = partial(running, is_socket_mode=is_socket_mode)
        app = await stack.enter_async_context(start(ours, folder / "app.log", database_url=url))
        bare = await stack.enter_async_context(start(theirs, folder / "bare.log", BARE))

        async def reach(slack: LocalSlack, at: Running) -> Deliver:
            if is_socket_mode:
                return by_socket(slack)
            return await stack.enter_async_context(by_http(slack, at.address, in_flight))

        to_app, to_bare = await reach(ours, app), await reach(theirs, bare)

        async def turn_of_floor() -> Turn:
            before = bare.cpu_seconds
            load, lost = await fire_at_floor(to_bare, log_commands(theirs, how_many), in_flight)
            cpu_ms = (bare.cpu_seconds - before) / how_many * 1000
            return read(load, cpu_ms=cpu_ms, lost=lost)

        async def turn_of_ours() -> Turn:
            before = app.cpu_seconds
            load, lost, wrong = await fire_at_app(
                to_app, log_commands(ours, how_many), in_flight, url
            )
            cpu_ms = (app.cpu_seconds - before) / how_many * 1000
            return read(load, cpu_ms=cpu_ms, lost=lost, wrong=wrong)

        yield Sides(turn_of_ours, turn_of_floor)


_many = partial(_open, in_flight=IN_FLIGHT, commands=COMMANDS, read=as_throughput)

ROWS: Final = [
    Row(
        "log-http",
        "/pln log, signed HTTP, 32 in flight, SQLite, synchronous=FULL",
        BARE_WORDS,
        "/s",
        [Goal(RATIO, 0.5, is_at_least=True), Goal("p99_ms", 150)],
        _many,
    ),
    Row(
        "log-postgresql",
        "/pln log, signed HTTP, 32 in flight, PostgreSQL",
        BARE_WORDS,
        "/s",
        [Goal(RATIO, 0.4, is_at_least=True), Goal("p99_ms", 200)],
        partial(_many, is_on_postgresql=True),
    ),
    Row(
        "log-one-at-a-time",
        "/pln log, signed HTTP, one at a time, SQLite, synchronous=FULL",
        BARE_WORDS,
        "ms",
        [Goal(RATIO, 2.5)],
        partial(_open, in_flight=1, commands=200, read=as_latency),
    ),
    Row(
        "log-socket-mode",
        "/pln log over Socket Mode, 32 in flight, SQLite, synchronous=FULL",
        "a bare listener over Socket Mode",
        "/s",
        [Goal(RATIO, 0.5, is_at_least=True)],
        partial(_many, is_socket_mode=True),
    ),
]
