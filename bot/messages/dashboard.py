"""A leader's page of App Home: the groups they lead."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.message import header, section, typed

MOST_GROUPS = 30


def dashboard_blocks(groups: Sequence[str]) -> list[Block]:
    """Each group that they lead, widest first, with its digest."""
    return [
        header("Groups you lead"),
        *(
            section(
                f"*{typed(name, 100)}*",
                block_id=f"group-{place}",
                accessory=ButtonElement(
                    text="Show digest", action_id=f"{Action.SHOW_DIGEST}_{place}", value=name
                ),
            )
            for place, name in enumerate(groups[:MOST_GROUPS])
        ),
    ]
