"""Reflecting: answering a prompt, asking for one, snoozing and skipping."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.listeners.entries import open_log_form
from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.greeting import opted_in_message, opted_out_message
from bot.messages.message import Message
from bot.messages.prompt import (
    answered_message,
    prompt_message,
    reflection_form,
    skipped_message,
    snoozed_message,
)
from domain.errors import BadInput
from domain.quick_entry import check_text
from domain.zones import to_instant, to_local
from storage.asking import choose_element, choose_for
from storage.occurrences import ask_now, own_occurrence, shown_at, skip, snooze
from storage.people import set_opted_out
from storage.reflections import find_reflection, keep_reflection
from storage.tables import Occurrence, Person, Reflection

MORNING = time(8, 0)
"""When a prompt comes again that was snoozed until another day."""


async def reflect(command: Command) -> Message:
    """`/pln reflect` asks for a prompt now, of their focus or what they practised least."""
    return prompt_message(await _ask(command), command.bot.rubric)


async def reflect_now(press: Press) -> None:
    """The same from a button: straight to the modal."""
    occurrence = await _ask(press)
    press.open_modal(reflection_form(occurrence, None, press.origin(occurrence.id)))


async def open_reflection_form(press: Press) -> None:
    def look(session: Session) -> tuple[Occurrence, Reflection | None]:
        occurrence = own_occurrence(session, press.caller.person_id, press.row)
        return occurrence, find_reflection(session, press.caller.person_id, occurrence.id)

    occurrence, reflection = await press.find(look)
    press.open_modal(
        reflection_form(
            occurrence,
            reflection.text if reflection else None,
            press.origin(occurrence.id, is_replacing=True),
        )
    )


async def submit(submission: Submission) -> None:
    """The answer is kept, and the message shows that it was answered."""
    text = check_text(submission.text("text"))
    occurrence_id = submission.origin.row or 0
    person_id = submission.caller.person_id

    def keep(session: Session) -> tuple[Occurrence, Reflection]:
        reflection = keep_reflection(
            session, person_id, occurrence_id, text, now=submission.now, today=submission.today
        )
        return own_occurrence(session, person_id, occurrence_id), reflection

    occurrence, reflection = await submission.keep(keep)
    message = answered_message(occurrence, reflection, submission.bot.rubric)
    show_where_asked(submission, submission.origin, occurrence, message)


async def log_from_prompt(press: Press) -> None:
    await open_log_form(press)


async def put_off(press: Press) -> None:
    """Snooze: `hour:12`, `tomorrow:12`, `week:12`."""
    choice, _, row = press.value.partition(":")
    if not row.isdecimal():
        raise BadInput("That menu is from an older message. `/pln reflect` brings a new prompt.")
    until = snooze_until(choice, press.now, press.caller.zone)
    occurrence = await press.keep(
        lambda session: snooze(
            session, press.caller.person_id, int(row), until=until, now=press.now
        )
    )
    local_until = to_local(until, ZoneInfo(press.caller.zone))
    message = snoozed_message(occurrence, local_until, press.today)
    show_where_asked(press, press.origin(is_replacing=True), occurrence, message)


async def pass_on(press: Press) -> None:
    """Skip."""
    occurrence = await press.keep(
        lambda session: skip(session, press.caller.person_id, press.row, now=press.now)
    )
    message = skipped_message(occurrence)
    show_where_asked(press, press.origin(is_replacing=True), occurrence, message)


async def opt_out(press: Press) -> Message | None:
    await _set_opted_out(press, is_opted_out=True)
    return opted_out_message() if press.home_page is None else None


async def opt_in(press: Press) -> Message | None:
    await _set_opted_out(press, is_opted_out=False)
    return opted_in_message() if press.home_page is None else None


def snooze_until(choice: str, now: datetime, zone: str) -> datetime:
    """The instant: an hour on, or the morning of tomorrow or of next Monday, where they are."""
    if choice == "hour":
        return now + timedelta(hours=1)
    local = to_local(now, ZoneInfo(zone))
    days = 1 if choice == "tomorrow" else 7 - local.weekday()
    return to_instant(
        datetime.combine(local.date() + timedelta(days=days), MORNING), ZoneInfo(zone)
    )


def show_where_asked(
    gesture: Gesture, origin: Origin, occurrence: Occurrence, message: Message
) -> None:
    """Brings the message that asked up to date, and the reminder of it."""
    gesture.bot.afterwards.start(
        _show_at_each(gesture, origin, occurrence, message),
        what="showing what became of a prompt",
    )


async def _show_at_each(
    gesture: Gesture, origin: Origin, occurrence: Occurrence, message: Message
) -> None:
    places = await gesture.find(lambda session: shown_at(session, occurrence))
    # Slack takes 50 updates a minute, and many people answer in the same one.
    if len(places) < 2 and await gesture.answer_at_url(origin, message):
        return
    for channel, ts in places:
        await gesture.bot.sender.update(channel, ts, message)
    if not places:
        gesture.answer_at(origin, message)


async def _set_opted_out(press: Press, *, is_opted_out: bool) -> None:
    await press.keep(
        lambda session: set_opted_out(
            session,
            press.caller.person_id,
            press.caller.workspace_id,
            is_opted_out=is_opted_out,
            now=press.now,
        )
    )


async def _ask(gesture: Gesture) -> Occurrence:
    rubric = gesture.bot.rubric

    def ask(session: Session) -> Occurrence:
        person = session.get_one(Person, gesture.caller.person_id)
        elements = [element.key for element in rubric.elements]
        element, because = choose_element(session, person, elements, "own-focus", gesture.today)
        seed = f"{person.slack_id}/{gesture.now.isoformat()}"
        prompt = choose_for(session, person, rubric, element=element, seed=seed)
        return ask_now(
            session,
            person.id,
            element=prompt.element,
            because=because,
            prompt_id=prompt.id,
            prompt_text=prompt.text,
            zone=person.zone,
            now=gesture.now,
        )

    return await gesture.keep(ask)


LISTENERS = Listeners(
    presses={
        Action.REFLECT: open_reflection_form,
        Action.REFLECT_NOW: reflect_now,
        Action.LOG_FROM_PROMPT: log_from_prompt,
        Action.SNOOZE: put_off,
        Action.SKIP: pass_on,
        Action.OPT_OUT: opt_out,
        Action.OPT_IN: opt_in,
    },
    submissions={Form.REFLECTION: submit},
)
