"""Small rules that add up to a schema, each saying what is wrong in Slack's own style."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where in a payload a rule looks, and the list that takes what it finds."""

    pointer: str
    faults: list[str]

    def at(self, key: str | int) -> Place:
        step = str(key).replace("~", "~0").replace("/", "~1")
        return Place(f"{self.pointer}/{step}", self.faults)

    def fault(self, sentence: str) -> None:
        self.faults.append(f"[ERROR] {sentence} [json-pointer:{self.pointer}]")


Rule = Callable[[Any, Place], None]


def text(most: int, least: int = 1) -> Rule:
    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.fault("must provide a string")
        elif len(value) > most:
            place.fault(f"must be less than {most + 1} characters")
        elif len(value) < least:
            place.fault(f"must be more than {least - 1} characters")

    return check


def flag(value: Any, place: Place) -> None:
    if not isinstance(value, bool):
        place.fault("must provide a boolean")


def whole(least: int, most: int) -> Rule:
    def check(value: Any, place: Place) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            place.fault("must provide an integer")
        elif not least <= value <= most:
            place.fault(f"must be between {least} and {most}")

    return check


def number(value: Any, place: Place) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        place.fault("must provide a number")


def one_of(*allowed: str) -> Rule:
    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str) or value not in allowed:
            place.fault("must be a valid enum value")

    return check


def written(pattern: Callable[[str], object], what: str) -> Rule:
    """A string that `pattern` accepts: it returns something true and doesn't raise."""

    def check(value: Any, place: Place) -> None:
        try:
            if isinstance(value, str) and pattern(value):
                return
        except ValueError:
            pass
        place.fault(f"must be {what}")

    return check


def listed(rule: Rule, least: int = 1, most: int | None = None) -> Rule:
    def check(value: Any, place: Place) -> None:
        if not isinstance(value, list):
            place.fault("must provide an array")
            return
        if most is not None and len(value) > most:
            place.fault(f"no more than {most} items allowed")
        if len(value) < least:
            place.fault(f"no less than {least} items allowed")
        for index, one in enumerate(value):
            rule(one, place.at(index))

    return check


def shape(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule
) -> Rule:
    """A JSON object with these keys and no others; `also` sees it where its keys are right."""
    known = {**required, **(optional or {})}

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            place.fault("must provide an object")
            return
        before = len(place.faults)
        for key in required:
            if key not in value:
                place.fault(f"missing required field: {key}")
        for key, part in value.items():
            if key in known:
                known[key](part, place.at(key))
            else:
                place.fault(f"invalid additional property: {key}")
        if len(place.faults) == before:
            for rule in also:
                rule(value, place)

    return check


def anything(value: Any, place: Place) -> None:
    """Checked elsewhere, or free."""


def typed(shapes: Mapping[str, Rule], only: Collection[str] | None = None) -> Rule:
    """A JSON object whose `type` says which of `shapes` it has; `only` narrows the choice."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            place.fault("must provide an object")
            return
        kind = value.get("type")
        if "type" not in value:
            place.fault("missing required field: type")
        elif not isinstance(kind, str) or kind not in (shapes if only is None else only):
            place.at("type").fault(f"unsupported type: {kind}")
        else:
            shapes[kind]({key: part for key, part in value.items() if key != "type"}, place)

    return check


def exactly_one(*keys: str) -> Rule:
    def check(value: Json, place: Place) -> None:
        if sum(key in value for key in keys) != 1:
            place.fault(f"must define exactly one of: {', '.join(keys)}")

    return check


def any_of(*keys: str) -> Rule:
    def check(value: Json, place: Place) -> None:
        if not any(value.get(key) for key in keys):
            place.fault(f"must define one of: {', '.join(keys)}")

    return check
