"""What a cycle of evaluations asks for, and the few reminders that it sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cycles import (
    REMINDERS,
    CycleDraft,
    Terms,
    check_cycle,
    days_to_try,
    read_ratings,
    reminder_days,
    usual_days,
    usual_terms,
)
from domain.errors import BadInput

TODAY = date(2026, 8, 24)
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
TERMS = usual_terms(("skills", "ownership"), TODAY)


def check(name: str = "Year 2026-27", **changes: Any) -> CycleDraft:
    return check_cycle(CycleDraft(name, replace(TERMS, **changes)), elements=ELEMENTS, today=TODAY)


def test_a_cycle_is_kept_with_its_name_on_one_line_and_elements_in_the_rubric_s_order() -> None:
    kept = check("  Year \n 2026-27 ")
    assert (kept.name, kept.terms.elements) == ("Year 2026-27", ("ownership", "skills"))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"submit_by": TODAY}, "submit_by", "put the dates in order"),
        ({"closes_on": TODAY + timedelta(days=2000)}, "closes_on", "three years at most"),
        ({"elements": ("sports",)}, "elements", "“sports” is no element"),
        ({"elements": ()}, "elements", "at least one element"),
        ({"ratings": ("Good",)}, "ratings", "Give 2 to 8 words"),
        ({"ratings": ("Good", "good")}, "ratings", "are the same"),
        ({"ratings": ("Good", "x" * 76)}, "ratings", "is too long"),
        ({"goals_expected": 21}, "goals_expected", "0 to 20"),
    ],
)
def test_what_can_t_be_is_refused_beside_its_field(
    changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words) as refusal:
        check(**changes)
    assert refusal.value.field == field


def test_a_cycle_that_is_over_is_no_cycle_to_open() -> None:
    past = usual_terms(ELEMENTS, TODAY - timedelta(days=400))
    with pytest.raises(BadInput, match="is past"):
        check_cycle(CycleDraft("Last year", past), elements=ELEMENTS, today=TODAY)


def test_rating_words_come_as_lines_or_with_commas() -> None:
    assert read_ratings("Emerging, Developing ,Strong") == ("Emerging", "Developing", "Strong")
    assert read_ratings("Not yet, but soon\n\nYes\n") == ("Not yet, but soon", "Yes")


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_the_usual_dates_end_with_the_school_year_on_weekdays_and_can_be_kept(today: date) -> None:
    days = usual_days(today)
    assert list(days.values()) == sorted(days.values())
    assert days["opens_on"] == today
    assert all(day.weekday() < 5 for name, day in days.items() if name != "opens_on")
    assert timedelta(weeks=15) < days["closes_on"] - today < timedelta(weeks=53)
    check_cycle(CycleDraft("Year", usual_terms(ELEMENTS, today)), elements=ELEMENTS, today=today)


def test_a_cycle_that_begins_in_autumn_ends_in_june() -> None:
    assert usual_days(date(2026, 11, 28)) == {
        "opens_on": date(2026, 11, 28),
        "goals_by": date(2026, 12, 25),
        "submit_by": date(2027, 4, 29),
        "respond_by": date(2027, 5, 14),
        "agree_by": date(2027, 5, 28),
        "closes_on": date(2027, 6, 11),
    }
    assert usual_days(date(2026, 4, 1))["closes_on"] == date(2027, 1, 13)


def test_a_school_year_reminds_six_times_and_an_educator_five() -> None:
    days = reminder_days(TERMS)
    assert list(days) == list(REMINDERS)
    assert days["goals"] == TERMS.goals_by - timedelta(days=7)
    assert sorted(days.values()) == list(days.values())


@given(st.lists(st.integers(0, 200), min_size=5, max_size=5))
def test_reminders_keep_apart_and_come_before_their_dates(lengths: list[int]) -> None:
    days: dict[str, Any] = {}
    day = TODAY
    for name, length in zip(usual_days(TODAY), [0, *lengths], strict=True):
        day += timedelta(days=length)
        days[name] = day
    terms = Terms(elements=ELEMENTS, **days)
    reminders = reminder_days(terms)
    in_order = list(reminders.values())
    assert all(later - earlier >= timedelta(days=3) for earlier, later in pairwise(in_order))
    assert reminders.get("submit-last", TODAY) <= terms.submit_by
    assert reminders.get("respond", TODAY) <= terms.respond_by


def test_a_reminder_keeps_to_weekdays_before_its_day_and_an_opening_after() -> None:
    sunday = date(2026, 11, 29)
    assert next(days_to_try("submit", sunday)) == date(2026, 11, 27)
    assert next(days_to_try("opens", sunday)) == date(2026, 11, 30)
    assert all(day.weekday() < 5 for day in days_to_try("goals", sunday))
