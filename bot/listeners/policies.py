"""An admin decides what holds for the whole workspace."""

from __future__ import annotations

from bot.listeners.gestures import Listeners, Press
from bot.messages.actions import Action
from domain.errors import BadInput
from storage.policies import set_policy

NOT_AN_ADMIN = "Only admins of PLNudge decide what holds for everybody."


async def choose_day_order(press: Press) -> None:
    if not press.caller.is_admin:
        raise BadInput(NOT_AN_ADMIN)
    await press.keep(
        lambda session: set_policy(session, press.caller.workspace_id, "day-order", press.value)
    )


LISTENERS = Listeners(presses={Action.CHOOSE_DAY_ORDER: choose_day_order})
