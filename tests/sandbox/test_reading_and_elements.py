"""What people read, what fields hold, and what they can't."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import elements, reading
from sandbox.elements import Directory, Element
from tests.sandbox.small_app import button, plain, section, text_input

Json = dict[str, Any]

NAMES = Directory(person_id=lambda name: f"U-{name}", channel_id=lambda name: f"C-{name}")


@pytest.mark.parametrize(
    ("mrkdwn", "read"),
    [
        ("*45 minutes* of _reading_", "45 minutes of reading"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        (
            "<https://example.com|the page> or <https://example.com>",
            "the page or https://example.com",
        ),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<!date^1772900000^{date}|March 7>", "March 7"),
        ("<!date^0^{_}|*>no style<!date^0^{_}|*>", "*no style*"),
        ("<!channel> <@U1>", "@channel @U1"),
        ("~gone~ and `code`", "gone and code"),
    ],
)
def test_mrkdwn_reads_as_slack_shows_it(mrkdwn: str, read: str) -> None:
    assert reading.unescaped(mrkdwn) == read


def test_blocks_read_in_order_with_what_fields_hold() -> None:
    blocks = [
        {"type": "header", "text": plain("Your week")},
        section("*3* entries", accessory=button("more", "More")),
        text_input("note", "Note", initial_value="A start"),
        {
            "type": "data_visualization",
            "title": "Balance",
            "chart": {"type": "pie", "segments": [{"label": "Skills", "value": 2}]},
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_"}]},
    ]
    assert reading.plain(blocks, errors={"note": "Too short."}).splitlines() == [
        "Your week", "3 entries", "More", "Note", "A start", "Too short.",
        "Balance", "Skills: 2", "small",
    ]  # fmt: skip


@given(st.text())
def test_escaped_text_reads_as_it_was_written_and_pings_nobody(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert reading.pings_in(escaped) == []
    if not set(text) & set("*_~`"):
        assert reading.unescaped(escaped) == text


def test_rich_text_pings_by_element_and_never_by_text() -> None:
    parts: list[Json] = [
        {"type": "text", "text": "<!channel>"},
        {"type": "user", "user_id": "U1"},
        {"type": "broadcast", "range": "here"},
    ]
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": parts}],
    }
    assert reading.pings("", [rich]) == ["<@U1>", "<!here>"]


def held(kind: str, value: object, **definition: Any) -> Json:
    element = Element({"block_id": "b"}, {"type": kind, "action_id": "a", **definition})
    return elements.choose(element, value, NAMES)


OPTIONS = [{"text": plain("Red"), "value": "red"}, {"text": plain("Blue"), "value": "blue"}]


@pytest.mark.parametrize(
    ("kind", "value", "definition", "name", "expected"),
    [
        ("plain_text_input", "words", {}, "value", "words"),
        ("plain_text_input", "", {}, "value", None),
        ("number_input", 45, {}, "value", "45"),
        ("static_select", "red", {"options": OPTIONS}, "selected_option", OPTIONS[0]),
        ("radio_buttons", "Blue", {"options": OPTIONS}, "selected_option", OPTIONS[1]),
        ("checkboxes", ["red"], {"options": OPTIONS}, "selected_options", [OPTIONS[0]]),
        ("checkboxes", None, {"options": OPTIONS}, "selected_options", []),
        ("datepicker", date(2026, 3, 8), {}, "selected_date", "2026-03-08"),
        ("datepicker", "2026-03-08", {}, "selected_date", "2026-03-08"),
        ("timepicker", time(15, 30), {}, "selected_time", "15:30"),
        ("datetimepicker", datetime(2026, 3, 8, tzinfo=UTC), {}, "selected_date_time", 1772928000),
        ("users_select", "maya", {}, "selected_user", "U-maya"),
        ("multi_users_select", ["maya"], {}, "selected_users", ["U-maya"]),
        ("conversations_select", "general", {}, "selected_conversation", "C-general"),
        ("multi_channels_select", ["general"], {}, "selected_channels", ["C-general"]),
    ],
)
def test_a_field_holds_plain_values_in_slacks_shape(
    kind: str, value: object, definition: Json, name: str, expected: object
) -> None:
    assert held(kind, value, **definition) == {"type": kind, name: expected}


@pytest.mark.parametrize(
    ("kind", "value", "definition"),
    [
        ("static_select", "green", {"options": OPTIONS}),
        ("checkboxes", "red", {"options": OPTIONS}),
        ("datepicker", "8 March", {}),
        ("datepicker", datetime(2026, 3, 8, tzinfo=UTC), {}),
        ("timepicker", "half past", {}),
        ("multi_users_select", ["a", "b"], {"max_selected_items": 1}),
    ],
)
def test_a_field_refuses_what_nobody_could_enter(
    kind: str, value: object, definition: Json
) -> None:
    with pytest.raises(ValueError, match=r"."):
        held(kind, value, **definition)


@pytest.mark.parametrize(
    ("element", "typed", "sentence"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Must be at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Must be at most 3 characters."),
        ({"type": "plain_text_input"}, "x" * 3001, "Must be at most 3000 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Must be a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "x", "Must be a valid number."),
        ({"type": "number_input", "min_value": "5"}, "4", "Must be 5 or more."),
        ({"type": "number_input", "max_value": "5"}, "6", "Must be 5 or less."),
        ({"type": "email_text_input"}, "maya", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "example", "Please enter a valid URL."),
        ({"type": "plain_text_input"}, None, "Please complete this required field."),
        ({"type": "plain_text_input", "min_length": 3}, "abc", None),
        ({"type": "number_input", "min_value": "5", "max_value": "5"}, "5", None),
    ],
)
def test_slack_checks_a_field_before_the_app_does(
    element: Json, typed: str | None, sentence: str | None
) -> None:
    block = {"type": "input", "block_id": "b", "element": {**element, "action_id": "a"}}
    chosen = {("b", "a"): {"type": element["type"], "value": typed}}
    found = elements.complaints([block], chosen)
    assert found == ({} if sentence is None else {"b": sentence})
    assert elements.complaints([{**block, "optional": True}], {}) == {}
