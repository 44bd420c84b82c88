"""`plnudge schedule`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from storage.database import Database
from storage.tables import Workspace
from tests.conftest import NOW
from tests.plnudge.conftest import Call


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
        "rule": "FREQ=WEEKLY;WKST=MO;BYDAY=MO,WE",
        "at": "15:30",
        "zone": None,
        "groups": [],
        "roles": [],
        "elements": ["ownership", "skills", "opportunities", "evaluation"],
        "rotation": "in-turn",
        # Still the 24th where most of its educators live.
        "from_on": "2026-11-24",
        "until_on": None,
        "is_paused": False,
    }
    assert call("schedule", "list", "--json").value == [kept]


def test_all_that_can_be_said_is_kept(call: Call, lakeview: int) -> None:
    kept = add(
        call,
        *("--every-weeks", "2", "--on", "tue", "--at", "7:45 am", "--zone", "America/New_York"),
        *("--group", "maple school", "--role", "leader,admin", "--element", "skills,ownership"),
        *("--element", "skills", "--rotation", "least-practised"),
        *("--from", "2026-03-01", "--until", "2026-06-30"),
    )
    assert kept["rule"] == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU"
    assert (kept["at"], kept["zone"]) == ("07:45", "America/New_York")
    assert (kept["groups"], kept["roles"]) == (["Maple School"], ["leader", "admin"])
    assert (kept["elements"], kept["rotation"]) == (["skills", "ownership"], "least-practised")
    assert (kept["from_on"], kept["until_on"]) == ("2026-03-01", "2026-06-30")


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
    assert "every Friday at 15:30, each educator’s own time" in listed
    assert "leaders of Maple School" in listed


def test_a_random_rotation_previews_what_planning_would_choose(call: Call, lakeview: int) -> None:
    add(call, "--weekly", "mon", "--rotation", "random", "--from", "2026-01-05")
    elements = [each["element"] for each in preview(call, "--count", "8", "--from", "2026-01-01")]
    assert elements == [
        each["element"] for each in preview(call, "--count", "8", "--from", "2026-01-01")
    ]
    assert len(set(elements[:4])) == len(set(elements[4:])) == 4
