"""Interactive Block Kit elements: which a surface holds, what they hold, what they can hold.

Shapes follow docs.slack.dev/reference/block-kit/block-elements and, for `state.values`,
docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
Chosen = Mapping[tuple[str, str], Json]  # what a person chose, by (block_id, action_id)

# How each element's value is called in state and in its own definition, and what it is
# before anybody touched it.
_STATE: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "file_input": ("files", "", []),
}

TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
MOST_FILES = 10  # of a file_input that names no max_files
LONGEST_TEXT = 3000  # of a plain_text_input that names no max_length


@dataclass(frozen=True)
class Element:
    """An interactive element and the block that holds it."""

    block: Json
    definition: Json

    @property
    def type(self) -> str:
        return str(self.definition.get("type", ""))

    @property
    def action_id(self) -> str:
        return str(self.definition.get("action_id", ""))

    @property
    def block_id(self) -> str:
        return str(self.block.get("block_id", ""))

    @property
    def key(self) -> tuple[str, str]:
        return self.block_id, self.action_id

    @property
    def is_input(self) -> bool:
        return self.block.get("type") == "input"

    @property
    def sends_actions(self) -> bool:
        """Whether using it tells the app at once (an input does so only when asked to)."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def is_stateful(self) -> bool:
        return self.type in _STATE

    def options(self) -> list[Json]:
        groups = self.definition.get("option_groups") or []
        return [
            *(self.definition.get("options") or []),
            *(option for group in groups for option in group.get("options") or []),
        ]

    def value(self, chosen: Chosen) -> Json:
        """Its entry in `state.values`."""
        if self.key in chosen:
            return chosen[self.key]
        name, initial, empty = _STATE[self.type]
        return {"type": self.type, name: self.definition.get(initial, empty)}

    def bare_value(self, chosen: Chosen) -> Any:
        """What it holds, without the wrapping: a string, an option, a list, or None."""
        return self.value(chosen).get(_STATE[self.type][0])


def interactive(blocks: Sequence[Json]) -> Iterator[Element]:
    """Every element that a person can press, choose in or type into, in reading order."""
    for block in blocks:
        match block.get("type"):
            case "input":
                held = [block.get("element")]
            case "section":
                held = [block.get("accessory")]
            case "actions" | "context_actions":
                held = block.get("elements") or []
            case _:
                held = []
        for definition in held:
            if definition and definition.get("type") != "image":
                yield Element(block, definition)


def values(blocks: Sequence[Json], chosen: Chosen) -> Json:
    """`state.values` of a view or message, by block_id, then action_id."""
    state: Json = {}
    for element in interactive(blocks):
        if element.is_stateful:
            state.setdefault(element.block_id, {})[element.action_id] = element.value(chosen)
    return state


def still_there(blocks: Sequence[Json], chosen: Chosen) -> dict[tuple[str, str], Json]:
    """What was chosen in elements that an update left in place: same ids, same type."""
    types = {element.key: element.type for element in interactive(blocks)}
    return {key: value for key, value in chosen.items() if types.get(key) == value["type"]}


@dataclass(frozen=True)
class Directory:
    """How a person's menus find people and conversations by what they are called."""

    person_id: Callable[[str], str]
    channel_id: Callable[[str], str]


def choose(  # noqa: PLR0912 - one case for each kind of element
    element: Element, value: Any, directory: Directory
) -> Json:
    """The state entry after a person puts `value` into the element.

    Args:
        element: which one.
        value: plain Python: text, an option's value (or its text), a list of those, a date,
            a time, a person's name. None empties it.
        directory: finds people and channels by name.

    Raises:
        ValueError: nobody could enter that there.
    """
    name, _, empty = _STATE[element.type]
    if value is None:
        return {"type": element.type, name: empty}
    held: Any
    match element.type:
        case "static_select" | "external_select" | "radio_buttons":
            held = _option(element, value)
        case "checkboxes" | "multi_static_select" | "multi_external_select":
            held = [_option(element, one) for one in _several(element, value)]
        case "users_select":
            held = directory.person_id(str(value))
        case "channels_select" | "conversations_select":
            held = directory.channel_id(str(value))
        case "multi_users_select":
            held = [directory.person_id(str(one)) for one in _several(element, value)]
        case "multi_channels_select" | "multi_conversations_select":
            held = [directory.channel_id(str(one)) for one in _several(element, value)]
        case "datepicker":
            held = _date(value)
        case "timepicker":
            held = _time(value)
        case "datetimepicker":
            held = int(value.timestamp()) if isinstance(value, datetime) else int(value)
        case "rich_text_input":
            held = value if isinstance(value, dict) else _rich_text(str(value))
        case "file_input":
            held = _files(element, value)
        case _:
            held = str(value) or None
    chosen = {"type": element.type, name: held}
    if element.type == "timepicker" and "timezone" in element.definition:
        chosen["timezone"] = element.definition["timezone"]
    return chosen


def _option(element: Element, value: Any) -> Json:
    if isinstance(value, dict) and element.type.endswith("external_select"):
        return value  # picked from what the app suggested
    options = element.options()
    for option in options:
        if option.get("value") == value:
            return option
    for option in options:
        if option.get("text", {}).get("text") == value:
            return option
    offered = ", ".join(repr(option.get("value")) for option in options)
    raise ValueError(f"{element.action_id!r} offers {offered or 'nothing'}, not {value!r}.")


def _several(element: Element, value: Any) -> list[Any]:
    if isinstance(value, str | dict) or not hasattr(value, "__iter__"):
        raise ValueError(f"{element.action_id!r} takes a list, not {value!r}.")
    several = list(value)
    most = element.definition.get("max_selected_items")
    if most is not None and len(several) > most:
        raise ValueError(f"{element.action_id!r} takes at most {most}, not {len(several)}.")
    return several


def _files(element: Element, value: Any) -> list[Json]:
    """Files as `state.values` holds them: whole file objects, newest last."""
    files = list(_several(element, value))
    most = element.definition.get("max_files", MOST_FILES)
    if len(files) > most:
        raise ValueError(f"{element.action_id!r} takes at most {most} files, not {len(files)}.")
    kinds = element.definition.get("filetypes")
    for file in files:
        if kinds and file["filetype"] not in kinds:
            raise ValueError(f"{element.action_id!r} takes {kinds}, not {file['name']!r}.")
    return files


def _date(value: Any) -> str:
    if isinstance(value, datetime):
        raise ValueError("A date picker takes a date, not a moment.")
    return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()


def _time(value: Any) -> str:
    picked = value if isinstance(value, time) else time.fromisoformat(value)
    return picked.strftime("%H:%M")


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def complaints(blocks: Sequence[Json], chosen: Chosen) -> dict[str, str]:
    """What Slack itself shows beside fields on submit, before the app hears of it."""
    found: dict[str, str] = {}
    for element in interactive(blocks):
        if element.is_input and (sentence := _complaint(element, chosen)):
            found[element.block_id] = sentence
    return found


def _complaint(element: Element, chosen: Chosen) -> str | None:
    held = element.bare_value(chosen)
    if held is None or held in ("", []):
        return None if element.block.get("optional") else "Please complete this required field."
    if element.type == "plain_text_input":
        return _length_complaint(element.definition, held)
    if element.type == "number_input":
        return _number_complaint(element.definition, held)
    if element.type == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", held):
        return "Please enter a valid email address."
    if element.type == "url_text_input" and not re.fullmatch(r"https?://[^\s/]+\S*", held):
        return "Please enter a valid URL."
    return None


def _length_complaint(definition: Json, text: str) -> str | None:
    least, most = definition.get("min_length", 0), definition.get("max_length", LONGEST_TEXT)
    if len(text) < least:
        return f"Must be at least {least} characters."
    if len(text) > most:
        return f"Must be at most {most} characters."
    return None


def _number_complaint(definition: Json, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "Must be a valid number."
    if not definition.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Must be a whole number."
    least, most = definition.get("min_value"), definition.get("max_value")
    if least is not None and number < Decimal(least):
        return f"Must be {least} or more."
    if most is not None and number > Decimal(most):
        return f"Must be {most} or less."
    return None


def with_ids(blocks: Sequence[Json], new_id: Callable[[], str]) -> list[Json]:
    """The blocks as Slack keeps them: a block_id and an action_id wherever one was left out."""
    kept: list[Json] = []
    for given in blocks:
        block = {**given}
        block.setdefault("block_id", new_id())
        for name in ("element", "accessory"):
            if isinstance(block.get(name), dict):
                block[name] = _with_action_id(block[name], new_id)
        if block.get("type") in ("actions", "context_actions"):
            block["elements"] = [_with_action_id(one, new_id) for one in block["elements"]]
        kept.append(block)
    return kept


def _with_action_id(definition: Json, new_id: Callable[[], str]) -> Json:
    if definition.get("type") == "image":
        return definition
    return {"action_id": new_id(), **definition}
