"""What an admin decides for the whole workspace, on App Home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import Block, Option, StaticSelectElement

from bot.messages.actions import Action
from bot.messages.language import NAMES, say
from bot.messages.message import header, section
from domain.courtesy import NUDGES_A_DAY
from domain.keys import ENGLISH
from domain.privacy import FLOOR, LOWEST_FLOOR
from storage.policies import USUAL, Policy

_DAY_ORDERS: Final = (
    ("month-first", "Month first: 3/4 is March 4"),
    ("day-first", "Day first: 3/4 is April 3"),
    (USUAL, "As is usual where you live"),
)
_NUDGES: Final = (
    (USUAL, f"At most {NUDGES_A_DAY}, as usual"),
    ("none", "No cap"),
    ("1", "At most 1"),
    *((str(count), f"At most {count}") for count in range(2, 11)),
)


_FLOORS: Final = (
    (USUAL, f"{FLOOR} people, as usual"),
    *((str(count), f"{count} people") for count in range(LOWEST_FLOOR, 11)),
)


def policy_blocks(policies: Sequence[Policy]) -> list[Block]:
    """Each policy with its choices; the one that holds is chosen."""
    by_name = {each.name: each for each in policies}
    day_order, nudges = by_name["day-order"], by_name["nudges-a-day"]
    floor, language = by_name["floor"], by_name["language"]
    return [
        header("What holds for everybody"),
        _policy_block(
            day_order,
            Action.CHOOSE_DAY_ORDER,
            "Days in numbers",
            day_order.meaning
            + ("" if day_order.is_chosen else ", as is usual where most of you live"),
            _DAY_ORDERS,
        ),
        _policy_block(
            language,
            Action.CHOOSE_LANGUAGE,
            say("Language"),
            say(language.meaning),
            [(USUAL, say("{language}, as usual", language=NAMES[ENGLISH])), *NAMES.items()],
        ),
        _policy_block(
            nudges,
            Action.CHOOSE_NUDGES_A_DAY,
            "Prompts and reminders a day",
            nudges.meaning[0].upper() + nudges.meaning[1:],
            _NUDGES,
        ),
        _policy_block(
            floor,
            Action.CHOOSE_FLOOR,
            "What figures rest on",
            floor.meaning[0].upper() + floor.meaning[1:] + " people, so that nobody stands out",
            _FLOORS,
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
            placeholder="Choose one",
        ),
    )
