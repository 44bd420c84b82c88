"""A leader decides on what was handed in for credit."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.approvals import (
    DECISIONS,
    PAGE,
    approvals_message,
    bulk_words,
    claim_form,
    decided_words,
)
from bot.messages.message import Message
from domain.errors import BadInput
from storage.approvals import (
    Awaiting,
    approve_all,
    decide,
    read_awaiting,
    read_one,
)
from storage.pages import Page


async def approvals(command: Command) -> Message:
    """`/pln approvals`."""
    return await _show(command, 0)


async def show(press: Press) -> Message:
    return await _show(press, press.row)


async def open_claim(press: Press) -> None:
    """One in full; the look is written down."""

    def look(session: Session) -> Awaiting:
        return read_one(session, press.caller, press.value, now=press.now)

    awaiting = await press.keep(look)
    origin = replace(press.origin(is_replacing=True), about=awaiting.seen)
    press.open_modal(claim_form(awaiting, press.bot.rubric, press.today, origin))


async def submit(submission: Submission) -> None:
    chosen = submission.choice("decision")
    decision = next((each for each, _ in DECISIONS if each == chosen), None)
    if decision is None:
        raise BadInput("Choose whether you approve or return it.", field="decision")

    def keep(session: Session) -> Awaiting:
        return decide(
            session,
            submission.caller,
            submission.origin.about or "",
            decision,
            submission.text("reason"),
            now=submission.now,
        )

    decided = await submission.keep(keep)
    answer = await _show(submission, 0, told=decided_words(decided))
    submission.answer_at(submission.origin, answer)


async def approve_shown(press: Press) -> Message:
    """All of the page that was confirmed, as it was seen."""
    seen = press.value.split(",")[:PAGE]
    outcome = await press.keep(
        lambda session: approve_all(session, press.caller, seen, now=press.now)
    )
    return await _show(press, 0, told=bulk_words(outcome))


async def _show(gesture: Gesture, first: int, *, told: str | None = None) -> Message:
    """To read it is to look at it, so it is written down."""

    def look(session: Session) -> Page[Awaiting]:
        return read_awaiting(session, gesture.caller, first=first, most=PAGE, now=gesture.now)

    page = await gesture.keep(look)
    return approvals_message(page, gesture.bot.rubric, gesture.today, told=told)


LISTENERS = Listeners(
    presses={
        Action.SHOW_APPROVALS: show,
        Action.TURN_APPROVALS: show,
        Action.OPEN_CLAIM: open_claim,
        Action.APPROVE_ALL: approve_shown,
    },
    replacing={Action.TURN_APPROVALS, Action.APPROVE_ALL},
    submissions={Form.CLAIM: submit},
)
