"""Blocks and the surfaces that take them: docs.slack.dev/reference/block-kit/blocks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

from sandbox.block_kit.charts import CHART
from sandbox.block_kit.composition import SLACK_FILE, any_text, plain, url
from sandbox.block_kit.interactive import (
    ELEMENTS,
    ID,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
)
from sandbox.block_kit.rules import (
    Json,
    Place,
    Rule,
    any_of,
    anything,
    exactly_one,
    flag,
    listed,
    number,
    one_of,
    shape,
    text,
    typed,
    whole,
)

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
LONGEST_MARKDOWN = 12_000  # of all markdown blocks together
LONGEST_TABLE = 10_000  # characters in all cells of a table


def _block(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *also: Rule
) -> Rule:
    return shape(required, {"block_id": ID, **(optional or {})}, *also)


def _action_ids_differ(block: Json, place: Place) -> None:
    seen: set[str] = set()
    for index, element in enumerate(block["elements"]):
        action_id = element.get("action_id")
        if action_id in seen:
            at = place.at("elements").at(index).at("action_id")
            at.fault(f"action_id already exists in this block: {action_id}")
        if action_id:
            seen.add(action_id)


_RICH_PARTS = (
    "rich_text_section",
    "rich_text_list",
    "rich_text_preformatted",
    "rich_text_quote",
)


def _rich_part(value: Any, place: Place) -> None:
    if not isinstance(value, dict) or value.get("type") not in _RICH_PARTS:
        place.fault("must be a rich text section, list, quote or preformatted text")
    elif not isinstance(value.get("elements"), list):
        place.fault("missing required field: elements")
    elif not all(isinstance(one, dict) for one in value["elements"]):
        place.at("elements").fault("must provide objects")


RICH_TEXT = _block({"elements": listed(_rich_part)})

CELL = typed(
    {
        "raw_text": shape({"text": text(LONGEST_TABLE)}),
        "raw_number": shape({"value": number}, {"text": text(LONGEST_TABLE)}),
        "rich_text": RICH_TEXT,
    }
)


def _cells_fit(block: Json, place: Place) -> None:
    written = sum(len(str(cell.get("text", ""))) for row in block["rows"] for cell in row)
    if written > LONGEST_TABLE:
        place.at("rows").fault(f"must be less than {LONGEST_TABLE + 1} characters in all")


def _rows_match(block: Json, place: Place) -> None:
    if len({len(row) for row in block["rows"]}) > 1:
        place.at("rows").fault("must have the same number of cells in each row")
    if any(cell["type"] == "rich_text" for cell in block["rows"][0]):
        place.at("rows").at(0).fault("must not have rich_text in the header")


def _column(value: Any, place: Place) -> None:
    if value is not None:  # a column left as it is
        rule = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
        rule(value, place)


BLOCKS: Mapping[str, Rule] = {
    "actions": _block(
        {"elements": listed(typed(ELEMENTS, IN_ACTIONS), most=25)}, {}, _action_ids_differ
    ),
    "alert": _block(
        {"text": any_text(3000)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "context": _block(
        {
            "elements": listed(
                typed(
                    {
                        "image": IMAGE,
                        "plain_text": shape({"text": text(2000)}, {"emoji": flag}),
                        "mrkdwn": shape({"text": text(2000)}, {"verbatim": flag}),
                    }
                ),
                most=10,
            )
        }
    ),
    "context_actions": _block(
        {"elements": listed(typed(ELEMENTS, IN_CONTEXT_ACTIONS), most=5)}, {}, _action_ids_differ
    ),
    "data_table": _block(
        {"caption": text(2000), "rows": listed(listed(CELL, most=20), 2, 101)},
        {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
        _rows_match,
        _cells_fit,
    ),
    "data_visualization": _block({"title": text(50), "chart": CHART}),
    "divider": _block({}),
    "header": _block({"text": plain(150)}),
    "image": _block(
        {"alt_text": text(2000)},
        {"image_url": url, "slack_file": SLACK_FILE, "title": plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain(2000), "element": typed(ELEMENTS, IN_INPUT)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": _block({"text": text(LONGEST_MARKDOWN)}),
    "rich_text": RICH_TEXT,
    "section": _block(
        {},
        {
            "text": any_text(3000),
            "fields": listed(any_text(2000), most=10),
            "accessory": typed(ELEMENTS, IN_SECTION),
            "expand": flag,
        },
        any_of("text", "fields"),
    ),
    "table": _block(
        {"rows": listed(listed(CELL, most=20), most=100)},
        {"column_settings": listed(_column, most=20)},
        _cells_fit,
    ),
    "video": _block(
        {
            "alt_text": text(2000),
            "title": plain(199),
            "video_url": url,
            "thumbnail_url": url,
        },
        {
            "author_name": text(49),
            "description": plain(199),
            "provider_icon_url": url,
            "provider_name": text(49),
            "title_url": url,
        },
    ),
}

_EVERYWHERE = {
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "video",
}
ON_SURFACE: Mapping[Surface, Collection[str]] = {
    "message": {
        *_EVERYWHERE,
        "context_actions",
        "data_table",
        "data_visualization",
        "markdown",
        "table",
    },
    "modal": {*_EVERYWHERE, "alert"},
    "home": _EVERYWHERE,
}

MOST_OF_A_KIND = {"data_visualization": 2, "table": 1}

_LISTS = {
    surface: listed(typed(BLOCKS, kinds), 0, MOST_BLOCKS[surface])
    for surface, kinds in ON_SURFACE.items()
}


def check_blocks(blocks: Any, surface: Surface, place: Place) -> None:
    """Report what Slack would refuse in these blocks on this surface."""
    before = len(place.faults)
    _LISTS[surface](blocks, place)
    if isinstance(blocks, list):
        _check_block_ids(blocks, place)
    if len(place.faults) == before:
        _check_together(blocks, surface, place)


def _check_block_ids(blocks: list[Any], place: Place) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if not isinstance(block_id, str):
            continue
        if block_id in seen:
            place.at(index).at("block_id").fault(f"block_id already exists: {block_id}")
        seen.add(block_id)


def _check_together(blocks: list[Json], surface: Surface, place: Place) -> None:
    """What is right in each block may be too much in all."""
    kinds = [block["type"] for block in blocks]
    for kind, most in MOST_OF_A_KIND.items():
        if kinds.count(kind) > most:
            place.fault(f"no more than {most} {kind} blocks allowed")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > LONGEST_MARKDOWN:
        place.fault(f"markdown must be less than {LONGEST_MARKDOWN + 1} characters in all")
    inputs = [block["element"] for block in blocks if block["type"] == "input"]
    if surface != "modal" and any(element["type"] == "file_input" for element in inputs):
        place.fault("unsupported type: file_input")
    held = [*inputs, *(block["accessory"] for block in blocks if block.get("accessory"))]
    if sum(bool(element.get("focus_on_load")) for element in held) > 1:
        place.fault("no more than 1 element may have focus_on_load")


_VIEW = {
    "callback_id": text(255, 0),
    "external_id": text(255, 0),
    "private_metadata": text(3000, 0),
    "blocks": anything,
}
VIEW = typed(
    {
        "modal": shape(
            {"title": plain(24), "blocks": anything},
            {
                **_VIEW,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
        ),
        "home": shape({"blocks": anything}, _VIEW),
    }
)


def check_view(view: Any, place: Place) -> None:
    """Report what Slack would refuse in this view: docs.slack.dev/reference/views."""
    VIEW(view, place)
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return
    blocks = view.get("blocks")
    check_blocks(blocks, view["type"], place.at("blocks"))
    if view["type"] != "modal" or not isinstance(blocks, list):
        return
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if "input" in kinds and not view.get("submit"):
        place.fault("missing required field: submit (a view with an input block needs it)")
