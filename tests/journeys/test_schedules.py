"""An admin's day: schedules made, previewed, tried, changed, paused; days off; the prompt bank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plnudge.house import House
from sandbox.client import Answer, Upload
from sandbox.server import LocalSlack
from sandbox.state import View
from storage.calendars import all_calendars, days_of
from storage.tables import Occurrence, Person, Reflection, Schedule
from tests.journeys.conftest import Seen, home_page, prompts_of

Found = TypeVar("Found")

WED, THU = datetime(2026, 11, 25, 15, 30), datetime(2026, 11, 26, 15, 30)
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//
X-WR-CALNAME:Lakeview 2026-27
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261125
DTEND;VALUE=DATE:20261128
SUMMARY:Thanksgiving break
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20261201T150000
DTEND:20261201T160000
SUMMARY:Staff meeting
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


@pytest.fixture
def transport() -> str:
    return "socket"


async def admin_page(slack: LocalSlack, words: str) -> View:
    """The admin's page, once it says this."""
    priya = slack.person("priya")
    return await slack.workspace.wait_until(
        lambda: priya.home if priya.home and words in priya.home.plain() else None,
        what=f"{words!r} on the admin's page",
    )


async def find(house: House, work: Callable[[Session], Found]) -> Found:
    return await house.database.read(work)


async def choose(slack: LocalSlack, house: House, choice: str) -> Answer:
    """In the menu beside the weekly reflection."""
    row = await find(
        house,
        lambda session: session.scalar(
            select(Schedule.id).where(Schedule.purpose == "prompt").order_by(Schedule.id)
        ),
    )
    page = await admin_page(slack, "When things go out")
    return await slack.person("priya").select(page, "schedule_menu", f"{choice}:{row}")


async def planned(house: House) -> dict[datetime, int]:
    """For how many a prompt is planned, by local time."""
    await house.jobs.run_due()
    rows = await find(
        house,
        lambda session: session.execute(
            select(Occurrence.local_at, func.count())
            .where(Occurrence.purpose == "prompt", Occurrence.state == "planned")
            .group_by(Occurrence.local_at)
            .order_by(Occurrence.local_at)
        ).all(),
    )
    return dict(rows)


async def test_an_admin_makes_a_schedule_and_the_form_asks_for_what_belongs_to_its_way(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    home = await home_page(slack, house, "priya", "admin")
    assert "Every Wednesday at 15:30, by each educator's own clock" in home.plain()
    form = await (await priya.press(home, "schedule_add")).opened()
    await priya.fill({"name": "Month's end"})
    await priya.select(form, "way", "monthly")
    await slack.workspace.wait_until(lambda: "Days of the month" in form.plain() or None)
    refused = await priya.submit({"monthly": ["last-fri"], "at": "09:15", "elements": ["skills"]})
    assert not refused.errors
    page = await admin_page(slack, "On the last Friday of the month at 09:15")
    assert "Month's end" in page.plain()
    await slack.clock.advance_to(datetime(2026, 11, 27, 15, 15, tzinfo=UTC))
    prompt = await seen("maya", "prompt_reflect")
    assert "21st-century skills" in prompt.plain()


async def test_what_can_t_be_is_said_beside_its_field(slack: LocalSlack, house: House) -> None:
    priya = slack.person("priya")
    home = await home_page(slack, house, "priya", "admin")
    form = await (await priya.press(home, "schedule_add")).opened()
    for field, value, sentence in (
        ("weekly", [], "at least one day"),
        ("until_on", "2020-01-01", "before it begins"),
        ("name", "weekly DIGEST", "already"),
    ):
        answer = await priya.submit({"name": "Thought", "weekly": ["mon"], field: value})
        assert sentence in answer.errors[field]
        await priya.fill({"until_on": None})
    await priya.select(form, "way", "cron")
    await slack.workspace.wait_until(lambda: "Crontab line" in form.plain() or None)
    answer = await priya.submit({"name": "Thought", "cron": "61 9 * * 1"})
    assert "minute of a crontab line can't be “61”" in answer.errors["cron"]


async def test_a_crontab_in_one_zone_comes_by_that_zone_s_clock(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    home = await home_page(slack, house, "priya", "admin")
    form = await (await priya.press(home, "schedule_add")).opened()
    await priya.select(form, "way", "cron")
    await slack.workspace.wait_until(lambda: "Crontab line" in form.plain() or None)
    values = {"name": "Tokyo", "cron": "0 9 * * 3", "schedule_zone": "Asia/Tokyo"}
    assert (await priya.submit(values)).closed
    page = await admin_page(slack, "by the clock in Asia/Tokyo")
    assert "at 09:00 on Wednesday" in page.plain().replace("At 09:00", "at 09:00")
    assert (await planned(house))[datetime(2026, 11, 25, 9, 0)] == 39


async def test_a_preview_tells_the_next_times_as_somebody_gets_them(
    slack: LocalSlack, house: House
) -> None:
    priya = slack.person("priya")
    await home_page(slack, house, "priya", "admin")
    preview = await (await choose(slack, house, "preview")).opened()
    shown = preview.plain()
    assert "tomorrow at 15:30: Shared ownership" in shown
    assert "Wed 2 Dec at 15:30: 21st-century skills" in shown
    assert shown.count("• ") == 10
    await priya.select(preview, "schedule_preview_for", "nani")
    await slack.workspace.wait_until(lambda: "Wed 2 Dec" in preview.plain() or None)


async def test_a_test_comes_to_the_admin_alone_at_once_and_counts_nowhere(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await home_page(slack, house, "priya", "admin")
    await choose(slack, house, "pause")
    await admin_page(slack, "paused")
    await choose(slack, house, "test")
    await house.jobs.run_due()
    message = await seen("priya", "A test, to you alone")
    assert "prompt_reflect" in message.actions()
    assert not prompts_of(slack, "maya")
    row = await find(house, lambda session: session.scalars(select(Occurrence).where(
        Occurrence.purpose == "prompt", Occurrence.state == "sent")).one())  # fmt: skip
    assert (row.is_test, row.schedule_id) == (True, None)


async def test_a_change_says_what_moves_before_it_is_kept_and_then_it_moves(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await home_page(slack, house, "priya", "admin")
    before = await planned(house)
    form = await (await choose(slack, house, "change")).opened()
    told = await priya.submit({"weekly": ["thu"]})
    assert not told.closed
    assert (
        f"{before[WED]} prompts planned for tomorrow at 15:30 move to Thu 26 Nov at 15:30."
        in form.plain()
    )
    assert await planned(house) == before
    # Another thought before it is kept is told anew.
    again = await priya.submit({"weekly": ["thu"], "at": "09:00"})
    assert not again.closed
    assert "Thu 26 Nov at 09:00" in form.plain()
    assert (await priya.submit({})).closed
    await admin_page(slack, "Every Thursday at 09:00")
    assert await planned(house) == {THU.replace(hour=9, minute=0): before[WED]}


async def test_a_change_that_moves_nothing_is_kept_at_once(slack: LocalSlack, house: House) -> None:
    priya = slack.person("priya")
    await home_page(slack, house, "priya", "admin")
    await (await choose(slack, house, "change")).opened()
    assert (await priya.submit({"name": "Thought for the week"})).closed
    await admin_page(slack, "Thought for the week")


async def test_nothing_comes_while_it_is_paused_and_it_goes_on_when_resumed(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    await home_page(slack, house, "priya", "admin")
    await choose(slack, house, "pause")
    await admin_page(slack, "paused")
    await slack.clock.advance(timedelta(days=2))
    assert not prompts_of(slack, "maya")
    await choose(slack, house, "resume")
    await slack.clock.advance(timedelta(days=6, hours=12))
    assert len(prompts_of(slack, "maya")) == 1


async def test_a_removal_is_asked_first_with_what_it_takes_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await home_page(slack, house, "priya", "admin")
    count = (await planned(house))[WED]
    form = await (await choose(slack, house, "remove")).opened()
    assert f"{count} prompts planned for tomorrow at 15:30 are taken back" in form.plain()
    await priya.submit({})
    await slack.workspace.wait_until(
        lambda: priya.home and "Weekly reflection" not in priya.home.plain()
    )
    assert await planned(house) == {}


async def test_a_reminder_comes_once_to_whoever_has_not_answered(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await home_page(slack, house, "priya", "admin")
    await (await choose(slack, house, "change")).opened()
    assert (await priya.submit({"remind_after_hours": 20})).closed
    await slack.clock.advance(timedelta(days=1, hours=6))
    maya = slack.person("maya")
    await maya.press(await seen("maya", "prompt_reflect"), "prompt_reflect")
    await slack.workspace.wait_until(lambda: maya.view)
    await maya.submit({"text": "It went well."})
    await slack.clock.advance(timedelta(days=2))
    reminders = await find(
        house,
        lambda session: session.scalars(
            select(Person.name)
            .join(Occurrence, Occurrence.person_id == Person.id)
            .where(Occurrence.purpose == "reminder", Occurrence.state == "sent")
        ).all(),
    )
    assert "Ben Lindqvist" in reminders
    assert "Maya Castellanos" not in reminders


# Days off


async def open_calendar_form(slack: LocalSlack, house: House, kind: str) -> View:
    priya = slack.person("priya")
    home = await home_page(slack, house, "priya", "admin")
    form = await (await priya.press(home, "calendar_add")).opened()
    if kind != "public":
        await priya.select(form, "calendar_kind", kind)
        wanted = {"file": "Calendar file", "typed": "Days off (2"}[kind][:9]
        await slack.workspace.wait_until(
            lambda: (
                wanted in "\n".join(block.get("block_id", "") for block in form.blocks)
                or {"file": "file", "typed": "days"}[kind]
                in [block.get("block_id") for block in form.blocks]
                or None
            )
        )
    return form


async def test_a_state_s_public_holidays_are_left_out_of_what_is_planned(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await home_page(slack, house, "priya", "admin")
    await (await choose(slack, house, "change")).opened()
    await priya.submit({"weekly": ["thu"]})
    assert (await priya.submit({})).closed
    count = (await planned(house))[THU]
    await open_calendar_form(slack, house, "public")
    assert (await priya.submit({"state_US": "IL"})).closed
    kept = await seen("priya", "Thanksgiving Day")
    assert f"{count} prompts planned for Thu 26 Nov at 15:30 are taken back" in kept.plain()
    await admin_page(slack, "Left out by Weekly reflection.")
    assert THU not in await planned(house)
    await priya.press(kept, "calendar_take_back")
    await seen("priya", "like any others again")
    assert (await planned(house))[THU] == count


async def test_a_school_s_calendar_file_is_read_and_said_back(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await open_calendar_form(slack, house, "file")
    assert (await priya.submit({"file": [Upload("breaks.ics", ICS)]})).closed
    kept = (await seen("priya", "Thanksgiving break")).plain()
    assert "Lakeview 2026-27" in kept
    assert "Wed 25 Nov to Fri 27 Nov, Thanksgiving break" in kept
    assert "1 event lasts only part of a day" in kept
    assert WED not in await planned(house)


async def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_kept(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await open_calendar_form(slack, house, "file")
    await priya.submit({"file": [Upload("breaks.ics", b"hello")]})
    assert "export it as iCalendar" in (await seen("priya", "can't read that file")).plain()
    assert not await find(house, lambda session: all_calendars(session, house.workspace_id))


async def test_days_that_are_typed_can_be_changed_and_removed(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    await open_calendar_form(slack, house, "typed")
    refused = await priya.submit({"name": "Breaks", "days": "sometime"})
    assert "can't read the day in “sometime”" in refused.errors["days"]
    assert (await priya.submit({"days": "2026-11-25 Snow day"})).closed
    await seen("priya", "Snow day")
    (calendar,) = await find(house, lambda session: all_calendars(session, house.workspace_id))
    page = await admin_page(slack, "next: Wed 25 Nov, Snow day")
    form = await (await priya.select(page, "calendar_menu", f"change:{calendar.id}")).opened()
    assert "2026-11-25: Snow day" in form.plain()
    await priya.submit({"days": "Nov 26 to Nov 27 Thanksgiving"})
    await admin_page(slack, "next: Thu 26 Nov to Fri 27 Nov, Thanksgiving")
    days = await find(
        house,
        lambda session: days_of(session, calendar, date(2026, 1, 1), date(2027, 1, 1)),
    )
    assert list(days) == [date(2026, 11, 26), date(2026, 11, 27)]
    page = await admin_page(slack, "Thanksgiving")
    listed = await (await priya.select(page, "calendar_menu", f"days:{calendar.id}")).opened()
    assert "Thu 26 Nov to Fri 27 Nov, Thanksgiving" in listed.plain()
    await priya.close_view()
    removal = await priya.select(page, "calendar_menu", f"remove:{calendar.id}")
    assert "Weekly reflection come on those days, too" in (await removal.opened()).plain()
    await priya.submit({})
    await slack.workspace.wait_until(
        lambda: priya.home and "Thanksgiving" not in priya.home.plain()
    )


async def test_days_off_of_a_school_are_off_for_that_school_alone(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya = slack.person("priya")
    before = (await planned(house))[WED]
    await open_calendar_form(slack, house, "typed")
    values = {"name": "Snow", "days": "2026-11-25 Snow day", "group": "Harbor Elementary"}
    assert (await priya.submit(values)).closed
    await seen("priya", "only for Harbor Elementary")
    await slack.clock.advance(timedelta(days=1, hours=12))
    assert not prompts_of(slack, "maya")
    assert before - (await planned(house)).get(WED, 0) > 9
    assert prompts_of(slack, "edwin")


# The prompt bank


async def test_the_prompt_bank_is_looked_after_and_answers_keep_their_words(
    slack: LocalSlack, house: House, seen: Seen
) -> None:
    priya, maya = slack.person("priya"), slack.person("maya")
    await slack.clock.advance(timedelta(days=1, hours=4))
    asked = await seen("maya", "prompt_reflect")
    await maya.press(asked, "prompt_reflect")
    await slack.workspace.wait_until(lambda: maya.view)
    await maya.submit({"text": "A podcast."})
    reflection = await find(house, lambda session: session.scalars(select(Reflection)).one())

    home = await home_page(slack, house, "priya", "admin")
    bank = await (await priya.press(home, "bank_open")).opened()
    assert reflection.prompt_text in bank.plain()
    form = await (await priya.select(bank, "bank_menu", f"edit:{reflection.prompt_id}")).opened()
    assert "answers to it stay with its own words" in form.plain()
    await priya.submit({"text": "What did a student teach you lately?"})
    await slack.workspace.wait_until(lambda: "a student teach you" in bank.plain() or None)
    shown = bank.plain()
    assert shown.index("What did a student teach you lately?") < shown.index("Retired")
    assert shown.index("Retired") < shown.index(reflection.prompt_text)
    kept = await find(house, lambda session: session.scalars(select(Reflection)).one())
    assert kept.prompt_text == reflection.prompt_text

    await priya.select(bank, "bank_menu", f"back:{reflection.prompt_id}")
    await slack.workspace.wait_until(lambda: "Retired" not in bank.plain() or None)
    await priya.select(bank, "bank_menu", "retire:own-1")
    await slack.workspace.wait_until(lambda: "Retired" in bank.plain() or None)
    await priya.select(bank, "bank_element", "skills")
    await slack.workspace.wait_until(
        lambda: "What did a student ask lately" in bank.plain() or None
    )
    await (await priya.press(bank, "bank_add")).opened()
    too_short = await priya.submit({"text": "Why?"})
    assert "10 to 500 characters" in too_short.errors["text"]
    await priya.submit({"text": "Which shortcut saved you time this week?"})
    await slack.workspace.wait_until(lambda: "Which shortcut saved you" in bank.plain() or None)


async def test_a_teacher_s_home_offers_none_of_it(slack: LocalSlack, house: House) -> None:
    home = await slack.person("maya").open_home()
    assert not {"schedule_add", "bank_open", "calendar_add"} & set(home.actions())
