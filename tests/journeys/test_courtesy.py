"""A prompt comes when it suits, is followed by one reminder, and its record says why."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.preferences import Hours, Preferences
from plnudge.house import House
from sandbox.district import PEOPLE
from sandbox.server import LocalSlack
from storage.audit import looks_at
from storage.people import get_person
from storage.preferences import keep_preferences
from storage.tables import Schedule
from tests.journeys.conftest import Seen, home_page, prompts_of

TO_WEDNESDAY = timedelta(hours=27, minutes=30)
"""From the clock's noon in Chicago to 15:30 of the day after."""


async def wish(house: House, who: str, **wishes: object) -> None:
    def keep(session: Session) -> None:
        keep_preferences(
            session,
            get_person(session, house.workspace_id, PEOPLE[who].id).id,
            Preferences(**wishes),  # type: ignore[arg-type]
            elements=("ownership",),
            today=date(2026, 11, 24),
            now=house.bot.clock(),
        )

    await house.database.write(keep)


async def remind_after(house: House, hours: int) -> None:
    def change(session: Session) -> None:
        schedule = session.scalars(
            select(Schedule).where(Schedule.name == "Weekly reflection")
        ).one()
        schedule.remind_after_hours = hours

    await house.database.write(change)


async def test_a_prompt_waits_for_the_hours_that_suit(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await wish(house, "maya", suits=Hours(time(17), time(19)))
    await slack.clock.advance(TO_WEDNESDAY)
    assert prompts_of(slack, "maya") == []
    assert len(prompts_of(slack, "ben")) == 1
    told = await (await slack.person("maya").command("/pln why")).message()
    assert "Comes today at 17:00 (a time that does not suit)" in told.plain()
    await slack.clock.advance(timedelta(hours=1, minutes=30))
    assert len(prompts_of(slack, "maya")) == 1
    told = await (await slack.person("maya").command("/pln why")).message()
    assert "not then (a time that does not suit): it waits until today at 17:00" in told.plain()
    assert "Came today at 17:00" in told.plain()


async def test_whoever_does_not_answer_is_reminded_once_and_both_messages_show_the_answer(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await remind_after(house, 2)
    await slack.clock.advance(TO_WEDNESDAY)
    ben = slack.person("ben")
    await (await ben.press(await seen("ben", "prompt_reflect"), "prompt_reflect")).opened()
    await ben.fill(text="Pairs talked more than groups.")
    await ben.submit()
    await slack.clock.advance(timedelta(hours=2))
    reminder = await seen("maya", "Still open, if you like")
    assert not any("Still open" in each.plain() for each in ben.messages())
    await slack.clock.advance(timedelta(days=2))
    maya = slack.person("maya")
    assert sum("Still open" in each.plain() for each in maya.messages()) == 1
    await maya.press(reminder, "prompt_skip")
    await slack.workspace.wait_until(
        lambda: sum("Skipped" in each.plain() for each in maya.messages()) == 2,
        what="both messages to show it",
    )


async def test_a_message_that_is_gone_keeps_nobody_from_answering(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await remind_after(house, 2)
    await slack.clock.advance(TO_WEDNESDAY)
    prompt = await seen("maya", "prompt_reflect")
    await slack.clock.advance(timedelta(hours=2))
    reminder = await seen("maya", "Still open")
    slack.workspace.delete(prompt)
    maya = slack.person("maya")
    await (await maya.press(reminder, "prompt_reflect")).opened()
    await maya.fill(text="I asked fewer questions.")
    await maya.submit()
    await seen("maya", "I asked fewer questions.")


async def test_an_admin_looks_up_why_and_the_person_can_see_that_they_did(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await wish(house, "maya", paused_until_on=date(2026, 12, 1))
    await slack.clock.advance(TO_WEDNESDAY)
    await home_page(slack, house, "priya", "admin")
    priya = slack.person("priya")
    assert priya.home is not None
    await (await priya.press(priya.home, "why_ask")).opened()
    await priya.fill(person=PEOPLE["maya"].id)
    await priya.submit()
    assert priya.view is not None
    shown = priya.view.plain()
    assert "Maya Castellanos" in shown
    assert "paused by themselves until 2026-12-01" in shown
    assert "Did not come: paused by the educator" in shown
    looks = await house.database.read(
        lambda session: looks_at(
            session,
            get_person(session, house.workspace_id, PEOPLE["maya"].id).id,
            first=0,
            most=5,
        )
    )
    assert [(look.reader, look.what) for look in looks.rows] == [
        ("Priya Raman", "which of your prompts came, and why")
    ]


@pytest.mark.parametrize("act", ["press", "submit"])
async def test_nobody_else_looks_up_others(
    slack: LocalSlack, house: House, seen: Seen, act: str
) -> None:
    await home_page(slack, house, "priya", "admin")
    priya = slack.person("priya")
    assert priya.home is not None
    if act == "submit":
        await (await priya.press(priya.home, "why_ask")).opened()
        await priya.fill(person=PEOPLE["maya"].id)
    slack.change_person("priya", is_admin=False, is_owner=False)
    await slack.settled()
    if act == "press":
        await priya.press(priya.home, "why_ask")
        await seen("priya", "Only admins of PLNudge")
        return
    await priya.submit()
    assert priya.view is not None
    assert "Only admins of PLNudge" in priya.view.plain()
