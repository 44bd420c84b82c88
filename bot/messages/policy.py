"""What an admin decides for the whole workspace, on App Home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import Block, DividerBlock, Option, StaticSelectElement

from bot.messages.actions import Action
from bot.messages.message import header, section
from storage.policies import USUAL, Policy

_DAY_ORDERS: Final = (
    ("month-first", "Month first: 3/4 is March 4"),
    ("day-first", "Day first: 3/4 is April 3"),
    (USUAL, "As is usual where you live"),
)


def policy_blocks(policies: Sequence[Policy]) -> list[Block]:
    """Each policy with its choices; the one that holds is chosen."""
    (day_order,) = (each for each in policies if each.name == "day-order")
    options = [Option(value=value, text=text) for value, text in _DAY_ORDERS]
    held = day_order.value if day_order.is_chosen else USUAL
    return [
        DividerBlock(),
        header("What holds for everybody"),
        section(
            f"*Days in numbers*\n{day_order.meaning}"
            + ("" if day_order.is_chosen else ", as is usual where most of you live"),
            block_id="policy-day-order",
            accessory=StaticSelectElement(
                action_id=Action.CHOOSE_DAY_ORDER,
                options=options,
                initial_option=next(each for each in options if each.value == held),
                placeholder="Choose one",
            ),
        ),
    ]
