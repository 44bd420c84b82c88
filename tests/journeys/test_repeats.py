"""Slack may deliver anything twice; a day in which it does ends as a day in which it does not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from plnudge.house import House
from plnudge.manifest import build_manifest
from sandbox.clock import Clock
from sandbox.district import PEOPLE
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import Message
from tests.conftest import NOW, PatientSlack
from tests.journeys.conftest import furnish, home_page, house_beside, prompts_of

TO_WEDNESDAY = timedelta(hours=27, minutes=30)
"""From the clock's noon in Chicago to 15:30 of the day after."""
NEVER_THE_SAME = ("id", "occurrence_id", "about_id", "submission", "ts")
"""Columns that say in which order things were done at one moment, or name a delivery."""


async def live(slack: LocalSlack, house: House) -> None:
    """A day with a command, a press, a form, a shortcut and an event of each kind in it."""
    maya, ben, ruth, priya = (slack.person(who) for who in ("maya", "ben", "ruth", "priya"))

    async def done() -> None:
        await slack.settled()
        await house.bot.afterwards.drain()
        await house.jobs.run_due()

    logged = await (await maya.command("/pln log 45m webinar on podcasting #ownership")).message()
    await maya.press(logged, "entry_take_back")
    await done()
    await maya.command("/pln log 30m book study #skills")
    await maya.command("/pln goal Run two student-led conferences by March 20")
    await maya.command("/pln reflect")
    await done()
    said = await ben.say("A fine talk: https://example.org/talk", "professional-learning")
    await (await ben.message_shortcut("log_message", said)).opened()
    await ben.submit()
    await (await ben.shortcut("log_activity")).opened()
    await ben.fill(text="Peer observation", minutes="20")
    await ben.submit()
    await done()

    await slack.clock.advance(TO_WEDNESDAY)
    await (await maya.press(newest_prompt(slack, "maya"), "prompt_reflect")).opened()
    await maya.fill(text="Pairs talked more than groups.")
    await maya.submit()
    await ben.select(newest_prompt(slack, "ben"), "prompt_snooze", "In an hour")
    await ruth.press(newest_prompt(slack, "ruth"), "prompt_skip")
    await done()
    await slack.clock.advance(timedelta(hours=1))
    await ben.press(newest_prompt(slack, "ben"), "prompt_skip")
    await ruth.command("/pln digest")
    await ruth.command("/pln why")
    await done()

    home = await home_page(slack, house, "priya", "admin")
    await (await priya.press(home, "why_ask")).opened()
    await priya.fill(person=PEOPLE["maya"].id)
    await priya.submit()
    await done()
    slack.change_person("aiko", tz="America/Denver")
    slack.change_person("leroy", deleted=True)
    slack.join(replace(PEOPLE["aiko"], id="U0NEW00001", key="new", real_name="New Colleague"))
    await done()
    await slack.clock.advance(timedelta(hours=20))
    await done()


def newest_prompt(slack: LocalSlack, who: str) -> Message:
    return prompts_of(slack, who)[-1]


async def a_day(folder: Path, *, is_repeating: bool) -> tuple[dict[str, list[str]], list[str]]:
    """What the database holds at its end, table by table, and what people were sent."""
    async with PatientSlack(
        clock=Clock(start=NOW, ticking=False), limits=RateLimits.off(), retry_delays=(0, 0, 0)
    ) as slack:
        slack.apply_manifest(build_manifest(url=None, socket_mode=True))
        async with house_beside(slack, folder, transport="socket") as house:
            await house.database.write(lambda session: furnish(session, house))
            if is_repeating:
                slack.repeat_deliveries()
            await live(slack, house)
        repeated = [each for each in slack.deliveries if each.retries]
        assert len(repeated) == (len(slack.deliveries) if is_repeating else 0)
        sent = sorted(
            f"{message.channel}: {message.plain()}"
            for message in slack.workspace.messages
            if message.by_app and message.ephemeral_to is None
        )
    return contents(folder / "journey.sqlite3"), sent


def contents(file: Path) -> dict[str, list[str]]:
    held = {}
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        for (table,) in tables:
            rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 (its own names)
            names = [column[0] for column in rows.description]
            held[table] = sorted(
                str({n: v for n, v in zip(names, row, strict=True) if n not in NEVER_THE_SAME})
                for row in rows
            )
    return held


async def test_a_day_in_which_slack_delivers_all_twice_ends_as_any_other(tmp_path: Path) -> None:
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
    once, sent_once = await a_day(tmp_path / "once", is_repeating=False)
    twice, sent_twice = await a_day(tmp_path / "twice", is_repeating=True)
    assert once["entry"]
    assert once["reflection"]
    for table, rows in once.items():
        assert twice[table] == rows, table
    assert sent_twice == sent_once
