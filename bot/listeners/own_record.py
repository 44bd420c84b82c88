"""One's own record: having it all, having it erased, and who looked at it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.attachments.own_record import Rows, own_files
from bot.home import publish_home
from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.message import Message
from bot.messages.own_record import (
    EXPORT_WORDS,
    LOOKS,
    SURE,
    export_failed_message,
    exporting_message,
    forget_form,
    forget_sure_form,
    forgotten_message,
    looks_message,
)
from bot.sender import NotSent
from bot.sharing import take_down_abandoned
from domain.errors import BadInput
from storage.audit import looks_at
from storage.exports import Records, export_records
from storage.forgetting import forget as erase
from storage.forgetting import holdings
from storage.ownership import rows_of
from storage.people import find_caller


async def export(command: Command) -> Message:
    """`/pln export`."""
    return _export(command)


async def press_export(press: Press) -> Message:
    return _export(press)


async def forget(command: Command) -> None:
    """`/pln forget`: nothing is erased before it was asked twice."""
    await _ask(command, command.origin)


async def press_forget(press: Press) -> None:
    await _ask(press, press.beside)


async def ask_again(submission: Submission) -> dict[str, Any]:
    return forget_sure_form(submission.origin)


async def forget_all(submission: Submission) -> None:
    """The word was typed."""
    if submission.text("word").strip().strip("“”\"'").casefold() != SURE:
        raise BadInput(
            "To erase your record, type the word {sure}. To keep it, press Back.",
            sure=SURE,
            field="word",
        )
    bot, now = submission.bot, submission.now
    await submission.keep(lambda session: erase(session, submission.caller.person_id, now))
    bot.afterwards.start(
        take_down_abandoned(bot.database, bot.workspace_id, bot.own_sender),
        what="taking down the posts of somebody who had all erased",
    )
    bot.afterwards.start(_empty_home(submission), what="publishing App Home")
    submission.answer_at(submission.origin, forgotten_message())


async def looks(command: Command) -> Message:
    """`/pln who`."""
    return await _looks(command, 0)


async def turn_looks(press: Press) -> Message:
    return await _looks(press, press.row)


async def _looks(gesture: Gesture, first: int) -> Message:
    page = await gesture.find(
        lambda session: looks_at(session, gesture.caller.person_id, first=first, most=LOOKS)
    )
    return looks_message(page, gesture.caller.zone, gesture.today)


async def _ask(gesture: Gesture, origin: Origin) -> None:
    held = await gesture.find(lambda session: holdings(session, gesture.caller.person_id))
    gesture.open_modal(forget_form(held, origin))


async def _empty_home(submission: Submission) -> None:
    """App Home still shows what was there."""
    person = submission.body["user"]
    caller = await submission.find(
        lambda session: find_caller(
            session, workspace=person["team_id"], slack_id=person["id"], now=submission.now
        )
    )
    if caller is not None:
        await publish_home(submission.bot, caller)


def _export(gesture: Gesture) -> Message:
    gesture.bot.afterwards.start(_hand_over(gesture, gesture.today), what="exporting a record")
    return exporting_message()


async def _hand_over(gesture: Gesture, today: date) -> None:
    try:
        await _upload(gesture, today)
    except NotSent as refusal:
        gesture.answer_at(gesture.beside, export_failed_message(refusal.reason))
    except Exception:
        # Nobody is to wait for files that never come; the fault itself goes into the log.
        gesture.answer_at(gesture.beside, export_failed_message(say("something went wrong")))
        raise


async def _upload(gesture: Gesture, today: date) -> None:
    """Only to its owner: the files go into nobody's direct message but theirs."""
    person_id, workspace_id = gesture.caller.person_id, gesture.caller.workspace_id

    def look(session: Session) -> tuple[Records, Rows]:
        return (
            export_records(session, workspace_id, person_id=person_id),
            rows_of(session, person_id),
        )

    records, rows = await gesture.find(look)
    files = await asyncio.to_thread(own_files, records, rows, gesture.bot.rubric, today)
    channel = await gesture.bot.sender.open_dm(gesture.caller.slack_id)
    await gesture.bot.sender.upload(*files, channel=channel, text=say(EXPORT_WORDS))


LISTENERS = Listeners(
    presses={
        Action.EXPORT: press_export,
        Action.FORGET: press_forget,
        Action.LOOKS: turn_looks,
    },
    replacing={Action.LOOKS},
    submissions={Form.FORGET: ask_again, Form.FORGET_SURE: forget_all},
    clearing={Form.FORGET_SURE},
)
