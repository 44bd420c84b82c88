"""Commands as Slack sends them, so many in flight at once, and how long their answers took."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median, quantiles
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from sqlalchemy import select

from bench.row import Turn
from sandbox.http_delivery import signed_headers
from sandbox.server import LocalSlack
from storage.database import Database
from storage.tables import Entry

_PATIENCE_SECONDS: Final = 60
_numbers = count(1)


@dataclass(frozen=True)
class LogCommand:
    """`/pln log …` of somebody, told apart from all others by its words and its trigger."""

    payload: dict[str, str]
    words: str
    """They stand in the answer, and in the database."""

    @property
    def trigger(self) -> str:
        return self.payload["trigger_id"]


def log_commands(
    slack: LocalSlack, how_many: int, people: Sequence[str] | None = None
) -> list[LogCommand]:
    """Of these people in turn, or of all but the apps, which log nothing."""
    people = people or [each.id for each in slack.workspace.people.values() if not each.is_bot]
    return [_log_command(slack, people[place % len(people)]) for place in range(how_many)]


def _log_command(slack: LocalSlack, person: str) -> LogCommand:
    number = next(_numbers)
    # Told apart by letters: entries that differ in their numbers alone are the same again.
    words = f"EdCamp session on student podcasting {_in_letters(number)}"
    team = slack.workspace.id
    return LogCommand(
        {
            "token": "verification",
            "team_id": team,
            "team_domain": slack.workspace.domain,
            "channel_id": "D0BENCH",
            "channel_name": "directmessage",
            "user_id": person,
            "user_name": person.lower(),
            "command": "/pln",
            "text": f"log 45m {words} #ownership #collaboration https://example.org/{number}",
            "api_app_id": slack.workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": f"{slack.url}/commands/bench/{number}",
            "trigger_id": f"{number}.0.bench",
        },
        words,
    )


def _in_letters(number: int) -> str:
    return "q" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


Deliver = Callable[[LogCommand], Awaitable[str]]
"""Hands one over; gives the answer's text. Raises where there is none in time."""


@asynccontextmanager
async def by_http(slack: LocalSlack, address: str, in_flight: int) -> AsyncIterator[Deliver]:
    """Signed as Slack signs."""
    connector = aiohttp.TCPConnector(limit=in_flight)
    timeout = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:

        async def deliver(command: LogCommand) -> str:
            body = urlencode(command.payload).encode()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                **signed_headers(slack.signing_secret, body),
            }
            async with session.post(
                f"{address}/slack/events", data=body, headers=headers
            ) as response:
                response.raise_for_status()
                return await response.text()

        yield deliver


def by_socket(slack: LocalSlack) -> Deliver:
    """Over the connection that the app has opened."""

    async def deliver(command: LogCommand) -> str:
        envelope: dict[str, Any] = {
            "type": "slash_commands",
            "payload": command.payload,
            "accepts_response_payload": True,
        }
        return json.dumps(await slack.platform.links.send(envelope, _PATIENCE_SECONDS))

    return deliver


class NoAnswers(Exception):
    """None of all that was handed over was answered."""


@dataclass(frozen=True)
class Load:
    """What came back."""

    seconds: float
    latencies: Sequence[float]
    answers: Sequence[str | None]
    """None where there was none."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def typical_ms(self) -> float:
        return median(self.latencies) * 1000

    @property
    def p99_ms(self) -> float:
        if len(self.latencies) < 2:
            return self.typical_ms
        return quantiles(self.latencies, n=100, method="inclusive")[98] * 1000


async def fire(deliver: Deliver, commands: Sequence[LogCommand], in_flight: int) -> Load:
    """As soon as one is answered, the next goes out.

    Raises NoAnswers where there were none at all.
    """
    waiting = iter(list(enumerate(commands)))
    answers: list[str | None] = [None] * len(commands)
    latencies: list[float] = []
    failures: list[Exception] = []

    async def go_on() -> None:
        for place, command in waiting:
            sent_at = time.perf_counter()
            try:
                answers[place] = await deliver(command)
            except (aiohttp.ClientError, TimeoutError) as error:
                failures.append(error)
                continue
            latencies.append(time.perf_counter() - sent_at)

    began = time.perf_counter()
    await asyncio.gather(*(go_on() for _ in range(in_flight)))
    seconds = time.perf_counter() - began
    if not latencies:
        raise NoAnswers from failures[0]
    return Load(seconds, latencies, answers)


async def fire_at_floor(
    deliver: Deliver, commands: Sequence[LogCommand], in_flight: int
) -> tuple[Load, int]:
    """With how many got no acknowledgement."""
    load = await fire(deliver, commands, in_flight)
    return load, load.answers.count(None)


async def fire_at_app(
    deliver: Deliver, commands: Sequence[LogCommand], in_flight: int, url: str
) -> tuple[Load, int, int]:
    """With how many were lost, and how many are wrong: in the answer or in the database."""
    load = await fire(deliver, commands, in_flight)
    lost, wrong = load.answers.count(None), 0
    kept = await asyncio.to_thread(_kept, url)
    for command, answer in zip(commands, load.answers, strict=True):
        if answer is not None:
            is_told = "Logged." in answer and f'{command.words}"' in answer
            texts = kept.get(command.trigger, [])
            lost += not texts
            wrong += not is_told or any(command.words not in text for text in texts)
            wrong += max(0, len(texts) - 1)
    return load, lost, wrong


def _kept(url: str) -> dict[str, list[str]]:
    """Texts by the trigger that brought them."""
    database = Database(url)
    try:
        with database.reading.connect() as link:
            rows = link.execute(
                select(Entry.submission, Entry.text).where(Entry.submission.is_not(None))
            ).all()
    finally:
        database.close()
    kept: dict[str, list[str]] = {}
    for trigger, words in rows:
        kept.setdefault(str(trigger), []).append(words)
    return kept


def as_throughput(load: Load, *, cpu_ms: float, lost: int = 0, wrong: int = 0) -> Turn:
    """`cpu_ms` is what each command took of a core, which a busy machine hardly changes."""
    return Turn(load.rate, {"p99_ms": load.p99_ms, "cpu_ms": cpu_ms}, lost, wrong)


def as_latency(load: Load, *, cpu_ms: float, lost: int = 0, wrong: int = 0) -> Turn:
    return Turn(load.typical_ms, {"p99_ms": load.p99_ms, "cpu_ms": cpu_ms}, lost, wrong)
