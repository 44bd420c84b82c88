"""A leader's digest on demand."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press
from bot.messages.actions import Action
from bot.messages.digest import digest_message
from bot.messages.message import Message
from domain.errors import BadInput
from domain.weeks import Week
from storage.figures import DigestFigures, WithheldFigures, digest_figures
from storage.groups import groups_led_by, pick_group

NOT_A_LEADER = (
    "The digest is for those who lead a group. If you do, ask an admin to say so: "
    "`/pln me` shows your own week."
)
_PERIOD = re.compile(r"(?P<group>.*?)\s*(?P<week>\d{4}-?w\d{1,2}|(?:this|last)\s+week)?\s*", re.I)


async def digest(command: Command) -> Message:
    """`/pln digest`, `/pln digest Maple Grove last week`."""
    match = _PERIOD.fullmatch(command.text.strip())
    group, week = (match["group"], match["week"]) if match else (command.text, None)
    return await _digest(command, group, Week.read(week or "", today=command.today))


async def show_digest(press: Press) -> Message:
    return await _digest(press, press.value, Week.of(press.today))


async def _digest(gesture: Gesture, name: str, week: Week) -> Message:
    def look(session: Session) -> tuple[DigestFigures | WithheldFigures, tuple[str, ...]]:
        groups = groups_led_by(session, gesture.caller.person_id)
        if not groups:
            raise BadInput(NOT_A_LEADER)
        group = pick_group(groups, name) if name else groups[0]
        figures = digest_figures(session, group, week, reader_id=gesture.caller.person_id)
        return figures, tuple(each.name for each in groups if each.id != group.id)

    figures, others = await gesture.find(look)
    return digest_message(figures, gesture.bot.rubric, gesture.today, other_groups=others)


LISTENERS = Listeners(presses={Action.SHOW_DIGEST: show_digest})
