"""A teacher logs, sets a goal, reflects, and sees it all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.tables import Entry, Goal, Reflection
from tests.journeys.conftest import Seen, prompts_of

LINE = "log 45m EdCamp session on podcasting #ownership #collaboration https://edcamp.example"


async def count(house: House, table: type[Entry] | type[Goal] | type[Reflection]) -> int:
    return await house.database.read(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


async def test_a_line_is_logged_shown_edited_and_undone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    answer = await maya.command(f"/pln {LINE}")
    message = await answer.message()
    shown = message.plain()
    for word in ("EdCamp session on podcasting", "45 min", "today", "Collaboration", "https://"):
        assert word in shown
    edit = await maya.press(message, "entry_edit")
    await edit.opened()
    done = await maya.submit({"minutes": "1h30", "visibility": "leaders"})
    assert done.closed, done.errors
    edited = await seen("maya", "1 h 30 min")
    undo = await maya.press(edited, "entry_take_back")
    taken_back = await seen("maya", "Taken back")
    assert undo.error is None
    await maya.press(taken_back, "entry_bring_back")
    await seen("maya", "Logged.")
    assert await count(house, Entry) == 1


async def test_the_modal_logs_and_shows_errors_beside_the_field(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    answer = await maya.command("/pln log")
    await answer.opened()
    refused = await maya.submit({"text": "Read about podcasting", "minutes": "abc"})
    assert "minutes" in refused.errors
    assert not refused.closed
    done = await maya.submit({"minutes": "45"})
    assert done.closed
    shown = await seen("maya", "Logged.")
    assert "Read about podcasting" in shown.plain()
    assert await count(house, Entry) == 1


async def test_a_goal_is_set_checked_in_on_and_met(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    answer = await maya.command("/pln goal Run two student-led conferences by March 20 #skills")
    message = await answer.message()
    assert "Sat 20 Mar 2027" in message.plain()
    opened = await maya.press(message, "goal_check_in")
    await opened.opened()
    done = await maya.submit({"amount": "2", "note": "Both went well"})
    assert done.closed
    await seen("maya", "You met your goal")


async def test_a_prompt_comes_at_its_local_time_and_is_answered(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await slack.clock.advance(timedelta(hours=27, minutes=29))
    assert not prompts_of(slack, "maya")
    await slack.clock.advance(timedelta(minutes=1))
    prompt = await seen("maya", "prompt_reflect")
    assert not prompts_of(slack, "nani")
    opened = await maya.press(prompt, "prompt_reflect")
    await opened.opened()
    assert (await maya.submit({"text": "I joined a <!channel> of podcasters"})).closed
    answered = await seen("maya", "Answered")
    assert answered.ts == prompt.ts
    assert not answered.pings
    assert await count(house, Reflection) == 1
    await slack.clock.advance(timedelta(hours=4))
    await seen("nani", "prompt_reflect")


async def test_a_snoozed_prompt_comes_again_and_a_skipped_one_does_not(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya, ben = slack.person("maya"), slack.person("ben")
    await slack.clock.advance(timedelta(hours=27, minutes=30))
    for who in ("maya", "ben"):
        await seen(who, "prompt_skip")
    maya_prompt = prompts_of(slack, "maya")[0]
    ben_prompt = prompts_of(slack, "ben")[0]
    hour = next(
        option["value"]
        for block in maya_prompt.blocks
        for element in block.get("elements", ())
        for option in element.get("options", ())
        if option["value"].startswith("hour")
    )
    await maya.select(maya_prompt, "prompt_snooze", hour)
    await ben.press(ben_prompt, "prompt_skip")
    await seen("maya", "Snoozed")
    await slack.clock.advance(timedelta(hours=1))
    assert (await seen("maya", "prompt_skip")).ts != maya_prompt.ts
    assert not prompts_of(slack, "ben")


async def test_reflect_me_and_help_answer(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await maya.command(f"/pln {LINE}")
    asked = await (await maya.command("/pln  REFLECT")).message()
    assert "prompt_reflect" in asked.actions()
    shown = await (await maya.command("/pln me")).message()
    assert "1 entry" in shown.plain()
    listed = await (await maya.command("/pln help")).message()
    assert "/pln goal" in listed.plain()
    assert "/pln digest" not in listed.plain()


async def test_home_shows_the_week_and_lets_an_entry_go(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    empty = await maya.open_home()
    assert "Nothing yet" in empty.plain()
    await maya.command(f"/pln {LINE}")
    home = await maya.open_home()
    assert "EdCamp session on podcasting" in home.plain()
    entry_id = await house.database.read(lambda session: session.scalar(select(Entry.id)))
    await (await maya.select(home, "entry_menu", f"delete:{entry_id}")).opened()
    assert (await maya.submit()).closed
    await slack.workspace.wait_until(
        lambda: maya.home and "Deleted: EdCamp session on podcasting" in maya.home.plain(),
        what="the way back on App Home",
    )
    assert await count(house, Entry) == 1


async def test_the_first_meeting_brings_one_welcome(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await maya.open_home()
    await house.jobs.run_due()
    welcome = await seen("maya", "I'm PLNudge")
    assert "Who sees it" in welcome.plain()
    await maya.open_home()
    await maya.command("/pln me")
    await house.jobs.run_due()
    assert len([each for each in maya.messages() if "I'm PLNudge" in each.plain()]) == 1
    await maya.press(welcome, "prompts_stop")
    await seen("maya", "Prompts are off")
    await slack.clock.advance(timedelta(days=8))
    assert not prompts_of(slack, "maya")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("log 0m webinar", "minute"),
        ("log -5m webinar", "minute"),
        ("log 2000m webinar", "minute"),
        ("log webinar on 2035-05-01", "2035"),
        ("log webinar #nonsense", "nonsense"),
        ("log 20m webinar http://", "link"),
        ("lgo 45m webinar", "/pln log"),
        ("digest", "lead a group"),
    ],
)
async def test_a_line_that_cannot_be_kept_gets_a_sentence_and_leaves_nothing(
    slack: LocalSlack, house: House, seen: Seen, line: str, sentence: str
) -> None:
    answer = await slack.person("maya").command(f"/pln {line}")
    assert sentence in (await answer.message()).plain()
    assert await count(house, Entry) == 0


async def test_a_guest_is_told_and_nothing_is_kept(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    answer = await slack.person("guest").command(f"/pln {LINE}")
    assert "educators of this workspace" in (await answer.message()).plain()
    assert await count(house, Entry) == 0


async def test_hostile_words_come_back_as_typed_and_ping_nobody(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    words = "<!channel> & <@U0EDU00001> *so* <b>bold</b>"
    answer = await maya.command(f"/pln log 20m {words}")
    message = await answer.message()
    assert not message.pings
    assert "&lt;!channel&gt; &amp; " in str(message.blocks)
    kept = await house.database.read(lambda session: session.scalar(select(Entry.text)))
    assert kept is not None
    assert "<!channel>" in kept


async def test_a_modal_that_is_sent_twice_makes_one_entry(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await (await maya.command("/pln log")).opened()
    done = await maya.submit({"text": "Read about podcasting"})
    assert done.delivery is not None
    await seen("maya", "Logged.")
    await slack.deliver_again(done.delivery)
    await slack.settled()
    assert await count(house, Entry) == 1


async def test_a_button_whose_entry_is_gone_says_so(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    message = await (await maya.command("/pln log 20m webinar")).message()
    await house.database.write(lambda session: session.execute(delete(Entry)))
    await maya.press(message, "entry_edit")
    await seen("maya", "no longer there")
    assert maya.view is None


async def test_nobody_can_press_for_somebody_else(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await slack.person("maya").command("/pln log 20m webinar")
    entry_id = await house.database.read(lambda session: session.scalar(select(Entry.id)))
    theirs = await (await slack.person("ben").command("/pln log 30m workshop")).message()
    for block in theirs.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "entry_take_back":
                element["value"] = str(entry_id)
    await slack.person("ben").press(theirs, "entry_take_back")
    await seen("ben", "no longer there")
    kept = await house.database.read(
        lambda session: session.scalar(select(Entry.deleted_at).where(Entry.id == entry_id))
    )
    assert kept is None


async def test_more_text_than_slack_shows_is_refused(slack: LocalSlack, house: House) -> None:
    answer = await slack.person("maya").command(f"/pln log 20m {'long ' * 700}")
    assert "3000" in (await answer.message()).plain().replace(",", "")
    assert await count(house, Entry) == 0


async def test_both_shortcuts_open_the_form(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await (await maya.shortcut("log_activity")).opened()
    assert (await maya.submit({"text": "Coffee with a mentor", "minutes": "20"})).closed
    await seen("maya", "Coffee with a mentor")
    said = await slack.person("ben").say(
        "Great webinar on podcasting yesterday https://talk.example", "general"
    )
    opened = await maya.message_shortcut("log_message", said)
    form = (await opened.opened()).plain()
    assert "Great webinar on podcasting (shared by Ben" in form
    assert "https://talk.example" in form
    assert (await maya.submit()).closed
    assert await count(house, Entry) == 2


async def test_a_save_that_fails_gives_the_words_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await house.database.write(lambda session: session.execute(text("DROP TABLE entry")))
    answer = await maya.command("/pln log 20m what I would hate to lose")
    told = (await answer.message()).plain()
    assert "nothing was saved" in told
    assert "what I would hate to lose" in told
    await (await maya.command("/pln log")).opened()
    refused = await maya.submit({"text": "Nor this"})
    assert not refused.closed
    assert "nothing was saved" in refused.errors["text"]
