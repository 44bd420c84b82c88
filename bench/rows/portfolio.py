"""A portfolio as a PDF, and what others notice of it while it is made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Final

from bench.load import by_socket, fire_at_app, log_commands
from bench.processes import running, slack_for
from bench.records import furnish, keep_entries
from bench.row import RATIO, Goal, Row, Sides, Size, Turn
from sandbox.server import LocalSlack
from tests.journeys.crowd import crowd

EDUCATORS: Final = 20
ENTRIES: Final = 500
DAYS: Final = 60
COMMANDS: Final = 400
"""In a turn, one at a time."""
PATIENCE_SECONDS: Final = 60


@asynccontextmanager
async def _open(size: Size, folder: Path) -> AsyncIterator[Sides]:
    district = crowd(EDUCATORS, ["America/Chicago"])
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    furnish(url, district)
    keep_entries(url, [(1, size.of(ENTRIES, least=5))], days=DAYS)
    author, *others = (each.id for each in district.people.values() if not each.is_bot)
    async with (
        slack_for(district) as slack,
        running(slack, folder / "app.log", database_url=url, is_socket_mode=True),
    ):
        deliver = by_socket(slack)

        async def log_meanwhile(**figures: float) -> Turn:
            commands = log_commands(slack, size.of(COMMANDS, least=2), others)
            load, lost, wrong = await fire_at_app(deliver, commands, 1, url)
            return Turn(load.p99_ms, figures | {"median_ms": load.typical_ms}, lost, wrong)

        async def floor() -> Turn:
            return await log_meanwhile()

        async def ours() -> Turn:
            logging = asyncio.create_task(log_meanwhile())
            seconds: list[float] = []
            wrong = 0
            while not seconds or not logging.done():
                began = time.perf_counter()
                wrong += not await _make_portfolio(slack, author)
                seconds.append(time.perf_counter() - began)
            turn = await logging
            figures = {**turn.figures, "pdf_s": median(seconds)}
            return Turn(turn.value, figures, turn.lost, turn.wrong + wrong)

        yield Sides(ours, floor)


async def _make_portfolio(slack: LocalSlack, author: str) -> bool:
    """Asked for in the form, as it is offered; true once the PDF is there."""
    person = slack.person(author)
    known = len(person.messages())
    await (await person.command("/pln portfolio")).opened()
    await person.submit()

    def came() -> bytes | None:
        for message in person.messages()[known:]:
            for file in message.files:
                if file.name.endswith(".pdf") and file.content:
                    return file.content
        return None

    made = await slack.workspace.wait_until(came, timeout=PATIENCE_SECONDS, what="a PDF")
    return made.startswith(b"%PDF-")


ROWS: Final = [
    Row(
        "portfolio",
        "p99 of /pln log over Socket Mode while portfolios of 500 entries are made as PDF",
        "the same while nothing else is done",
        "ms",
        [Goal(RATIO, 1.5), Goal("pdf_s", 5)],
        _open,
        most_rounds=3,
    )
]
