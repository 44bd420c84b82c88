"""Pydantic's findings about a rubric file, as sentences for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rubric_data.rubric import TOP_SCORE, Misfit

Place = tuple[str | int, ...]

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


def first_refusal(
    error: ValidationError, shape: type[BaseModel], line_of: Callable[[Place], int]
) -> tuple[str, Place]:
    """The sentence and the place of the finding that comes first in a file of that shape.

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
    return _sentence(finding, shape), finding["loc"]


def _sentence(finding: ErrorDetails, shape: type[BaseModel]) -> str:
    place = finding["loc"]
    name = next((step for step in reversed(place) if isinstance(step, str)), "")
    if finding["type"] == "extra_forbidden":
        return _unknown_field(name, _shape_at(shape, place[:-1]))
    if finding["type"] == "string_pattern_mismatch":
        template = _PATTERN_SENTENCES["a-z" in finding["ctx"]["pattern"]]
    else:
        template = _SENTENCES.get(finding["type"], "“{name}” can't be used: see rubric.yaml.")
    holder = _shape_at(shape, place if finding["type"] == "model_type" else place[:-1])
    limits: dict[str, Any] = finding.get("ctx", {})
    words = {
        "name": name,
        "given": _shown(finding["input"]),
        "owner": _owner(holder),
        "fields": _fields_of(holder),
        "top_score": TOP_SCORE,
        **limits,
        "expected": str(limits.get("expected", "")).replace("'", ""),
    }
    return template.format(**words)


def _shape_at(shape: type[BaseModel], place: Place) -> type[BaseModel]:
    """What the part at that place must be."""
    for step in place:
        if isinstance(step, str) and (field := shape.model_fields.get(step)):
            parts = get_args(field.annotation) or (field.annotation,)
            if isinstance(parts[0], type) and issubclass(parts[0], BaseModel):
                shape = parts[0]
    return shape


def _owner(shape: type[BaseModel]) -> str:
    """`the rubric`, `this indicator kind`."""
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", shape.__name__).lower().removesuffix(" words")
    return f"the {word}" if word in ("rubric", "translation") else f"this {word}"


def _fields_of(shape: type[BaseModel]) -> str:
    return ", ".join(shape.model_fields)


def _unknown_field(name: str, shape: type[BaseModel]) -> str:
    near = get_close_matches(name, list(shape.model_fields), n=1, cutoff=0.7)
    remedy = f"did you mean “{near[0]}”?" if near else f"use {_fields_of(shape)}."
    return f"“{name}” is no field of {_owner(shape)}: {remedy}"


def _shown(given: object) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "yes or no"
    if isinstance(given, list | dict):
        return "a list"
    words = str(given)
    return f"“{words}”" if len(words) <= 40 else f"“{words[:40]}…”"
