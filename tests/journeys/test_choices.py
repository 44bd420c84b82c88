"""An educator decides what comes to them, when, and whether at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from domain.preferences import Hours, Preferences, Settings
from plnudge.house import House
from sandbox.server import LocalSlack
from sandbox.state import Message, View
from storage.entries import keep_entry
from storage.goals import keep_goal
from storage.people import get_person
from storage.preferences import load_settings
from storage.tables import Occurrence, Person, Workspace
from tests.conftest import NOW
from tests.journeys.conftest import Seen, prompts_of


async def settings_of(house: House, slack: LocalSlack, who: str) -> Settings:
    slack_id = slack.workspace.person(who).id
    return await house.database.read(
        lambda session: load_settings(session, get_person(session, house.workspace_id, slack_id).id)
    )


def charts_in(message: Message) -> list[dict[str, object]]:
    return [block for block in message.blocks if block["type"] == "data_visualization"]


async def open_settings(slack: LocalSlack, who: str) -> View:
    return await (await slack.person(who).command("/pln settings")).opened()


async def test_settings_are_kept_and_the_answer_says_what_will_now_happen(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    form = await open_settings(slack, "maya")
    assert "Prompts come at their usual times." in form.plain()
    done = await maya.submit(
        {
            "days": ["thu", "tue"],
            "suits_from": time(8),
            "suits_until": time(16),
            "quiet_from": time(18),
            "quiet_until": time(7),
            "paused_until_on": date(2027, 1, 6),
            "focus": ["skills"],
        }
    )
    assert done.closed, done.errors
    told = await seen("maya", "Prompts come on")
    assert (
        "Prompts come on Tue and Thu between 8:00 and 16:00. Nothing comes between 18:00 and 7:00. "
        "Most of all they are about 21st-century skills. They are paused until Wed 6 Jan 2027."
        in told.plain()
    )
    assert (await settings_of(house, slack, "maya")).preferences == Preferences(
        days=("tue", "thu"),
        suits=Hours(time(8), time(16)),
        quiet=Hours(time(18), time(7)),
        paused_until_on=date(2027, 1, 6),
        focus=("skills",),
    )
    again = await maya.press(told, "settings_open")
    filled = await again.opened()
    assert "paused until Wed 6 Jan 2027" in filled.plain()
    assert (await maya.submit({"days": []})).closed
    await seen("maya", "Prompts come between 8:00 and 16:00")


async def test_a_zone_is_found_by_typing_and_prompts_move_with_it(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    form = await open_settings(slack, "maya")
    offered = await maya.options(form, "zone", "")
    assert offered[0]["text"]["text"] == "As in Slack: America/Chicago"
    typed = await maya.options(form, "zone", "hawaii")
    assert typed[0]["text"]["text"] == "Pacific/Honolulu, 8:00 now · Hawaii"
    done = await maya.submit({"zone": "Pacific/Honolulu"})
    assert done.closed, done.errors
    await seen("maya", "(Honolulu time)")
    await house.jobs.run_due()
    slack_id = slack.workspace.person("maya").id
    planned = await house.database.read(
        lambda session: session.scalars(
            select(Occurrence.zone)
            .join(Person)
            .where(Person.slack_id == slack_id, Occurrence.purpose == "prompt")
        ).all()
    )
    assert set(planned) == {"Pacific/Honolulu"}
    await open_settings(slack, "maya")
    assert (await maya.submit({"zone": "slack"})).closed
    await seen("maya", "Prompts come at their usual times.")
    assert (await settings_of(house, slack, "maya")).own_zone is None


@pytest.mark.parametrize(
    ("fields", "beside", "sentence"),
    [
        ({"paused_until_on": date(2026, 11, 24)}, "paused_until_on", "a day to come"),
        ({"paused_until_on": date(2028, 6, 1)}, "paused_until_on", "a year"),
        ({"quiet_from": time(18)}, "quiet_until", "when your quiet hours end"),
        ({"quiet_until": time(7)}, "quiet_from", "when your quiet hours begin"),
        ({"suits_from": time(9), "suits_until": time(9)}, "suits_until", "no time at all"),
        (
            {
                "suits_from": time(20),
                "suits_until": time(22),
                "quiet_from": time(18),
                "quiet_until": time(7),
            },
            "quiet_from",
            "nothing could ever come",
        ),
    ],
)
async def test_a_choice_that_can_not_be_is_told_beside_its_field_and_nothing_is_kept(
    slack: LocalSlack,
    house: House,
    fields: dict[str, object],
    beside: str,
    sentence: str,
) -> None:
    maya = slack.person("maya")
    await open_settings(slack, "maya")
    refused = await maya.submit({"zone": "Europe/Berlin", "prompts": "off", **fields})
    assert sentence in refused.errors[beside]
    assert await settings_of(house, slack, "maya") == Settings(
        Preferences(), "America/Chicago", None, is_opted_out=False
    )


async def test_an_opt_out_holds_until_they_say_otherwise(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await open_settings(slack, "maya")
    assert (await maya.submit({"prompts": "off"})).closed
    off = await seen("maya", "Prompts are off until you turn them on again.")
    await open_settings(slack, "maya")
    assert (await maya.submit({"days": ["mon"]})).closed
    await slack.clock.advance(timedelta(days=8))
    assert not prompts_of(slack, "maya")
    assert prompts_of(slack, "ben")
    await maya.press(off, "prompts_start")
    await seen("maya", "Prompts are on again")
    assert not (await settings_of(house, slack, "maya")).is_opted_out


async def test_who_wants_more_gets_one_extra_each_week_on_another_day(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    await open_settings(slack, "maya")
    assert (await maya.submit({"frequency": "more"})).closed
    await seen("maya", "with one extra each week")
    await house.jobs.run_due()
    await slack.clock.advance(timedelta(days=14))
    assert len(prompts_of(slack, "ben")) == 2
    mine = prompts_of(slack, "maya")
    assert len(mine) == 4
    days = [datetime.fromtimestamp(float(each.ts), UTC).date() for each in mine]
    assert len(set(days)) == 4
    assert all(day.weekday() < 5 for day in days)
    await open_settings(slack, "maya")
    assert (await maya.submit({"frequency": "usual"})).closed
    await seen("maya", "Prompts come at their usual times.")
    await slack.clock.advance(timedelta(days=14))
    assert len(prompts_of(slack, "maya")) == 6


async def test_a_pause_is_ended_with_one_press(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    await open_settings(slack, "maya")
    assert (await maya.submit({"paused_until_on": date(2027, 1, 6)})).closed
    paused = await seen("maya", "paused until")
    await maya.press(paused, "settings_resume")
    await slack.workspace.wait_until(
        lambda: "paused until" not in paused.plain(), what="the pause to end in that message"
    )
    assert "Prompts come at their usual times." in paused.plain()
    assert "settings_resume" not in paused.actions()
    assert not (await settings_of(house, slack, "maya")).preferences.is_paused(date(2026, 11, 24))


async def test_home_shows_what_was_chosen_and_changes_it(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    home = await maya.open_home()
    await (await maya.press(home, "settings_open")).opened()
    assert (await maya.submit({"frequency": "fewer", "paused_until_on": date(2027, 1, 6)})).closed
    changed = await slack.workspace.wait_until(
        lambda: maya.home if maya.home and "every other one" in maya.home.plain() else None,
        what="App Home",
    )
    assert "every other one of them" in changed.plain()
    assert "paused until Wed 6 Jan 2027" in changed.plain()
    await maya.press(changed, "settings_resume")
    await slack.settled()
    resumed = await maya.open_home()
    assert "paused" not in resumed.plain()


async def test_home_holds_however_much_there_is(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    maya = slack.person("maya")
    slack_id = slack.workspace.person("maya").id

    def live_long(session: Session) -> None:
        person_id = get_person(session, house.workspace_id, slack_id).id
        for number in range(150):
            day = date(2026, 11, 24) - timedelta(days=number)
            draft = EntryDraft(text=f"{number} {'<&>' * 900}", happened_on=day, minutes=1440)
            keep_entry(session, person_id, draft, submission=None, now=NOW)
            goal = GoalDraft(text=f"{number} {'<&>' * 900}")
            keep_goal(session, person_id, goal, submission=None, now=NOW, today=day)

    await house.database.write(live_long)
    home = await maya.open_home()
    assert len(home.blocks) <= 100
    assert "23 weeks in a row" in home.plain()
    assert "shows all of them" in home.plain()
    assert "shows all of it" in home.plain()


async def test_a_pause_breaks_no_streak(slack: LocalSlack, house: House, seen: Seen) -> None:
    maya = slack.person("maya")
    for days in (0, 7):
        await maya.command(f"/pln log 20m webinar on {date(2026, 11, 24) - timedelta(days=days)}")
    await open_settings(slack, "maya")
    assert (await maya.submit({"paused_until_on": date(2026, 12, 14)})).closed
    await seen("maya", "paused until")
    await slack.clock.advance(timedelta(days=21))
    await maya.command("/pln log 20m webinar")
    shown = await (await maya.command("/pln me")).message()
    assert "3 weeks in a row" in shown.plain()


async def test_me_draws_minutes_by_element_and_by_week_and_says_them_in_words(
    slack: LocalSlack, house: House
) -> None:
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar on rubrics #skills")
    shown = await (await maya.command("/pln me")).message()
    assert [chart["title"] for chart in charts_in(shown)] == [
        "Your minutes by element, last 30 days",
        "Your minutes by week",
    ]
    assert "21st-century skills 45 min" in shown.text
    assert "Next prompt" in shown.text


async def test_where_slack_draws_no_charts_they_come_as_text_and_that_is_remembered(
    slack: LocalSlack, house: House
) -> None:
    slack.workspace.unknown_blocks.add("data_visualization")
    maya = slack.person("maya")
    await maya.command("/pln log 45m webinar on rubrics #skills")
    shown = await (await maya.command("/pln me")).message()
    assert not charts_in(shown)
    assert "21st-century skills: 45 min" in shown.plain()
    assert await house.database.read(
        lambda session: session.get_one(Workspace, house.workspace_id).refuses_charts
    )
    slack.workspace.unknown_blocks.clear()
    again = await (await maya.command("/pln me")).message()
    assert not charts_in(again)
