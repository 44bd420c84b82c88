"""Which prompt an educator is asked: their turn, their record, and what they had before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.keys import Rotation
from domain.rotation import choose_prompt, least_practised, related_goal
from rubric_data import Rubric
from storage.entries import element_counts
from storage.goals import open_goals_of
from storage.occurrences import prompts_had
from storage.people import leaders_among
from storage.preferences import load_preferences
from storage.prompts import BankPrompt, built_in, prompt_bank
from storage.tables import Goal, Occurrence, Person

NEGLECT = timedelta(days=60)
"""How far back “least practised” looks."""


class Asking:
    """What decides which prompts some people of a workspace are asked.

    Read once for all of them, when it is first asked for: so each must be asked within the
    transaction that it began in.
    """

    def __init__(self, session: Session, rubric: Rubric, people: Iterable[Person]) -> None:
        self._session = session
        self._rubric = rubric
        self._people = {person.id: person for person in people}

    def choose_element(
        self, person: Person, elements: Sequence[str], rotation: Rotation, today: date
    ) -> tuple[str, Rotation]:
        """The element that their own record decides, and what decided it.

        With `own-focus` it is one on which they focus, where there is one; else, and of several,
        the one that they practised least. Of those that they practised alike it is one that an
        open goal of theirs is about.
        """
        counts = element_counts(self._session, person.id, since=today - NEGLECT)
        aims = [goal.element for goal in self._goals.get(person.id, ()) if goal.element]
        if rotation == "own-focus":
            focus = load_preferences(self._session, person.id).focus
            in_focus = [element for element in elements if element in focus]
            if in_focus:
                return least_practised(in_focus, counts, preferred=aims), "own-focus"
        return least_practised(elements, counts, preferred=aims), "least-practised"

    def choose_prompt(
        self, person: Person, *, element: str, among: Collection[str] = (), seed: str
    ) -> BankPrompt:
        """One about that element, of those with an id `among` them where any is left.

        Of those that they have not had, one for a skill that an open goal of theirs is about.
        Raises BadInput where the bank has none for them.
        """
        audiences = {"both", "educators"}
        if person.id in self._leaders:
            audiences.add("leaders")
        candidates = [
            prompt for prompt in self._bank.get(element, ()) if prompt.audience in audiences
        ]
        candidates = [prompt for prompt in candidates if prompt.id in among] or candidates
        seen = self._had.setdefault(person.id, [])
        aims = {goal.skill for goal in self._goals.get(person.id, ()) if goal.skill}
        preferred = [each.id for each in candidates if each.skill in aims]
        prompt = choose_prompt(candidates, seen=seen, seed=seed, preferred=preferred)
        if prompt is None:
            raise BadInput("The prompt bank has no prompt for “{element}”.", element=element)
        # Whoever is asked twice at once is not asked the same.
        seen.append(prompt.id)
        return prompt

    def goal_asked_about(self, occurrence: Occurrence) -> Goal | None:
        """The open goal that a prompt reminds its educator of."""
        goals = self._goals.get(occurrence.person_id)
        if not goals:
            return None
        skills = {prompt.id: prompt.skill for prompt in self._rubric.prompts}
        skill = skills.get(occurrence.prompt_id or "")
        return related_goal(goals, element=occurrence.element, skill=skill)

    @cached_property
    def _goals(self) -> dict[int, list[Goal]]:
        return open_goals_of(self._session, self._people)

    @cached_property
    def _had(self) -> dict[int, list[str]]:
        return prompts_had(self._session, self._people)

    @cached_property
    def _leaders(self) -> frozenset[int]:
        return leaders_among(self._session, self._people)

    @cached_property
    def _bank(self) -> dict[str, list[BankPrompt]]:
        """By the element that they are about."""
        workspace_id = next(iter(self._people.values())).workspace_id
        bank: dict[str, list[BankPrompt]] = {}
        for prompt in prompt_bank(self._session, workspace_id, built_in(self._rubric)):
            bank.setdefault(prompt.element, []).append(prompt)
        return bank


def elements_to_ask(rubric: Rubric, elements: Sequence[str]) -> list[str]:
    """A schedule's elements, without those that the rubric no longer has."""
    known = [each.key for each in rubric.elements]
    return [key for key in elements if key in known] or known
