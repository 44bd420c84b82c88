"""`plnudge schedule`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from jobs.planning import plan_where_wanted
from storage.database import Database
from storage.tables import Occurrence, Workspace
from tests.conftest import NOW
from tests.plnudge.conftest import Call, contents


def add(call: Call, *options: str) -> dict[str, Any]:
    schedule: dict[str, Any] = call("schedule", "add", "Thought", *options, "--json").value
    return schedule


def preview(call: Call, *options: str) -> list[dict[str, Any]]:
    times: list[dict[str, Any]] = call("schedule", "preview", "thought", *options, "--json").value
    return times


def test_a_schedule_is_kept_with_what_was_not_said_filled_in(call: Call, lakeview: int) -> None:
    with freeze_time(datetime(2026, 11, 25, 4, 0, tzinfo=UTC), real_asyncio=True):
        kept = add(call, "--weekly", "wed,Monday")
    assert kept == {
        "name": "Thought",
        "purpose": "prompt",
        "cadence": "every Monday and Wednesday at 15:30",
        "when": "every Monday and Wednesday at 15:30, by each educator's own clock",
        "rule": "FREQ=WEEKLY;WKST=MO;BYDAY=MO,WE",
        "at": "15:30",
        "zone": None,
        "groups": [],
        "roles": [],
        "elements": ["ownership", "skills", "opportunities", "evaluation"],
        "rotation": "in-turn",
        "prompts": [],
        # Still the 24th where most of its educators live.
        "from_on": "2026-11-24",
        "until_on": None,
        "holidays": [],
        "remind_after_hours": None,
        "is_paused": False,
    }
    assert call("schedule", "list", "--json").value == [kept]


def test_all_that_can_be_said_is_kept(call: Call, lakeview: int) -> None:
    kept = add(
        call,
        *("--every-weeks", "2", "--on", "tue", "--at", "7:45 am", "--zone", "America/New_York"),
        *("--group", "maple school", "--role", "leader,admin", "--element", "skills,ownership"),
        *("--element", "skills", "--rotation", "least-practised"),
        *("--from", "2026-03-01", "--until", "2026-06-30", "--remind-after", "2 days"),
        *("--holidays", "us-ca", "--holidays", "US-TX"),
    )
    assert kept["rule"] == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU"
    assert (kept["at"], kept["zone"]) == ("07:45", "America/New_York")
    assert (kept["groups"], kept["roles"]) == (["Maple School"], ["leader", "admin"])
    assert (kept["elements"], kept["rotation"]) == (["skills", "ownership"], "least-practised")
    assert (kept["from_on"], kept["until_on"]) == ("2026-03-01", "2026-06-30")
    assert kept["holidays"] == ["California, United States", "Texas, United States"]
    assert kept["remind_after_hours"] == 48


def test_an_addition_asks_the_running_app_for_a_new_plan(
    call: Call, lakeview: int, database: Database
) -> None:
    add(call, "--weekly", "mon")
    wanted_at = database.read_now(lambda session: session.scalar(select(Workspace.plan_wanted_at)))
    assert wanted_at not in {None, NOW}


def test_a_preview_keeps_local_time_over_a_clock_change(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "sun", "--from", "2026-03-01")
    assert preview(call, "--count", "2", "--from", "2026-03-01") == [
        {"local": "2026-03-01T15:30", "at": "2026-03-01T21:30:00Z", "element": "ownership"},
        {"local": "2026-03-08T15:30", "at": "2026-03-08T20:30:00Z", "element": "skills"},
    ]


def test_a_time_that_a_clock_change_leaves_out_comes_once_and_later(
    call: Call, lakeview: int
) -> None:
    add(call, "--weekly", "sat,sun,mon", "--at", "02:30", "--from", "2026-03-07")
    assert [each["at"] for each in preview(call, "--count", "3", "--from", "2026-03-07")] == [
        "2026-03-07T08:30:00Z",
        "2026-03-08T08:30:00Z",
        "2026-03-09T07:30:00Z",
    ]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        # The first 01:30 of that night is at 06:30 UTC; there is no second.
        (datetime(2026, 11, 1, 6, 15, tzinfo=UTC), "2026-11-01T06:30:00Z"),
        (datetime(2026, 11, 1, 7, 15, tzinfo=UTC), "2026-11-02T07:30:00Z"),
    ],
)
def test_a_preview_begins_now_even_in_the_hour_that_comes_twice(
    call: Call, lakeview: int, now: datetime, first: str
) -> None:
    add(call, "--cron", "30 1 * * *", "--from", "2026-10-01")
    with freeze_time(now, real_asyncio=True):
        assert preview(call, "--count", "1")[0]["at"] == first


def test_a_preview_is_in_the_zone_of_whom_it_is_for(call: Call, lakeview: int) -> None:
    add(call, "--monthly", "15,last", "--from", "2026-01-01")
    from_january = ("--count", "2", "--from", "2026-01-01")
    assert [each["at"] for each in preview(call, *from_january)] == [
        "2026-01-15T21:30:00Z",
        "2026-01-31T21:30:00Z",
    ]
    assert preview(call, "--user", "UBEN", *from_january)[0]["at"] == "2026-01-15T20:30:00Z"
    assert preview(call, "--zone", "Asia/Tokyo", *from_january)[0]["at"] == "2026-01-15T06:30:00Z"


def test_a_fixed_zone_comes_at_its_own_time_wherever_one_lives(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "mon", "--zone", "America/New_York", "--from", "2026-01-05")
    options = ("--count", "1", "--from", "2026-01-05")
    assert preview(call, *options)[0]["local"] == "2026-01-05T15:30"
    assert preview(call, "--user", "UANA", *options) == [
        {"local": "2026-01-05T14:30", "at": "2026-01-05T20:30:00Z", "element": "ownership"}
    ]


def test_a_preview_stops_where_the_schedule_ends(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "mon", "--from", "2026-01-05", "--until", "2026-01-12")
    assert len(preview(call, "--from", "2025-12-01")) == 2
    assert preview(call, "--from", "2026-02-01") == []
    assert (
        "no times to come" in call("schedule", "preview", "Thought", "--from", "2026-02-01").stdout
    )


@pytest.mark.parametrize("day", ["0", "7", "sun"])
def test_sunday_has_both_numbers_in_a_crontab_line(call: Call, lakeview: int, day: str) -> None:
    kept = add(call, "--cron", f"0 9 * * {day}", "--from", "2026-03-01")
    assert kept["at"] is None
    assert kept["cadence"].startswith("at 09:00 on Sunday")
    times = preview(call, "--count", "2", "--from", "2026-03-02")
    assert [each["local"] for each in times] == ["2026-03-08T09:00", "2026-03-15T09:00"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("61 9 * * 1", "minute of a crontab line can't be “61”"),
        ("0 24 * * 1", "hour of a crontab line can't be “24”"),
        ("0 9 32 * *", "day of the month of a crontab line can't be “32”"),
        ("0 9 * 13 *", "month of a crontab line can't be “13”"),
        ("0 9 * * 8", "day of the week of a crontab line can't be “8”"),
        ("0 9 * *", "five fields"),
        ("0 9 30 2 *", "day of the month of a crontab line can't be “30”"),
    ],
)
def test_a_bad_crontab_line_has_its_field_named(
    call: Call, lakeview: int, line: str, words: str
) -> None:
    answer = call("schedule", "add", "Thought", "--cron", line)
    assert answer.exit_code == 1
    assert words in answer.stderr


def test_a_schedule_lives_through_pause_resume_and_removal(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "mon")
    assert call("schedule", "pause", "THOUGHT", "--json").value["is_paused"] is True
    assert "paused already" in call("schedule", "pause", "Thought").stderr
    assert "It is paused" in call("schedule", "preview", "Thought").stdout
    assert call("schedule", "resume", "Thought", "--json").value["is_paused"] is False
    assert call("schedule", "remove", "Thought").exit_code == 0
    assert call("schedule", "list", "--json").value == []
    add(call, "--weekly", "tue")


def test_the_list_in_words_says_when_and_to_whom(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "fri", "--group", "Maple School", "--role", "leader")
    listed = call("schedule", "list").stdout
    assert "every Friday at 15:30, by each educator's own clock" in listed
    assert "leaders of Maple School" in listed


def test_a_random_rotation_previews_what_planning_would_choose(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "mon", "--rotation", "random", "--from", "2026-01-05")
    elements = [each["element"] for each in preview(call, "--count", "8", "--from", "2026-01-01")]
    assert elements == [
        each["element"] for each in preview(call, "--count", "8", "--from", "2026-01-01")
    ]
    assert len(set(elements[:4])) == len(set(elements[4:])) == 4


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//
X-WR-CALNAME:Maple breaks
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261221
DTEND;VALUE=DATE:20270104
SUMMARY:Winter break
END:VEVENT
END:VCALENDAR
"""


def breaks_file(text: str = ICS) -> None:
    Path("breaks.ics").write_text(text.replace("\n", "\r\n"), encoding="utf-8")


def local_days(times: list[dict[str, Any]]) -> list[str]:
    return [each["local"][5:10] for each in times]


def test_days_off_of_a_state_and_of_a_file_are_left_out_and_take_nobody_s_turn(
    call: Call, lakeview: int
) -> None:
    breaks_file()
    options = ("--weekly", "thu", "--from", "2026-11-19")
    kept = add(call, *options, "--holidays", "US-CA", "--holidays", "breaks.ics")
    assert kept["holidays"] == ["California, United States", "Maple breaks"]
    times = preview(call, "--count", "5", "--from", "2026-11-19")
    # Thanksgiving, and the 24th and 31st of December, are off.
    assert local_days(times) == ["11-19", "12-03", "12-10", "12-17", "01-07"]
    assert [each["element"] for each in times[:4]] == [
        "ownership", "skills", "opportunities", "evaluation"
    ]  # fmt: skip
    shown = call("schedule", "preview", "thought", "--from", "2026-11-19", "--count", "3").stdout
    assert "Left out: 2026-11-26 (Thanksgiving Day)." in shown


def test_a_file_that_comes_again_brings_its_days_up_to_date(call: Call, lakeview: int) -> None:
    breaks_file()
    add(call, "--weekly", "mon", "--from", "2026-12-14", "--holidays", "breaks.ics")
    breaks_file(ICS.replace("20270104", "20270111"))
    assert call("schedule", "change", "thought", "--holidays", "breaks.ics").exit_code == 0
    assert local_days(preview(call, "--count", "2", "--from", "2026-12-14")) == ["12-14", "01-11"]
    changed = call("schedule", "change", "thought", "--holidays", "none", "--json").value
    assert changed["holidays"] == []
    by_name = call("schedule", "change", "thought", "--holidays", "MAPLE breaks", "--json").value
    assert by_name["holidays"] == ["Maple breaks"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--weekly", "mon", "--holidays", "XX-YY"), "no public holidays of “XX-YY”"),
        (("--weekly", "mon", "--holidays", "US-ZZ"), "no state “ZZ” of United States"),
        (("--weekly", "mon", "--holidays", "gone.ics"), "can't read gone.ics: no such file"),
        (("--weekly", "mon", "--holidays", "bad.ics"), "export it as iCalendar"),
        (("--weekly", "mon", "--holidays", "US", "--holidays", "bad.ics"), "export it as"),
        (("--monthly", "40"), "“40” is no day of the month"),
        (("--weekly", "mon", "--remind-after", "soon"), "write it as 24h or 2d"),
        (("--weekly", "mon", "--remind-after", "30d"), "1 to 168 hours, not after 720"),
        (("--weekly", "mon", "--prompt", "own-9"), "no prompt own-9"),
        (("--weekly", "mon", "--zone", "Mars/Base"), "no time zone “Mars/Base”"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, options: tuple[str, ...], words: str
) -> None:
    Path("bad.ics").write_text("hello", encoding="utf-8")
    before = contents(database_file)
    answer = call("schedule", "add", "Thought", *options)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert words in answer.stderr
    assert contents(database_file) == before


def test_a_month_s_weekdays_are_said_by_name(call: Call, lakeview: int) -> None:
    kept = add(call, "--monthly", "2nd-tue,last-fri", "--from", "2026-01-01")
    assert kept["cadence"] == "on the 2nd Tuesday and last Friday of the month at 15:30"
    times = preview(call, "--count", "4", "--from", "2026-01-01")
    assert local_days(times) == ["01-13", "01-30", "02-10", "02-27"]


def test_chosen_prompts_say_the_elements_too(call: Call, lakeview: int) -> None:
    call("prompt", "add", "Which tool helped you learn?", "--element", "skills")
    kept = add(call, "--weekly", "mon", "--prompt", "own-1")
    assert (kept["prompts"], kept["elements"]) == (["own-1"], ["skills"])
    refused = call("schedule", "change", "thought", "--element", "ownership")
    assert "None of the chosen prompts is about ownership" in refused.stderr
    both = call("schedule", "change", "thought", "--prompt", "all", "--element", "all", "--json")
    assert (both.value["prompts"], len(both.value["elements"])) == ([], 4)


def test_a_change_keeps_what_is_not_said_and_tells_what_moves(
    call: Call, lakeview: int, database: Database
) -> None:
    with freeze_time(NOW, real_asyncio=True):
        add(call, "--weekly", "wed", "--group", "Maple School", "--remind-after", "24h")
        database.write_now(lambda session: plan_where_wanted(session, NOW + timedelta(seconds=1)))
        asked = call("schedule", "change", "thought", "--weekly", "thu", "--dry-run", "--json")
        assert asked.value["planned"] == [
            {"count": 6, "from": "2026-11-25T15:30", "to": "2026-11-26T15:30"}
        ]
        assert call("schedule", "list", "--json").value[0]["cadence"] == (
            "every Wednesday at 15:30"
        )
        told = call("schedule", "change", "thought", "--weekly", "thu", "--at", "9am").stdout
    assert "6 prompts planned for tomorrow at 15:30 move to Thu 26 Nov at 09:00." in told
    kept = call("schedule", "list", "--json").value[0]
    assert (kept["cadence"], kept["groups"]) == ("every Thursday at 09:00", ["Maple School"])
    assert kept["remind_after_hours"] == 24


def test_each_thing_can_be_changed_alone_and_taken_back(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "wed", "--group", "Maple School", "--role", "leader")

    def change(*options: str) -> dict[str, Any]:
        changed: dict[str, Any] = call("schedule", "change", "thought", *options, "--json").value
        return changed

    assert change("--at", "7:15")["cadence"] == "every Wednesday at 07:15"
    assert change("--monthly", "last")["cadence"] == "on the last day of the month at 07:15"
    assert change("--group", "all", "--role", "all")["groups"] == []
    assert change("--until", "2030-01-01")["until_on"] == "2030-01-01"
    assert change("--until", "none")["until_on"] is None
    assert change("--remind-after", "36h")["remind_after_hours"] == 36
    assert change("--remind-after", "none")["remind_after_hours"] is None
    assert change("--zone", "Europe/Berlin")["zone"] == "Europe/Berlin"
    assert change("--zone", "educator")["zone"] is None
    assert change("--rotation", "own-focus")["rotation"] == "own-focus"
    assert change("--cron", "0 9 * * 1")["at"] is None
    refused = call("schedule", "change", "thought", "--at", "10:00")
    assert "says the time itself" in refused.stderr
    assert change("--name", "Idea")["name"] == "Idea"
    assert "no schedule “thought”" in call("schedule", "change", "thought").stderr


def test_a_removal_says_how_many_were_planned(
    call: Call, lakeview: int, database: Database
) -> None:
    with freeze_time(NOW, real_asyncio=True):
        add(call, "--weekly", "wed")
        database.write_now(lambda session: plan_where_wanted(session, NOW + timedelta(seconds=1)))
        removed = call("schedule", "remove", "thought").stdout
    assert "“Thought” is removed, and 7 planned prompts with it" in removed


def test_a_test_is_planned_at_once_for_one_person_and_is_of_no_schedule(
    call: Call, lakeview: int, database: Database
) -> None:
    add(call, "--weekly", "wed", "--element", "skills", "--rotation", "own-focus")
    tried = call("schedule", "test", "thought", "--user", "UANA", "--json").value
    assert (tried["person"], tried["element"]) == ("UANA", "skills")
    (trial,) = database.read_now(lambda session: session.scalars(select(Occurrence)).all())
    assert (trial.is_test, trial.schedule_id, trial.prompt_text) == (True, None, tried["prompt"])
    refused = call("schedule", "test", "thought", "--user", "UGUEST")
    assert "gets no prompts, so no test either" in refused.stderr
