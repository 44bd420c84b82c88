"""Makes slack_sdk's Block Kit models check and write themselves quickly.

Each model looks through all that it has (`dir`) whenever it is turned into a payload, to find
the methods that check it: four fifths of what a message costs. It puts the names of its fields
together anew, and reads what is written already once more at each level: half of the rest. A
class always has the same ones.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from slack_sdk.models.basic_objects import EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST, JsonObject

_MAY_BE_EMPTY: Final = {
    (each["type"], each["property"]) for each in EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST
}


def check_quickly() -> None:
    """From now on, for all models: the same checks in the same order and the same payload."""
    JsonObject.validate_json = _validate  # type: ignore[method-assign, assignment]
    JsonObject.get_non_null_attributes = _write  # type: ignore[method-assign, assignment]


def _validate(model: JsonObject) -> None:
    for check in _checks_of(type(model)):
        getattr(model, check)()


@cache
def _checks_of(model: type[JsonObject]) -> tuple[str, ...]:
    """The names of its methods that slack_sdk marks as validators."""
    return tuple(
        name
        for name in dir(model)
        if not name.startswith("__") and hasattr(getattr(model, name, None), "validator")
    )


def _write(model: JsonObject) -> dict[str, Any]:
    """Its fields that are filled."""
    fields = _FIELDS.get(type(model))
    if fields is None:
        fields = _FIELDS[type(model)] = sorted(model.attributes)
    values = ((field, getattr(model, field, None)) for field in fields)
    return {field: _plain(value) for field, value in values if _is_filled(model, field, value)}


_FIELDS: Final[dict[type[JsonObject], list[str]]] = {}


def _is_filled(model: JsonObject, field: str, value: Any) -> bool:
    if value is None:
        return False
    is_empty = not value and hasattr(value, "__len__")
    return not is_empty or (getattr(model, "type", None), field) in _MAY_BE_EMPTY


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if to_dict is not None else value
