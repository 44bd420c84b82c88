"""Finding colleagues who work on the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press
from bot.messages.actions import Action
from bot.messages.message import Message
from bot.messages.people import ALL, MINE, PAGE, Circle, people_message
from domain.topics import Topic, read_topic
from storage.colleagues import Colleague, find_colleagues, topics_of_person
from storage.pages import Page

LATELY: Final = timedelta(days=90)
"""What somebody works on is what they logged since."""
SHARED: Final = timedelta(days=365)
"""How old an entry may be to be shown here."""


async def people(command: Command) -> Message:
    """`/pln people`, `/pln people #skills`."""
    topic = read_topic(command.text, command.bot.rubric)
    return await _show(command, Circle(topic.dump() if topic is not None else MINE))


async def show_people(press: Press) -> Message:
    return await _show(press, Circle.load(press.value) if press.value else Circle())


async def _show(gesture: Gesture, circle: Circle) -> Message:
    person_id, today = gesture.caller.person_id, gesture.today

    def look(session: Session) -> tuple[list[Topic], Page[Colleague]]:
        topics = [circle.topic] if circle.topic is not None else []
        if circle.which == MINE:
            topics = list(topics_of_person(session, person_id, since=today - LATELY))
        colleagues = find_colleagues(
            session,
            person_id,
            topics,
            since=today - SHARED,
            first=circle.first,
            most=PAGE,
        )
        return topics, colleagues

    topics, colleagues = await gesture.find(look)
    if circle.which == MINE and not topics:
        circle = Circle(ALL, circle.first)
    return people_message(circle, topics, colleagues, gesture.bot.rubric, today)


LISTENERS = Listeners(presses={Action.PEOPLE: show_people}, replacing={Action.PEOPLE})
