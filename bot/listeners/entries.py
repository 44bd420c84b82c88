"""Logging what was learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.listeners.credit import ask_to_hand_in
from bot.listeners.entry_lists import list_entries
from bot.listeners.gestures import (
    OLDER_MESSAGE,
    Command,
    Gesture,
    Listeners,
    Press,
    Submission,
)
from bot.listeners.indicators import open_new_form
from bot.messages.actions import Action, Form
from bot.messages.entry import (
    USUAL_ENTRIES,
    again_message,
    logged_message,
    taken_back_message,
)
from bot.messages.entry_form import crossed_form, delete_form, entry_form
from bot.messages.entry_list import Listing, Told
from bot.messages.forms import MOST_OPTIONS, Origin
from bot.messages.message import Message
from bot.quoted import Quoted, draft_from
from domain.corrections import correct
from domain.drafts import EntryDraft, EvidenceFile, draft_of_quick, with_suggestions
from domain.errors import BadInput
from domain.keys import DEFAULT_VISIBILITY, PLAIN_KIND
from domain.quick_entry import (
    check_happened_on,
    check_text,
    read_link,
    read_minutes,
    read_quick_entry,
)
from rubric_data import Rubric
from storage.credit import credit_held, hand_in
from storage.entries import (
    Crossed,
    EntryInContext,
    add_entry,
    begin_again,
    bring_back_entry,
    context_of,
    draft_of,
    edit_entry,
    fill_as_before,
    keep_entry,
    link_goal,
    own_entry,
    save_form,
    take_back_entry,
    usual_entries,
)
from storage.goals import find_goal, goals_to_choose, own_goal
from storage.people import names_of
from storage.progress import GoalProgress, served_by
from storage.questions import ask_later
from storage.tables import Entry

AGAIN: Final = "again"


async def log(command: Command) -> Message | None:
    """`/pln log 45m EdCamp session …` keeps it at once; alone it opens the modal.

    `/pln log again` shows what they log most often.
    """
    if command.text.strip().casefold() == AGAIN:
        return await _offer_again(command)
    if not command.text.strip():
        await open_entry_form(
            command, EntryDraft(text="", happened_on=command.today), command.origin
        )
        return None
    quick = read_quick_entry(
        command.text,
        rubric=command.bot.rubric,
        today=command.today,
        day_first=command.caller.is_day_first,
    )

    def keep(session: Session) -> Entry:
        goal = find_goal(session, command.caller.person_id, quick.goal) if quick.goal else None
        return add_entry(
            session,
            command.caller.person_id,
            draft_of_quick(quick, goal_id=goal.id if goal else None),
            submission=command.submission,
            now=command.now,
        )

    return await kept_answer(command, keep)


async def _offer_again(command: Command) -> Message:
    entries = await command.find(
        lambda session: usual_entries(
            session, command.caller.person_id, today=command.today, limit=USUAL_ENTRIES
        )
    )
    return again_message(entries, command.bot.rubric)


async def log_again(press: Press) -> None:
    """The form for a new entry, as that one was, for today."""
    draft = await press.find(
        lambda session: begin_again(session, press.caller.person_id, press.row, press.today)
    )
    await open_entry_form(press, draft, press.origin())


async def open_log_form(gesture: Gesture) -> None:
    """The global shortcut, and every button that says “Log activity”."""
    origin = gesture.origin() if isinstance(gesture, Press) else Origin()
    await open_entry_form(gesture, EntryDraft(text="", happened_on=gesture.today), origin)


async def open_log_form_from_message(gesture: Gesture) -> None:
    """The message shortcut: the message's words and link fill the form, and whose it was."""
    quoted, caller = Quoted(gesture.body), gesture.caller
    names = await gesture.find(
        lambda session: names_of(session, caller.workspace_id, quoted.people)
    )
    draft = draft_from(
        quoted,
        gesture.bot.rubric,
        names,
        reader=caller.slack_id,
        zone=caller.zone,
        today=gesture.today,
        day_first=caller.is_day_first,
    )
    await open_entry_form(gesture, draft, Origin(response_url=gesture.response_url))


async def submit(submission: Submission) -> dict[str, Any] | None:
    """The modal: a new entry, or an edited one; the form again where another crossed it."""
    origin, draft = submission.origin, _read_form(submission)
    person_id, weeks = submission.caller.person_id, submission.choice("follow_up")

    def keep(session: Session) -> Entry | Crossed:
        if draft.goal_id:
            own_goal(session, person_id, draft.goal_id)
        now = submission.now
        kept: Entry | Crossed
        if origin.row is not None:
            seen = origin.seen or ""
            kept = save_form(session, person_id, origin.row, draft, now, seen=seen)
        else:
            kept = keep_entry(session, person_id, draft, submission=submission.submission, now=now)
        if weeks and isinstance(kept, Entry):
            ask_later(session, person_id, kept.id, weeks=int(weeks), now=now)
        return kept

    kept = await submission.keep(keep)
    if isinstance(kept, Crossed):
        return await _show_crossed(submission, kept, draft)
    submission.answer_at(origin, await _answer_in(submission, kept, is_edited=bool(origin.row)))
    return None


async def _answer_in(submission: Submission, entry: Entry, *, is_edited: bool) -> Message:
    """The list that an entry was edited in, or else the entry."""
    if is_edited and submission.origin.listing:
        return await _list_again(submission, submission.origin.listing, entry)
    return await logged_answer(submission, entry, is_edited=is_edited)


async def _list_again(
    gesture: Gesture, listing: str, entry: Entry, *, is_taken_back: bool = False
) -> Message:
    told = Told(entry, is_taken_back=is_taken_back)
    return await list_entries(gesture, Listing.load(listing), told=told)


def _read_form(submission: Submission) -> EntryDraft:
    minutes, link = submission.text("minutes"), submission.text("link")
    goal_choice = submission.choice("goal")
    kept_files = [EvidenceFile(slack_id, "", "") for slack_id in submission.choices("kept_files")]
    draft = EntryDraft(
        text=check_text(submission.text("text")),
        minutes=read_minutes(minutes) if minutes.strip() else None,
        happened_on=check_happened_on(submission.day("happened_on"), submission.today),
        kind=submission.choice("kind") or PLAIN_KIND,
        mode=submission.choice("mode"),
        elements=submission.choices("elements"),
        skills=submission.choices("skills"),
        network_act=submission.choice("network_act"),
        reach=submission.choice("reach"),
        link=read_link(link) if link.strip() else None,
        classroom_note=submission.text("classroom_note").strip() or None,
        visibility=submission.choice("visibility") or DEFAULT_VISIBILITY,
        goal_id=int(goal_choice) if goal_choice else None,
        files=(*kept_files, *submission.files("files")),
    )
    if submission.began_empty("text"):
        # Nothing was suggested yet, so what was left open is as open as in a quick entry.
        is_kind_said = submission.choice("kind") is not None
        return with_suggestions(draft, submission.bot.rubric, is_kind_said=is_kind_said)
    return draft


async def _show_crossed(
    submission: Submission, crossed: Crossed, draft: EntryDraft
) -> dict[str, Any]:
    """The form as it was sent, and what became of the entry meanwhile."""
    return crossed_form(
        crossed,
        replace(draft, files=crossed.entry.files),
        submission.bot.rubric,
        await _goal_choices(submission, draft.goal_id, crossed.entry.goal_id),
        replace(submission.origin, seen=crossed.entry.stamp),
        today=submission.today,
    )


async def open_edit_form(press: Press) -> None:
    entry = await press.find(lambda session: own_entry(session, press.caller.person_id, press.row))
    origin = replace(press.origin(entry.id, is_replacing=True), seen=entry.stamp)
    await open_entry_form(press, draft_of(entry), origin)


async def take_back(press: Press) -> Message:
    entry, lost = await press.keep(lambda session: _take_back(session, press, press.row))
    return taken_back_message(entry, lost=lost)


def _take_back(session: Session, gesture: Gesture, row: int) -> tuple[Entry, str | None]:
    """The entry, and the credit that went with it."""
    lost = credit_held(session, gesture.caller.person_id, row)
    return take_back_entry(session, gesture.caller.person_id, row, gesture.now), lost


async def bring_back(press: Press) -> Message | None:
    entry = await press.keep(
        lambda session: bring_back_entry(session, press.caller.person_id, press.row)
    )
    if press.home_page is not None:
        return None
    if press.listing:
        return await list_entries(press, Listing.load(press.listing))
    return await logged_answer(press, entry)


async def ask_to_delete(press: Press) -> None:
    def look(session: Session) -> tuple[Entry, str | None]:
        entry = own_entry(session, press.caller.person_id, press.row)
        return entry, credit_held(session, press.caller.person_id, entry.id)

    entry, lost = await press.find(look)
    press.open_modal(delete_form(entry, press.origin(entry.id, is_replacing=True), lost=lost))


async def delete(submission: Submission) -> None:
    """Deleted from a list or from App Home, after being asked."""
    origin = submission.origin
    entry, lost = await submission.keep(
        lambda session: _take_back(session, submission, origin.row or 0)
    )
    if origin.listing:
        answer = await _list_again(submission, origin.listing, entry, is_taken_back=True)
    else:
        answer = taken_back_message(entry, lost=lost)
    submission.answer_at(origin, answer)


async def correct_one(press: Press) -> Message:
    """A suggestion is put right: `12:kind:webinar`, `12:minutes:45`; `12:all:` leaves them all."""
    row, field, key = press.parts(3)

    def keep(session: Session) -> Entry:
        draft = draft_of(own_entry(session, press.caller.person_id, int(row)))
        draft = correct(draft, field, key, press.bot.rubric, press.today)
        return edit_entry(session, press.caller.person_id, int(row), draft, press.now)

    return await kept_answer(press, keep)


async def link(press: Press) -> Message:
    """The entry serves the goal that was suggested: `12:3`."""
    row, goal_id = map(int, press.parts(2))
    return await kept_answer(
        press,
        lambda session: link_goal(session, press.caller.person_id, row, goal_id, press.now),
    )


async def hand_in_entry(press: Press) -> Message:
    """For credit, from the answer that shows the entry."""

    def keep(session: Session) -> Entry:
        person_id = press.caller.person_id
        return hand_in(session, person_id, press.row, now=press.now).entry

    return await kept_answer(press, keep)


async def fill(press: Press) -> Message:
    """What was left unsaid is as it was the time before: `12:7`."""
    row, before = map(int, press.parts(2))
    return await kept_answer(
        press,
        lambda session: fill_as_before(session, press.caller.person_id, row, before, press.now),
    )


async def choose(press: Press) -> None:
    """The menu beside an entry: `edit:12`, `again:12`, `came_of:12`, `credit:12`, `delete:12`."""
    choice, _, row = press.value.partition(":")
    if choice == "came_of":
        await open_new_form(replace(press, value=f"entry:{row}"))
        return
    act = {
        "edit": open_edit_form,
        "again": log_again,
        "credit": ask_to_hand_in,
        "delete": ask_to_delete,
    }.get(choice)
    if act is None:
        raise BadInput(OLDER_MESSAGE)
    await act(replace(press, value=row))


async def kept_answer(gesture: Gesture, keep: Callable[[Session], Entry]) -> Message:
    """Keeps an entry, and answers with what was understood of it."""
    rubric = gesture.bot.rubric
    shown, served = await gesture.keep_and_find(
        keep, lambda session, entry: _look_around(session, entry, rubric)
    )
    return logged_message(shown, rubric, gesture.today, served=served)


async def logged_answer(gesture: Gesture, entry: Entry, *, is_edited: bool = False) -> Message:
    """What was understood of an entry, with what may be done about it."""
    rubric = gesture.bot.rubric
    shown, served = await gesture.find(lambda session: _look_around(session, entry, rubric))
    return logged_message(shown, rubric, gesture.today, served=served, is_edited=is_edited)


def _look_around(
    session: Session, entry: Entry, rubric: Rubric
) -> tuple[EntryInContext, GoalProgress | None]:
    shown = context_of(session, entry)
    return shown, served_by(session, shown.goal, rubric.kinds_by_every_name)


async def open_entry_form(gesture: Gesture, draft: EntryDraft, origin: Origin) -> None:
    goals = await _goal_choices(gesture, draft.goal_id)
    gesture.open_modal(entry_form(draft, gesture.bot.rubric, goals, origin))


async def _goal_choices(gesture: Gesture, *linked: int | None) -> list[tuple[str, str]]:
    """(id, text) of goals to choose from: those that are open, and those that are linked.

    A goal that is met meanwhile must stay choosable, or saving would unlink it.
    """
    goals = await gesture.find(
        lambda session: goals_to_choose(session, gesture.caller.person_id, linked)
    )
    return [(str(goal.id), f"{goal.number}. {goal.text}") for goal in goals[:MOST_OPTIONS]]


LISTENERS = Listeners(
    presses={
        Action.LOG: open_log_form,
        Action.EDIT_ENTRY: open_edit_form,
        Action.TAKE_BACK_ENTRY: take_back,
        Action.BRING_BACK_ENTRY: bring_back,
        Action.ENTRY_MENU: choose,
        Action.CORRECT_ENTRY: correct_one,
        Action.LINK_ENTRY: link,
        Action.FILL_ENTRY: fill,
        Action.HAND_IN_ENTRY: hand_in_entry,
        Action.LOG_AGAIN: log_again,
    },
    replacing={
        Action.TAKE_BACK_ENTRY,
        Action.BRING_BACK_ENTRY,
        Action.CORRECT_ENTRY,
        Action.LINK_ENTRY,
        Action.FILL_ENTRY,
        Action.HAND_IN_ENTRY,
    },
    submissions={Form.ENTRY: submit, Form.DELETE_ENTRY: delete},
    shortcuts={
        Form.LOG_SHORTCUT: open_log_form,
        Form.LOG_MESSAGE_SHORTCUT: open_log_form_from_message,
    },
)
