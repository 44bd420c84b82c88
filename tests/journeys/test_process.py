"""The real process: `plnudge run`, started and stopped as an operator would."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import LocalSlack
from storage.database import Database
from storage.entries import recent_entries
from storage.people import get_person
from storage.workspaces import pick_workspace


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
