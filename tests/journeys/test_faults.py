"""Every prompt arrives once, though one call in five goes wrong and each takes its time."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from plnudge.house import House
from plnudge.manifest import build_manifest
from sandbox.clock import Clock
from sandbox.faults import Fault, Faults
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.tables import Occurrence, OccurrenceStep
from tests.conftest import NOW
from tests.journeys.conftest import house_beside
from tests.journeys.crowd import crowd
from tests.journeys.test_workers import times_sent

TO_WEDNESDAY = timedelta(hours=27, minutes=30)
"""From the clock's noon in Chicago to 15:30 of the day after."""
TROUBLE = (
    Fault("rate_limited", "chat.postMessage", count=None, probability=0.1, retry_after=1),
    Fault("server_error", count=None, probability=0.05, status=500),
    Fault("reset_after", count=None, probability=0.05),
    Fault("latency", count=None, latency_ms=200),
)


async def left(house: House) -> int:
    now = house.bot.clock()
    return await house.database.read(
        lambda session: (
            session.scalar(
                select(func.count()).where(
                    Occurrence.state == "planned",
                    Occurrence.due_at <= now,
                )
            )
            or 0
        )
    )


async def test_every_prompt_arrives_once_through_all_that_slack_may_do(
    tmp_path: Path, at_full_size: bool
) -> None:
    people = 500 if at_full_size else 60
    slack = LocalSlack(
        district=crowd(people, ["America/Chicago"]),
        clock=Clock(start=NOW, ticking=False),
        limits=RateLimits.off(),
        faults=Faults(seed=20261125),
    )
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with slack, house_beside(slack, tmp_path, transport="socket") as house:
        slack.faults.active.extend(TROUBLE)
        began = time.monotonic()
        await slack.clock.advance(TO_WEDNESDAY)
        minutes = 0
        while await left(house):
            assert minutes < 240, "what is due does not come to an end"
            minutes += 1
            await slack.clock.advance(timedelta(minutes=1))
        seconds = time.monotonic() - began
        states = await house.database.read(
            lambda session: Counter(
                session.scalars(
                    select(Occurrence.state).where(Occurrence.due_at <= NOW + TO_WEDNESDAY)
                ).all()
            )
        )
    marks = times_sent(slack)
    met = Counter(call.fault for call in slack.calls if call.at > NOW)
    print(  # noqa: T201 (figures for whoever asks for them)
        f"{len(marks)} messages to {people} people in {seconds:.0f} s and {minutes} minutes of "
        f"the clock: {2 * people - len(marks)} lost, {sum(marks.values()) - len(marks)} doubled; "
        f"calls met {dict(met)}"
    )
    assert states == {"sent": 2 * people}
    assert len(marks) == sum(marks.values()) == 2 * people


async def test_slack_that_is_gone_for_ten_minutes_gets_every_prompt_once_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender.PATIENT_TRIES", 0)  # those wait in real time
    people = 8
    slack = LocalSlack(
        district=crowd(people, ["America/Chicago"]),
        clock=Clock(start=NOW, ticking=False),
        limits=RateLimits.off(),
        ack_seconds=60.0,
    )
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with slack, house_beside(slack, tmp_path, transport="socket") as house:
        await slack.clock.advance(TO_WEDNESDAY - timedelta(minutes=1))
        before = len(slack.calls_of("chat.postMessage"))
        # Some calls find nobody there, and some an answer from a proxy in front.
        slack.faults.add("reset_before", count=None, probability=0.5)
        slack.faults.add("server_error", count=None, status=503)
        for minutes in (1, 2, 3, 4):
            await slack.clock.advance(timedelta(minutes=minutes))
        tried = slack.calls_of("chat.postMessage")[before:]
        assert tried and not any(call.ok for call in tried)
        # What people say meanwhile is kept, though nothing can be shown to them.
        kept = await slack.person("educator1").command("/pln log 20m webinar")
        assert "Logged." in kept.plain()
        slack.faults.clear()
        minutes = 0
        while await left(house):
            assert minutes < 30, "what is due does not come to an end"
            minutes += 1
            await slack.clock.advance(timedelta(minutes=1))
        causes = await house.database.read(
            lambda session: session.scalars(
                select(OccurrenceStep.cause).where(OccurrenceStep.stage == "put-back")
            ).all()
        )
    marks = times_sent(slack)
    assert len(marks) == sum(marks.values()) == 2 * people
    # Why it came late is on record.
    assert causes
