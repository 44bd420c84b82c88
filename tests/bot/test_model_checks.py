"""slack_sdk's models check and write themselves as they always did, only quicker."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, Option, SectionBlock

from bot.messages.message import Message
from bot.messages.model_checks import _checks_of
from rubric_data import Rubric
from tests.bot.test_messages import every_message, every_view


def every_model(model: type[JsonObject] = JsonObject) -> Iterator[type[JsonObject]]:
    for each in model.__subclasses__():
        yield each
        yield from every_model(each)


def test_every_check_that_slack_sdk_marks_is_made() -> None:
    for model in every_model():
        marked = {
            name
            for each in model.__mro__
            for name, method in vars(each).items()
            if hasattr(method, "validator")
        }
        assert set(_checks_of(model)) == marked
    assert _checks_of(SectionBlock)


@pytest.mark.parametrize(
    "block",
    [
        SectionBlock(text="a" * 3001),
        ActionsBlock(elements=[ButtonElement(text="a" * 76, action_id="a")]),
        SectionBlock(
            text="a",
            accessory=ButtonElement(text="a", action_id="a", value="a" * 2001),
        ),
    ],
    ids=["the block itself", "an element", "an accessory"],
)
def test_what_slack_would_refuse_is_refused(block: SectionBlock) -> None:
    with pytest.raises(SlackObjectFormationError):
        Message("text", [block]).payload()


def test_an_option_is_checked_too() -> None:
    with pytest.raises(SlackObjectFormationError):
        Option(text="a" * 76, value="a").to_dict()


def as_slack_sdk_ships_it() -> type[JsonObject]:
    """The models' root once more, as nobody has touched it."""
    spec = find_spec(JsonObject.__module__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    shipped: type[JsonObject] = module.JsonObject
    return shipped


def test_all_that_goes_out_is_written_as_slack_sdk_writes_it(
    rubric: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    def payloads() -> list[object]:
        messages = [message.payload() for message in every_message("What I read", rubric)]
        return [*messages, *every_view("What I read", rubric)]

    quickly = payloads()
    written = as_slack_sdk_ships_it().get_non_null_attributes
    monkeypatch.setattr(JsonObject, "get_non_null_attributes", written)
    assert payloads() == quickly
    assert JsonObject.get_non_null_attributes is written
