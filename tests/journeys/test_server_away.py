"""PostgreSQL goes away while people write: their words come back, and the app goes on by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.tables import Entry
from tests.journeys.conftest import JobsSay, Seen, furnish, house_beside, prompts_of
from tests.postgres import Server, running_server

WORDS = "log 20m what I would hate to lose 🎉\nand its second line"


@pytest.fixture
def fragile() -> Iterator[Server]:
    """A server that may be stopped."""
    with running_server() as server:
        yield server


@pytest.fixture
async def house(slack: LocalSlack, fragile: Server) -> AsyncIterator[House]:
    async with house_beside(slack, fragile.url(fragile.make()), transport="socket") as house:
        await house.database.write(lambda session: furnish(session, house))
        yield house


async def texts(house: House) -> list[str]:
    return await house.database.read(
        lambda session: list(session.scalars(select(Entry.text).order_by(Entry.id)))
    )


async def test_words_come_back_and_one_press_saves_them(
    slack: LocalSlack, house: House, fragile: Server, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln help")
    fragile.stop()
    told = await (await maya.command(f"/pln {WORDS}")).message()
    assert "nothing was saved" in told.plain()
    assert WORDS in told.plain()
    fragile.start()
    await maya.press(told, "command_again")
    await seen("maya", "Logged.")
    assert await texts(house) == ["what I would hate to lose 🎉\nand its second line"]


async def test_a_form_stays_open_with_its_words(
    slack: LocalSlack, house: House, fragile: Server
) -> None:
    maya = slack.person("maya")
    form = await (await maya.command("/pln log")).opened()
    fragile.stop()
    refused = await maya.submit({"text": "What I would hate to lose", "minutes": "20"})
    assert not refused.closed
    assert "nothing was saved" in refused.errors["text"]
    assert "What I would hate to lose" in form.plain()
    fragile.start()
    assert (await maya.submit()).closed
    assert await texts(house) == ["What I would hate to lose"]


async def test_prompts_that_came_due_meanwhile_come_once_it_is_back(
    slack: LocalSlack, house: House, fragile: Server, jobs_say: JobsSay
) -> None:
    await slack.clock.advance(timedelta(hours=20))
    before = len(prompts_of(slack, "maya"))
    fragile.stop()
    await jobs_say("another begins")
    fragile.start()
    await slack.clock.advance(timedelta(days=1))
    await slack.workspace.wait_until(
        lambda: len(prompts_of(slack, "maya")) > before, what="a prompt"
    )
    assert house.jobs.trouble() is None
