"""The whole house beside a local Slack, over both of Slack's transports."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from plnudge.demo import following_clock
from plnudge.house import House, open_house
from plnudge.manifest import build_manifest
from plnudge.settings import Settings
from sandbox.clock import Clock
from sandbox.district import PEOPLE, SCHOOL_MEMBERS, SCHOOLS
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import Message, View
from storage.groups import keep_group, keep_membership
from storage.people import get_person
from tests.conftest import NOW, PatientSlack

if TYPE_CHECKING:
    from tests.access.cast import Stage


@asynccontextmanager
async def house_beside(
    slack: LocalSlack,
    place: Path | str,
    *,
    transport: str,
    clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[House]:
    """The app as `plnudge run` starts it, following the clock of that Slack unless it has its own.

    Its records are in a SQLite file in that folder, or in the database of that address.
    """
    settings = settings_beside(slack, records_at(place), transport=transport)
    async with open_house(settings, clock or slack.clock.now) as house:
        if transport == "http":
            slack.deliver_by_http(f"{house.server.address}/slack/events")

        await house.jobs.sync_rosters()
        async with following_clock(slack, house):
            yield house


def settings_beside(slack: LocalSlack, url: str, *, transport: str) -> Settings:
    """Of a house with its records at that address."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token) if transport == "socket" else None,
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=url,
        plnudge_port=0,
        plnudge_posts_per_minute=6000,
    )


def records_at(place: Path | str) -> str:
    """The address of the records that a house keeps in that folder, or at that address."""
    return place if isinstance(place, str) else f"sqlite:///{place / 'journey.sqlite3'}"


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A local Slack whose clock stands at noon of a Tuesday in Chicago."""
    async with PatientSlack(
        clock=Clock(start=NOW, ticking=False),
        limits=RateLimits.off(),
        retry_delays=(0, 0, 0),
    ) as slack:
        slack.apply_manifest(build_manifest(url=None, socket_mode=True))
        yield slack


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def place(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Path | str:
    """Where a house keeps its records: the tables are there, and nothing in them."""
    if backend != "sqlite":
        return str(request.getfixturevalue("postgres_url"))
    return begun(tmp_path, request.getfixturevalue("migrated_file"))


def begun(folder: Path, migrated_file: Path) -> Path:
    """The same folder, with a file for a house's records, so that it need not make their tables."""
    shutil.copyfile(migrated_file, folder / "journey.sqlite3")
    return folder


@pytest.fixture
async def house(slack: LocalSlack, place: Path | str, transport: str) -> AsyncIterator[House]:
    """The app, with the district's schools as groups and each school's first as its leader."""
    async with house_beside(slack, place, transport=transport) as house:
        await house.database.write(lambda session: furnish(session, house))
        yield house


@pytest.fixture
async def stage(tmp_path: Path, migrated_file: Path) -> AsyncIterator[Stage]:
    """A district in which everyone has a role and everything is there to be pressed."""
    from tests.access.cast import stage_alone

    async with stage_alone(begun(tmp_path, migrated_file)) as stage:
        yield stage


def furnish(session: Session, house: House) -> None:
    """The district's schools as groups, each led by its first person."""
    for school, members in SCHOOL_MEMBERS.items():
        group = keep_group(session, house.workspace_id, SCHOOLS[school], parent="Lakeview Unified")
        for place, key in enumerate(members):
            person = get_person(session, house.workspace_id, PEOPLE[key].id)
            keep_membership(session, group.id, person.id, "member")
            if place == 0:
                keep_membership(session, group.id, person.id, "leader")


Seen = Callable[[str, str], Awaitable[Message]]


@pytest.fixture
def seen(slack: LocalSlack) -> Seen:
    """Waits until somebody has a message that says this, or holds this action."""

    async def wait(who: str, words: str) -> Message:
        person = slack.person(who)

        def found() -> Message | None:
            for message in reversed(person.messages()):
                if words in message.plain() or words in message.actions():
                    return message
            return None

        return await slack.workspace.wait_until(found, what=f"{words!r} for {who}")

    return wait


JobsSay = Callable[[str], Awaitable[None]]


class _Listening(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._heard = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())
        self._heard.set()

    async def wait(self, words: str) -> None:
        async with asyncio.timeout(60):
            while not any(words in line for line in self._lines):
                self._heard.clear()
                await self._heard.wait()


@pytest.fixture
def jobs_say(caplog: pytest.LogCaptureFixture) -> Iterator[JobsSay]:
    """Waits until the jobs have logged these words."""
    caplog.set_level(logging.INFO, "jobs")
    listening = _Listening()
    logging.getLogger("jobs").addHandler(listening)
    yield listening.wait
    logging.getLogger("jobs").removeHandler(listening)


async def home_page(slack: LocalSlack, house: House, who: str, page: str) -> View:
    """App Home of somebody, turned to that page."""
    person = slack.person(who)
    home = await person.open_home()
    turn = next(
        button["action_id"]
        for block in home.blocks
        for button in block.get("elements", ())
        if button.get("value") == page
    )
    # What was pressed before this may still be drawing a page, and the last one drawn stays.
    await _drawn(slack, house)
    await person.press(home, turn)
    await _drawn(slack, house)
    assert home.private_metadata == page
    return home


async def _drawn(slack: LocalSlack, house: House) -> None:
    await slack.settled()
    await house.bot.afterwards.drain()


def prompts_of(slack: LocalSlack, who: str) -> list[Message]:
    """The prompts in front of somebody that still wait for an answer."""
    return [each for each in slack.person(who).messages() if "prompt_skip" in each.actions()]
