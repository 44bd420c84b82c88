"""The one place that puts the rooms together."""

from __future__ import annotations

import asyncio
import logging
import signal
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
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.app import build_app
from bot.bot import Bot
from bot.metrics import Metrics
from bot.sender import Sender, patient
from domain.errors import BadInput
from domain.public_holidays import load_library
from jobs.clock import Jobs
from jobs.delivery import Deliverer
from jobs.roster import sync_roster
from jobs.work import Work
from plnudge.records import database_file
from plnudge.server import Server
from plnudge.settings import Settings, check_for_running
from rubric_data import Rubric, load_rubric
from storage.catalogue import keep_starters
from storage.database import Database
from storage.deliveries import end_left_tasks, note_welcome_back, release_claims
from storage.schedules import add_schedule, default_schedules
from storage.schema import migrate
from storage.workspaces import keep_workspace

log = logging.getLogger(__name__)

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
    bot: Bot
    jobs: Work
    server: Server
    workspace_id: int


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
        client = AsyncWebClient(
            token=_secret(settings.slack_bot_token),
            base_url=settings.slack_api_url,
            # A client that repeats a post by itself may post twice.
            retry_handlers=[],
        )
        metrics = Metrics()
        sender = Sender(client, posts_per_minute=settings.plnudge_posts_per_minute, metrics=metrics)
        patient_client = patient(client)

        def sender_of(_workspace_id: int) -> Sender:
            return sender

        deliverer = Deliverer(database, rubric, sender_of, clock, metrics=metrics)
        work: Callable[..., Work] = _workers(role) if is_server else Jobs
        jobs = work(database, deliverer, patient_client, clock, sender_of, metrics=metrics)
        bot = Bot(
            database, rubric, patient_client, sender, clock, wake_jobs=jobs.wake, metrics=metrics
        )
        stack.push_async_callback(bot.afterwards.drain)
        workspace_id = await _move_in(database, rubric, patient_client, clock)
        app = build_app(bot)
        is_connected = asyncio.Event()
        server = Server(
            None if settings.is_socket_mode or role is Role.WORKER else app,
            database,
            signing_secret=_secret(settings.slack_signing_secret),
            host=settings.plnudge_host,
            port=settings.plnudge_port,
            metrics=metrics,
            clock=clock,
            trouble=lambda: _trouble(is_connected, jobs),
        )
        await server.start()
        stack.push_async_callback(server.close)
        if settings.is_socket_mode and role is not Role.WORKER:
            link = _socket_mode(app, settings)
            # The link itself would ask again and again, whatever Slack says to the token.
            await patient_client.apps_connections_open(app_token=link.app_token)
            await link.connect_async()  # type: ignore[no-untyped-call]
            stack.push_async_callback(link.close_async)
        is_connected.set()
        bot.afterwards.start(asyncio.to_thread(load_library), what="loading public holidays")
        await jobs.start()
        # Last in, first out: jobs stop, deliveries stop, then what goes on afterwards drains.
        stack.push_async_callback(jobs.close)
        yield House(database, rubric, bot, jobs, server, workspace_id)


async def run(settings: Settings, role: Role = Role.ALL) -> None:
    """The app until SIGTERM or SIGINT."""
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
        await is_told_to_stop.wait()
        log.info("stopping")


async def _release_left_claims(database: Database, now: datetime) -> None:
    def release(session: Session) -> int:
        end_left_tasks(session)
        return release_claims(session, now, after=STILL_ON_ITS_WAY)

    left = await database.write(release)
    if left:
        log.info("%d messages were on their way when PLNudge last stopped", left)


async def _move_in(database: Database, rubric: Rubric, client: AsyncWebClient, clock: Clock) -> int:
    """Meets the workspace and its people; a new one gets the default schedules."""
    me = await client.auth_test()
    now = clock()

    def keep(session: Session) -> int:
        workspace, is_new = keep_workspace(
            session,
            slack_id=me["team_id"],
            name=me["team"],
            bot_slack_id=me["user_id"],
            now=now,
        )
        if is_new:
            elements = [element.key for element in rubric.elements]
            for draft in default_schedules(elements, now.date()):
                add_schedule(session, workspace.id, draft, now)
        keep_starters(session, workspace.id, rubric, now)
        note_welcome_back(session, workspace.id)
        return workspace.id

    workspace_id = await database.write(keep)
    await sync_roster(client, database, workspace_id=workspace_id, now=now)
    return workspace_id


def _workers(role: Role) -> Callable[..., Work]:
    # Loaded where it is wanted: a laptop with a file has no use for it.
    from jobs.workers import Workers  # noqa: PLC0415

    return partial(Workers, is_working=role is not Role.WEB)


def _trouble(is_connected: asyncio.Event, jobs: Work) -> str | None:
    """Why the app should be sent no work now."""
    if not is_connected.is_set():
        return "Not connected to Slack yet."
    return jobs.trouble()


def _socket_mode(app: AsyncApp, settings: Settings) -> AsyncSocketModeHandler:
    # Its own client would ask slack.com, whatever the settings say.
    return AsyncSocketModeHandler(app, _secret(settings.slack_app_token), web_client=app.client)


def _secret(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
