"""Which element and prompt an educator is asked."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.preferences import Preferences
from rubric_data import Rubric
from storage.asking import choose_element, choose_for
from storage.entries import keep_entry
from storage.preferences import keep_preferences
from storage.prompts import add_prompt, built_in, retire_prompt
from storage.tables import Person
from tests.conftest import NOW, AddPerson

TODAY = date(2026, 11, 24)
ELEMENTS = ("ownership", "skills", "opportunities")


@pytest.fixture
def ana(session: Session, add_person: AddPerson) -> Person:
    """Who logged about ownership and opportunities."""
    person = add_person("Ana")
    for element in ("ownership", "opportunities"):
        draft = EntryDraft(text="EdCamp", happened_on=TODAY, elements=(element,), kind="edcamp")
        keep_entry(session, person.id, draft, submission=None, now=NOW)
    return person


def focus_on(session: Session, person: Person, *elements: str) -> None:
    keep_preferences(
        session, person.id, Preferences(focus=elements), elements=ELEMENTS, today=TODAY, now=NOW
    )


def test_what_was_practised_least_is_asked_first(session: Session, ana: Person) -> None:
    chosen = choose_element(session, ana, ELEMENTS, "least-practised", TODAY)
    assert chosen == ("skills", "least-practised")


def test_an_educator_s_own_focus_is_asked_first_where_the_schedule_says_so(
    session: Session, ana: Person
) -> None:
    assert choose_element(session, ana, ELEMENTS, "own-focus", TODAY)[1] == "least-practised"
    focus_on(session, ana, "opportunities")
    chosen = choose_element(session, ana, ELEMENTS, "own-focus", TODAY)
    assert chosen == ("opportunities", "own-focus")
    assert choose_element(session, ana, ELEMENTS, "least-practised", TODAY)[0] == "skills"
    assert choose_element(session, ana, ("skills",), "own-focus", TODAY)[0] == "skills"


def test_of_several_in_focus_the_least_practised_comes_first(session: Session, ana: Person) -> None:
    focus_on(session, ana, "ownership", "skills")
    assert choose_element(session, ana, ELEMENTS, "own-focus", TODAY) == ("skills", "own-focus")


def test_chosen_prompts_are_asked_while_there_are_any(
    session: Session, ana: Person, rubric: Rubric
) -> None:
    own = add_prompt(
        session, ana.workspace_id, element="skills", text="What did you try?", audience="both",
        now=NOW,
    )  # fmt: skip
    for seed in "abcdef":
        prompt = choose_for(
            session, ana, rubric, element="skills", among=[own.prompt_id], seed=seed
        )
        assert prompt.id == own.prompt_id
    retire_prompt(session, ana.workspace_id, own.prompt_id, built_in(rubric), NOW)
    prompt = choose_for(session, ana, rubric, element="skills", among=[own.prompt_id], seed="a")
    assert prompt.is_built_in


def test_an_element_without_any_prompt_is_named(
    session: Session, ana: Person, rubric: Rubric
) -> None:
    with pytest.raises(BadInput, match="no prompt for “patience”"):
        choose_for(session, ana, rubric, element="patience", seed="a")
