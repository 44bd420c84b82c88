"""If-then plans, in a line and in two fields."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.if_then import IfThen, check_plan, find_plan
from domain.quick_goal import read_quick_goal
from rubric_data import load_rubric

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "before", "plan"),
    [
        (
            "Blog more, when a unit ends, I will write a post.",
            "Blog more",
            IfThen("a unit ends", "write a post"),
        ),
        (
            "Blog more — When it’s Friday, I’ll write a post",
            "Blog more",
            IfThen("it’s Friday", "write a post"),
        ),
        (
            "Listen better. If nobody answers then I will wait for five seconds",
            "Listen better.",
            IfThen("nobody answers", "wait for five seconds"),
        ),
        ("When a unit ends, I will blog", "When a unit ends, I will blog", None),
        ("Know what to do when students struggle", "Know what to do when students struggle", None),
        ("Find out if I will like it", "Find out if I will like it", None),
    ],
)
def test_a_plan_is_parted_from_its_goal(line: str, before: str, plan: IfThen | None) -> None:
    assert find_plan(line) == (before, plan)


@pytest.mark.parametrize(
    "line",
    [
        "Run two conferences by March 20 #skills #collaboration, private when a unit ends, I will "
        "plan one",
        "Run two conferences when a unit ends, I will plan one by March 20 #skills #collaboration "
        "private",
    ],
)
def test_tags_and_the_due_day_are_the_goals_wherever_they_stand(line: str) -> None:
    goal = read_quick_goal(line, rubric=load_rubric(), today=TODAY)
    assert goal.text == "Run two conferences"
    assert goal.plan == IfThen("a unit ends", "plan one")
    assert (goal.element, goal.skill, goal.visibility) == ("skills", "collaboration", "private")
    assert goal.due_on == date(2027, 3, 20)
    assert goal.target == "2"


words = st.lists(
    st.sampled_from(["when", "If", "I will", "I’ll", "then", ",", "—", "a unit", "blog", "é", "\n"])
    | st.text(max_size=8),
    max_size=12,
)


@given(words.map(" ".join))
def test_no_word_of_a_line_is_lost_but_those_that_make_it_a_plan(line: str) -> None:
    before, plan = find_plan(line)
    if plan is None:
        assert before == line
        return
    rest = iter(line)
    kept = f"{before}{plan.moment}{plan.deed}"
    assert all(letter in rest for letter in kept if letter.isalnum())
    made = sum(letter.isalnum() for letter in line) - sum(letter.isalnum() for letter in kept)
    assert made <= len("andeverytimetheniwill")


def test_two_fields_make_a_plan_without_its_own_words_twice() -> None:
    assert check_plan("When a unit ends,", "I’ll plan one.") == IfThen("a unit ends", "plan one")
    assert check_plan(" ", "") is None


@pytest.mark.parametrize(
    ("moment", "deed", "field"), [("a unit ends", "", "plan_then"), ("", "plan one", "plan_when")]
)
def test_half_a_plan_is_refused_beside_the_empty_field(moment: str, deed: str, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_plan(moment, deed)
    assert refusal.value.field == field
