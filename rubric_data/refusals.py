"""Pydantic's findings about a rubric file, as sentences for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rubric_data import rubric as shapes
from rubric_data.rubric import Misfit, Rubric

Place = tuple[str | int, ...]

_SHAPES: Final[dict[str, type[BaseModel]]] = {
    "stages": shapes.Stage,
    "elements": shapes.Element,
    "description": shapes.Sentence,
    "next_step": shapes.Sentence,
    "skills": shapes.Skill,
    "kinds": shapes.Kind,
    "modes": shapes.Mode,
    "network_acts": shapes.NetworkAct,
    "reaches": shapes.Reach,
    "visibilities": shapes.Visibility,
    "indicator_kinds": shapes.IndicatorKind,
    "follow_up": shapes.FollowUp,
    "prompts": shapes.Prompt,
}
"""What each part of a section must be."""

_SENTENCES: Final[dict[str, str]] = {
    "missing": "“{name}” is missing from {owner}: add `{name}:`.",
    "string_type": "“{name}” must be text, not {given}: put it in quotes.",
    "string_too_long": "“{name}” is too long: use at most {max_length} letters.",
    "string_too_short": "“{name}” is empty: write it here.",
    "tuple_type": "“{name}” must be a list: put each on a line of its own after a hyphen.",
    "too_short": "“{name}” is empty: list at least one.",
    "too_long": "“{name}” is too long a list: keep at most {max_length}.",
    "literal_error": "{given} can't be used for “{name}”: put {expected}.",
    "model_type": "{owner} must have fields: write {fields}, each with a colon.",
    "int_type": "“{name}” must be a whole number from 0 to {top_score}.",
    "greater_than_equal": "“{name}” must be a whole number from 0 to {top_score}.",
    "less_than_equal": "“{name}” must be a whole number from 0 to {top_score}.",
}
"""By pydantic's type of finding."""

_PATTERN_SENTENCES: Final = {
    True: (
        "{given} can't be used for “{name}”: use small letters and digits joined by hyphens, "
        "such as critical-thinking."
    ),
    False: "“{name}” must be one line that neither begins nor ends with a space.",
}
"""By whether the field holds a key or id."""


def first_refusal(error: ValidationError, line_of: Callable[[Place], int]) -> tuple[str, Place]:
    """The sentence and the place of the finding that comes first in the file.

    What follows from another finding is passed over: a list that is short of its wrong parts,
    a field that is missing beside one that is misspelt.
    """
    findings = error.errors(include_url=False)
    misspelt = {each["loc"][:-1] for each in findings if each["type"] == "extra_forbidden"}
    holders = {each["loc"][:end] for each in findings for end in range(len(each["loc"]))}
    causes = [
        each
        for each in findings
        if each["loc"] not in holders
        and not (each["type"] == "missing" and each["loc"][:-1] in misspelt)
    ]
    finding = min(causes, key=lambda each: line_of(each["loc"]))
    misfit = finding.get("ctx", {}).get("error")
    if isinstance(misfit, Misfit):
        return f"{misfit.sentence}.", (*finding["loc"], *misfit.place)
    return _sentence(finding), finding["loc"]


def _sentence(finding: ErrorDetails) -> str:
    place = finding["loc"]
    name = next((step for step in reversed(place) if isinstance(step, str)), "")
    if finding["type"] == "extra_forbidden":
        return _unknown_field(name, place[:-1])
    if finding["type"] == "string_pattern_mismatch":
        template = _PATTERN_SENTENCES["a-z" in finding["ctx"]["pattern"]]
    else:
        template = _SENTENCES.get(finding["type"], "“{name}” can't be used: see rubric.yaml.")
    holder = place if finding["type"] == "model_type" else place[:-1]
    limits: dict[str, Any] = finding.get("ctx", {})
    words = {
        "name": name,
        "given": _shown(finding["input"]),
        "owner": _owner(holder),
        "fields": _fields_of(holder),
        "top_score": shapes.TOP_SCORE,
        **limits,
        "expected": str(limits.get("expected", "")).replace("'", ""),
    }
    return template.format(**words)


def _shape_at(place: Place) -> type[BaseModel]:
    section = next((step for step in reversed(place) if step in _SHAPES), None)
    return _SHAPES[str(section)] if section else Rubric


def _owner(place: Place) -> str:
    shape = _shape_at(place)
    if shape is Rubric:
        return "the rubric"
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", shape.__name__).lower()
    return f"this {word}"


def _fields_of(place: Place) -> str:
    return ", ".join(_shape_at(place).model_fields)


def _unknown_field(name: str, place: Place) -> str:
    fields = list(_shape_at(place).model_fields)
    near = get_close_matches(name, fields, n=1, cutoff=0.7)
    remedy = f"did you mean “{near[0]}”?" if near else f"use {', '.join(fields)}."
    return f"“{name}” is no field of {_owner(place)}: {remedy}"


def _shown(given: object) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "yes or no"
    if isinstance(given, list | dict):
        return "a list"
    words = str(given)
    return f"“{words}”" if len(words) <= 40 else f"“{words[:40]}…”"
