"""A machine's clock is put right by an hour, either way: nothing comes twice, nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.cadence import weekly
from plnudge.house import House
from sandbox.server import LocalSlack
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Entry, Occurrence
from tests.conftest import NOW
from tests.journeys.conftest import furnish, house_beside, prompts_of

HOUR = timedelta(hours=1)
TO_WEDNESDAY_HALF_PAST_THREE = timedelta(hours=27, minutes=30)


@dataclass
class Machine:
    """Whose clock may be wrong."""

    slack: LocalSlack
    is_ahead_by: timedelta = timedelta()

    def now(self) -> datetime:
        return self.slack.clock.now() + self.is_ahead_by


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def machine(slack: LocalSlack) -> Machine:
    return Machine(slack)


@pytest.fixture
async def house(
    slack: LocalSlack, machine: Machine, place: str, transport: str
) -> AsyncIterator[House]:
    async with house_beside(slack, place, transport=transport, clock=machine.now) as house:
        await house.database.write(lambda session: furnish(session, house))
        yield house


async def step(machine: Machine, house: House, ahead_by: timedelta) -> None:
    machine.is_ahead_by = ahead_by
    await house.jobs.run_due()


async def count_prompts(house: House, day: datetime) -> Counter[int]:
    """How many prompts each had that day, by the record."""

    def count(session: Session) -> Counter[int]:
        rows = session.execute(
            select(Occurrence.person_id, func.count().label("times"))
            .where(
                Occurrence.purpose == "prompt",
                Occurrence.sent_at.is_not(None),
                Occurrence.local_at.between(day, day + timedelta(days=1)),
            )
            .group_by(Occurrence.person_id)
        )
        return Counter({row.person_id: row.times for row in rows})

    return await house.database.read(count)


async def test_a_clock_that_was_an_hour_ahead_and_is_put_right_sends_no_prompt_again(
    slack: LocalSlack, house: House, machine: Machine
) -> None:
    await step(machine, house, HOUR)
    await slack.clock.advance(TO_WEDNESDAY_HALF_PAST_THREE - HOUR)
    early = len(prompts_of(slack, "maya"))
    assert early == 1
    await step(machine, house, timedelta())
    for _ in range(4):
        await slack.clock.advance(HOUR / 2)
    assert len(prompts_of(slack, "maya")) == early
    sent = await count_prompts(house, datetime(2026, 11, 25))
    assert sent and set(sent.values()) == {1}


async def test_a_clock_that_jumps_an_hour_ahead_sends_late_what_it_leapt_over(
    slack: LocalSlack, house: House, machine: Machine
) -> None:
    await slack.clock.advance(TO_WEDNESDAY_HALF_PAST_THREE - HOUR / 2)
    assert prompts_of(slack, "maya") == []
    await step(machine, house, HOUR)
    assert len(prompts_of(slack, "maya")) == 1
    await slack.clock.advance(2 * HOUR)
    sent = await count_prompts(house, datetime(2026, 11, 25))
    assert sent and set(sent.values()) == {1}


async def test_what_an_admin_changes_after_a_clock_was_put_back_is_followed_at_once(
    slack: LocalSlack, house: House, machine: Machine
) -> None:
    await step(machine, house, HOUR)
    await slack.clock.advance(timedelta(minutes=20))
    await step(machine, house, timedelta())
    draft = ScheduleDraft(
        name="Soon", cadence=weekly(["tue"], time(13)), from_on=NOW.date(), elements=("skills",),
        zone="America/Chicago",
    )  # fmt: skip
    now = machine.now()
    await house.database.write(
        lambda session: add_schedule(session, house.workspace_id, draft, now)
    )
    await house.jobs.run_due()
    await slack.clock.advance(timedelta(minutes=45))
    assert len(prompts_of(slack, "maya")) == 1


async def test_what_slack_repeats_after_a_clock_was_put_back_is_kept_once(
    slack: LocalSlack, house: House, machine: Machine
) -> None:
    await step(machine, house, HOUR)
    answer = await slack.person("maya").command("/pln log 20m webinar on podcasts")
    await step(machine, house, timedelta())
    assert answer.delivery is not None
    await slack.deliver_again(answer.delivery)
    kept = await house.database.read(
        lambda session: session.scalar(select(func.count()).select_from(Entry))
    )
    assert kept == 1
