"""Block elements: docs.slack.dev/reference/block-kit/block-elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation

from sandbox.block_kit.composition import (
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    initial_is_offered,
    plain,
    url,
)
from sandbox.block_kit.rules import (
    Json,
    Place,
    Rule,
    anything,
    exactly_one,
    flag,
    listed,
    one_of,
    shape,
    text,
    whole,
    written,
)

ID = text(255)
DATE = written(date.fromisoformat, "a date, as YYYY-MM-DD")
TIME = written(time.fromisoformat, "a time, as HH:MM")

_PRESSED = {"action_id": ID, "confirm": CONFIRM}
_FOCUSED = {"action_id": ID, "focus_on_load": flag}
_CHOSEN = {**_PRESSED, "focus_on_load": flag, "placeholder": plain(150)}
_SEVERAL = {**_CHOSEN, "max_selected_items": whole(1, 100)}
_TYPED = {**_FOCUSED, "placeholder": plain(150), "dispatch_action_config": DISPATCH}
_LISTED = {
    "options": listed(OPTION, most=100),
    "option_groups": listed(OPTION_GROUP, most=100),
}


def _decimal(written_number: str) -> Decimal:
    try:
        return Decimal(written_number)
    except InvalidOperation:
        raise ValueError(written_number) from None


NUMBER = written(lambda number: _decimal(number).is_finite(), "a number, as a string")


def _min_below_max(element: Json, place: Place) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        place.at("min_length").fault("must not be more than max_length")


def _values_in_order(element: Json, place: Place) -> None:
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and most is not None and Decimal(least) > Decimal(most):
        place.at("min_value").fault("must not be more than max_value")


IMAGE = shape(
    {"alt_text": text(2000)},
    {"image_url": url, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)

ELEMENTS: Mapping[str, Rule] = {
    "button": shape(
        {"text": plain(75)},
        {
            **_PRESSED,
            "url": url,
            "value": text(2000, 0),
            "style": one_of("primary", "danger"),
            "accessibility_label": text(75),
        },
    ),
    "workflow_button": shape(
        {"text": plain(75), "workflow": anything},
        {
            "action_id": ID,
            "style": one_of("primary", "danger"),
            "accessibility_label": text(75),
        },
    ),
    "overflow": shape({"options": listed(OVERFLOW_OPTION, most=5)}, _PRESSED),
    "static_select": shape(
        {},
        {**_CHOSEN, **_LISTED, "initial_option": OPTION},
        exactly_one("options", "option_groups"),
        initial_is_offered,
    ),
    "external_select": shape(
        {}, {**_CHOSEN, "initial_option": OPTION, "min_query_length": whole(0, 100)}
    ),
    "users_select": shape({}, {**_CHOSEN, "initial_user": ID}),
    "conversations_select": shape(
        {},
        {
            **_CHOSEN,
            "initial_conversation": ID,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        },
    ),
    "channels_select": shape({}, {**_CHOSEN, "initial_channel": ID, "response_url_enabled": flag}),
    "multi_static_select": shape(
        {},
        {**_SEVERAL, **_LISTED, "initial_options": listed(OPTION, most=100)},
        exactly_one("options", "option_groups"),
        initial_is_offered,
    ),
    "multi_external_select": shape(
        {},
        {
            **_SEVERAL,
            "initial_options": listed(OPTION, most=100),
            "min_query_length": whole(0, 100),
        },
    ),
    "multi_users_select": shape({}, {**_SEVERAL, "initial_users": listed(ID)}),
    "multi_conversations_select": shape(
        {},
        {
            **_SEVERAL,
            "initial_conversations": listed(ID),
            "default_to_current_conversation": flag,
            "filter": FILTER,
        },
    ),
    "multi_channels_select": shape({}, {**_SEVERAL, "initial_channels": listed(ID)}),
    "datepicker": shape({}, {**_CHOSEN, "initial_date": DATE}),
    "timepicker": shape({}, {**_CHOSEN, "initial_time": TIME, "timezone": text(255)}),
    "datetimepicker": shape(
        {},
        {
            **_PRESSED,
            "focus_on_load": flag,
            "initial_date_time": whole(1_000_000_000, 9_999_999_999),
        },
    ),
    "checkboxes": shape(
        {"options": listed(RICH_OPTION, most=10)},
        {**_PRESSED, "focus_on_load": flag, "initial_options": listed(RICH_OPTION, most=10)},
        initial_is_offered,
    ),
    "radio_buttons": shape(
        {"options": listed(RICH_OPTION, most=10)},
        {**_PRESSED, "focus_on_load": flag, "initial_option": RICH_OPTION},
        initial_is_offered,
    ),
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": text(3000, 0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _min_below_max,
    ),
    "rich_text_input": shape({}, {**_TYPED, "initial_value": anything}),
    "email_text_input": shape({}, {**_TYPED, "initial_value": text(3000, 0)}),
    "url_text_input": shape({}, {**_TYPED, "initial_value": text(3000, 0)}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        _values_in_order,
    ),
    "file_input": shape(
        {},
        {
            "action_id": ID,
            "filetypes": listed(written(re.compile(r"\w+").fullmatch, "a file type")),
            "max_files": whole(1, 10),
        },
    ),
    "image": IMAGE,
    "feedback_buttons": shape(
        {"positive_button": anything, "negative_button": anything}, {"action_id": ID}
    ),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            **_PRESSED,
            "value": text(2000, 0),
            "accessibility_label": text(75),
            "visible_to_user_ids": listed(ID),
        },
    ),
}

_SELECTS = {
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
}
_MULTI_SELECTS = {f"multi_{select}" for select in _SELECTS}
_PICKED = {"checkboxes", "radio_buttons", "datepicker", "timepicker"}

IN_SECTION = {
    *_SELECTS,
    *_MULTI_SELECTS,
    *_PICKED,
    "button",
    "image",
    "overflow",
    "workflow_button",
}
IN_ACTIONS = {*_SELECTS, *_PICKED, "button", "datetimepicker", "overflow", "workflow_button"}
IN_INPUT = {
    *_SELECTS,
    *_MULTI_SELECTS,
    *_PICKED,
    "datetimepicker",
    "email_text_input",
    "file_input",
    "number_input",
    "plain_text_input",
    "rich_text_input",
    "url_text_input",
}
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}
