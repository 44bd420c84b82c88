"""Prompts know the goals of those whom they ask."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from rubric_data import Rubric
from storage.asking import Asking
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
    def asked_about() -> str:
        elements = [each.key for each in rubric.elements]
        asking = Asking(session, rubric, [ana])
        return asking.choose_element(ana, elements, "own-focus", TODAY)[0]

    log(session, ana, "ownership")
    goal = aim(session, ana, element="evaluation")
    assert asked_about() == "evaluation"
    log(session, ana, "evaluation")
    assert asked_about() == "skills"
    take_back_goal(session, ana.id, goal.id, NOW)
    aim(session, ana, element="opportunities")
    assert asked_about() == "opportunities"


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
        asking = Asking(session, rubric, [ana])
        prompt = asking.choose_prompt(ana, element="skills", seed=seed)
        assert prompt.id in wanted


def test_whoever_is_asked_twice_at_once_is_asked_two_things(
    session: Session, ana: Person, rubric: Rubric
) -> None:
    asking = Asking(session, rubric, [ana])
    both = [asking.choose_prompt(ana, element="skills", seed="a").id for _ in range(2)]
    assert len(set(both)) == 2
