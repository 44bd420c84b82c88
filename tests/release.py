"""An installed PLNudge does its main work beside a local Slack, as an operator would start it.

`python -m tests.release COMMAND…` walks through it with that command in place of `plnudge`, such
as a container's; without one, with a wheel built here, in an environment that has nothing else
but what uv.lock says.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from plnudge.manifest import build_manifest
from sandbox.server import LocalSlack
from tests.conftest import PatientSlack

ROOT: Final = Path(__file__).parent.parent
UV: Final = ROOT / ".tools/bin/uv"
PATIENCE_SECONDS: Final = 120


@dataclass(frozen=True)
class Figures:
    """What was seen on the walk."""

    ready_seconds: float
    stop_seconds: float
    largest_megabytes: int
    """Of one process, which is mostly the one that sets the PDF."""


def build_wheel(folder: Path) -> Path:
    """Built from what is here; `folder` holds it."""
    _call(UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    (wheel,) = folder.glob("plnudge-*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """A new environment with that wheel and the locked packages that it needs; its `plnudge`."""
    needs = folder.with_suffix(".txt")
    _call(UV, "export", "--quiet", "--locked", "--no-dev", "--no-emit-project", "--directory", ROOT,
          "--output-file", needs)  # fmt: skip
    _call(UV, "venv", "--quiet", "--python", sys.executable, folder)
    python = folder / "bin/python"
    _call(UV, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", needs)
    _call(
        UV,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--no-deps",
        "--compile-bytecode",
        wheel,
    )
    return folder / "bin/plnudge"


def _call(*words: str | Path) -> None:
    subprocess.run([*map(str, words)], check=True)  # noqa: S603 (our own words)


async def walk(plnudge: Sequence[str | Path], folder: Path) -> Figures:
    """Start → a command that Slack signed is kept → documents → a prompt on time → a drained stop.

    Asserts that each of these is so. Records are in `folder`, where it is called.
    """
    async with PatientSlack() as slack:
        slack.apply_manifest(build_manifest(url="https://plnudge.example.org", socket_mode=False))
        port = _free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "DATABASE_URL": f"sqlite:///{folder / 'plnudge.sqlite3'}",
            "PLNUDGE_PORT": str(port),
        }
        begun = time.monotonic()
        async with _running([*plnudge, "run"], environment, folder) as (process, log):
            await _line(log, "ready:")
            ready = time.monotonic()
            slack.deliver_by_http(f"http://127.0.0.1:{port}/slack/events")
            assert await slack.verify_request_url()
            await _log_and_export(slack)
            await _get_prompt(slack, [*plnudge], environment, folder)
            told = time.monotonic()
            process.send_signal(signal.SIGTERM)
            rest = (await asyncio.wait_for(log.read(), PATIENCE_SECONDS)).decode()
            assert await process.wait() == 0, rest
            stopped = time.monotonic()
            assert "Traceback" not in rest
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Figures(
        ready_seconds=round(ready - begun, 1),
        stop_seconds=round(stopped - told, 1),
        largest_megabytes=usage.ru_maxrss // 1024,
    )


async def _log_and_export(slack: LocalSlack) -> None:
    maya = slack.person("maya")
    answer = await maya.command("/pln log 45m webinar on podcasting #ownership")
    assert "Logged." in (await answer.message()).plain()
    await (await maya.command("/pln portfolio")).opened()
    assert (await maya.submit()).closed
    files = await slack.workspace.wait_until(
        lambda: [file for each in maya.messages() for file in each.files],
        what="a portfolio",
        timeout=PATIENCE_SECONDS,
    )
    assert {Path(each.name).suffix for each in files} == {".pdf", ".xlsx"}


async def _get_prompt(
    slack: LocalSlack, plnudge: Sequence[str | Path], environment: dict[str, str], folder: Path
) -> None:
    """By a schedule that the command line makes beside the running app; within a minute."""
    command = [*plnudge, "schedule", "add", "Soon", "--cron", "* * * * *", "--json"]
    async with _running(command, environment, folder) as (adding, told):
        said = (await told.read()).decode()
        assert await adding.wait() == 0, said
    maya = slack.person("maya")
    await slack.workspace.wait_until(
        lambda: [each for each in maya.messages() if "reflect" in " ".join(each.actions())],
        what="a prompt",
        timeout=PATIENCE_SECONDS,
    )


@asynccontextmanager
async def _running(
    command: Sequence[str | Path], environment: dict[str, str], folder: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, asyncio.StreamReader]]:
    """The process and all that it prints; ended on the way out."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=folder,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process, process.stdout
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _line(log: asyncio.StreamReader, words: str) -> None:
    """Reads on until one says that."""
    seen = ""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while words not in seen:
            line = (await log.readline()).decode()
            assert line, f"it ended before it said {words!r}: {seen}"
            seen += line


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def main() -> None:
    with TemporaryDirectory(prefix="plnudge-release-") as name:
        folder = Path(name)
        command: list[str | Path] = [*sys.argv[1:]]
        if not command:
            command = [install(build_wheel(folder), folder / "environment")]
        figures = asyncio.run(walk(command, folder))
        print(json.dumps(vars(figures)))  # noqa: T201


if __name__ == "__main__":
    main()
