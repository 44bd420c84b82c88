"""An admin decides what holds for the whole workspace."""

from __future__ import annotations

from bot.listeners.gestures import Listeners, Press, PressListener
from bot.messages.actions import Action
from domain.errors import BadInput
from domain.words import later
from storage.policies import set_policy

NOT_AN_ADMIN = later("Only admins of PLNudge decide what holds for everybody.")


def choosing(policy: str) -> PressListener:
    """Takes the choice from that policy's menu."""

    async def choose(press: Press) -> None:
        if not press.caller.is_admin:
            raise BadInput(NOT_AN_ADMIN)
        await press.keep(
            lambda session: set_policy(session, press.caller.workspace_id, policy, press.value)
        )

    return choose


LISTENERS = Listeners(
    presses={
        Action.CHOOSE_DAY_ORDER: choosing("day-order"),
        Action.CHOOSE_NUDGES_A_DAY: choosing("nudges-a-day"),
        Action.CHOOSE_LANGUAGE: choosing("language"),
        Action.CHOOSE_FLOOR: choosing("floor"),
    }
)
