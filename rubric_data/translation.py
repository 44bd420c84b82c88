"""A rubric in another language: the same rubric, with the words of a file of its own."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from rubric_data.rubric import (
    ElementWords,
    FollowUp,
    IndicatorKind,
    KindWords,
    Misfit,
    Mode,
    NetworkAct,
    Part,
    PromptWords,
    Reach,
    Rubric,
    Skill,
    Stage,
    StarterWords,
    Text,
    Visibility,
)

_NAMES: Final = ("key", "id", "low")
"""What a part is known by, the same in every language: a stage by its lowest score."""
_KEPT: Final = frozenset({*_NAMES, "high"})
_ADDED: Final = frozenset({"short", "hints", "faint_hints"})
"""Words to read by: whoever reads one language may well write in the other."""

Words = TypeVar("Words", bound=BaseModel)


class Translation(Part):
    """A rubric's words in another language, by the keys and ids that they have there.

    A section that is left out keeps the words that it has; one that is here is whole.
    """

    title: Text | None = None
    stage: Text | None = None
    share: Text | None = None
    stages: tuple[Stage, ...] = ()
    elements: tuple[ElementWords, ...] = ()
    skills: tuple[Skill, ...] = ()
    kinds: tuple[KindWords, ...] = ()
    modes: tuple[Mode, ...] = ()
    network_acts: tuple[NetworkAct, ...] = ()
    reaches: tuple[Reach, ...] = ()
    visibilities: tuple[Visibility, ...] = ()
    indicator_kinds: tuple[IndicatorKind, ...] = ()
    follow_up: FollowUp | None = None
    prompts: tuple[PromptWords, ...] = ()
    starters: tuple[StarterWords, ...] = ()


def translate(rubric: Rubric, translation: Translation) -> Rubric:
    """The rubric with those words.

    Raises Misfit, with the place in the translation, for what it lacks and what it has to spare.
    """
    return _reword(rubric, translation, translation.model_fields_set)


def borrow_words(rubric: Rubric, built_in: Rubric, translated: Rubric) -> Rubric:
    """The rubric, with what it says in the built-in one's words put in those of the translated."""
    changes = {}
    for section in Rubric.model_fields:
        here, there, words = (getattr(each, section) for each in (rubric, built_in, translated))
        if isinstance(here, tuple):
            known = {_name_of(part): (part, put) for part, put in zip(there, words, strict=True)}
            pairs = [(part, known.get(_name_of(part))) for part in here]
            changes[section] = tuple(
                pair[1] if pair is not None and pair[0] == part else part for part, pair in pairs
            )
        else:
            changes[section] = words if here == there else here
    return rubric.model_copy(update=changes)


def _reword(part: Words, words: BaseModel, fields: set[str], *place: str | int) -> Words:
    """The part with those of the words that it has; `fields` are those that were given."""
    changes = {}
    for field in fields:
        before, put = getattr(part, field), getattr(words, field)
        if field in _KEPT:
            if before != put:
                raise Misfit(f"{field} is {before} in the rubric: put that.", *place, field)
        elif field in _ADDED:
            changes[field] = tuple(dict.fromkeys((*put, *before)))
        elif isinstance(put, tuple):
            changes[field] = _reword_all(before, put, *place, field)
        elif isinstance(put, BaseModel):
            changes[field] = _reword(before, put, put.model_fields_set, *place, field)
        else:
            changes[field] = put
    return part.model_copy(update=changes)


def _reword_all(
    parts: tuple[Any, ...], words: tuple[Any, ...], *place: str | int
) -> tuple[Any, ...]:
    """Parts that stand in one order in both files, so that they can be read side by side."""
    reworded = []
    for number, (part, put) in enumerate(zip_longest(parts, words)):
        if part is None:
            raise Misfit(
                f"the rubric has {len(parts)} of these: take {_called(put)} out.", *place, number
            )
        if put is None or _name_of(put) != _name_of(part):
            raise Misfit(
                f"{_called(part)} comes next in the rubric: put its translation here.",
                *place, *([number] if put is not None else []),
            )  # fmt: skip
        reworded.append(
            put
            if isinstance(put, str)
            else _reword(part, put, put.model_fields_set, *place, number)
        )
    return tuple(reworded)


def _name_of(part: Any) -> Any:
    """None of a plain text, which is known by its place."""
    return next((getattr(part, name) for name in _NAMES if hasattr(part, name)), None)


def _called(part: Any) -> str:
    name = _name_of(part)
    return f"“{part if name is None else name}”"
