"""A leader reads what the people they lead let them see; each of those can see that."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press
from bot.messages.actions import Action
from bot.messages.forms import MOST_OPTIONS
from bot.messages.look import led_message, sight_message
from bot.messages.message import Message
from domain.errors import BadInput
from domain.words import later
from storage.groups import groups_led_by
from storage.pages import Page
from storage.sight import InSight, find_led, look_at, people_in_sight
from storage.tables import Group

LATELY: Final = timedelta(days=90)
NOT_A_LEADER = later(
    "Reading what others show is for those who lead a group. If you do, ask an admin to say so; "
    "`/pln people` finds colleagues who share what they learn."
)


async def look(command: Command) -> Message:
    """`/pln look` shows whom I lead; `/pln look Maya` reads what Maya shows."""
    if not command.caller.is_leader:
        raise BadInput(NOT_A_LEADER)
    name = command.text.strip().strip("<@>").partition("|")[0].removeprefix("@")
    if not name:
        return await _show_led(command, None)
    person_id = await command.find(
        lambda session: find_led(session, command.caller.person_id, name)
    )
    return await _look_at(command, person_id)


async def show_led(press: Press) -> Message:
    return await _show_led(press, press.row)


async def look_at_person(press: Press) -> Message:
    return await _look_at(press, press.row)


async def _show_led(gesture: Gesture, group_id: int | None) -> Message:
    reader_id, since = gesture.caller.person_id, gesture.today - LATELY

    def find(session: Session) -> tuple[list[Group], Group, Page[InSight]]:
        groups = groups_led_by(session, reader_id)
        if not groups:
            raise BadInput(NOT_A_LEADER)
        chosen = group_id if group_id is not None else groups[0].id
        people = people_in_sight(
            session, reader_id, chosen, since=since, first=0, most=MOST_OPTIONS
        )
        return groups, next(each for each in groups if each.id == chosen), people

    groups, group, people = await gesture.find(find)
    return led_message(group, [each for each in groups if each.id != group.id], people)


async def _look_at(gesture: Gesture, person_id: int) -> Message:
    sight = await gesture.keep(
        lambda session: look_at(
            session,
            gesture.caller.person_id,
            person_id,
            since=gesture.today - LATELY,
            now=gesture.now,
        )
    )
    return sight_message(sight, gesture.today)


LISTENERS = Listeners(presses={Action.SHOW_LED: show_led, Action.LOOK: look_at_person})
