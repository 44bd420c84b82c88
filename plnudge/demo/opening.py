"""The app against the local Slack, opened and run."""

from __future__ import annotations

import asyncio
import errno
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from domain.errors import BadInput
from domain.keys import Purpose
from plnudge.demo.district import people_the_district
from plnudge.house import House, open_house
from plnudge.manifest import build_manifest
from plnudge.settings import Settings
from sandbox.clock import Clock
from sandbox.district import PEOPLE
from sandbox.limits import RateLimits
from sandbox.page import Suggestion, add_page
from sandbox.server import LocalSlack
from storage.occurrences import next_due

PATIENCE_SECONDS = 15.0
SUGGESTIONS = (
    Suggestion(PEOPLE["maya"].id, "A teacher", "Log something, then move the clock to a prompt."),
    Suggestion(
        PEOPLE["ruth"].id, "Her principal", "Type /pln digest last week; Monday brings one."
    ),
    Suggestion(PEOPLE["priya"].id, "An admin", "Open Home: say when prompts go out."),
)


@asynccontextmanager
async def open_demo(
    port: int, folder: Path, begins_at: datetime | None = None
) -> AsyncIterator[tuple[LocalSlack, House]]:
    """The local Slack and the app in it; records live in `folder`.

    Its clock begins at that instant, or now.
    """
    async with AsyncExitStack() as stack:
        # A week passes in a second here, so what Slack allows in a minute can't be the measure,
        # and a machine that also draws the page may take longer than Slack's three seconds.
        slack = LocalSlack(
            clock=Clock(begins_at),
            port=port,
            limits=RateLimits.off(),
            trigger_seconds=PATIENCE_SECONDS,
            ack_seconds=PATIENCE_SECONDS,
        )
        add_page(slack, suggestions=SUGGESTIONS)
        try:
            await stack.enter_async_context(slack)
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
            raise BadInput(
                f"Port {port} is taken by another program: choose one with “make demo PORT=3001”."
            ) from None
        slack.apply_manifest(build_manifest(url=None, socket_mode=True))
        settings = Settings(
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr(slack.app_token),
            slack_api_url=slack.api_url,
            database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
            plnudge_port=0,
            plnudge_posts_per_minute=6000,
        )
        house = await stack.enter_async_context(open_house(settings, slack.clock.now))
        begins_at = slack.clock.now()
        await house.database.write(
            lambda session: people_the_district(
                session, house.workspace_id, house.rubric, begins_at
            )
        )
        await stack.enter_async_context(following_clock(slack, house))
        yield slack, house


async def run_demo(port: int) -> None:
    """Serves until Ctrl-C, and tells what to try."""
    is_told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, is_told_to_stop.set)
    with tempfile.TemporaryDirectory(prefix="plnudge-") as folder:
        async with open_demo(port, Path(folder)) as (slack, _):
            print(_what_to_try(slack), flush=True)  # noqa: T201 (this is for the terminal)
            await is_told_to_stop.wait()


@asynccontextmanager
async def following_clock(slack: LocalSlack, house: House) -> AsyncIterator[None]:
    """The app lives through each moment that the clock is moved past."""

    def next_of(*purposes: Purpose) -> Callable[[], Awaitable[datetime | None]]:
        async def look() -> datetime | None:
            now = slack.clock.now()
            found = await house.database.read(
                lambda session: [next_due(session, each, after=now) for each in purposes]
            )
            return min(filter(None, found), default=None)

        return look

    async def live(_moment: datetime) -> None:
        await house.jobs.run_due()

    with ExitStack() as stack:
        stack.callback(slack.clock.subscribe(live))
        stack.callback(slack.clock.add_stop("To the next prompt", next_of("prompt", "reminder")))
        stack.callback(slack.clock.add_stop("To the next digest", next_of("digest")))
        questions = next_of("goal", "follow-up")
        stack.callback(slack.clock.add_stop("To the next question", questions))
        evaluation = next_of("cycle", "evaluation")
        stack.callback(slack.clock.add_stop("To the next word on evaluation", evaluation))
        await house.jobs.run_due()
        yield


def _what_to_try(slack: LocalSlack) -> str:
    return f"""
PLNudge runs at {slack.url}

Three things to try:
  1. As Maya, a teacher: type  /pln log 45m EdCamp session on student podcasting #ownership
  2. Press “To the next prompt” on the clock, then Reflect in the message that came.
  3. As Ruth, her principal: type  /pln digest last week  or move the clock “To the next digest”.

Priya is the admin: her App Home has the schedules. Ctrl-C ends it.
"""
