"""Following up what was logged to be tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.listeners.entries import kept_answer
from bot.listeners.gestures import Listeners, Press, Submission
from bot.listeners.indicators import read_indicator
from bot.listeners.prompts import show_where_asked
from bot.messages.actions import Action, Form
from bot.messages.follow_up import (
    asked_again_message,
    indicator_form,
    indicator_message,
    nothing_came_message,
)
from bot.messages.message import Message
from domain.indicators import IndicatorDraft
from storage.entries import own_entry
from storage.indicators import (
    IndicatorInContext,
    draft_of,
    in_context,
    indicator_of,
    tell_outcome,
)
from storage.occurrences import own_occurrence, skip
from storage.questions import ask_again, ask_later
from storage.tables import Entry, Occurrence

A_PAGE: Final = 8


async def promise(press: Press) -> Message:
    """When to ask what came of an entry: `12:2` is in two weeks, `12:0` never."""
    row, weeks = map(int, press.parts(2))

    def keep(session: Session) -> Entry:
        ask_later(session, press.caller.person_id, row, weeks=weeks, now=press.now)
        return own_entry(session, press.caller.person_id, row)

    return await kept_answer(press, keep)


async def open_outcome_form(press: Press) -> None:
    def look(session: Session) -> IndicatorDraft:
        occurrence = own_occurrence(session, press.caller.person_id, press.row)
        told = indicator_of(session, press.caller.person_id, occurrence.id)
        return draft_of(told) if told else IndicatorDraft(kind="", text="")

    draft = await press.find(look)
    origin = press.origin(press.row, is_replacing=True)
    press.open_modal(indicator_form(draft, press.bot.rubric, origin, form=Form.OUTCOME))


async def submit_outcome(submission: Submission) -> None:
    draft, occurrence_id = read_indicator(submission), submission.origin.row or 0
    person_id = submission.caller.person_id

    def keep(session: Session) -> tuple[Occurrence, IndicatorInContext]:
        told = tell_outcome(
            session,
            person_id,
            occurrence_id,
            draft,
            submission=submission.submission,
            now=submission.now,
            today=submission.today,
        )
        return own_occurrence(session, person_id, occurrence_id), in_context(session, told)

    occurrence, shown = await submission.keep(keep)
    message = indicator_message(shown, submission.bot.rubric, submission.today)
    show_where_asked(submission, submission.origin, occurrence, message)


async def put_off(press: Press) -> None:
    """Ask again in a week."""

    def keep(session: Session) -> tuple[Occurrence, Entry]:
        occurrence = ask_again(
            session, press.caller.person_id, press.row, on=press.today + timedelta(weeks=1),
            now=press.now,
        )  # fmt: skip
        return occurrence, own_entry(session, press.caller.person_id, occurrence.entry_id or 0)

    occurrence, entry = await press.keep(keep)
    message = asked_again_message(entry, occurrence, press.today)
    show_where_asked(press, press.origin(is_replacing=True), occurrence, message)


async def pass_on(press: Press) -> None:
    """It didn't come to it."""

    def keep(session: Session) -> tuple[Occurrence, Entry]:
        occurrence = skip(session, press.caller.person_id, press.row, now=press.now)
        return occurrence, own_entry(session, press.caller.person_id, occurrence.entry_id or 0)

    occurrence, entry = await press.keep(keep)
    message = nothing_came_message(entry, occurrence)
    show_where_asked(press, press.origin(is_replacing=True), occurrence, message)


LISTENERS = Listeners(
    presses={
        Action.ASK_LATER: promise,
        Action.TELL_OUTCOME: open_outcome_form,
        Action.ASK_AGAIN: put_off,
        Action.NOTHING_CAME: pass_on,
    },
    replacing={Action.ASK_LATER},
    submissions={Form.OUTCOME: submit_outcome},
)
