"""Who is slow, silent or gone holds nobody up, and is let go of."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest

from plnudge.house import House
from sandbox.server import LocalSlack

IDLE = 500
SLOW = 20
PATIENCE_SECONDS = 29
"""Less than the app has where it is at work."""
ENOUGH = 2.0
"""Seconds after which the app gives up here; it has more patience where it is at work."""
HEAD = b"POST /slack/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDLE_SECONDS", "BODY_SECONDS", "LINGER_SECONDS", "UNREAD_SECONDS"):
        monkeypatch.setattr(f"plnudge.server.{name}", ENOUGH)


@asynccontextmanager
async def connection(
    house: House,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    where = urlsplit(house.server.address)
    # With little room for answers, so that those who read none soon show it.
    there = socket.socket()
    there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    there.setblocking(False)
    await asyncio.get_running_loop().sock_connect(there, (where.hostname, where.port))
    reader, writer = await asyncio.open_connection(sock=there)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def trickle(house: House, before: bytes, piece: bytes) -> bytes:
    """What came back before the app ended it; a piece goes out each tenth of a second."""
    async with connection(house) as (reader, writer):
        writer.write(before)
        reading = asyncio.create_task(reader.read())
        while not reading.done():
            writer.write(piece)
            await asyncio.wait({reading}, timeout=0.1)
        with suppress(ConnectionError):
            return await reading
        return b""


async def test_five_hundred_idle_connections_hold_nobody_up(
    slack: LocalSlack, house: House
) -> None:
    async with AsyncExitStack() as stack:
        idle = [await stack.enter_async_context(connection(house)) for _ in range(IDLE)]
        answer = await slack.person("maya").command("/pln log 20m webinar on podcasts")
        assert "Logged." in answer.plain()
        assert not any(reader.at_eof() for reader, _ in idle)


@pytest.mark.usefixtures("impatient")
async def test_idle_slow_and_half_open_connections_are_ended(
    slack: LocalSlack, house: House
) -> None:
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE_SECONDS):
        idle = [await stack.enter_async_context(connection(house)) for _ in range(SLOW)]
        slow_heads = [trickle(house, HEAD, b"X-Slow: 1\r\n") for _ in range(SLOW)]
        head = HEAD + b"Content-Length: 9999\r\n\r\n"
        slow_bodies = [trickle(house, head, b"{") for _ in range(SLOW)]
        ending = asyncio.gather(*slow_heads, *slow_bodies)
        answer = await slack.person("maya").command("/pln log 20m webinar on podcasts")
        assert "Logged." in answer.plain()
        told = await ending
        assert set(told[:SLOW]) == {b""}
        assert {each.partition(b"\r\n")[0] for each in told[SLOW:]} == {
            b"HTTP/1.1 408 Request Timeout"
        }
        assert {await reader.read() for reader, _ in idle} == {b""}


@pytest.mark.usefixtures("impatient")
async def test_who_sends_on_and_reads_no_answer_is_cut_off(slack: LocalSlack, house: House) -> None:
    async with connection(house) as (reader, writer), asyncio.timeout(PATIENCE_SECONDS):
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        with pytest.raises(ConnectionError):
            while True:
                writer.write(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 100)
                await writer.drain()
        answer = await slack.person("maya").command("/pln log 20m webinar on podcasts")
    assert "Logged." in answer.plain()


async def test_a_connection_that_is_used_now_and_then_stays_open(house: House) -> None:
    async with connection(house) as (reader, writer):
        for _ in range(3):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            assert await reader.readexactly(2) == b"ok"
