"""What the parts of a rubric owe each other, beyond each being well formed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from rubric_data.rubric import TAGGED, TOP_SCORE, Misfit, Rubric
from rubric_data.translation import Translation

Place = tuple[str | int, ...]


def check_rubric(rubric: Rubric, *, inherited: frozenset[str]) -> None:
    """Raises Misfit, with the place at fault, for the first thing that doesn't fit.

    `inherited` names the sections that come from the built-in file: where one of them is at
    odds with a section of the file at hand, the place is that section's.
    """
    _check_stages(rubric)
    check_tags(rubric)
    _check_ids(rubric)
    _check_prompts(rubric, inherited)
    if "starters" not in inherited:
        _check_starters(rubric)


def _check_stages(rubric: Rubric) -> None:
    expected = 0
    for number, stage in enumerate(rubric.stages):
        if stage.low != expected:
            raise Misfit(
                f"the stages share the scores 0 to {TOP_SCORE} without gap or overlap, lowest "
                f"first: put low: {expected} for {stage.name}.",
                "stages", number, "low",
            )  # fmt: skip
        if stage.high < stage.low:
            raise Misfit(
                f"{stage.name} ends before it begins: put high: {stage.low} or more.",
                "stages", number, "high",
            )  # fmt: skip
        expected = stage.high + 1
    if expected != TOP_SCORE + 1:
        raise Misfit(
            f"the last stage must reach {TOP_SCORE}: put high: {TOP_SCORE} for "
            f"{rubric.stages[-1].name}.",
            "stages", len(rubric.stages) - 1, "high",
        )  # fmt: skip


def check_tags(rubric: Rubric | Translation, owners: dict[str, Owner] | None = None) -> None:
    """Raises Misfit for a tag of two parts; `owners` are those of tags that are taken already."""
    owners = dict(owners or {})
    for section in TAGGED:
        for number, part in enumerate(getattr(rubric, section)):
            tags: list[tuple[str, Place]] = [(part.key, ("key",))]
            tags += [(short, ("short", place)) for place, short in enumerate(part.short)]
            owner = Owner(section, number, part.label)
            for tag, place in tags:
                other = owners.setdefault(tag, owner)
                if other[:2] != owner[:2]:
                    raise Misfit(
                        f"the tag #{tag} belongs to “{other.label}” already: choose another word.",
                        section, number, *place,
                    )  # fmt: skip


def tag_owners(rubric: Rubric) -> dict[str, Owner]:
    """Whose each tag is."""
    return {
        tag: Owner(section, number, part.label)
        for section, parts in rubric.sections_with_keys()
        for number, part in enumerate(parts)
        for tag in (part.key, *part.short)
    }


class Owner(NamedTuple):
    """A part that a tag names."""

    section: str
    number: int
    label: str


def _check_ids(rubric: Rubric) -> None:
    met = set[str]()
    for given, place in _ids(rubric):
        if given in met:
            raise Misfit(f"the id {given} is taken already: give this one its own.", *place)
        if given.startswith("own-") and given.removeprefix("own-").isdecimal():
            raise Misfit(
                f"{given} is an id for prompts that a workspace adds: choose another.", *place
            )
        met.add(given)


def _ids(rubric: Rubric) -> Iterator[tuple[str, Place]]:
    for number, element in enumerate(rubric.elements):
        for field in ("description", "next_step"):
            for place, sentence in enumerate(getattr(element, field)):
                yield sentence.id, ("elements", number, field, place, "id")
    for number, prompt in enumerate(rubric.prompts):
        yield prompt.id, ("prompts", number, "id")
    for number, starter in enumerate(rubric.starters):
        yield starter.id, ("starters", number, "id")


def _check_prompts(rubric: Rubric, inherited: frozenset[str]) -> None:
    sentences = {
        element.key: [sentence.id for sentence in element.sentences] for element in rubric.elements
    }
    skills = [skill.key for skill in rubric.skills]

    def refuse(number: int, field: str, given: str, known: Iterable[str], what: str) -> Misfit:
        section = "skills" if field == "skill" else "elements"
        if "prompts" in inherited:
            return Misfit(
                f"the built-in prompts speak of the {what} {given}, which is not here: add "
                f"`prompts:` of your own, or keep {given}.",
                section,
            )
        return Misfit(
            f"there is no {what} {given}: put {_nearest(given, known)}.", "prompts", number, field
        )

    for number, prompt in enumerate(rubric.prompts):
        if prompt.element not in sentences:
            raise refuse(number, "element", prompt.element, sentences, "element")
        own = sentences[prompt.element]
        if prompt.sentence not in own:
            raise refuse(number, "sentence", prompt.sentence, own, f"{prompt.element} sentence")
        if prompt.skill is not None and prompt.skill not in skills:
            raise refuse(number, "skill", prompt.skill, skills, "skill")
    asked = {prompt.element for prompt in rubric.prompts if prompt.audience != "leaders"}
    for number, element in enumerate(rubric.elements):
        if element.key not in asked:
            raise Misfit(
                f"{element.key} has no prompt that educators could get: add one under `prompts:` "
                "with audience: educators or both.",
                "elements", number, "key",
            )  # fmt: skip


def _check_starters(rubric: Rubric) -> None:
    elements = [element.key for element in rubric.elements]
    skills = [skill.key for skill in rubric.skills]
    for number, starter in enumerate(rubric.starters):
        for place, element in enumerate(starter.elements):
            if element not in elements:
                raise Misfit(
                    f"there is no element {element}: put {_nearest(element, elements)}.",
                    "starters", number, "elements", place,
                )  # fmt: skip
        if starter.skill is not None and starter.skill not in skills:
            raise Misfit(
                f"there is no skill {starter.skill}: put {_nearest(starter.skill, skills)}.",
                "starters", number, "skill",
            )  # fmt: skip


def _nearest(given: str, known: Iterable[str]) -> str:
    choices = list(known)
    near = get_close_matches(given, choices, n=1, cutoff=0.6)
    return near[0] if near else f"one of {', '.join(choices)}"
