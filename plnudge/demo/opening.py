"""The app against the local Slack, opened and run."""

from __future__ import annotations

import asyncio
import errno
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from domain.errors import BadInput
from domain.keys import Purpose
from plnudge.demo.colleagues import Colleagues
from plnudge.demo.district import people_the_district
from plnudge.demo.tour import STEPS, look_for_steps
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


class Word(StrEnum):
    """What somebody may say to a demo that runs."""

    START_OVER = "start-over"
    STOP = "stop"


@asynccontextmanager
async def open_demo(
    port: int,
    folder: Path,
    begins_at: datetime | None = None,
    start_over: Callable[[], None] | None = None,
    *,
    with_colleagues: bool = True,
) -> AsyncIterator[tuple[LocalSlack, House]]:
    """The local Slack and the app in it.

    Args:
        port: of the page; 0 takes any that is free.
        folder: where its records live. Those that are there already are gone on with.
        begins_at: where the clock begins; now, if it is left out.
        start_over: called when somebody on the page wants all to be as at the beginning.
        with_colleagues: whether the rest of the district works as the clock moves.
    """
    records = folder / "demo.sqlite3"
    is_new = not records.exists()
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
        page = add_page(slack, suggestions=SUGGESTIONS, start_over=start_over)
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
            database_url=f"sqlite:///{records}",
            plnudge_port=0,
            plnudge_posts_per_minute=6000,
        )
        house = await stack.enter_async_context(open_house(settings, slack.clock.now))
        now = slack.clock.now()
        if is_new:
            await house.jobs.sync_rosters()
            await house.database.write(
                lambda session: people_the_district(session, house.workspace_id, house.rubric, now)
            )
        page.offer_tour(STEPS, look_for_steps(house, now))
        await stack.enter_async_context(following_clock(slack, house))
        if with_colleagues:
            stack.enter_context(_colleagues_at_work(slack, page.doings.people))
        yield slack, house


async def run_demo(port: int) -> None:
    """Serves until Ctrl-C, and tells what to try."""
    said: asyncio.Queue[Word] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, said.put_nowait, Word.STOP)

    def tell(slack: LocalSlack) -> None:
        print(_what_to_try(slack), flush=True)  # noqa: T201 (this is for the terminal)

    await keep_open(port, said, tell)


async def keep_open(
    port: int, said: asyncio.Queue[Word], tell: Callable[[LocalSlack], None]
) -> None:
    """The demo until it is told to stop, and from its beginning whenever somebody wants that.

    At each beginning `tell` hears of its Slack, which stays where it was.
    """
    word = Word.START_OVER
    while word is Word.START_OVER:
        with tempfile.TemporaryDirectory(prefix="plnudge-") as folder:
            async with open_demo(
                port, Path(folder), start_over=lambda: said.put_nowait(Word.START_OVER)
            ) as (slack, _):
                port = urlsplit(slack.url).port or port
                tell(slack)
                word = await said.get()


@asynccontextmanager
async def following_clock(slack: LocalSlack, house: House) -> AsyncIterator[None]:
    """The app lives through each moment that the clock is moved past."""

    def next_of(*purposes: Purpose) -> Callable[[], Awaitable[datetime | None]]:
        async def look() -> datetime | None:
            # What was just changed may come next: the clock must not leap over it.
            await house.jobs.plan()
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


@contextmanager
def _colleagues_at_work(slack: LocalSlack, played: Collection[str]) -> Iterator[None]:
    colleagues = Colleagues(slack, played)
    with ExitStack() as stack:
        stack.callback(slack.clock.halt_at(colleagues.next_look))
        stack.callback(slack.clock.subscribe(colleagues.live))
        yield


def _what_to_try(slack: LocalSlack) -> str:
    return f"""
PLNudge runs at {slack.url}

Open it in the browser: a tour there leads through what a teacher, her principal and an admin
do. “A week on” lets the whole district work for a week, “Start over” begins anew.

Ctrl-C ends it.
"""
