"""Turning the pages of App Home."""

from __future__ import annotations

from bot.listeners.gestures import Listeners, Press
from bot.messages.actions import Action


async def turn_page(_press: Press) -> None:
    """Whatever is pressed on App Home draws it anew: here, the page that was turned to."""


LISTENERS = Listeners(presses={Action.HOME_PAGE: turn_page})
