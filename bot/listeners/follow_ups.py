"""Following up what was logged to be tried, and the indicators that come of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.listeners.entries import logged_answer
from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.listeners.prompts import show_where_asked
from bot.messages.actions import Action, Form
from bot.messages.follow_up import (
    asked_again_message,
    indicator_form,
    indicator_message,
    indicator_taken_back_message,
    indicators_message,
    nothing_came_message,
)
from bot.messages.message import Message
from domain.errors import BadInput
from domain.indicators import IndicatorDraft, check_indicator
from domain.quick_entry import check_text
from storage.entries import own_entry
from storage.indicators import (
    IndicatorInContext,
    bring_back_indicator,
    draft_of,
    edit_indicator,
    in_context,
    indicator_of,
    indicator_page,
    own_indicator,
    take_back_indicator,
    tell_outcome,
)
from storage.occurrences import own_occurrence, skip
from storage.pages import Page
from storage.questions import ask_again, ask_later
from storage.tables import Entry, Occurrence

A_PAGE: Final = 8


async def promise(press: Press) -> Message:
    """When to ask what came of an entry: `12:2` is in two weeks, `12:0` never."""
    row, weeks = map(int, press.parts(2))

    def keep(session: Session) -> Entry:
        ask_later(session, press.caller.person_id, row, weeks=weeks, now=press.now)
        return own_entry(session, press.caller.person_id, row)

    return await logged_answer(press, await press.keep(keep))


async def open_outcome_form(press: Press) -> None:
    def look(session: Session) -> IndicatorDraft:
        occurrence = own_occurrence(session, press.caller.person_id, press.row)
        told = indicator_of(session, press.caller.person_id, occurrence.id)
        return draft_of(told) if told else IndicatorDraft(kind="", text="")

    draft = await press.find(look)
    origin = press.origin(press.row, is_replacing=True)
    press.open_modal(indicator_form(draft, press.bot.rubric, origin, form=Form.OUTCOME))


async def submit_outcome(submission: Submission) -> None:
    draft, occurrence_id = _read(submission), submission.origin.row or 0
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


# Indicators


async def show_indicators(command: Command) -> Message:
    """`/pln indicators`."""
    return indicators_message(await _page(command, 0), command.bot.rubric, command.today)


async def turn_page(press: Press) -> Message:
    return indicators_message(await _page(press, press.row), press.bot.rubric, press.today)


async def open_edit_form(press: Press) -> None:
    indicator = await press.find(
        lambda session: own_indicator(session, press.caller.person_id, press.row)
    )
    origin = press.origin(indicator.id, is_replacing=press.block_id == "indicator")
    press.open_modal(
        indicator_form(draft_of(indicator), press.bot.rubric, origin, form=Form.INDICATOR)
    )


async def submit_edit(submission: Submission) -> None:
    draft, row = _read(submission), submission.origin.row or 0
    shown = await submission.keep(
        lambda session: in_context(
            session,
            edit_indicator(session, submission.caller.person_id, row, draft, submission.now),
        )
    )
    message = indicator_message(shown, submission.bot.rubric, submission.today, is_edited=True)
    submission.answer_at(submission.origin, message)


async def take_back(press: Press) -> Message:
    indicator = await press.keep(
        lambda session: take_back_indicator(session, press.caller.person_id, press.row, press.now)
    )
    return indicator_taken_back_message(indicator)


async def bring_back(press: Press) -> Message:
    shown = await press.keep(
        lambda session: in_context(
            session, bring_back_indicator(session, press.caller.person_id, press.row)
        )
    )
    return indicator_message(shown, press.bot.rubric, press.today)


async def choose(press: Press) -> Message | None:
    """The menu beside an indicator: `edit:3`, `delete:3`."""
    choice, _, row = press.value.partition(":")
    on_row = replace(press, value=row)
    if choice == "delete":
        return await take_back(on_row)
    await open_edit_form(on_row)
    return None


def _read(submission: Submission) -> IndicatorDraft:
    kind = submission.choice("kind")
    if kind is None:
        raise BadInput("Choose what it shows.", field="kind")
    return check_indicator(
        IndicatorDraft(
            kind=kind,
            text=check_text(submission.text("text")),
            skill=submission.choice("skill") if kind == "skill-attainment" else None,
            measure=submission.text("measure").strip() or None,
            before=submission.number("before"),
            after=submission.number("after"),
        )
    )


async def _page(gesture: Gesture, first: int) -> Page[IndicatorInContext]:
    return await gesture.find(
        lambda session: indicator_page(session, gesture.caller.person_id, first=first, most=A_PAGE)
    )


LISTENERS = Listeners(
    presses={
        Action.ASK_LATER: promise,
        Action.TELL_OUTCOME: open_outcome_form,
        Action.ASK_AGAIN: put_off,
        Action.NOTHING_CAME: pass_on,
        Action.TURN_INDICATORS: turn_page,
        Action.EDIT_INDICATOR: open_edit_form,
        Action.TAKE_BACK_INDICATOR: take_back,
        Action.BRING_BACK_INDICATOR: bring_back,
        Action.INDICATOR_MENU: choose,
    },
    replacing={
        Action.ASK_LATER,
        Action.TURN_INDICATORS,
        Action.TAKE_BACK_INDICATOR,
        Action.BRING_BACK_INDICATOR,
    },
    submissions={Form.OUTCOME: submit_outcome, Form.INDICATOR: submit_edit},
)
