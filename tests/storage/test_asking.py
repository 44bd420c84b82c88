"""Prompts know the goals of those whom they ask."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from rubric_data import Rubric
from storage.asking import choose_element, choose_for
from storage.entries import keep_entry
from storage.goals import keep_goal, take_back_goal
from storage.tables import Goal, Person
from tests.conftest import NOW, AddPerson

TODAY = date(2026, 11, 24)


@pytest.fixture
def ana(add_person: AddPerson) -> Person:
    return add_person("Ana")


def aim(session: Session, person: Person, *, element: str, skill: str | None = None) -> Goal:
    draft = GoalDraft(text="Aim", element=element, skill=skill)
    return keep_goal(session, person.id, draft, submission=None, now=NOW, today=TODAY)


def log(session: Session, person: Person, element: str) -> None:
    draft = EntryDraft(text="EdCamp", happened_on=TODAY, elements=(element,))
    keep_entry(session, person.id, draft, submission=None, now=NOW)


def test_a_goal_decides_which_of_two_neglected_elements_is_asked_about(
    session: Session, ana: Person, rubric: Rubric
) -> None:
    elements = [each.key for each in rubric.elements]
    log(session, ana, "ownership")
    goal = aim(session, ana, element="evaluation")
    assert choose_element(session, ana, elements, "own-focus", TODAY)[0] == "evaluation"
    log(session, ana, "evaluation")
    assert choose_element(session, ana, elements, "own-focus", TODAY)[0] == "skills"
    take_back_goal(session, ana.id, goal.id, NOW)
    aim(session, ana, element="opportunities")
    assert choose_element(session, ana, elements, "own-focus", TODAY)[0] == "opportunities"


def test_a_prompt_for_the_skill_of_a_goal_comes_before_others_of_its_element(
    session: Session, ana: Person, rubric: Rubric
) -> None:
    aim(session, ana, element="skills", skill="information-literacy")
    wanted = {
        prompt.id for prompt in rubric.prompts
        if prompt.element == "skills" and prompt.skill == "information-literacy"
        and prompt.audience != "leaders"
    }  # fmt: skip
    assert wanted
    for seed in "abcdefgh":
        prompt = choose_for(session, ana, rubric, element="skills", seed=seed)
        assert prompt.id in wanted
