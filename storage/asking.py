"""Which prompt an educator is asked: their turn, their record, and what they had before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.keys import Rotation
from domain.rotation import choose_prompt, least_practised, related_goal
from rubric_data import Rubric
from storage.entries import element_counts
from storage.goals import open_goals
from storage.occurrences import prompts_had
from storage.people import leads_a_group
from storage.preferences import load_preferences
from storage.prompts import BankPrompt, built_in, prompt_bank
from storage.tables import Goal, Occurrence, Person

NEGLECT = timedelta(days=60)
"""How far back “least practised” looks."""


def choose_element(
    session: Session, person: Person, elements: Sequence[str], rotation: Rotation, today: date
) -> tuple[str, Rotation]:
    """The element that their own record decides, and what decided it.

    With `own-focus` it is one on which they focus, where there is one; else, and of several,
    the one that they practised least. Of those that they practised alike it is one that an
    open goal of theirs is about.
    """
    counts = element_counts(session, person.id, since=today - NEGLECT)
    aims = [goal.element for goal in open_goals(session, person.id) if goal.element]
    if rotation == "own-focus":
        focus = load_preferences(session, person.id).focus
        in_focus = [element for element in elements if element in focus]
        if in_focus:
            return least_practised(in_focus, counts, preferred=aims), "own-focus"
    return least_practised(elements, counts, preferred=aims), "least-practised"


def choose_for(
    session: Session,
    person: Person,
    rubric: Rubric,
    *,
    element: str,
    among: Collection[str] = (),
    seed: str,
) -> BankPrompt:
    """A prompt about that element, of those with an id `among` them where any is left.

    Of those that they have not had, one for a skill that an open goal of theirs is about.
    Raises BadInput where the bank has none for them.
    """
    audiences = {"both", "educators"}
    if leads_a_group(session, person.id):
        audiences.add("leaders")
    candidates = [
        prompt
        for prompt in prompt_bank(session, person.workspace_id, built_in(rubric))
        if prompt.element == element and prompt.audience in audiences
    ]
    candidates = [prompt for prompt in candidates if prompt.id in among] or candidates
    seen = prompts_had(session, [person.id]).get(person.id, [])
    aims = {goal.skill for goal in open_goals(session, person.id) if goal.skill}
    preferred = [each.id for each in candidates if each.skill in aims]
    prompt = choose_prompt(candidates, seen=seen, seed=seed, preferred=preferred)
    if prompt is None:
        raise BadInput("The prompt bank has no prompt for “{element}”.", element=element)
    return prompt


def goal_asked_about(session: Session, occurrence: Occurrence, rubric: Rubric) -> Goal | None:
    """The open goal that a prompt reminds its educator of."""
    skills = {prompt.id: prompt.skill for prompt in rubric.prompts}
    return related_goal(
        open_goals(session, occurrence.person_id),
        element=occurrence.element,
        skill=skills.get(occurrence.prompt_id or ""),
    )


def elements_to_ask(rubric: Rubric, elements: Sequence[str]) -> list[str]:
    """A schedule's elements, without those that the rubric no longer has."""
    known = [each.key for each in rubric.elements]
    return [key for key in elements if key in known] or known
