"""Prompts come once, whatever Slack does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.tables import Occurrence
from tests.conftest import NOW
from tests.journeys.conftest import house_beside, prompts_of

TO_WEDNESDAY = timedelta(hours=27, minutes=30)
"""From the clock's noon in Chicago to 15:30 of the day after."""
HARBOR = ("ruth", "maya", "ben", "aiko", "leroy", "fatima", "chloe", "noor")


@pytest.fixture
def transport() -> str:
    return "socket"


async def states(house: House) -> dict[str, int]:
    rows = await house.database.read(
        lambda session: session.scalars(
            select(Occurrence.state).where(
                Occurrence.purpose == "prompt", Occurrence.due_at <= NOW + TO_WEDNESDAY
            )
        ).all()
    )
    return {state: list(rows).count(state) for state in set(rows)}


def had(slack: LocalSlack, who: str) -> int:
    return len(prompts_of(slack, who))


@pytest.mark.parametrize("kind", ["rate_limited", "server_error", "reset_before", "reset_after"])
async def test_a_prompt_comes_once_though_slack_fails_on_the_way(
    slack: LocalSlack, house: House, kind: str
) -> None:
    await slack.clock.advance(TO_WEDNESDAY - timedelta(minutes=5))
    slack.faults.add(kind, "chat.postMessage", count=6)  # type: ignore[arg-type]
    for _ in range(5):
        await slack.clock.advance(timedelta(minutes=2))
    assert {who: had(slack, who) for who in HARBOR} == dict.fromkeys(HARBOR, 1)
    assert set(await states(house)) == {"sent"}


async def test_a_prompt_that_slack_has_and_we_do_not_know_of_is_not_sent_again(
    slack: LocalSlack, place: Path | str
) -> None:
    async with house_beside(slack, place, transport="socket"):
        await slack.clock.advance(TO_WEDNESDAY - timedelta(minutes=5))
        slack.faults.add("reset_after", "chat.postMessage", count=None)
        await slack.clock.advance(timedelta(minutes=5))
    slack.faults.clear()
    async with house_beside(slack, place, transport="socket") as restarted:
        await slack.clock.advance(timedelta(minutes=6))
        assert {who: had(slack, who) for who in HARBOR} == dict.fromkeys(HARBOR, 1)
        assert set(await states(restarted)) == {"sent"}


async def test_after_an_hour_of_downtime_prompts_come_late_and_once(
    slack: LocalSlack, place: Path | str
) -> None:
    async with house_beside(slack, place, transport="socket"):
        pass
    await slack.clock.advance(TO_WEDNESDAY + timedelta(hours=1))
    async with house_beside(slack, place, transport="socket"):
        assert {who: had(slack, who) for who in HARBOR} == dict.fromkeys(HARBOR, 1)


async def test_after_a_day_of_downtime_prompts_are_skipped_with_their_reason(
    slack: LocalSlack, place: Path | str
) -> None:
    async with house_beside(slack, place, transport="socket"):
        pass
    await slack.clock.advance(TO_WEDNESDAY + timedelta(days=1))
    async with house_beside(slack, place, transport="socket") as house:
        assert {who: had(slack, who) for who in HARBOR} == dict.fromkeys(HARBOR, 0)
        reasons = await house.database.read(
            lambda session: set(
                session.scalars(select(Occurrence.reason).where(Occurrence.state == "skipped"))
            )
        )
    assert reasons == {"too late: it was due on another day"}


async def test_nobody_who_is_no_educator_is_ever_prompted(slack: LocalSlack, house: House) -> None:
    await slack.clock.advance(timedelta(days=3))
    written_to = {
        person.key
        for person in slack.workspace.people.values()
        if any(
            message.author == slack.workspace.app.id
            for message in slack.workspace.messages
            if message.channel == slack.workspace.dm(person.id).id
        )
    }
    assert not written_to & {"guest", "visitor", "former", "stranger", "calendar_bot", "slackbot"}
    assert len(written_to) == 39
