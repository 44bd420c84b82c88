"""Educators find each other, and show what they choose to show."""

from __future__ import annotations

from plnudge.house import House
from sandbox.server import LocalSlack
from tests.journeys.conftest import Seen


async def log(slack: LocalSlack, who: str, line: str, visibility: str) -> None:
    person = slack.person(who)
    message = await (await person.command(f"/pln log {line}")).message()
    await (await person.press(message, "entry_edit")).opened()
    assert (await person.submit({"visibility": visibility})).closed


async def test_colleagues_show_what_they_share_and_nothing_else(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 20m blog on rubrics #skills")
    await log(slack, "ben", "45m webinar on <!channel> podcasts #skills", "colleagues")
    await log(slack, "ben", "30m a secret of mine #skills", "private")
    await log(slack, "aiko", "30m for my leaders #skills", "leaders")
    await seen("aiko", "those who lead your groups")
    shown = await (await maya.command("/pln people")).message()
    assert "webinar on <!channel> podcasts" in shown.plain()
    assert "shares 1 activity" in shown.plain()
    assert "secret" not in shown.plain()
    assert "leaders" not in shown.plain()
    assert shown.pings == [f"<@{slack.workspace.person('ben').id}>"]
    assert shown.ephemeral_to == slack.workspace.person("maya").id
    assert "Ben Lindqvist" in shown.text


async def test_people_are_narrowed_by_a_menu_and_turned_page_by_page(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    for who in ("ben", "aiko", "leroy", "fatima", "chloe", "marcus"):
        await log(slack, who, "20m webinar #creativity", "colleagues")
        await seen(who, "All your colleagues")
    shown = await (await maya.command("/pln people #creativity")).message()

    async def cards(count: int) -> None:
        await slack.workspace.wait_until(
            lambda: shown.plain().count("shares 1 activity") == count, what=f"{count} colleagues"
        )

    await cards(5)
    await maya.press(shown, "people_show_1")
    await cards(1)
    await maya.press(shown, "people_show_0")
    await cards(5)
    await maya.select(shown, "people_show", "skills:technology/0")
    await seen("maya", "Nobody shows anything of this yet")
    assert "log" in shown.actions()
    await maya.select(shown, "people_show", "all/0")
    await seen("maya", "anything that they share")
    await cards(5)


async def test_people_of_no_topic_are_refused_with_what_there_is(
    slack: LocalSlack, house: House
) -> None:
    answer = await slack.person("maya").command("/pln people #nonsense")
    assert "I don't know the tag #nonsense" in (await answer.message()).plain()
    answer = await slack.person("maya").command("/pln people webinar")
    assert "no element and no skill" in (await answer.message()).plain()
