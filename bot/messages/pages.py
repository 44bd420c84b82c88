"""Turning the pages of a list in a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action
from bot.messages.language import say
from bot.messages.message import context
from storage.pages import Page


def turning(
    page: Page[Any],
    action: Action,
    *,
    back: str,
    on: str,
    value: Callable[[int], str] = str,
) -> list[Block]:
    """Where one is in the list, with buttons to the page before and the next one.

    A button's value is the number of rows before its page, as `value` writes it. Nothing where
    all is in sight.
    """
    if page.count <= page.most:
        return []
    places = [
        (back, max(0, page.first - page.most), page.first > 0),
        (on, page.first + page.most, page.first + page.most < page.count),
    ]
    buttons = [
        ButtonElement(text=words, action_id=f"{action}_{place}", value=value(first))
        for place, (words, first, is_there) in enumerate(places)
        if is_there
    ]
    last = page.first + len(page.rows)
    return [
        context(
            say("{first} to {last} of {count}", first=page.first + 1, last=last, count=page.count)
        ),
        ActionsBlock(block_id="pages", elements=buttons),
    ]
