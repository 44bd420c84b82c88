"""Which of an educator's open goals an entry speaks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.drafts import EntryDraft
from domain.wording import telling_stems

_ENOUGH: Final = 3
_WORD: Final = 2
_SAID: Final = 2
_SUGGESTED: Final = 1


@dataclass(frozen=True)
class OpenGoal:
    """What a goal is about."""

    id: int
    text: str
    element: str | None
    skill: str | None


def find_fitting(draft: EntryDraft, goals: Iterable[OpenGoal]) -> OpenGoal | None:
    """The goal that it likely serves; the first of several that fit alike.

    Two telling words in common are enough, or one and the goal's element or skill; so are
    both of these, where one of them was said and not suggested.
    """
    weighed = [(_weigh(draft, goal), goal) for goal in goals]
    weight, goal = max(weighed, key=lambda pair: pair[0], default=(0, None))
    return goal if weight >= _ENOUGH else None


def _weigh(draft: EntryDraft, goal: OpenGoal) -> int:
    words = telling_stems(draft.text) & telling_stems(goal.text)
    weight = _WORD * len(words)
    if goal.element in draft.elements:
        weight += _SUGGESTED if "elements" in draft.suggested else _SAID
    if goal.skill in draft.skills:
        weight += _SUGGESTED if "skills" in draft.suggested else _SAID
    return weight
