"""The app as it is in life, and the bare one, each a process of its own beside a local Slack."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp.typedefs import Middleware

from plnudge.manifest import build_manifest
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import Workspace

APP: Final = ("-m", "plnudge", "run")
BARE: Final = ("-m", "bench.bare_bolt")
_HOUSE: Final = Path(__file__).parent.parent
_START_SECONDS: Final = 120
_READY: Final = re.compile(r"ready: (?:(http://[^,\s]+)|by Socket Mode),")


class DidNotStart(Exception):
    """What a process wrote before it ended, or before patience did."""


@dataclass(frozen=True)
class Running:
    """A process that is ready."""

    process: asyncio.subprocess.Process
    address: str
    """Empty where it listens to nothing."""
    seconds: float
    """From its start until it said that it was ready."""

    @property
    def resident_mb(self) -> float:
        """The memory that it holds now."""
        return self._megabytes("VmRSS")

    @property
    def most_resident_mb(self) -> float:
        """The most that it has held."""
        return self._megabytes("VmHWM")

    @property
    def cpu_seconds(self) -> float:
        """What it has used of a core until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _megabytes(self, name: str) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (kilobytes,) = re.findall(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
        return int(kilobytes) / 1024


@asynccontextmanager
async def slack_for(district: Workspace, *between: Middleware) -> AsyncIterator[LocalSlack]:
    """A local Slack that has the app and refuses nothing for going too fast.

    What stands `between` sees the app's calls first.
    """
    slack = LocalSlack(district=district, limits=RateLimits.off(), ack_seconds=60.0)
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    slack.application.middlewares.extend(between)
    async with slack:
        yield slack


@asynccontextmanager
async def running(
    slack: LocalSlack,
    log: Path,
    words: tuple[str, ...] = APP,
    *,
    database_url: str = "",
    is_socket_mode: bool = False,
) -> AsyncIterator[Running]:
    """Python with these words, ready to hear that Slack. Raises DidNotStart."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_HOUSE),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "PLNUDGE_PORT": "0",
    }
    if database_url:
        environment["DATABASE_URL"] = database_url
    if is_socket_mode:
        environment["SLACK_APP_TOKEN"] = slack.app_token
    began = asyncio.get_running_loop().time()
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, env=environment, cwd=log.parent,
            stdout=written, stderr=written,
        )  # fmt: skip
    try:
        address = await _ready(process, log)
        yield Running(process, address, asyncio.get_running_loop().time() - began)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _START_SECONDS)
            finally:
                if process.returncode is None:
                    process.kill()


async def _ready(process: asyncio.subprocess.Process, log: Path) -> str:
    """Where it listens, once it says so."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_START_SECONDS):
            while process.returncode is None:
                if said := _READY.search(await asyncio.to_thread(log.read_text)):
                    return said[1] or ""
                await asyncio.sleep(0.005)
    raise DidNotStart(await asyncio.to_thread(log.read_text))
