"""Pieces of a modal. Each field's `block_id` is its name, so an error finds its field."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConfirmObject,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UrlInputElement,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.messages.actions import Form
from bot.messages.language import say
from bot.messages.message import CONFIRM_TEXT, EDGE_TEXT, OPTION_TEXT, in_markup, shorten, to_view

MOST_OPTIONS: Final = 100
"""What a menu holds."""
MOST_NUMBER: Final = 10**9
TYPED_TEXT: Final = 3000
"""The most that Slack lets anyone type into one field."""


@dataclass(frozen=True)
class Origin:
    """What a modal is about and where its result is to be shown; travels in the modal itself."""

    row: int | None = None
    """The entry, goal or occurrence that it is about."""
    about: str | None = None
    """The key of the element that it is about."""
    response_url: str | None = None
    is_replacing: bool = False
    """The message behind `response_url` shows the same row, and is to be brought up to date."""
    seen: str | None = None
    """The entry's stamp when the form was filled from it."""
    listing: str | None = None
    """The list of entries that it came from, and that shows the result."""
    home_page: str | None = None
    """The page of App Home that it came from, and that shows the result."""
    said: dict[str, Any] | None = None
    """What the modal before this one said; Slack has room for 3000 characters in all."""

    def dump(self) -> str:
        return json.dumps(
            {key: value for key, value in asdict(self).items() if value}, ensure_ascii=False
        )

    @classmethod
    def load(cls, text: str) -> Origin:
        return cls(**json.loads(text)) if text else cls()


def modal(
    form: Form,
    *,
    title: str,
    submit: str,
    blocks: Sequence[Block],
    origin: Origin,
    close: str | None = None,
) -> dict[str, Any]:
    """A modal as `views.open` takes it."""
    return to_view(
        View(
            type="modal",
            callback_id=form,
            title=_edge(title),
            submit=_edge(submit),
            close=_edge(close or say("Cancel")),
            blocks=list(blocks),
            private_metadata=origin.dump(),
        )
    )


def _edge(words: str) -> PlainTextObject:
    """What stands at the top or bottom of a modal."""
    return PlainTextObject(text=shorten(words, EDGE_TEXT))


def reading_modal(
    title: str, blocks: Sequence[Block], origin: Origin | None = None
) -> dict[str, Any]:
    """A modal that is only read."""
    return to_view(
        View(
            type="modal",
            title=_edge(title),
            close=_edge(say("Close")),
            blocks=list(blocks),
            private_metadata=(origin or Origin()).dump(),
        )
    )


def text_input(
    name: str,
    label: str,
    *,
    value: str | None = None,
    placeholder: str | None = None,
    hint: str | None = None,
    is_optional: bool = False,
    is_multiline: bool = False,
    is_focused: bool = False,
    most: int = TYPED_TEXT,
) -> InputBlock:
    return _input(
        name,
        label,
        PlainTextInputElement(
            action_id=name,
            initial_value=value or None,
            placeholder=placeholder,
            multiline=is_multiline,
            max_length=most,
            focus_on_load=is_focused or None,
        ),
        hint=hint,
        is_optional=is_optional,
    )


def number_input(
    name: str,
    label: str,
    *,
    value: float | None = None,
    least: int = -MOST_NUMBER,
    most: int = MOST_NUMBER,
    is_whole: bool = False,
    hint: str | None = None,
    is_optional: bool = True,
) -> InputBlock:
    """A number, or none where it is optional."""
    element = NumberInputElement(
        action_id=name,
        is_decimal_allowed=not is_whole,
        initial_value=None if value is None else f"{value:.4f}".rstrip("0").rstrip("."),
        min_value=str(least),
        max_value=str(most),
    )
    return _input(name, label, element, hint=hint, is_optional=is_optional)


def link_input(name: str, label: str, *, value: str | None = None) -> InputBlock:
    element = UrlInputElement(
        action_id=name,
        initial_value=value or None,
        placeholder=PlainTextObject(text="https://"),
    )
    return _input(name, label, element, is_optional=True)


def date_input(
    name: str,
    label: str,
    *,
    value: date | None = None,
    hint: str | None = None,
    is_optional: bool = False,
) -> InputBlock:
    return _input(
        name,
        label,
        DatePickerElement(action_id=name, initial_date=value.isoformat() if value else None),
        hint=hint,
        is_optional=is_optional,
    )


def time_input(
    name: str,
    label: str,
    *,
    value: time | None = None,
    hint: str | None = None,
    is_optional: bool = True,
) -> InputBlock:
    """A time of day, or none where it is optional."""
    element = TimePickerElement(
        action_id=name, initial_time=f"{value:%H:%M}" if value is not None else None
    )
    return _input(name, label, element, hint=hint, is_optional=is_optional)


def choice_input(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    value: str | None = None,
    hint: str | None = None,
    is_optional: bool = False,
    is_heard: bool = False,
) -> InputBlock:
    """One of those (key, label); we hear at once which, where the rest of the form depends on
    it."""
    offered = options(choices)
    block = _input(
        name,
        label,
        StaticSelectElement(
            action_id=name,
            options=offered,
            initial_option=next((option for option in offered if option.value == value), None),
            placeholder=say("Choose one"),
        ),
        hint=hint,
        is_optional=is_optional,
    )
    block.dispatch_action = is_heard or None
    return block


def grouped_choice_input(
    name: str,
    label: str,
    groups: Mapping[str, Iterable[tuple[str, str]]],
    *,
    value: str | None = None,
    is_heard: bool = False,
) -> InputBlock:
    """One of those (key, label), under the names of their groups; empty groups are left out."""
    offered = {words: options(choices) for words, choices in groups.items()}
    block = _input(
        name,
        label,
        StaticSelectElement(
            action_id=name,
            option_groups=[
                OptionGroup(label=words, options=group) for words, group in offered.items() if group
            ],
            initial_option=next(
                (each for group in offered.values() for each in group if each.value == value), None
            ),
            placeholder=say("Choose one"),
        ),
    )
    block.dispatch_action = is_heard or None
    return block


def grouped_choices_input(
    name: str,
    label: str,
    groups: Mapping[str, Iterable[tuple[str, str]]],
    *,
    values: Collection[str] = (),
    hint: str | None = None,
) -> InputBlock:
    """Any of those (key, label), under the names of their groups; empty groups are left out."""
    offered = {words: options(choices) for words, choices in groups.items()}
    chosen = [each for group in offered.values() for each in group if each.value in values]
    element = StaticMultiSelectElement(
        action_id=name,
        option_groups=[
            OptionGroup(label=words, options=group) for words, group in offered.items() if group
        ],
        initial_options=chosen or None,
        placeholder=say("Choose any"),
    )
    return _input(name, label, element, hint=hint, is_optional=True)


def choices_input(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    values: Sequence[str] = (),
    hint: str | None = None,
    is_optional: bool = True,
) -> InputBlock:
    """Any of those (key, label)."""
    offered = options(choices)
    return _input(
        name,
        label,
        StaticMultiSelectElement(
            action_id=name,
            options=offered,
            initial_options=[option for option in offered if option.value in values] or None,
            placeholder=say("Choose any"),
        ),
        hint=hint,
        is_optional=is_optional,
    )


def checks_input(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    values: Collection[str] = (),
    hint: str | None = None,
) -> InputBlock:
    """Any of those few (key, label), all of them in sight."""
    offered = options(choices)
    element = CheckboxesElement(
        action_id=name,
        options=offered,
        initial_options=[option for option in offered if option.value in values] or None,
    )
    return _input(name, label, element, hint=hint, is_optional=True)


def search_input(
    name: str,
    label: str,
    *,
    value: tuple[str, str] | None,
    hint: str | None = None,
    is_optional: bool = False,
) -> InputBlock:
    """One of many that we offer while somebody types; `value` is the first choice."""
    element = ExternalDataSelectElement(
        action_id=name,
        initial_option=options([value])[0] if value is not None else None,
        min_query_length=0,
        placeholder=say("Type to search"),
    )
    return _input(name, label, element, hint=hint, is_optional=is_optional)


def searches_input(
    name: str,
    label: str,
    *,
    values: Iterable[tuple[str, str]],
    most: int,
    hint: str | None = None,
) -> InputBlock:
    """Any of many that we offer while somebody types; we hear at once what is chosen."""
    element = ExternalDataMultiSelectElement(
        action_id=name,
        initial_options=options(values) or None,
        min_query_length=0,
        max_selected_items=most,
        placeholder=say("Type to search"),
    )
    block = _input(name, label, element, hint=hint, is_optional=True)
    block.dispatch_action = True
    return block


def channel_input(name: str, label: str, *, hint: str | None = None) -> InputBlock:
    """A channel, public or private."""
    element = ConversationSelectElement(
        action_id=name,
        placeholder=say("Choose a channel"),
        filter=ConversationFilter(
            include=["public", "private"], exclude_external_shared_channels=True
        ),
    )
    return _input(name, label, element, hint=hint)


def people_input(
    name: str, label: str, *, hint: str | None = None, is_optional: bool = True
) -> InputBlock:
    """Any people of the workspace."""
    element = UserMultiSelectElement(action_id=name, placeholder=say("Choose people"))
    return _input(name, label, element, hint=hint, is_optional=is_optional)


def file_input(
    name: str,
    label: str,
    *,
    most: int,
    file_types: Sequence[str] = (),
    hint: str | None = None,
) -> InputBlock:
    """Files from their own machine or from Slack; needs the scope files:read.

    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    """
    element = FileInputElement(action_id=name, max_files=most, filetypes=list(file_types) or None)
    return _input(name, label, element, hint=hint, is_optional=True)


def person_input(
    name: str,
    label: str,
    *,
    value: str | None = None,
    hint: str | None = None,
    is_optional: bool = False,
) -> InputBlock:
    """Somebody of the workspace, by Slack id."""
    element = UserSelectElement(
        action_id=name, initial_user=value, placeholder=say("Choose a person")
    )
    return _input(name, label, element, hint=hint, is_optional=is_optional)


def confirm(title: str, text: str, *, yes: str, no: str | None = None) -> ConfirmObject:
    """Asked before something is lost."""
    return ConfirmObject(
        title=title, text=in_markup(text, CONFIRM_TEXT), confirm=yes, deny=no or say("Keep it")
    )


def options(choices: Iterable[tuple[str, str]]) -> list[Option]:
    """Those (key, label) as menus take them."""
    return [Option(value=key, text=shorten(label, OPTION_TEXT)) for key, label in choices]


def _input(
    name: str, label: str, element: Any, *, hint: str | None = None, is_optional: bool = False
) -> InputBlock:
    return InputBlock(block_id=name, label=label, element=element, hint=hint, optional=is_optional)
