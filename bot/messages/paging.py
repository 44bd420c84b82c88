"""Turning the pages of a list that is longer than a message should be."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action


def turning(action: Action, *, back: str | None, on: str | None) -> list[Block]:
    """Buttons to the page before and the next one; each value is what `action` shows then."""
    buttons = [
        ButtonElement(text=words, action_id=f"{action}_{place}", value=value)
        for place, (words, value) in enumerate((("Back", back), ("More", on)))
        if value is not None
    ]
    return [ActionsBlock(block_id="turning", elements=buttons)] if buttons else []
