"""An educator's own credit: what they hand in, where they stand, and their transcript."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.attachments.pdf import PdfNotMade, render_pdf_aside
from bot.attachments.transcript import transcript_document, transcript_name, transcript_sheets
from bot.attachments.workbook import render_workbook
from bot.listeners.entry_lists import list_entries
from bot.listeners.gestures import OLDER_MESSAGE, Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.credit import PAGE, CreditPlace, credits_message, hand_in_form
from bot.messages.entry_list import Listing
from bot.messages.language import say, say_count, say_words
from bot.messages.message import Message, escape, section
from bot.sender import Attachment, NotSent
from domain.errors import BadInput
from domain.school_years import read_year
from domain.words import later
from storage.claims import EntryCredit
from storage.credit import (
    OwnCredit,
    check_can_be_handed_in,
    credit_of_entry,
    hand_in,
    hand_in_all,
    open_credit,
    own_credit,
    withdraw,
)
from storage.credit_policy import load_policy
from storage.transcripts import Transcript, load_transcript

NOT_SENT = later("Your transcript could not be sent: {reason}. Nothing is lost; please try again.")


async def credits_of(command: Command) -> Message:
    """`/pln credits`, `/pln credits 2025-26`."""

    def look(session: Session) -> CreditPlace:
        policy = load_policy(session, command.caller.workspace_id)
        begins = policy.terms_on(command.today).begins
        return CreditPlace(read_year(command.text, begins, today=command.today))

    place = await command.find(look) if command.text.strip() else CreditPlace()
    return await _show(command, place)


async def show(press: Press) -> Message:
    return await _show(press, CreditPlace.load(press.value))


async def hand_in_listed(press: Press) -> Message:
    """One of the list: `12:2026-07-01/6`."""
    row, place = press.parts(2)
    credit = await press.keep(
        lambda session: hand_in(session, press.caller.person_id, int(row), now=press.now)
    )
    is_credited = credit.state == "granted"
    told = say("One entry is credited.") if is_credited else say("One entry is handed in.")
    return await _show(press, CreditPlace.load(place), told=told)


async def hand_in_rest(press: Press) -> Message:
    """All that would earn and was not handed in."""
    year_on = CreditPlace.load(press.value).year_on
    if year_on is None:
        raise BadInput(OLDER_MESSAGE)
    handed_in = await press.keep(
        lambda session: hand_in_all(session, press.caller.person_id, year_on, now=press.now)
    )
    return await _show(press, CreditPlace(year_on), told=_told(handed_in))


async def withdraw_listed(press: Press) -> Message:
    row, place = press.parts(2)
    await press.keep(
        lambda session: withdraw(session, press.caller.person_id, int(row), now=press.now)
    )
    return await _show(press, CreditPlace.load(place), told=say("It is not handed in any more."))


async def ask_to_hand_in(press: Press) -> None:
    """From the menu beside an entry of a list."""

    def look(session: Session) -> EntryCredit:
        credit = credit_of_entry(session, press.caller.person_id, press.row)
        check_can_be_handed_in(credit)
        return credit

    credit = await press.find(look)
    press.open_modal(hand_in_form(credit, press.origin(credit.entry.id, is_replacing=True)))


async def submit_hand_in(submission: Submission) -> None:
    origin, person_id = submission.origin, submission.caller.person_id
    await submission.keep(
        lambda session: hand_in(session, person_id, origin.row or 0, now=submission.now)
    )
    if origin.listing:
        answer = await list_entries(submission, Listing.load(origin.listing))
    else:
        answer = await _show(submission, CreditPlace())
    submission.answer_at(origin, answer)


async def send_transcript(press: Press) -> Message:
    """`pdf:2026-07-01`: the file comes into the direct message, which is its owner's alone."""
    ending, _, year = press.value.partition(":")
    year_on = CreditPlace.load(f"{year}/0").year_on
    if ending not in ("pdf", "xlsx") or year_on is None:
        raise BadInput(OLDER_MESSAGE)
    transcript = await press.find(
        lambda session: load_transcript(
            session, press.caller.person_id, year_on=year_on, today=press.today
        )
    )
    press.bot.afterwards.start(
        _send_transcript(press, transcript, ending), what="sending a transcript"
    )
    return Message(say("Your transcript comes into your direct message with me in a moment."))


async def _show(gesture: Gesture, place: CreditPlace, *, told: str | None = None) -> Message:
    person_id, today = gesture.caller.person_id, gesture.today

    def look(session: Session) -> tuple[OwnCredit, list[EntryCredit]]:
        own = own_credit(
            session, person_id, today=today, year_on=place.year_on, first=place.first, most=PAGE
        )
        return own, open_credit(session, person_id, own.standing.year_on)

    own, handing_in = await gesture.find(look)
    return credits_message(own, handing_in, gesture.bot.rubric, today, told=told)


def _told(handed_in: Sequence[EntryCredit]) -> str:
    if not handed_in:
        return say("Nothing was left to hand in.")
    return say_count(
        "{count} entry is handed in.", "{count} entries are handed in.", len(handed_in)
    )


async def _send_transcript(press: Press, transcript: Transcript, ending: str) -> None:
    name, rubric = transcript_name(transcript, ending), press.bot.rubric
    try:
        if ending == "pdf":
            content = await render_pdf_aside(transcript_document(transcript, rubric))
        else:
            sheets = transcript_sheets(transcript, rubric)
            content = await asyncio.to_thread(render_workbook, sheets)
        channel = await press.bot.sender.open_dm(press.caller.slack_id)
        await press.bot.sender.upload(
            Attachment(name=name, title=name, content=content),
            channel=channel,
            text=escape(say("Your credit transcript of {name}", name=transcript.standing.name)),
        )
    except (NotSent, PdfNotMade) as refusal:
        words = say(NOT_SENT, reason=escape(say_words(refusal.reason)))
        press.answer_at(press.beside, Message(words, [section(words)]))


LISTENERS = Listeners(
    presses={
        Action.SHOW_CREDITS: show,
        Action.TURN_CREDITS: show,
        Action.HAND_IN: hand_in_listed,
        Action.HAND_IN_ALL: hand_in_rest,
        Action.WITHDRAW_CLAIM: withdraw_listed,
        Action.SEND_TRANSCRIPT: send_transcript,
    },
    replacing={Action.TURN_CREDITS, Action.HAND_IN, Action.HAND_IN_ALL, Action.WITHDRAW_CLAIM},
    submissions={Form.HAND_IN: submit_hand_in},
)
