"""The validator takes what Slack takes and refuses what Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.block_kit import LARGEST_VIEW, problems, view_problems
from sandbox.block_kit.blocks import BLOCKS
from sandbox.block_kit.interactive import ELEMENTS
from tests.sandbox.small_app import FORM, button, modal, plain, section, text_input

Json = dict[str, Any]


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(value: str, text: str = "") -> Json:
    return {"text": plain(text or value), "value": value}


def select(*values: str, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [*map(option, values)], **more}


def points(*labels: str) -> list[Json]:
    return [{"label": label, "value": number} for number, label in enumerate(labels)]


def chart(kind: str = "bar", **changes: Any) -> Json:
    xy = {
        "type": kind,
        "series": [{"name": "This week", "data": points("Ownership", "Skills")}],
        "axis_config": {"categories": ["Ownership", "Skills"], "y_label": "Hours"},
    }
    pie = {"type": "pie", "segments": [{"label": "Skills", "value": 2.5}]}
    drawn = {**(pie if kind == "pie" else xy), **changes}
    return {"type": "data_visualization", "title": "Balance", "chart": drawn}


RICH: Json = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi"}]}],
}
TABLE: Json = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "Name"}, RICH],
        [{"type": "raw_text", "text": "A"}, RICH],
    ],
    "column_settings": [None, {"align": "right", "is_wrapped": True}],
}
IMAGE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A graph"}

TAKEN: list[Json] = [
    section("Hello *there*", block_id="one"),
    {"type": "section", "fields": [plain("A"), {"type": "mrkdwn", "text": "B"}]},
    section("With a button", accessory=button("go", "Go", style="primary")),
    section("With a picture", accessory=IMAGE),
    {"type": "header", "text": {"type": "plain_text", "text": "Your week", "emoji": True}},
    {"type": "divider"},
    {"type": "context", "elements": [plain("small"), IMAGE]},
    actions(
        button("a", "A"),
        select("x", "y", initial_option=option("y")),
        {"type": "overflow", "action_id": "o", "options": [option("edit"), option("delete")]},
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-03-08"},
        {"type": "timepicker", "action_id": "t", "initial_time": "15:30", "timezone": "Asia/Tokyo"},
    ),
    text_input("when", "When"),
    {**IMAGE, "title": plain("A graph")},
    {"type": "markdown", "text": "**bold**"},
    RICH,
    TABLE,
    chart("bar"),
    chart("line"),
    chart("area"),
    chart("pie"),
    {
        "type": "data_table",
        "caption": "Hours",
        "rows": [
            [{"type": "raw_text", "text": "Who"}, {"type": "raw_text", "text": "Hours"}],
            [RICH, {"type": "raw_number", "value": 3}],
        ],
    },
]


@pytest.mark.parametrize("block", TAKEN, ids=lambda block: str(block["type"]))
def test_what_slack_takes_in_a_message_passes(block: Json) -> None:
    assert problems([block], "message") == []


REFUSED: list[tuple[str, Json, str]] = [
    ("a long button", actions(button("a", "x" * 76)), "must be less than 76 characters"),
    ("an empty text", section(""), "must be more than 0 characters"),
    ("a long section", section("x" * 3001), "must be less than 3001 characters"),
    ("a bare section", {"type": "section"}, "must define one of: text, fields"),
    ("a long header", {"type": "header", "text": plain("x" * 151)}, "less than 151"),
    ("mrkdwn in a header", {"type": "header", "text": section("x")["text"]}, "unsupported type"),
    ("an unknown block", {"type": "marquee"}, "unsupported type: marquee"),
    ("an unknown key", section("x", colour="red"), "invalid additional property: colour"),
    ("no type", {"text": "x"}, "missing required field: type"),
    ("a long field", {"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001"),
    ("eleven fields", {"type": "section", "fields": [plain("x")] * 11}, "no more than 10"),
    ("no elements", actions(), "no less than 1 items"),
    ("26 buttons", actions(*(button(str(n), "x") for n in range(26))), "no more than 25"),
    ("one action_id twice", actions(button("a", "A"), button("a", "B")), "already exists"),
    ("a long value", actions(button("a", "A", "x" * 2001)), "less than 2001"),
    ("a loud style", actions(button("a", "A", style="loud")), "valid enum value"),
    ("eleven context parts", {"type": "context", "elements": [plain("x")] * 11}, "no more than 10"),
    ("six overflow options", actions({"type": "overflow", "options": [option("a")] * 6}), "than 5"),
    ("101 options", actions(select(*(str(n) for n in range(101)))), "no more than 100"),
    ("a long option", actions(select("a", initial_option=option("b"))), "is offered"),
    ("a long option value", actions(select("x" * 151)), "less than 151"),
    ("a menu without options", actions({"type": "static_select"}), "exactly one of"),
    ("eleven radios", actions({"type": "radio_buttons", "options": [option("a")] * 11}), "than 10"),
    ("a bad date", actions({"type": "datepicker", "initial_date": "8 March"}), "YYYY-MM-DD"),
    ("an input in actions", actions({"type": "plain_text_input"}), "unsupported type"),
    ("an image without alt", {"type": "image", "image_url": "https://e.com/a.png"}, "alt_text"),
    ("an image from nowhere", {"type": "image", "alt_text": "x"}, "exactly one of"),
    ("an image by file path", {**IMAGE, "image_url": "charts/a.png"}, "must be a URL"),
    ("a long block_id", section("x", block_id="x" * 256), "less than 256"),
    ("an alert", {"type": "alert", "text": plain("x")}, "unsupported type: alert"),
    ("a file input", {**text_input("a", "A"), "element": {"type": "file_input"}}, "file_input"),
    ("a chart's long title", {**chart(), "title": "x" * 51}, "less than 51"),
    ("seven segments", chart("pie", segments=points(*"abcdefg")), "no more than 6"),
    ("an empty segment", chart("pie", segments=points("a")), "more than 0"),
    ("a missing point", chart(axis_config={"categories": ["Skills"]}), "point for each category"),
    ("an unknown chart", chart("radar"), "unsupported type: radar"),
    ("a long label", chart(axis_config={"categories": ["x" * 21]}), "less than 21"),
    ("a wide table", {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "20"),
    ("a table of headers", {"type": "data_table", "caption": "x", "rows": [[RICH]]}, "less than 2"),
    ("null for nothing", section("x", block_id=None), "must provide a string"),
]


@pytest.mark.parametrize(
    ("block", "sentence"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_slack_refuses_is_refused(block: Json, sentence: str) -> None:
    found = problems([block], "message")
    assert any(sentence in problem for problem in found), found


def test_a_problem_names_its_place_as_slack_does() -> None:
    found = problems([section("fine"), actions(button("a", "x" * 76))], "message")
    assert found == [
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]"
    ]


def test_block_ids_are_unique_in_a_message() -> None:
    found = problems([section("a", block_id="x"), section("b", block_id="x")], "message")
    assert "block_id already exists: x" in found[0]


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ([section("x")] * 51, "no more than 50"),
        ([chart(), chart(), chart()], "no more than 2 data_visualization"),
        ([TABLE, TABLE], "no more than 1 table"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "12001 characters in all"),
    ],
)
def test_what_is_right_in_each_block_may_be_too_much_in_all(
    blocks: list[Json], sentence: str
) -> None:
    assert sentence in problems(blocks, "message")[0]


@pytest.mark.parametrize("kind", ["data_visualization", "table", "markdown", "data_table"])
def test_some_blocks_belong_in_messages_only(kind: str) -> None:
    block = next(block for block in TAKEN if block["type"] == kind)
    assert "unsupported type" in problems([block], "home")[0]
    assert "unsupported type" in problems([block], "modal")[0]


def test_a_modal_passes_with_a_hundred_blocks_and_an_alert() -> None:
    alert = {"type": "alert", "text": plain("Mind the gap"), "level": "warning"}
    assert view_problems(FORM) == []
    assert view_problems(modal(alert, *[section("x")] * 99)) == []
    assert "no more than 100" in view_problems(modal(*[section("x")] * 101))[0]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": plain("x" * 25)}, "/view/title/text"),
        ({"submit": plain("x" * 25)}, "/view/submit/text"),
        ({"close": plain("x" * 25)}, "/view/close/text"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"callback_id": "x" * 256}, "/view/callback_id"),
        ({"hash": "123"}, "/view"),
    ],
)
def test_a_views_own_fields_have_limits(changes: Json, pointer: str) -> None:
    (found,) = view_problems({**FORM, **changes})
    assert found.endswith(f"[json-pointer:{pointer}]")


def test_a_view_with_an_input_needs_a_submit_button() -> None:
    view = {key: value for key, value in FORM.items() if key != "submit"}
    assert "submit" in view_problems(view)[0]


def test_min_length_may_not_pass_max_length() -> None:
    (found,) = view_problems(modal(text_input("a", "A", min_length=5, max_length=4)))
    assert "min_length" in found


def test_the_largest_view_is_slacks() -> None:
    assert LARGEST_VIEW == 250_000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
# Arbitrary values under Slack's own names get further in than arbitrary names do.
names = st.sampled_from(
    [
        "type", "text", "elements", "element", "accessory", "fields", "options", "rows", "chart",
        "value", "action_id", "block_id", "initial_option", "series", "segments", "categories",
        "axis_config", "data", "label", "min_value", "max_length", "confirm", "option_groups",
    ]
)  # fmt: skip
kinds = st.sampled_from([*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "pie", "bar", "modal", "home"])
near_blocks = st.recursive(
    json_values,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(names, inner, max_size=5)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, kinds, st.dictionaries(names, inner))
    ),
    max_leaves=20,
)


@given(near_blocks | st.lists(near_blocks, max_size=4))
def test_the_validator_never_breaks_on_any_json(payload: Any) -> None:
    for surface in ("message", "modal", "home"):
        found = problems(payload, surface)
        assert all(problem.startswith("[ERROR] ") for problem in found)
    view_problems(payload)
    view_problems({"type": "modal", "title": plain("x"), "blocks": payload})
