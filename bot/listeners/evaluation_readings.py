"""Evaluations that are read: one's own, and those that a leader or a peer may read and answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.listeners.gestures import OLDER_MESSAGE, Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.evaluation_forms import comment_form, response_form
from bot.messages.evaluation_reading import (
    A_PAGE,
    ANSWERS,
    WHOLE,
    Reader,
    awaiting_message,
    commented_message,
    moved_message,
    reading_view,
    responded_message,
    words_back_message,
)
from bot.messages.forms import Origin
from bot.messages.language import say, say_words
from bot.messages.message import Message, typed
from domain.errors import BadInput
from domain.evaluation import Act
from storage.evaluations import check, comment, meet, respond, take_back_response
from storage.pages import Page
from storage.readings import Awaiting, Reading, read_evaluation, shown_evaluations

Kept = TypeVar("Kept")


async def show_awaiting(command: Command) -> Message:
    """`/pln evaluations`."""
    return awaiting_message(await _awaiting(command, 0), _reader(command))


async def turn_awaiting(press: Press) -> Message:
    return awaiting_message(await _awaiting(press, press.row), _reader(press))


async def open_reading(press: Press) -> None:
    """In a modal, whose buttons turn to its other parts."""
    reading = await _read(press, press.row)
    has_news = reading.is_own and reading.answer is not None
    origin = press.origin(press.row)
    press.open_modal(
        reading_view(reading, ANSWERS if has_news else WHOLE, 0, _reader(press), origin)
    )


async def turn_reading(press: Press) -> None:
    """`12:evidence:8`."""
    row, part, first = press.parts(3)
    if not first.isdecimal():
        raise BadInput(OLDER_MESSAGE)
    origin = press.modal_origin
    reading = await _read(press, int(row))
    press.update_modal(reading_view(reading, part, int(first), _reader(press), origin))


async def open_response_form(press: Press) -> None:
    reading = await _read(press, press.row)

    def look(session: Session) -> None:
        standing = meet(session, press.caller.person_id, press.row)
        act: Act = "revise-response" if reading.is_answer_own else "respond"
        check(standing, act, press.today)

    await press.find(look)
    _open(press, response_form(reading, press.bot.rubric, _origin(press)))


async def submit_response(submission: Submission) -> None:
    words, evaluation_id = submission.text("words"), submission.origin.row or 0
    elements = [
        name.removeprefix("rating-") for name in submission.fields if name.startswith("rating-")
    ]
    ratings = {
        element: rating
        for element in elements
        if (rating := submission.choice(f"rating-{element}")) is not None
    }

    def keep(session: Session) -> Reading:
        respond(
            session, submission.caller.person_id, evaluation_id, words, ratings,
            submission=submission.submission, now=submission.now, today=submission.today,
        )  # fmt: skip
        return read_evaluation(
            session, submission.caller.person_id, evaluation_id, now=submission.now
        )

    reading = await keep_words(submission, words, keep)
    submission.bot.wake_jobs()
    _tell(submission, responded_message(reading))


async def take_back(press: Press) -> Message:
    def keep(session: Session) -> Reading:
        take_back_response(
            session, press.caller.person_id, press.row, now=press.now, today=press.today
        )
        return read_evaluation(session, press.caller.person_id, press.row, now=press.now)

    reading = await press.keep(keep)
    press.bot.wake_jobs()
    name = typed(reading.name, 80)
    return moved_message(
        reading, say("Taken back. {name}'s evaluation awaits a response again.", name=name)
    )


async def open_comment_form(press: Press) -> None:
    reading = await _read(press, press.row)

    def look(session: Session) -> None:
        check(meet(session, press.caller.person_id, press.row), "comment", press.today)

    await press.find(look)
    _open(press, comment_form(reading, _origin(press)))


async def submit_comment(submission: Submission) -> None:
    words, evaluation_id = submission.text("words"), submission.origin.row or 0

    def keep(session: Session) -> Reading:
        comment(
            session, submission.caller.person_id, evaluation_id, words,
            submission=submission.submission, now=submission.now, today=submission.today,
        )  # fmt: skip
        return read_evaluation(
            session, submission.caller.person_id, evaluation_id, now=submission.now
        )

    reading = await keep_words(submission, words, keep)
    submission.bot.wake_jobs()
    _tell(submission, commented_message(reading, words))


async def show_moved(press: Press, evaluation_id: int) -> Message:
    """A leader noted that they have talked."""
    reading = await _read(press, evaluation_id)
    name = typed(reading.name, 80)
    return moved_message(
        reading,
        say(
            "Noted: you have talked. {name} says now whether they agree, in their own time.",
            name=name,
        ),
    )


async def keep_words(submission: Submission, words: str, work: Callable[[Session], Kept]) -> Kept:
    """What `work` keeps; where it is too late for that, the words go back to their author."""
    try:
        return await submission.keep(work)
    except BadInput as refusal:
        if refusal.field is None and words.strip():
            submission.answer_at(Origin(), words_back_message(say_words(refusal.words), words))
        raise


async def _read(gesture: Gesture, evaluation_id: int) -> Reading:
    """Each look of somebody else is kept with it."""
    return await gesture.keep(
        lambda session: read_evaluation(
            session, gesture.caller.person_id, evaluation_id, now=gesture.now
        )
    )


async def _awaiting(gesture: Gesture, first: int) -> Page[Awaiting]:
    def look(session: Session) -> Sequence[Awaiting]:
        return shown_evaluations(session, gesture.caller.person_id)

    found = await gesture.find(look)
    first = max(0, min(first, len(found) - 1)) // A_PAGE * A_PAGE
    return Page(found[first : first + A_PAGE], first, len(found), A_PAGE)


def _reader(gesture: Gesture) -> Reader:
    return Reader(gesture.bot.rubric, gesture.today, gesture.caller.zone)


def _is_in_modal(press: Press) -> bool:
    return bool(press.body.get("view", {}).get("type") == "modal")


def _origin(press: Press) -> Origin:
    return press.modal_origin if _is_in_modal(press) else press.origin(press.row)


def _open(press: Press, view: dict[str, Any]) -> None:
    """Over the evaluation that is being read, or by itself."""
    if _is_in_modal(press):
        press.push_modal(view)
    else:
        press.open_modal(view)


def _tell(submission: Submission, message: Message) -> None:
    """App Home shows what became of it and has no room for an answer, so that comes as well."""
    submission.answer_at(submission.origin, message)
    if submission.origin.home_page is not None:
        submission.answer_at(Origin(), message)


LISTENERS = Listeners(
    presses={
        Action.READ_EVALUATION: open_reading,
        Action.TURN_READING: turn_reading,
        Action.RESPOND: open_response_form,
        Action.TAKE_BACK_RESPONSE: take_back,
        Action.COMMENT: open_comment_form,
        Action.TURN_AWAITING: turn_awaiting,
    },
    replacing={Action.TAKE_BACK_RESPONSE, Action.TURN_AWAITING},
    submissions={Form.RESPONSE: submit_response, Form.COMMENT: submit_comment},
    clearing={Form.RESPONSE, Form.COMMENT},
)
