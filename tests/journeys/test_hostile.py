"""Whatever strangers send has no effect, brings no error of ours, and takes no memory."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from itertools import chain
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from plnudge.manifest import build_manifest
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.database import Database
from tests.journeys.crashes import over_http, ready, running
from tests.journeys.crowd import crowd
from tests.journeys.hostile import answer_to, draw_request

SEED = 20261129
AT_ONCE = 16
MOST_GROWTH_MIB = 12
"""In the second half: by the first, a process has loaded and set aside what it ever will."""


async def test_no_stranger_s_delivery_has_an_effect_or_brings_an_error(
    postgres_url: str, tmp_path: Path, at_full_size: bool
) -> None:
    size = 10_000 if at_full_size else 1500
    # A process that only hears: whatever changes, a delivery has changed it.
    slack = LocalSlack(district=crowd(3, ["America/Chicago"]), limits=RateLimits.off())
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    log = tmp_path / "web.log"
    web = running(slack, postgres_url, log, "--role", "web", settings=over_http(slack))
    async with slack, web as process:
        where = urlsplit(await ready(log))
        assert where.hostname and where.port
        chance = Random(SEED)  # noqa: S311 (repeatable, not secret)
        turns = asyncio.Semaphore(AT_ONCE)

        async def send(number: int) -> tuple[str, int | None]:
            request = draw_request(chance, number)
            async with turns:
                status = await answer_to(str(where.hostname), int(where.port or 0), request)
            return f"{request.what}, {', '.join(request.spoilt) or 'not spoilt'}", status

        before, calls = await sum_up(postgres_url), len(slack.calls)
        began = time.monotonic()
        answers = [await asyncio.gather(*map(send, range(size // 2)))]
        at_first = resident_mib(process.pid)
        answers.append(await asyncio.gather(*map(send, range(size // 2, size))))
        seconds, growth = time.monotonic() - began, resident_mib(process.pid) - at_first
        assert await sum_up(postgres_url) == before
        assert len(slack.calls) == calls
        assert process.returncode is None
    statuses = Counter(status for _, status in chain(*answers))
    print(  # noqa: T201 (figures for whoever asks for them)
        f"{size} deliveries of a stranger in {seconds:.0f} s: answered {dict(statuses)}; "
        f"memory {at_first:.0f} MiB after half of them, and {growth:+.1f} MiB"
    )
    wrong = [
        f"{status}: {what}"
        for what, status in chain(*answers)
        # What is no delivery at all may be a page that anybody may see.
        if status is not None and not 400 <= status < 500 and "odd_path" not in what
    ]
    assert not wrong, "\n".join(wrong)
    assert statuses[None] < size / 4
    # An operator is told of our errors, not of theirs.
    assert '"level": "error"' not in log.read_text()
    assert growth < MOST_GROWTH_MIB


async def sum_up(url: str) -> str:
    """A checksum of every row of every table, Procrastinate's among them."""

    def read(session: Session) -> str:
        tables = MetaData()
        tables.reflect(session.connection())
        rows = [
            (table.name, sorted(repr(tuple(row)) for row in session.execute(select(table))))
            for table in tables.sorted_tables
        ]
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    database = Database(url)
    try:
        return await database.read(read)
    finally:
        database.close()


def resident_mib(pid: int) -> float:
    """Of a process, as Linux counts it."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines()
               if line.startswith("VmRSS")]  # fmt: skip
    return int(line.split()[1]) / 1024
