"""What an admin decides for the whole workspace, on App Home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import Block, Option, StaticSelectElement

from bot.messages.actions import Action
from bot.messages.labels import capitalized, said
from bot.messages.language import NAMES, say, say_words
from bot.messages.message import header, section
from domain.courtesy import NUDGES_A_DAY
from domain.keys import ENGLISH
from domain.privacy import FLOOR, LOWEST_FLOOR
from domain.words import later
from storage.policies import USUAL, Policy

_DAY_ORDERS: Final = (
    ("month-first", later("Month first: 3/4 is March 4")),
    ("day-first", later("Day first: 3/4 is April 3")),
    (USUAL, later("As is usual where you live")),
)


def _nudges() -> list[tuple[str, str]]:
    return [
        (USUAL, say("At most {count}, as usual", count=NUDGES_A_DAY)),
        ("none", say("No cap")),
        *((str(count), say("At most {count}", count=count)) for count in range(1, 11)),
    ]


def _floors() -> list[tuple[str, str]]:
    return [
        (USUAL, say("{count} people, as usual", count=FLOOR)),
        *((str(count), say("{count} people", count=count)) for count in range(LOWEST_FLOOR, 11)),
    ]


def policy_blocks(policies: Sequence[Policy]) -> list[Block]:
    """Each policy with its choices; the one that holds is chosen."""
    by_name = {each.name: each for each in policies}
    day_order, nudges = by_name["day-order"], by_name["nudges-a-day"]
    floor, language = by_name["floor"], by_name["language"]
    return [
        header(say("What holds for everybody")),
        _policy_block(
            day_order,
            Action.CHOOSE_DAY_ORDER,
            say("Days in numbers"),
            say_words(day_order.meaning)
            if day_order.is_chosen
            else say(
                "{meaning}, as is usual where most of you live",
                meaning=say_words(day_order.meaning),
            ),
            said(_DAY_ORDERS),
        ),
        _policy_block(
            language,
            Action.CHOOSE_LANGUAGE,
            say("Language"),
            say_words(language.meaning),
            [(USUAL, say("{language}, as usual", language=NAMES[ENGLISH])), *NAMES.items()],
        ),
        _policy_block(
            nudges,
            Action.CHOOSE_NUDGES_A_DAY,
            say("Prompts and reminders a day"),
            capitalized(say_words(nudges.meaning)),
            _nudges(),
        ),
        _policy_block(
            floor,
            Action.CHOOSE_FLOOR,
            say("What figures rest on"),
            capitalized(
                say("{meaning} people, so that nobody stands out", meaning=say_words(floor.meaning))
            ),
            _floors(),
        ),
    ]


def _policy_block(
    policy: Policy, action: Action, title: str, meaning: str, choices: Sequence[tuple[str, str]]
) -> Block:
    options = [Option(value=value, text=text) for value, text in choices]
    held = policy.value if policy.is_chosen else USUAL
    return section(
        f"*{title}*\n{meaning}",
        block_id=f"policy-{policy.name}",
        accessory=StaticSelectElement(
            action_id=action,
            options=options,
            initial_option=next((each for each in options if each.value == held), None),
            placeholder=say("Choose one"),
        ),
    )
