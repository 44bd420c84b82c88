"""Weeks, zones, streaks, and the first word after /pln."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.balance import count_streak
from domain.errors import BadInput
from domain.membership import Member
from domain.subcommands import split_subcommand
from domain.weeks import Week
from domain.zones import read_zone

TODAY = date(2026, 11, 24)
KNOWN = ("log", "goal", "reflect", "me", "digest", "help")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_week_reads_back_as_it_is_written(day: date) -> None:
    week = Week.of(day)
    assert week.monday <= day <= week.sunday
    assert Week.read(str(week), today=day) == week


@pytest.mark.parametrize("text", ["2026-W48", "this week", "", "2026w48"])
def test_this_week_has_several_names(text: str) -> None:
    assert Week.read(text, today=TODAY).monday == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("2026-W60", "no week 60"), ("soon", "2026-W12"), ("2027-W12", "not begun")],
)
def test_a_week_that_is_none_is_refused(text: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        Week.read(text, today=TODAY)


@pytest.mark.parametrize("text", ["log 45m x", "  LOG   45m x", "“log” 45m x", "Log:\u00a045m x"])
def test_a_subcommand_is_read_whatever_a_phone_made_of_it(text: str) -> None:
    assert split_subcommand(text, KNOWN) == ("log", "45m x")


@pytest.mark.parametrize(
    ("text", "near"), [("lgo 45m x", "/pln log"), ("gaol y", "/pln goal"), ("hlep", "/pln help")]
)
def test_an_unknown_subcommand_suggests_the_nearest(text: str, near: str) -> None:
    with pytest.raises(BadInput, match=near):
        split_subcommand(text, KNOWN)


def test_text_without_a_subcommand_is_told_how_to_be_logged() -> None:
    with pytest.raises(BadInput, match="`/pln log` before it"):
        split_subcommand("45m webinar on podcasting", KNOWN)


def test_nothing_at_all_asks_for_help() -> None:
    assert split_subcommand("  ", KNOWN) == ("help", "")


@given(st.text())
def test_any_text_has_a_subcommand_or_a_sentence(text: str) -> None:
    try:
        name, _ = split_subcommand(text, KNOWN)
    except BadInput as refusal:
        assert refusal.sentence
    else:
        assert name in KNOWN


def test_a_week_that_still_runs_breaks_no_streak() -> None:
    now = Week.of(TODAY)
    assert count_streak({now.before(1), now.before(2)}, now) == 2
    assert count_streak({now, now.before(1), now.before(3)}, now) == 2
    assert count_streak({now.before(2)}, now) == 0


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "x" * 300])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="America/Chicago"):
        read_zone(name)


@pytest.mark.parametrize("trait", ["is_deactivated", "is_bot", "is_guest", "is_stranger"])
def test_only_people_of_this_workspace_who_are_here_for_good_are_educators(trait: str) -> None:
    facts: dict[str, bool] = {trait: True}
    assert Member("U1", "Maya", "UTC").is_educator
    assert not Member("U1", "Maya", "UTC", **facts).is_educator  # type: ignore[arg-type]


def test_weeks_follow_each_other() -> None:
    week = Week.of(TODAY)
    assert week.next_monday - week.monday == timedelta(days=7)
    assert week.before(1).next_monday == week.monday
