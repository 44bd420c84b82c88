"""A teacher reflects: with a rating, logged as well, skipped with a reason, and seen again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from plnudge.house import House
from sandbox.server import LocalSlack
from sandbox.state import Message
from storage.exports import export_records
from storage.tables import Entry, Occurrence, Reflection
from tests.journeys.conftest import Seen


@pytest.fixture
def transport() -> str:
    return "socket"


async def asked(slack: LocalSlack, who: str = "maya") -> Message:
    return await (await slack.person(who).command("/pln reflect")).message()


async def reflections(house: House) -> list[Reflection]:
    return await house.database.read(lambda session: list(session.scalars(select(Reflection))))


async def exported(house: House) -> list[str]:
    records = await house.database.read(lambda session: export_records(session, 1))
    return [each.text for each in records.reflections]


async def test_an_answer_says_how_it_went_and_is_logged_as_well(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await (await maya.press(await asked(slack), "prompt_reflect")).opened()
    done = await maya.submit(
        {
            "text": "I spent 45 min in a webinar on podcasting & <!here> loved it yesterday",
            "rating": "4",
            "log": ["entry"],
        }
    )
    assert done.closed, done.errors
    answered = await seen("maya", "Answered")
    assert "it went well" in answered.plain()
    assert "logged as an activity, too" in answered.plain()
    logged = await seen("maya", "Logged.")
    assert "45 min" in logged.plain()
    assert not logged.pings
    entry = await house.database.read(lambda session: session.scalars(select(Entry)).one())
    assert (entry.minutes, entry.kind, entry.visibility) == (45, "webinar", "private")
    assert entry.elements
    assert entry.text.endswith("loved it yesterday")
    assert {"minutes", "happened_on"} <= set(entry.suggested)
    (reflection,) = await reflections(house)
    assert (reflection.rating, reflection.entry_id) == (4, entry.id)

    view = await (await maya.press(answered, "prompt_reflect")).opened()
    assert "Log it as an activity" not in view.plain()
    assert (await maya.submit({"text": "Said better", "rating": "5"})).closed
    await seen("maya", "Said better")
    count = await house.database.read(
        lambda session: session.scalar(select(func.count()).select_from(Entry))
    )
    assert count == 1


async def test_words_that_no_entry_takes_are_logged_as_they_are(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await (await maya.press(await asked(slack), "prompt_reflect")).opened()
    done = await maya.submit({"text": "I liked it #nonsense", "log": ["entry"]})
    assert done.closed, done.errors
    logged = await seen("maya", "Logged.")
    assert "I liked it #nonsense" in logged.plain()


async def test_a_skip_is_done_at_once_and_may_be_explained(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.press(await asked(slack), "prompt_skip")
    skipped = await seen("maya", "Would you say why?")

    async def reason() -> str | None:
        return await house.database.read(
            lambda session: session.scalar(
                select(Occurrence.reason).where(Occurrence.state == "skipped")
            )
        )

    assert await reason() == "skipped by the educator"
    await maya.press(skipped, "prompt_why_1")
    explained = await seen("maya", "Skipped: not relevant to me")
    assert await reason() == "skipped by the educator: not relevant"
    await (await maya.press(explained, "prompt_reflect")).opened()
    assert (await maya.submit({"text": "After all"})).closed
    await seen("maya", "Answered")
    assert await reason() is None


async def test_answers_are_read_again_paged_and_put_right_by_their_author_alone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, ruth = slack.person("maya"), slack.person("ruth")
    empty = await (await maya.command("/pln reflections")).message()
    assert "no question yet" in empty.plain()
    for number in range(7):
        await (await maya.press(await asked(slack), "prompt_reflect")).opened()
        assert (await maya.submit({"text": f"Thought number {number}"})).closed
    first = await (await maya.command("/pln reflections")).message()
    assert "1 to 5 of 7" in first.plain()
    assert "Thought number 6" in first.plain()
    await maya.press(first, "reflections_page_1")
    second = await seen("maya", "6 to 7 of 7")
    assert "Thought number 0" in second.plain()
    await (await maya.select(second, "reflection_menu", "edit:1")).opened()
    assert (await maya.submit({"text": "Thought anew", "rating": "2"})).closed
    saved = await seen("maya", "Thought anew")
    assert "it was hard going" in saved.plain()
    again = await (await maya.command("/pln reflections")).message()
    theirs = await (await ruth.command("/pln reflections")).message()
    assert "Thought" in again.plain()
    assert "Thought" not in theirs.plain()
    mine = await asked(slack, "ruth")
    for block in mine.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "prompt_skip":
                element.update(action_id="reflection_bring_back", value="1")
    await ruth.press(mine, "reflection_bring_back")
    await seen("ruth", "That answer is no longer there")
    assert ruth.view is None


async def test_a_deleted_answer_is_gone_everywhere_until_it_is_brought_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    prompt = await asked(slack)
    await (await maya.press(prompt, "prompt_reflect")).opened()
    assert (await maya.submit({"text": "What I would rather not keep"})).closed
    await seen("maya", "Answered")
    listed = await (await maya.command("/pln reflections")).message()
    await maya.select(listed, "reflection_menu", "delete:1")
    deleted = await seen("maya", "Deleted, it stands for nothing any more")
    await seen("maya", "You deleted your answer")
    empty = await (await maya.command("/pln reflections")).message()
    assert "no question yet" in empty.plain()
    assert await exported(house) == []
    await maya.press(deleted, "reflection_bring_back")
    await seen("maya", "Saved")
    await seen("maya", "Answered")
    assert await exported(house) == ["What I would rather not keep"]


async def test_a_prompt_knows_the_goal_that_it_is_about(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln goal Let students judge sources #evaluation #information-literacy")
    prompt = await asked(slack)
    assert "your goal: Let students judge sources" in prompt.plain()
    element = await house.database.read(
        lambda session: session.scalar(select(Occurrence.element).order_by(Occurrence.id.desc()))
    )
    assert element == "evaluation"
