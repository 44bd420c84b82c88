"""What is looked for is read from words, tags and a stretch of days, in any order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.entry_list import filter_in_words, range_in_words
from domain.day_ranges import DayRange, find_range
from domain.entry_filter import LONGEST, EntryFilter, read_filter
from domain.errors import BadInput
from rubric_data import load_rubric

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)


def _read(text: str) -> EntryFilter:
    return read_filter(text, rubric=RUBRIC, today=TODAY)


RANGES = {
    "this week": (date(2026, 11, 23), date(2026, 11, 29)),
    "last week": (date(2026, 11, 16), date(2026, 11, 22)),
    "last month": (date(2026, 10, 1), date(2026, 10, 31)),
    "this year": (date(2026, 1, 1), date(2026, 12, 31)),
    "since Oct 1": (date(2026, 10, 1), None),
    "since last month": (date(2026, 10, 1), None),
    "from Monday": (date(2026, 11, 23), None),
    "after October": (date(2026, 11, 1), None),
    "before Nov 20": (None, date(2026, 11, 19)),
    "until Friday": (None, date(2026, 11, 20)),
    "Nov": (date(2026, 11, 1), date(2026, 11, 30)),
    "in december": (date(2025, 12, 1), date(2025, 12, 31)),
    "November 2025": (date(2025, 11, 1), date(2025, 11, 30)),
    "2026-11": (date(2026, 11, 1), date(2026, 11, 30)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "last 30 days": (date(2026, 10, 26), date(2026, 11, 24)),
    "Oct 1 to Oct 15": (date(2026, 10, 1), date(2026, 10, 15)),
    "Oct 1 – Oct 15": (date(2026, 10, 1), date(2026, 10, 15)),
    "from Oct to Nov": (date(2026, 10, 1), date(2026, 11, 30)),
    "yesterday": (date(2026, 11, 23), date(2026, 11, 23)),
    "11/20": (date(2026, 11, 20), date(2026, 11, 20)),
    "1/2": (date(2026, 1, 2), date(2026, 1, 2)),
}


@pytest.mark.parametrize(("typed", "ends"), RANGES.items())
def test_every_stretch_of_days_is_read(typed: str, ends: tuple[date | None, date | None]) -> None:
    found = _read(f"podcasting {typed}")
    assert (found.days.first, found.days.last) == ends
    assert [word.typed for word in found.words] == ["podcasting"]
    assert _read(f"{typed} podcasting").days == found.days


FILTERS: dict[str, dict[str, Any]] = {
    "podcasting": {"words": ["podcast"]},
    "webinars and the brain": {"words": ["webinar", "brain"]},
    "“exit tickets” May": {"words": ["exit tickets"], "days": date(2026, 5, 1)},
    '"last month"': {"words": ["last month"]},
    "what may be": {"words": ["what", "may"]},
    "#own #skills #webinar": {
        "tags": {"elements": ("ownership", "skills"), "kinds": ("webinar",)},
    },
    "Zoë": {"words": ["zoe"]},
    "the": {"words": ["the"]},
    "": {},
}  # fmt: skip


@pytest.mark.parametrize("typed", FILTERS)
def test_words_tags_and_days_combine(typed: str) -> None:
    found, wanted = _read(typed), FILTERS[typed]
    assert [word.folded for word in found.words] == wanted.get("words", [])
    assert found.tags == wanted.get("tags", {})
    assert found.days.first == wanted.get("days")
    assert found.is_all == (not wanted)


def test_whoever_looks_for_a_kind_finds_what_does_not_say_the_word() -> None:
    assert _read("webinar").words[0].kinds == ("webinar",)


def test_what_is_looked_for_is_said_in_words() -> None:
    found = _read("podcasting #own since Oct 1")
    words = ["“podcasting”", "Shared ownership", "since 1 Oct 2026"]
    assert filter_in_words(found, RUBRIC) == words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("#nonsense", "I don't know the tag #nonsense"),
        ("Feb 31", "The calendar has no “Feb 31”"),
        ("Nov 20 to Nov 3", "ends before it begins"),
        ("x" * (LONGEST + 1), "Look for less at once"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        _read(typed)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=LONGEST),
        st.lists(
            st.sampled_from([*RANGES, "#own", "#webinar", "podcast", "since", "to", "“", "may"]),
            max_size=8,
        ).map(" ".join),
    )
)
def test_any_text_is_looked_for_or_refused(typed: str) -> None:
    try:
        found = _read(typed)
    except BadInput as refusal:
        assert refusal.sentence.endswith(".")
        return
    assert all(word.folded for word in found.words)
    assert "" not in filter_in_words(found, RUBRIC)


@given(st.dates(date(2016, 1, 1), date(2040, 1, 1)), st.integers(0, 700))
def test_a_stretch_between_two_days_comes_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = find_range(f"{first.isoformat()} to {last.isoformat()}", date(2045, 1, 1))
    assert found is not None
    assert found.days == DayRange(first, last)
    assert range_in_words(found.days)
