"""The one place that puts the rooms together."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.app import build_app
from bot.bot import Bot
from bot.bots import Bots
from bot.metrics import Metrics
from bot.sender import open_connections
from bot.tokens import SILENT, Token, Tokens
from domain.errors import BadInput
from jobs.clock import Jobs
from jobs.delivery import Deliverer
from jobs.work import Work
from plnudge.installing import Flow, build_flow
from plnudge.moving_in import MovingIn
from plnudge.records import database_file
from plnudge.server import Server
from plnudge.settings import Settings, check_for_running, read_keys
from plnudge.traces import tracing
from rubric_data import Rubric, load_rubric
from storage.database import Database
from storage.deliveries import end_left_tasks, release_claims
from storage.schema import migrate

log = logging.getLogger(__name__)

SWITCH_SECONDS: Final = 0.0005
COLLECT_AFTER: Final = 10_000
"""New objects between two looks for what refers to itself alone: a command makes thousands, and
hardly any that do. By default it is 700, and a tenth of the time."""
STILL_ON_ITS_WAY: Final = timedelta(seconds=10)
"""How long Slack may still be taking what a process sent that then died."""


class Role(StrEnum):
    """What a process does of it all."""

    ALL = "all"
    WEB = "web"
    """It hears Slack, and asks others to work."""
    WORKER = "worker"
    """It plans and sends."""


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """The app, running."""

    database: Database
    rubric: Rubric
    bots: Bots
    jobs: Work
    server: Server
    own: Bot | None
    """Of the workspace whose token is in the settings."""

    @property
    def bot(self) -> Bot:
        """Of the one workspace, where there is but one."""
        if self.own is None:
            raise LookupError("There are many workspaces here, or none yet.")
        return self.own

    @property
    def workspace_id(self) -> int:
        return self.bot.workspace_id


@asynccontextmanager
async def open_house(
    settings: Settings, clock: Clock = utc_now, role: Role = Role.ALL
) -> AsyncIterator[House]:
    """The app from start to drained stop.

    Raises BadInput for settings or a rubric that can't be used, and for a role of one process
    among several where they share no server.
    """
    check_for_running(settings)
    is_server = database_file(settings.database_url) is None
    if role is not Role.ALL and not is_server:
        raise BadInput(
            f"A SQLite file has one process, which does all: leave out --role {role}, or keep the "
            "records with PostgreSQL (DATABASE_URL)."
        )
    rubric = load_rubric(settings.plnudge_rubric)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url, settings.database_limits)
        stack.callback(database.close)
        is_alone = stack.enter_context(database.held())
        migrate(database.writing)
        if is_alone:
            await _release_left_claims(database, clock())
        database.let_others_in()
        metrics = Metrics(await stack.enter_async_context(tracing(settings)))
        moving_in = MovingIn(database, rubric, clock)
        tokens = _tokens(settings, database, clock)
        bots = Bots(
            database,
            rubric,
            tokens,
            clock,
            api_url=settings.slack_api_url,
            posts_per_minute=settings.plnudge_posts_per_minute,
            wake_jobs=lambda: jobs.wake(),  # noqa: PLW0108 (there are none yet)
            metrics=metrics,
            follow=moving_in.follow_organisation,
            connections=await stack.enter_async_context(open_connections()),
        )
        deliverer = Deliverer(database, rubric, bots.sender_of, clock, metrics=metrics)
        keep_uninstalled = timedelta(days=settings.plnudge_keep_uninstalled_days)
        work: Callable[..., Work] = _workers(role) if is_server else Jobs
        jobs = work(
            database, deliverer, bots, clock, keep_uninstalled=keep_uninstalled, metrics=metrics
        )
        stack.push_async_callback(bots.afterwards.drain)
        own = await _move_into_own(settings, bots, moving_in)
        flow = _flow(settings, bots, moving_in, rubric)
        app = build_app(bots, flow)
        is_connected = asyncio.Event()
        link: AsyncSocketModeHandler | None = None
        server = Server(
            None if settings.is_socket_mode or role is Role.WORKER else app,
            database,
            signing_secret=_secret(settings.slack_signing_secret),
            host=settings.plnudge_host,
            port=settings.plnudge_port,
            metrics=metrics,
            clock=clock,
            trouble=lambda: _trouble(is_connected, link, jobs),
            flow=flow,
            keep_uninstalled_days=settings.plnudge_keep_uninstalled_days,
        )
        await server.start()
        stack.push_async_callback(server.close)
        if settings.is_socket_mode and role is not Role.WORKER:
            link = _socket_mode(app, settings)
            # The link itself would ask again and again, whatever Slack says to the token.
            await bots.client().apps_connections_open(app_token=link.app_token)
            await link.connect_async()  # type: ignore[no-untyped-call]
            stack.push_async_callback(link.close_async)
        is_connected.set()
        await jobs.start()
        # Last in, first out: jobs stop, deliveries stop, then what goes on afterwards drains.
        stack.push_async_callback(jobs.close)
        yield House(database, rubric, bots, jobs, server, own)


async def run(settings: Settings, role: Role = Role.ALL) -> None:
    """The app until SIGTERM or SIGINT."""
    # Threads that read and write wait for the one that answers: the slowest answers come a
    # quarter sooner where it lets them in ten times as often as by default.
    sys.setswitchinterval(SWITCH_SECONDS)
    is_told_to_stop, is_ready = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, is_told_to_stop.set)
    living = asyncio.create_task(_live(settings, role, is_ready, is_told_to_stop))
    waiting = asyncio.create_task(is_told_to_stop.wait())
    await asyncio.wait({living, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not is_ready.is_set():
        # Nothing is under way yet, so a start that hangs need not end well.
        living.cancel()
    with suppress(asyncio.CancelledError):
        await living


async def _live(
    settings: Settings, role: Role, is_ready: asyncio.Event, is_told_to_stop: asyncio.Event
) -> None:
    async with open_house(settings, role=role) as house:
        way = "Socket Mode" if settings.is_socket_mode else "HTTP, at /slack/events"
        log.info("ready: %s, hearing Slack over %s", house.server.address, way)
        is_ready.set()
        set_aside_what_is_loaded()
        await is_told_to_stop.wait()
        log.info("stopping")


def set_aside_what_is_loaded() -> None:
    """It stays: to look through it again and again for what is no longer used takes a twentieth
    of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


async def _release_left_claims(database: Database, now: datetime) -> None:
    def release(session: Session) -> int:
        end_left_tasks(session)
        return release_claims(session, now, after=STILL_ON_ITS_WAY)

    left = await database.write(release)
    if left:
        log.info("%d messages were on their way when PLNudge last stopped", left)


async def _move_into_own(settings: Settings, bots: Bots, moving_in: MovingIn) -> Bot | None:
    """Meets the workspace of the token in the settings, if there is one."""
    token = _secret(settings.slack_bot_token)
    if token is None:
        return None
    team, workspace_id = await moving_in.by_token(bots.client(token))
    bots.tokens.keep_own(team, Token(workspace_id, token))
    return await bots.of(workspace_id)


def _tokens(settings: Settings, database: Database, clock: Clock) -> Tokens:
    if not settings.is_for_many_workspaces:
        return Tokens(database, clock)
    rotator = AsyncTokenRotator(
        client_id=settings.slack_client_id or "",
        client_secret=_secret(settings.slack_client_secret) or "",
        client=AsyncWebClient(base_url=settings.slack_api_url, retry_handlers=[], logger=SILENT),
    )
    return Tokens(database, clock, keys=read_keys(settings), rotator=rotator)


def _flow(settings: Settings, bots: Bots, moving_in: MovingIn, rubric: Rubric) -> Flow | None:
    if not settings.is_for_many_workspaces:
        return None
    return build_flow(
        bots,
        moving_in,
        database=bots.database,
        rubric=rubric,
        keys=read_keys(settings),
        client_id=settings.slack_client_id or "",
        client_secret=_secret(settings.slack_client_secret) or "",
        api_url=settings.slack_api_url,
    )


def _workers(role: Role) -> Callable[..., Work]:
    # Loaded where it is wanted: a laptop with a file has no use for it.
    from jobs.workers import Workers  # noqa: PLC0415

    return partial(Workers, is_working=role is not Role.WEB)


def _trouble(
    is_connected: asyncio.Event, link: AsyncSocketModeHandler | None, jobs: Work
) -> str | None:
    """Why the app should be sent no work now."""
    if not is_connected.is_set():
        return "Not connected to Slack yet."
    session = link.client.current_session if link is not None else None
    if link is not None and (session is None or session.closed):
        return (
            "The connection to Slack is lost, and tried again. If it stays so, see whether Socket "
            "Mode is on."
        )
    return jobs.trouble()


def _socket_mode(app: AsyncApp, settings: Settings) -> AsyncSocketModeHandler:
    # Its own client would ask slack.com, whatever the settings say.
    return AsyncSocketModeHandler(app, _secret(settings.slack_app_token), web_client=app.client)


def _secret(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
