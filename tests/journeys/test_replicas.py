"""Many workspaces, two processes that hear Slack and three that work: as a vendor runs it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.manifest import build_manifest
from sandbox.district import TEAM_ID
from sandbox.limits import RateLimits
from sandbox.record import ApiCall, Delivery
from sandbox.server import LocalSlack
from storage.database import Database
from storage.sealing import make_key
from storage.tables import Entry, Occurrence
from tests.journeys.crashes import over_oauth, owe, ready, running
from tests.journeys.crowd import crowd
from tests.journeys.installs import Browser
from tests.journeys.test_workers import PATIENCE_SECONDS, at_rest, times_sent_in

pytestmark = pytest.mark.long

WEBS: Final = 2
WORKERS: Final = 3
MOST_TRIES: Final = 5
DRAIN_SECONDS: Final = 30
PER_MINUTE: Final = 120
"""Messages of a workspace."""
SPARE: Final = 4
"""Messages that may go out at once: who takes its turn begins with a second's worth."""


async def test_two_web_replicas_and_three_workers_serve_many_workspaces_through_a_rolling_restart(
    postgres_url: str, tmp_path: Path, at_full_size: bool
) -> None:
    workspaces, people = (20, 50) if at_full_size else (4, 6)
    teams = [TEAM_ID, *(f"T0DISTRICT{number:02d}" for number in range(1, workspaces))]
    first, *others = (crowd(people, ["America/Chicago"], team) for team in teams)
    slack = LocalSlack(
        district=first,
        neighbours=others,
        limits=RateLimits(posts_per_minute=PER_MINUTE + 2 * SPARE),
        ack_seconds=60.0,
    )
    slack.platform.is_installed = False
    began = time.monotonic()
    settings = {**over_oauth(slack, make_key()), "PLNUDGE_POSTS_PER_MINUTE": str(PER_MINUTE)}
    async with slack, AsyncExitStack() as stack:

        async def start(name: str, role: str) -> tuple[asyncio.subprocess.Process, str]:
            log = tmp_path / f"{name}.log"
            process = await stack.enter_async_context(
                running(slack, postgres_url, log, "--role", role, settings=settings)
            )
            return process, await ready(log)

        (web, address), (_, other_address) = [
            await start(f"web-{number}", "web") for number in range(WEBS)
        ]
        installs = 0
        # A load balancer in front would send each delivery to either.
        slack.apply_manifest(build_manifest(url=address, socket_mode=False))
        for place, team in enumerate(teams):
            begun_at = address if place % 2 else other_address
            installs += await install_at_last(team, begun_at, address)
            listen_at(slack, team, other_address if place % 2 else address)
        for team in teams:
            await asyncio.to_thread(owe, postgres_url, people, team)
        workers = await asyncio.gather(
            *(start(f"worker-{number}", "worker") for number in range(WORKERS))
        )
        logged = [await log_something(slack, team, 0) for team in teams]
        # A new version takes over: one goes after the other, and none is missed.
        drained = [await stop(workers[0][0])]
        await start("next-worker", "worker")
        under_way = asyncio.gather(*(log_something(slack, team, 1) for team in teams))
        drained.append(await stop(web))
        for team in teams:
            listen_at(slack, team, other_address)
        logged += [await again_if_missed(slack, each) for each in await under_way]
        owed = 2 * people * workspaces
        await asyncio.wait_for(at_rest(postgres_url, owed), PATIENCE_SECONDS)
        logged += [await log_something(slack, team, 2) for team in teams]
    sent = Counter[str]()
    for team in teams:
        sent += times_sent_in(slack.platforms[team])
    lost, doubled = owed - len(sent), sum(sent.values()) - len(sent)
    calls = [call for platform in slack.platforms.values() for call in platform.calls]
    refused = sum(call.status == 429 for call in calls)
    busiest = max(in_a_minute(platform.calls) for platform in slack.platforms.values())
    print(  # noqa: T201 (figures for whoever asks for them)
        f"{workspaces} workspaces after {installs} installs, {owed} messages owed: {lost} lost, "
        f"{doubled} doubled; at most {busiest} a minute in one of them, {refused} calls refused "
        f"as too many; {len(logged)} commands answered; a worker and a web replica drained in "
        f"{drained} s; {time.monotonic() - began:.0f} s in all"
    )
    assert (lost, doubled) == (0, 0)
    assert busiest <= PER_MINUTE + SPARE
    assert all("Logged." in str(each.attempts[-1].body) for each in logged)
    assert await count_entries(postgres_url) == len(logged) == 3 * workspaces
    assert max(drained) <= DRAIN_SECONDS
    for platform in slack.platforms.values():
        assert keeps_pace(platform.calls)


async def install_at_last(team: str, begun_at: str, ended_at: str) -> int:
    """How many times they tried: on a machine that is too busy, they are told to try again."""
    for tries in range(1, MOST_TRIES + 1):
        status, page = await install(team, begun_at, ended_at)
        if status == 200:
            return tries
        assert status == 500 and "was not installed" in page
    raise AssertionError(f"{team} could not be installed in {MOST_TRIES} tries")


async def install(team: str, begun_at: str, ended_at: str) -> tuple[int, str]:
    """One replica begins it and another ends it: what they need to know is in the database."""
    beginning, ending = Browser(begun_at), Browser(ended_at)
    try:
        url = await beginning.consent(await beginning.begin(), team, admin_of(team))
        ending.cookie = beginning.cookie
        return await ending.finish(url)
    finally:
        await beginning.close()
        await ending.close()


def admin_of(team: str) -> str:
    return next(iter(crowd(1, ["UTC"], team).people))


def listen_at(slack: LocalSlack, team: str, address: str) -> None:
    slack.platforms[team].courier.request_url = f"{address}/slack/events"


async def log_something(slack: LocalSlack, team: str, number: int) -> Delivery:
    answer = await slack.person("educator2", team).command(f"/pln log 2{number}m webinar")
    assert answer.delivery is not None
    return answer.delivery


async def again_if_missed(slack: LocalSlack, delivery: Delivery) -> Delivery:
    """Where the connection was refused or broke, a load balancer hands it to another."""
    if delivery.status != 200:
        await slack.platforms[delivery.payload["team_id"]].courier.hand_over_again(delivery)
    return delivery


async def stop(process: asyncio.subprocess.Process) -> int:
    """How many seconds it took to end well."""
    began = time.monotonic()
    process.terminate()
    assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0
    return round(time.monotonic() - began)


def posts(calls: list[ApiCall]) -> list[float]:
    """When messages went out in bulk, in seconds."""
    return sorted(
        call.at.timestamp()
        for call in calls
        if call.method == "chat.postMessage" and "metadata" in call.arguments
    )


def in_a_minute(calls: list[ApiCall]) -> int:
    """How many messages went out in the busiest minute."""
    times = posts(calls)
    minute = timedelta(minutes=1).total_seconds()
    return max((sum(at <= each < at + minute for each in times) for at in times), default=0)


def keeps_pace(calls: list[ApiCall]) -> bool:
    """Whether no stretch, however short, held more than its pace and what may go at once."""
    times = posts(calls)
    return all(
        last - first + 1 <= (times[last] - times[first]) * PER_MINUTE / 60 + SPARE
        for first in range(len(times))
        for last in range(first, len(times))
    )


async def count_entries(url: str) -> int:
    def count(session: Session) -> int:
        held = session.scalar(select(func.count()).where(Occurrence.claim.is_not(None)))
        assert held == 0, "a lease was left behind"
        return session.scalar(select(func.count()).select_from(Entry)) or 0

    database = Database(url)
    try:
        return await database.read(count)
    finally:
        database.close()
