"""Which entries are followed up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.follow_up import ASKED_AT, next_asking, wants_follow_up
from domain.indicators import IndicatorDraft, check_indicator
from rubric_data import load_rubric

RUBRIC = load_rubric()
days = st.dates(date(2026, 1, 1), date(2027, 1, 1))
LINES = Path(__file__).with_name("quick_entry_lines.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "Webinar on exit tickets, will try them on Monday",
        "EdCamp: I’ll definitely try this with 7B",
        "want to use Padlet for peer feedback",
        "Read about gallery walks and I plan to run one",
        "cool thinking routine, bringing it back to my classroom",
    ],
)
def test_who_says_they_will_try_it_is_followed_up(text: str) -> None:
    assert wants_follow_up(text, None, RUBRIC)


@pytest.mark.parametrize("text", ["Tried it in class", "made a lesson plan to share", ""])
def test_who_does_not_is_left_in_peace(text: str) -> None:
    assert not wants_follow_up(text, None, RUBRIC)
    assert wants_follow_up(text, "with 7B", RUBRIC)


def test_plain_entries_are_hardly_ever_taken_for_a_promise() -> None:
    lines = [each["line"] for part in yaml.safe_load(LINES.read_text()).values() for each in part]
    asked = [line for line in lines if wants_follow_up(line, None, RUBRIC)]
    assert len(lines) >= 150
    assert len(asked) <= 3, asked


def test_a_weekend_waits_until_monday_afternoon() -> None:
    friday = datetime(2026, 11, 27, 15, 30)
    assert next_asking(date(2026, 11, 28), after=friday) == datetime(2026, 11, 30, 15, 30)
    assert next_asking(date(2026, 11, 20), after=friday) == datetime(2026, 11, 30, 15, 30)


@given(
    day=days,
    after=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    off=st.frozensets(days, max_size=40),
    taken=st.frozensets(days, max_size=40),
)
def test_a_question_comes_on_a_school_days_afternoon_to_come_and_alone_where_it_can(
    day: date, after: datetime, off: frozenset[date], taken: frozenset[date]
) -> None:
    asked = next_asking(day, after=after, off=off, taken=taken)
    assert asked > after
    assert asked.date() >= day
    assert asked.weekday() < 5
    assert asked.time() == ASKED_AT
    assert asked.date() not in off
    if asked.date() in taken:
        week = [asked.date() + timedelta(days=each) for each in range(7)]
        assert all(each in off or each in taken or each.weekday() >= 5 for each in week)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (IndicatorDraft("skill-attainment", "They planned it"), "skill"),
        (IndicatorDraft("student-achievement", "More did it", before=3), "after"),
    ],
)
def test_evidence_that_says_too_little_is_refused_beside_the_field(
    draft: IndicatorDraft, field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        check_indicator(draft)
    assert refusal.value.field == field
