"""Whoever means to try something is asked later what came of it, and the answer is evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.house import House
from sandbox.server import LocalSlack
from sandbox.state import Message
from storage.schedules import all_schedules, pause_schedule
from storage.tables import Entry, Indicator, Occurrence
from tests.conftest import NOW
from tests.journeys.conftest import Seen

LINE = "log 30m webinar on exit tickets, will try them with 7B #skills"


@pytest.fixture
def transport() -> str:
    return "socket"


@pytest.fixture(autouse=True)
async def nothing_else(house: House) -> None:
    """Nobody gets anything else, so that weeks pass fast."""

    def pause(session: Session) -> None:
        for schedule in all_schedules(session, house.workspace_id):
            pause_schedule(session, house.workspace_id, schedule.name, NOW)

    await house.database.write(pause)


async def logged(slack: LocalSlack, line: str = LINE, who: str = "maya") -> Message:
    return await (await slack.person(who).command(f"/pln {line}")).message()


async def follow_ups(house: House) -> list[Occurrence]:
    return await house.database.read(
        lambda session: list(
            session.scalars(select(Occurrence).where(Occurrence.purpose == "follow-up"))
        )
    )


async def two_weeks_later(slack: LocalSlack, seen: Seen) -> Message:
    """From noon in Chicago to the afternoon, two weeks on."""
    await slack.clock.advance(timedelta(days=14, hours=3, minutes=30))
    return await seen("maya", "What came of it in class?")


async def test_who_means_to_try_it_is_asked_when_they_said(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await logged(slack)
    assert "Shall I ask you later what came of it in class?" in message.plain()
    await maya.press(message, "follow_up_ask_2")
    await seen("maya", "I'll ask you Tue 8 Dec what came of it.")
    await slack.clock.advance(timedelta(days=13))
    assert not [each for each in maya.messages() if "What came of it in class?" in each.plain()]
    await slack.clock.advance(timedelta(days=1, hours=3, minutes=30))
    question = await seen("maya", "What came of it in class?")
    assert "exit tickets" in question.plain()


async def test_the_answer_is_an_indicator_of_the_entry_and_can_be_put_right(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.press(await logged(slack), "follow_up_ask_2")
    question = await two_weeks_later(slack, seen)
    await (await maya.press(question, "follow_up_tell")).opened()
    refused = await maya.submit({"text": "They plan their own work", "kind": "skill-attainment"})
    assert "skill" in refused.errors
    refused = await maya.submit({"kind": "student-engagement", "before": "9"})
    assert "after" in refused.errors
    done = await maya.submit(
        {"text": "Quiet ones <!channel> spoke", "after": "18.5", "measure": "hands up"}
    )
    assert done.closed, done.errors
    kept = await seen("maya", "Kept as an indicator: Student engagement")
    assert kept.ts == question.ts
    assert not kept.pings
    assert "9 → 18.5 hands up" in kept.plain()
    (indicator,) = await house.database.read(
        lambda session: session.scalars(select(Indicator)).all()
    )
    entry = await house.database.read(lambda session: session.scalars(select(Entry)).one())
    assert (indicator.entry_id, indicator.element) == (entry.id, "skills")
    assert [each.state for each in await follow_ups(house)] == ["answered"]

    await (await maya.press(kept, "indicator_edit")).opened()
    assert (await maya.submit({"kind": "improved-practice"})).closed
    edited = await seen("maya", "Improved practice")
    await maya.press(edited, "indicator_take_back")
    taken_back = await seen("maya", "stands for nothing any more")
    listed = await (await maya.command("/pln indicators")).message()
    assert "no indicator yet" in listed.plain()
    await maya.press(taken_back, "indicator_bring_back")
    await seen("maya", "Kept as an indicator")
    listed = await (await maya.command("/pln indicators")).message()
    assert "Quiet ones" in listed.plain()


async def test_who_says_no_is_never_asked_nor_offered_again(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.press(await logged(slack), "follow_up_ask_0")

    def without_offer() -> Message | None:
        logs = [each for each in maya.messages() if "Logged." in each.plain()]
        return next((each for each in logs if "Shall I ask" not in each.plain()), None)

    message = await slack.workspace.wait_until(without_offer, what="the offer to be gone")
    await (await maya.press(message, "entry_edit")).opened()
    assert (await maya.submit({"minutes": "45"})).closed
    edited = await seen("maya", "45 min")
    assert "Shall I ask" not in edited.plain()
    for _ in range(5):
        await slack.clock.advance(timedelta(days=7))
    assert [each.state for each in await follow_ups(house)] == ["skipped"]


async def test_a_note_on_classroom_use_offers_it_and_the_form_takes_it(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    plain = await logged(slack, "log 20m read about gallery walks")
    assert "Shall I ask" not in plain.plain()
    await (await maya.press(plain, "entry_edit")).opened()
    assert (await maya.submit({"classroom_note": "In the next unit", "follow_up": "1"})).closed
    promised = await seen("maya", "I'll ask you Tue 1 Dec")
    await maya.press(promised, "follow_up_ask")
    await slack.settled()
    assert [each.state for each in await follow_ups(house)] == ["skipped"]


async def test_it_can_be_put_off_and_passed_on(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await maya.press(await logged(slack), "follow_up_ask_2")
    question = await two_weeks_later(slack, seen)
    await maya.press(question, "follow_up_again")
    await seen("maya", "I'll ask again Tue 15 Dec")
    await slack.clock.advance(timedelta(days=7))
    again = await seen("maya", "What came of it in class?")
    assert again.ts != question.ts
    await maya.press(again, "follow_up_nothing")
    passed = await seen("maya", "not everything fits at once")
    for _ in range(3):
        await slack.clock.advance(timedelta(days=7))
    assert not [each for each in maya.messages() if "What came of it in class?" in each.plain()]
    await (await maya.press(passed, "follow_up_tell")).opened()
    assert (await maya.submit({"text": "It worked in May", "kind": "improved-practice"})).closed
    await seen("maya", "Kept as an indicator")


async def test_an_entry_that_was_taken_back_is_not_followed_up(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await logged(slack)
    await maya.press(message, "follow_up_ask_1")
    promised = await seen("maya", "I'll ask you")
    await maya.press(promised, "entry_take_back")
    await seen("maya", "Taken back")
    for _ in range(10):
        await slack.clock.advance(timedelta(days=1))
    (question,) = await follow_ups(house)
    assert (question.state, question.sent_at) == ("skipped", None)


async def test_a_question_that_a_pause_held_back_comes_after_it(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.press(await logged(slack), "follow_up_ask_1")
    await seen("maya", "I'll ask you Tue 1 Dec")
    await (await maya.command("/pln settings")).opened()
    assert (await maya.submit({"paused_until_on": "2026-12-09"})).closed
    for _ in range(14):
        await slack.clock.advance(timedelta(days=1))
    assert not [each for each in maya.messages() if "What came of it in class?" in each.plain()]
    await slack.clock.advance(timedelta(days=1, hours=3, minutes=30))
    await seen("maya", "What came of it in class?")


async def test_nobody_can_answer_or_read_for_somebody_else(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, ruth = slack.person("maya"), slack.person("ruth")
    await maya.press(await logged(slack), "follow_up_ask_2")
    question = await two_weeks_later(slack, seen)
    await (await maya.press(question, "follow_up_tell")).opened()
    assert (await maya.submit({"text": "Mine alone", "kind": "improved-practice"})).closed
    await seen("maya", "Kept as an indicator")
    theirs = await logged(slack, who="ruth")
    for block in theirs.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "entry_edit":
                element.update(action_id="indicator_edit", value="1")
            if element.get("action_id") == "entry_take_back":
                element.update(action_id="follow_up_tell", value="1")
            if element.get("action_id") == "follow_up_ask_1":
                element.update(value="1:1")
    for action in ("indicator_edit", "follow_up_tell", "follow_up_ask_1"):
        await ruth.press(theirs, action)
        assert ruth.view is None
    await seen("ruth", "That indicator is no longer there")
    listed = await (await ruth.command("/pln indicators")).message()
    assert "Mine alone" not in listed.plain()


async def test_an_answer_that_slack_repeats_is_kept_once(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.press(await logged(slack), "follow_up_ask_2")
    question = await two_weeks_later(slack, seen)
    await (await maya.press(question, "follow_up_tell")).opened()
    done = await maya.submit({"text": "It worked", "kind": "improved-practice"})
    assert done.delivery is not None
    await slack.deliver_again(done.delivery)
    await slack.settled()
    count = await house.database.read(
        lambda session: session.scalar(select(func.count()).select_from(Indicator))
    )
    assert count == 1
