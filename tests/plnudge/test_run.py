"""`plnudge run`: it says why it can't, and stops when told."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from plnudge.manifest import build_manifest
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.conftest import PatientSlack
from tests.plnudge.conftest import Call
from tests.plnudge.test_cli import PLNUDGE


@pytest.fixture
async def slack(call: Call, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalSlack]:
    """A local Slack that the settings lead to."""
    async with PatientSlack(limits=RateLimits.off()) as slack:
        slack.apply_manifest(build_manifest(url=None, socket_mode=True))
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        monkeypatch.setenv("PLNUDGE_PORT", "0")
        yield slack


def test_without_tokens_it_says_which(call: Call) -> None:
    answer = call("run", "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "SLACK_BOT_TOKEN is missing" in answer.stderr


@pytest.mark.usefixtures("slack")
async def test_a_token_that_slack_does_not_know_is_a_sentence(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-unknown")
    running = await start()
    _, stderr = await asyncio.wait_for(running.communicate(), 30)
    assert running.returncode == 1
    assert stderr.decode().endswith(
        "Slack refused (invalid_auth): check SLACK_BOT_TOKEN, which Slack does not know.\n"
    )


@pytest.mark.usefixtures("slack")
async def test_an_app_token_that_slack_does_not_know_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-unknown")
    running = await start()
    _, stderr = await asyncio.wait_for(running.communicate(), 30)
    assert running.returncode == 1
    assert "Slack refused (invalid_auth)" in stderr.decode()


async def test_a_start_that_slack_does_not_answer_can_be_stopped(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = asyncio.Event()

    async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()  # until the other end hangs up
        writer.close()

    async with await asyncio.start_server(stay_silent, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        monkeypatch.setenv("SLACK_API_URL", f"http://127.0.0.1:{port}/api/")
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
        monkeypatch.setenv("PLNUDGE_PORT", "0")
        running = await start()
        await asyncio.wait_for(asked.wait(), 30)
        running.send_signal(signal.SIGTERM)
        await asyncio.wait_for(running.communicate(), 30)
    assert running.returncode == 0


@pytest.mark.usefixtures("slack")
async def test_a_port_that_is_taken_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PLNUDGE_PORT", str(taken.getsockname()[1]))
        running = await start()
        _, stderr = await asyncio.wait_for(running.communicate(), 30)
    assert running.returncode == 1
    assert "PLNUDGE_HOST and PLNUDGE_PORT choose another.\n" in stderr.decode()


@pytest.mark.usefixtures("slack")
async def test_it_makes_its_database_lets_commands_work_beside_it_and_stops_when_told(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'run.sqlite3'}")
    running = await start("--json")
    await ready(running)
    beside = await asyncio.to_thread(call, "schedule", "add", "Thought", "--weekly", "mon")
    listed = await asyncio.to_thread(call, "schedule", "list", "--json")
    running.send_signal(signal.SIGTERM)
    stdout, _ = await asyncio.wait_for(running.communicate(), 30)
    assert running.returncode == 0
    assert json.loads(stdout) == {"state": "stopped"}
    assert beside.exit_code == 0
    assert {schedule["name"] for schedule in listed.value} == {
        "Weekly reflection",
        "Weekly digest",
        "Thought",
    }


@pytest.mark.usefixtures("slack")
async def test_a_second_one_on_the_same_database_refuses_until_the_first_is_gone(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'run.sqlite3'}")
    first = await start()
    await ready(first)
    second = await start()
    stdout, stderr = await asyncio.wait_for(second.communicate(), 60)
    assert (second.returncode, stdout) == (1, b"")
    assert stderr.decode().endswith(
        "run.sqlite3 already: stop that one first, or give this one a DATABASE_URL of its own.\n"
    )
    first.kill()
    await first.communicate()
    third = await start()
    await ready(third)
    third.send_signal(signal.SIGTERM)
    await asyncio.wait_for(third.communicate(), 30)
    assert third.returncode == 0


async def ready(running: asyncio.subprocess.Process) -> None:
    """Waits until it says so."""
    assert running.stderr is not None
    log = ""
    async with asyncio.timeout(60):
        while "ready:" not in log:
            line = await running.stderr.readline()
            assert line, log
            log += line.decode()


async def start(*options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        PLNUDGE,
        "run",
        *options,
        env=dict(os.environ),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
