"""Whose turn it is: which element a prompt is about, and which prompt asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import Protocol, TypeVar

from domain.keys import Rotation


class Keyed(Protocol):
    @property
    def id(self) -> str: ...


class Aimed(Protocol):
    @property
    def element(self) -> str | None: ...
    @property
    def skill(self) -> str | None: ...


PromptLike = TypeVar("PromptLike", bound=Keyed)
GoalLike = TypeVar("GoalLike", bound=Aimed)


def element_for_slot(
    rotation: Rotation, elements: Sequence[str], number: int, *, seed: str
) -> str | None:
    """The element of a cadence's slot with that number.

    The same for everyone, so that colleagues can talk about it. None for `least-practised`
    and `own-focus`, which each educator's own record decides when the prompt goes out.
    """
    if rotation in {"least-practised", "own-focus"}:
        return None
    if rotation == "in-turn":
        return elements[number % len(elements)]
    turn, place = divmod(number, len(elements))
    return _shuffled(elements, turn, seed)[place]


def _shuffled(elements: Sequence[str], turn: int, seed: str) -> list[str]:
    order = _drawn(elements, turn, seed)
    # With more than two, mending the first place leaves the last one as it was drawn, so
    # the round before can be looked at as drawn, too.
    if turn and len(order) > 2 and order[0] == _drawn(elements, turn - 1, seed)[-1]:
        order[0], order[1] = order[1], order[0]
    return order


def _drawn(elements: Sequence[str], turn: int, seed: str) -> list[str]:
    order = list(elements)
    Random(f"{seed}/{turn}").shuffle(order)  # noqa: S311 (variety, not secrecy)
    return order


def least_practised(
    elements: Sequence[str], counts: Mapping[str, int], *, preferred: Collection[str] = ()
) -> str:
    """The element with the lowest count; of several, one that is preferred, else the first."""
    return min(elements, key=lambda element: (counts.get(element, 0), element not in preferred))


def related_goal(
    goals: Sequence[GoalLike], *, element: str | None, skill: str | None
) -> GoalLike | None:
    """The goal that a prompt reminds of: one with its skill, else one with its element."""
    same_skill = (goal for goal in goals if skill is not None and goal.skill == skill)
    same_element = (goal for goal in goals if element is not None and goal.element == element)
    return next(same_skill, None) or next(same_element, None)


def choose_prompt(
    prompts: Sequence[PromptLike],
    *,
    seen: Sequence[str],
    seed: str,
    preferred: Collection[str] = (),
) -> PromptLike | None:
    """One that this educator has not had, else the one they had longest ago.

    Of those that they have not had, the ones whose id is `preferred` come first. `seen`
    holds the ids of prompts that they had, oldest first; `seed` varies the choice between
    people and times, and gives the same answer when asked again.
    """
    if not prompts:
        return None
    had = set(seen)
    fresh = [prompt for prompt in prompts if prompt.id not in had]
    if fresh:
        fresh = [prompt for prompt in fresh if prompt.id in preferred] or fresh
        return Random(seed).choice(fresh)  # noqa: S311 (variety, not secrecy)
    last_had = {prompt_id: place for place, prompt_id in enumerate(seen)}
    return min(prompts, key=lambda prompt: last_had[prompt.id])
