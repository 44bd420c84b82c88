from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.quick_goal import QuickGoal, read_quick_goal
from rubric_data import load_rubric

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)


def _read(text: str, *, day_first: bool = False) -> QuickGoal:
    return read_quick_goal(text, rubric=RUBRIC, today=TODAY, day_first=day_first)


def test_a_whole_goal_in_one_line() -> None:
    assert _read("Run two student-led conferences by March 20 #skills") == QuickGoal(
        text="Run two student-led conferences",
        element="skills",
        skill="communication",
        due_on=date(2027, 3, 20),
        target="2",
        suggested=frozenset({"skill"}),
    )


@pytest.mark.parametrize(
    ("typed", "due_on"),
    [
        ("by March 20", date(2027, 3, 20)),
        ("by March 20, 2028", date(2028, 3, 20)),
        ("until June", date(2027, 6, 1)),
        ("by end of March", date(2027, 3, 31)),
        ("by the end of November", date(2026, 11, 30)),
        ("by the end of the month", date(2026, 11, 30)),
        ("by the end of next month", date(2026, 12, 31)),
        ("by the end of the year", date(2026, 12, 31)),
        ("by the end of the week", date(2026, 11, 27)),
        ("in 6 weeks", date(2027, 1, 5)),
        ("within three months", date(2027, 2, 24)),
        ("two weeks from now", date(2026, 12, 8)),
        ("by Friday", date(2026, 11, 27)),
        ("by Tuesday", date(2026, 12, 1)),
        ("by next Friday", date(2026, 12, 4)),
        ("by tomorrow", date(2026, 11, 25)),
        ("by today", date(2026, 11, 24)),
        ("by 3/20", date(2027, 3, 20)),
        ("by 20.3.", date(2027, 3, 20)),
        ("due 2027-03-20", date(2027, 3, 20)),
        ("March 20", date(2027, 3, 20)),
    ],
)
def test_every_form_of_a_due_day_is_read(typed: str, due_on: date) -> None:
    goal = _read(f"Observe colleagues {typed}")
    assert (goal.text, goal.due_on) == ("Observe colleagues", due_on)
    assert _read(f"{typed}: observe colleagues").due_on in (due_on, None)


def test_numbers_are_read_in_the_workspace_s_order() -> None:
    assert _read("Observe colleagues by 3/4", day_first=True).due_on == date(2027, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Use retrieval practice in my March unit",
        "March with my class",
        "I may follow up by the way",
        "Meet every Friday",
        "Teach a class of 12/14 year olds",
        "Read “Ready by Friday”",
    ],
)
def test_words_that_only_look_like_a_due_day_stay_text(text: str) -> None:
    goal = _read(text)
    assert (goal.text, goal.due_on) == (text, None)


def test_a_due_day_within_the_sentence_stays_in_it() -> None:
    goal = _read("Finish by 12/18 the course on AI")
    assert goal.text == "Finish by 12/18 the course on AI"
    assert goal.due_on == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Write 3 blog posts", "3"),
        ("Write three blog posts", "3"),
        ("80% of students set a goal", "80%"),
        ("Write 3 blog posts by March 20", "3"),
        ("Write 3 blog posts and 2 newsletters", None),
        ("Teach grade 3 students to code", None),
        ("Read 10 minutes every day", None),
        ("Read with a colleague", None),
        ("Finish module 4 well", None),
    ],
)
def test_the_only_number_of_a_goal_is_its_target(text: str, target: str | None) -> None:
    assert _read(text).target == target


def test_tags_that_a_goal_has_no_field_for_stay_in_its_text() -> None:
    goal = _read("Try a #webinar #own #skills, private")
    assert goal.text == "Try a #webinar #own #skills"
    assert (goal.element, goal.visibility) == ("ownership", "private")


@pytest.mark.parametrize(
    ("text", "sentence", "field"),
    [
        ("", "There are no words yet: write at least a few that say what it is.", "text"),
        ("by May 20", "There are no words yet: write at least a few that say what it is.", "text"),
        ("x" * 3001, "That is 3001 characters: keep to 3000, and put a link to the rest.", "text"),
        (
            "Observe Ana by 2020-01-01",
            "“by 2020-01-01” is past: choose a day to come, such as by 2027-01-05.",
            "due_on",
        ),
        (
            "Observe Ana by Feb 30",
            "The calendar has no “Feb 30”: write a day like 2026-11-20 or Nov 20.",
            "due_on",
        ),
        (
            "Observe Ana #zzqq",
            "I don't know the tag #zzqq: `/pln help` lists them all, and without the # it stays a "
            "word.",
            "elements",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_one_sentence(
    text: str, sentence: str, field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        _read(text)
    assert (refusal.value.sentence, refusal.value.field) == (sentence, field)


WORDS = st.sampled_from(
    ["by", "until", "in", "end", "of", "the", "March", "Friday", "6", "weeks", "3/20", "20.3.",
     "#own", "#skills", ",", "private", "80%", "two", "“", "”", "2027-01-05", "due", "next", "é"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=12).map(" ".join)), st.booleans())
def test_any_text_is_a_goal_or_is_refused(text: str, day_first: bool) -> None:
    try:
        goal = _read(text, day_first=day_first)
    except BadInput as refusal:
        assert refusal.field in ("text", "due_on", "elements")
        return
    assert goal.text == goal.text.strip() != ""
    assert goal.due_on is None or goal.due_on >= TODAY
