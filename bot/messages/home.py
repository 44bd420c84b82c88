"""App Home: one page for oneself, one for the groups that one leads, one for admins."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.views import View

from bot.messages.actions import Action
from bot.messages.language import say
from bot.messages.message import to_view
from domain.words import later


class HomePage(StrEnum):
    """Which page of App Home is open; the view carries it along."""

    MINE = "mine"
    GROUPS = "groups"
    ADMIN = "admin"


_NAMES: Final = {
    HomePage.MINE: later("My learning"),
    HomePage.GROUPS: later("My groups"),
    HomePage.ADMIN: later("Admin"),
}


def home_view(
    page: HomePage, pages: Sequence[HomePage], blocks: Sequence[Block], *, about: str = ""
) -> dict[str, Any]:
    """App Home as `views.publish` takes it; `pages` are those that this person may open.

    The view carries the page along, and what it is `about`.
    """
    opened = f"{page}/{about}" if about else page
    return to_view(
        View(type="home", blocks=[*_turning(page, pages), *blocks], private_metadata=opened)
    )


def _turning(page: HomePage, pages: Sequence[HomePage]) -> list[Block]:
    """Buttons to the other pages; none for those who have one page only."""
    if len(pages) < 2:
        return []
    buttons = [
        ButtonElement(
            text=say(_NAMES[each]),
            action_id=f"{Action.HOME_PAGE}_{place}",
            value=each,
            style="primary" if each == page else None,
            accessibility_label=say("{page}, open", page=say(_NAMES[each]))
            if each == page
            else say(_NAMES[each]),
        )
        for place, each in enumerate(pages)
    ]
    return [ActionsBlock(block_id="pages", elements=buttons)]
