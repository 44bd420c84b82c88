"""Why a prompt came, or did not: an educator asks for themselves, an admin for somebody."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.message import Message
from bot.messages.story import STORIES, own_stories_message, stories_view, why_form
from domain.errors import BadInput
from domain.words import Words, later
from domain.zones import local_date
from storage.audit import note_looks
from storage.people import get_person
from storage.steps import Story, standing_causes, stories
from storage.tables import Person

NOT_AN_ADMIN = later(
    "Only admins of PLNudge can look this up for others; `/pln why` shows your own."
)


async def why(command: Command) -> Message:
    """`/pln why`."""

    def look(session: Session) -> tuple[list[Story], list[Words]]:
        person = session.get_one(Person, command.caller.person_id)
        return (
            stories(session, person.id, now=command.now, limit=STORIES),
            standing_causes(session, person, command.today),
        )

    told, causes = await command.find(look)
    return own_stories_message(told, causes, command.caller.zone, command.today)


async def open_form(press: Press) -> None:
    _require_admin(press)
    press.open_modal(why_form())


async def look_up(submission: Submission) -> dict[str, Any]:
    _require_admin(submission)
    now, caller = submission.now, submission.caller
    slack_id = submission.person("person")

    def look(session: Session) -> tuple[Person, list[Story], list[Words]]:
        person = get_person(session, caller.workspace_id, slack_id)
        note_looks(
            session,
            [person.id],
            reader_id=caller.person_id,
            what=later("which of your prompts came, and why"),
            why=later("looked it up as an admin"),
            now=now,
        )
        return (
            person,
            stories(session, person.id, now=now, limit=STORIES),
            standing_causes(session, person, local_date(now, person.zone)),
        )

    person, told, causes = await submission.keep(look)
    today = local_date(now, person.zone)
    return stories_view(person.name, told, causes, person.zone, today)


def _require_admin(gesture: Gesture) -> None:
    if not gesture.caller.is_admin:
        raise BadInput(NOT_AN_ADMIN)


LISTENERS = Listeners(presses={Action.ASK_WHY: open_form}, submissions={Form.WHY: look_up})
