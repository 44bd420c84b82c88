"""The real process: `plnudge run`, started and stopped as an operator would."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.server import LocalSlack
from storage.database import Database
from storage.entries import recent_entries
from storage.people import get_person
from storage.workspaces import pick_workspace
from tests.journeys.conftest import house_beside


@pytest.fixture
async def process(slack: LocalSlack, tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'process.sqlite3'}",
        "PLNUDGE_PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plnudge", "run", env=environment, cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def test_it_runs_keeps_what_it_is_told_and_stops_on_sigterm(
    slack: LocalSlack, process: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    await slack.connected(timeout=30)
    answer = await slack.person("maya").command("/pln log 45m webinar on podcasting #ownership")
    assert "Logged." in (await answer.message()).plain()
    process.send_signal(signal.SIGTERM)
    _, logged = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert b"Traceback" not in logged
    assert slack.bot_token.encode() not in logged
    database = Database(f"sqlite:///{tmp_path / 'process.sqlite3'}")
    kept = database.read_now(
        lambda session: recent_entries(
            session,
            get_person(session, pick_workspace(session).id, slack.person("maya").person.id).id,
            limit=5,
        )
    )
    database.close()
    assert [entry.text for entry in kept] == ["webinar on podcasting"]


async def test_it_is_not_ready_while_the_connection_to_slack_is_lost(
    slack: LocalSlack, tmp_path: Path
) -> None:
    async with (
        house_beside(slack, tmp_path, transport="socket") as house,
        aiohttp.ClientSession(house.server.address) as session,
    ):

        async def until(status: int) -> str:
            while True:
                async with session.get("/readyz") as response:
                    if response.status == status:
                        return await response.text()
                await asyncio.sleep(0.05)

        async with asyncio.timeout(60):
            assert await until(200) == "ok"
            slack.platform.links.drop()
            assert "connection to Slack is lost" in await until(503)
            assert await until(200) == "ok"  # the client tries again after ten seconds


async def test_a_killed_process_has_kept_what_it_said_it_kept(
    slack: LocalSlack, process: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    await slack.connected(timeout=30)
    answers = await asyncio.gather(
        *(slack.person("maya").command(f"/pln log {minutes}m webinar") for minutes in range(1, 21))
    )
    process.kill()
    await process.wait()
    said = sum("Logged." in answer.plain() for answer in answers)
    database = Database(f"sqlite:///{tmp_path / 'process.sqlite3'}")
    kept = database.read_now(
        lambda session: recent_entries(
            session,
            get_person(session, pick_workspace(session).id, slack.person("maya").person.id).id,
            limit=50,
        )
    )
    database.close()
    assert said == len(kept) == 20
