"""Discovering ways to learn, and passing them on."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.listeners.entries import open_entry_form
from bot.listeners.gestures import OLDER_MESSAGE, Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.catalogue import (
    PAGE,
    catalogue_message,
    draft_of_option,
    option_form,
    option_kept_message,
    option_removed_message,
)
from bot.messages.message import Message
from domain.catalogue import LONGEST_WORDS, OptionDraft, Shelf, read_option
from domain.drafts import EntryDraft
from domain.duration import MOST_MINUTES
from domain.errors import BadInput
from domain.topics import read_topic
from storage.catalogue import (
    add_option,
    bring_back_option,
    edit_option,
    find_options,
    option_in_sight,
    option_to_change,
    recommend,
    remove_option,
)
from storage.tables import LearningOption


async def discover(command: Command) -> Message | None:
    """`/pln discover`, `/pln discover #skills`, `/pln discover podcast`, `/pln discover add`."""
    text = command.text.strip()
    if text.lower() == "add":
        command.open_modal(option_form(None, command.bot.rubric, command.origin))
        return None
    if text.startswith("#"):
        topic = read_topic(text, command.bot.rubric)
        return await _show(command, Shelf(topic=topic.dump() if topic else ""))
    return await _show(command, Shelf(words=" ".join(text.split())[:LONGEST_WORDS]))


async def show(press: Press) -> Message:
    """A menu, a turned page, a button that leads here."""
    return await _show(press, Shelf.load(press.value))


async def open_add_form(press: Press) -> None:
    press.open_modal(option_form(None, press.bot.rubric, press.beside))


async def submit(submission: Submission) -> None:
    """A new learning option, or an edited one."""
    draft, caller = _read_form(submission), submission.caller
    row = submission.origin.row

    def keep(session: Session) -> LearningOption:
        if row is not None:
            return edit_option(
                session,
                caller.person_id,
                row,
                draft,
                is_admin=caller.is_admin,
                now=submission.now,
            )
        return add_option(
            session,
            caller.person_id,
            draft,
            submission=submission.submission,
            now=submission.now,
        )

    option = await submission.keep(keep)
    submission.answer_at(
        submission.origin,
        option_kept_message(option, submission.bot.rubric, is_edited=row is not None),
    )


async def choose(press: Press) -> Message | None:
    """The menu beside one's own: `edit:12`, `remove:12`."""
    choice, _, row = press.value.partition(":")
    on_row = replace(press, value=row)
    if choice == "remove":
        return await _remove(on_row)
    option = await press.find(
        lambda session: option_to_change(
            session, press.caller.person_id, on_row.row, is_admin=press.caller.is_admin
        )
    )
    origin = replace(press.beside, row=option.id)
    rubric = press.bot.rubric
    press.open_modal(option_form(draft_of_option(option, rubric), rubric, origin))
    return None


async def bring_back(press: Press) -> Message:
    option = await press.keep(
        lambda session: bring_back_option(
            session, press.caller.person_id, press.row, is_admin=press.caller.is_admin
        )
    )
    return option_kept_message(option, press.bot.rubric, is_edited=True)


async def press_recommend(press: Press) -> Message:
    """Says it or takes it back, and shows the same part of the catalogue again."""
    row, bar, shelf = press.value.partition("|")
    if not bar or not row.isdecimal():
        raise BadInput(OLDER_MESSAGE)
    await press.keep(
        lambda session: recommend(session, press.caller.person_id, int(row), press.now)
    )
    return await _show(press, Shelf.load(shelf))


async def did_it(press: Press) -> None:
    """The form for an entry, filled with what is known of it."""
    option = await press.find(
        lambda session: option_in_sight(session, press.caller.person_id, press.row)
    )
    draft = EntryDraft(
        text=draft_of_option(option, press.bot.rubric).title,
        happened_on=press.today,
        minutes=option.minutes if (option.minutes or 0) <= MOST_MINUTES else None,
        kind=option.kind,
        mode=option.mode,
        elements=option.elements,
        skills=(option.skill,) if option.skill else (),
        link=option.link,
    )
    await open_entry_form(press, draft, press.beside)


async def _show(gesture: Gesture, shelf: Shelf) -> Message:
    caller, rubric = gesture.caller, gesture.bot.rubric
    page = await gesture.find(
        lambda session: find_options(
            session, caller.person_id, shelf, rubric, is_admin=caller.is_admin, most=PAGE
        )
    )
    return catalogue_message(shelf, page, rubric)


async def _remove(press: Press) -> Message:
    option = await press.keep(
        lambda session: remove_option(
            session,
            press.caller.person_id,
            press.row,
            is_admin=press.caller.is_admin,
            now=press.now,
        )
    )
    return option_removed_message(option, press.bot.rubric)


def _read_form(submission: Submission) -> OptionDraft:
    return read_option(
        title=submission.text("title"),
        kind=submission.choice("kind") or "",
        link=submission.text("link"),
        mode=submission.choice("mode"),
        cost=submission.choice("cost") or "",
        minutes=submission.text("minutes"),
        elements=submission.choices("elements"),
        skill=submission.choice("skill"),
        note=submission.text("note"),
    )


LISTENERS = Listeners(
    presses={
        Action.DISCOVER: show,
        Action.ADD_OPTION: open_add_form,
        Action.OPTION_MENU: choose,
        Action.BRING_BACK_OPTION: bring_back,
        Action.RECOMMEND: press_recommend,
        Action.DID_OPTION: did_it,
    },
    replacing={Action.DISCOVER, Action.BRING_BACK_OPTION, Action.RECOMMEND},
    submissions={Form.OPTION: submit},
)
