"""Reflecting: answering a prompt, asking for one, snoozing, skipping, and reading it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.listeners.entries import logged_answer, open_log_form
from bot.listeners.gestures import (
    OLDER_MESSAGE,
    Command,
    Gesture,
    Listeners,
    Press,
    Submission,
)
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.greeting import opted_in_message, opted_out_message
from bot.messages.message import Message
from bot.messages.prompt import (
    ALSO_LOG,
    SKIP_REASONS,
    answer_deleted_message,
    answered_message,
    prompt_message,
    reflection_deleted_message,
    reflection_form,
    reflection_saved_message,
    reflections_message,
    said_why_message,
    skipped_message,
    snoozed_message,
)
from domain.drafts import EntryDraft, draft_of_words
from domain.errors import BadInput
from domain.quick_entry import check_text
from domain.zones import to_instant, to_local
from storage.asking import Asking
from storage.occurrences import (
    ask_now,
    find_asked,
    own_occurrence,
    say_why_skipped,
    shown_at,
    skip,
    snooze,
)
from storage.pages import Page
from storage.people import set_opted_out
from storage.reflections import (
    bring_back_reflection,
    delete_reflection,
    edit_reflection,
    find_reflection,
    keep_reflection,
    log_with,
    own_reflection,
    reflection_page,
)
from storage.tables import Entry, Goal, Occurrence, Person, Reflection

A_PAGE = 5
"""Reflections, which may be long."""
MORNING = time(8, 0)
"""When a prompt comes again that was snoozed until another day."""


async def reflect(command: Command) -> Message:
    """`/pln reflect` asks for a prompt now, of their focus or what they practised least."""
    occurrence, goal = await _ask(command)
    return prompt_message(occurrence, command.bot.rubric, goal=goal)


async def reflect_now(press: Press) -> None:
    """The same from a button: straight to the modal."""
    occurrence, _ = await _ask(press)
    press.open_modal(
        reflection_form(occurrence.prompt_text or "", None, press.origin(occurrence.id))
    )


async def open_reflection_form(press: Press) -> None:
    def look(session: Session) -> tuple[Occurrence, Reflection | None]:
        occurrence = own_occurrence(session, press.caller.person_id, press.row)
        return occurrence, find_reflection(session, press.caller.person_id, occurrence.id)

    occurrence, reflection = await press.find(look)
    origin = press.origin(occurrence.id, is_replacing=True)
    press.open_modal(reflection_form(occurrence.prompt_text or "", reflection, origin))


async def submit(submission: Submission) -> None:
    """The answer is kept, and the message shows that it was answered."""
    text, rating = _read(submission)
    person_id, occurrence_id = submission.caller.person_id, submission.origin.row or 0
    draft = _draft(submission, text) if ALSO_LOG in submission.choices("log") else None

    def keep(session: Session) -> tuple[Occurrence, Reflection, Entry | None]:
        now, today = submission.now, submission.today
        reflection = keep_reflection(
            session, person_id, occurrence_id, text, rating=rating, now=now, today=today
        )
        entry = None
        if draft is not None:
            sent = submission.submission
            entry = log_with(session, reflection, draft, submission=sent, now=now)
        return own_occurrence(session, person_id, occurrence_id), reflection, entry

    occurrence, reflection, entry = await submission.keep(keep)
    is_logged = reflection.entry_id is not None
    message = answered_message(occurrence, reflection, submission.bot.rubric, is_logged=is_logged)
    show_where_asked(submission, submission.origin, occurrence, message)
    if entry is not None:
        # Beside the answer, so that what was suggested can be put right or undone.
        beside = Origin(response_url=submission.origin.response_url)
        submission.answer_at(beside, await logged_answer(submission, entry))


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


async def say_why(press: Press) -> None:
    """Why they skipped: `12:no-time`."""
    row, key = press.parts(2)
    reason = next((each for each in SKIP_REASONS if each == key), None)
    if reason is None:
        raise BadInput(OLDER_MESSAGE)
    occurrence = await press.keep(
        lambda session: say_why_skipped(
            session, press.caller.person_id, int(row), reason, press.now
        )
    )
    message = said_why_message(occurrence, reason)
    show_where_asked(press, press.origin(is_replacing=True), occurrence, message)


# Seen again


async def show_reflections(command: Command) -> Message:
    """`/pln reflections`."""
    return reflections_message(await _page(command, 0), command.bot.rubric, command.today)


async def turn_page(press: Press) -> Message:
    return reflections_message(await _page(press, press.row), press.bot.rubric, press.today)


async def open_again(press: Press) -> None:
    reflection = await press.find(
        lambda session: own_reflection(session, press.caller.person_id, press.row)
    )
    form = Form.REFLECTION_AGAIN
    press.open_modal(
        reflection_form(reflection.prompt_text, reflection, press.origin(press.row), form=form)
    )


async def submit_again(submission: Submission) -> None:
    text, rating = _read(submission)
    row = submission.origin.row or 0
    reflection = await submission.keep(
        lambda session: edit_reflection(
            session, submission.caller.person_id, row, text, rating=rating
        )
    )
    submission.answer_at(
        submission.origin,
        reflection_saved_message(reflection, submission.bot.rubric, submission.today),
    )


async def choose(press: Press) -> Message | None:
    """The menu beside an answer: `edit:3`, `delete:3`."""
    choice, _, row = press.value.partition(":")
    on_row = replace(press, value=row)
    if choice == "delete":
        return await delete(on_row)
    await open_again(on_row)
    return None


async def delete(press: Press) -> Message:
    reflection, occurrence = await press.keep(
        lambda session: _with_prompt(
            session, delete_reflection(session, press.caller.person_id, press.row, press.now)
        )
    )
    if occurrence is not None:
        show_where_asked(press, Origin(), occurrence, answer_deleted_message(occurrence))
    return reflection_deleted_message(reflection)


async def bring_back(press: Press) -> Message:
    rubric = press.bot.rubric
    reflection, occurrence = await press.keep(
        lambda session: _with_prompt(
            session, bring_back_reflection(session, press.caller.person_id, press.row)
        )
    )
    if occurrence is not None:
        is_logged = reflection.entry_id is not None
        message = answered_message(occurrence, reflection, rubric, is_logged=is_logged)
        show_where_asked(press, Origin(), occurrence, message)
    return reflection_saved_message(reflection, rubric, press.today)


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


def _read(submission: Submission) -> tuple[str, int | None]:
    """The answer, and how it went."""
    rating = submission.choice("rating")
    return check_text(submission.text("text")), int(rating) if rating else None


def _draft(submission: Submission, text: str) -> EntryDraft:
    return draft_of_words(
        text,
        rubric=submission.bot.rubric,
        today=submission.today,
        day_first=submission.caller.is_day_first,
    )


def _with_prompt(session: Session, reflection: Reflection) -> tuple[Reflection, Occurrence | None]:
    """With the message that asked for it, where that is still on record."""
    asked = reflection.occurrence_id
    return reflection, session.get(Occurrence, asked) if asked is not None else None


async def _page(gesture: Gesture, first: int) -> Page[Reflection]:
    return await gesture.find(
        lambda session: reflection_page(session, gesture.caller.person_id, first=first, most=A_PAGE)
    )


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


async def _ask(gesture: Gesture) -> tuple[Occurrence, Goal | None]:
    rubric = gesture.bot.rubric
    # The same for each delivery of one command or press.
    submission = str(gesture.body["trigger_id"])

    def ask(session: Session) -> tuple[Occurrence, Goal | None]:
        person = session.get_one(Person, gesture.caller.person_id)
        asking = Asking(session, rubric, [person])
        asked = find_asked(session, person.id, submission)
        if asked is not None:
            return asked, asking.goal_asked_about(asked)
        elements = [element.key for element in rubric.elements]
        element, because = asking.choose_element(person, elements, "own-focus", gesture.today)
        seed = f"{person.slack_id}/{gesture.now.isoformat()}"
        prompt = asking.choose_prompt(person, element=element, seed=seed)
        asked = ask_now(
            session,
            person.id,
            element=prompt.element,
            because=because,
            prompt_id=prompt.id,
            prompt_text=prompt.text,
            zone=person.zone,
            now=gesture.now,
            submission=submission,
        )
        return asked, asking.goal_asked_about(asked)

    return await gesture.keep(ask)


LISTENERS = Listeners(
    presses={
        Action.REFLECT: open_reflection_form,
        Action.REFLECT_NOW: reflect_now,
        Action.LOG_FROM_PROMPT: log_from_prompt,
        Action.SNOOZE: put_off,
        Action.SKIP: pass_on,
        Action.SAY_WHY_SKIPPED: say_why,
        Action.TURN_REFLECTIONS: turn_page,
        Action.REFLECTION_MENU: choose,
        Action.BRING_BACK_REFLECTION: bring_back,
        Action.OPT_OUT: opt_out,
        Action.OPT_IN: opt_in,
    },
    replacing={Action.TURN_REFLECTIONS, Action.BRING_BACK_REFLECTION},
    submissions={Form.REFLECTION: submit, Form.REFLECTION_AGAIN: submit_again},
)
