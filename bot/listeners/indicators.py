"""Indicators of progress: noting one by hand, and what may be done with those that there are."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from bot.listeners.evaluations import evaluation_as_it_is
from bot.listeners.gestures import OLDER_MESSAGE, Command, Gesture, Listeners, Press, Submission
from bot.listeners.pieces import searching
from bot.messages.actions import Action, Form
from bot.messages.follow_up import (
    Ties,
    indicator_form,
    indicator_message,
    indicator_taken_back_message,
    indicators_message,
)
from bot.messages.language import say
from bot.messages.message import Message
from domain.errors import BadInput
from domain.indicators import IndicatorDraft, check_indicator
from domain.quick_entry import check_text
from storage.entries import own_entry
from storage.evaluations import stand_as_evidence
from storage.goals import goals_to_choose
from storage.indicators import (
    IndicatorInContext,
    bring_back_indicator,
    draft_of,
    edit_indicator,
    in_context,
    indicator_page,
    keep_indicator,
    own_indicator,
    take_back_indicator,
    tie_indicator,
)
from storage.pages import Page

A_PAGE: Final = 8


async def show_indicators(command: Command) -> Message:
    """`/pln indicators`."""
    return indicators_message(await _page(command, 0), command.bot.rubric, command.today)


async def turn_page(press: Press) -> Message:
    return indicators_message(await _page(press, press.row), press.bot.rubric, press.today)


async def open_new_form(press: Press) -> None:
    """From a list (`new`), one's evaluation (`cycle:3`) or an entry (`entry:12`)."""
    about, _, row = press.value.partition(":")
    if row and not row.isdecimal():
        raise BadInput(OLDER_MESSAGE)

    def look(session: Session) -> Ties:
        person_id = press.caller.person_id
        entry = own_entry(session, person_id, int(row)) if about == "entry" else None
        linked = entry.goal_id if entry is not None else None
        return Ties(
            goals=goals_to_choose(session, person_id, [linked]),
            goal_id=linked,
            entry=entry,
            is_for_evaluation=about == "cycle",
        )

    ties = await press.find(look)
    is_about_evaluation = press.block_id.startswith("evaluation")
    origin = replace(press.origin(is_replacing=is_about_evaluation), about=press.value)
    draft = IndicatorDraft(kind="", text="", element=_element_of(ties))
    press.open_modal(
        indicator_form(draft, press.bot.rubric, origin, form=Form.NEW_INDICATOR, ties=ties)
    )


async def submit_new(submission: Submission) -> None:
    draft, origin = read_indicator(submission), submission.origin
    about, _, row = (origin.about or "").partition(":")
    cycle_id = int(row) if about == "cycle" and row.isdecimal() else None
    stands = cycle_id is not None and "yes" in submission.choices("stands")
    person_id, now, today = submission.caller.person_id, submission.now, submission.today

    def keep(session: Session) -> IndicatorInContext:
        indicator = keep_indicator(
            session, person_id, draft, submission=submission.submission, now=now, today=today
        )
        tie_indicator(session, person_id, indicator, **_ties(submission))
        if stands and cycle_id is not None:
            stand_as_evidence(session, person_id, cycle_id, indicator, now=now, today=today)
        return in_context(session, indicator)

    shown = await submission.keep(keep)
    if cycle_id is not None:
        message = await evaluation_as_it_is(submission, cycle_id, opening=say("Noted."))
    else:
        message = indicator_message(shown, submission.bot.rubric, today)
    submission.answer_at(origin, message)


async def open_edit_form(press: Press) -> None:
    def look(session: Session) -> tuple[IndicatorDraft, Ties]:
        indicator = own_indicator(session, press.caller.person_id, press.row)
        goals = goals_to_choose(session, press.caller.person_id, [indicator.goal_id])
        shown = in_context(session, indicator)
        return draft_of(indicator), Ties(goals, indicator.goal_id, shown.entry)

    draft, ties = await press.find(look)
    origin = press.origin(press.row, is_replacing=press.block_id == "indicator")
    press.open_modal(
        indicator_form(draft, press.bot.rubric, origin, form=Form.INDICATOR, ties=ties)
    )


async def submit_edit(submission: Submission) -> None:
    draft, row = read_indicator(submission), submission.origin.row or 0
    person_id = submission.caller.person_id

    def keep(session: Session) -> IndicatorInContext:
        indicator = edit_indicator(session, person_id, row, draft, submission.now)
        tie_indicator(session, person_id, indicator, **_ties(submission))
        return in_context(session, indicator)

    shown = await submission.keep(keep)
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


def read_indicator(submission: Submission) -> IndicatorDraft:
    """What a form says of one. Raises BadInput where it says too little."""
    kind = submission.choice("kind")
    if kind is None:
        raise BadInput("Choose what it shows.", field="kind")
    return check_indicator(
        IndicatorDraft(
            kind=kind,
            text=check_text(submission.text("text")),
            element=submission.choice("element"),
            skill=submission.choice("skill") if kind == "skill-attainment" else None,
            measure=submission.text("measure").strip() or None,
            before=submission.number("before"),
            after=submission.number("after"),
            target=submission.number("target"),
            measured_on=submission.day("measured_on"),
        )
    )


def _ties(submission: Submission) -> dict[str, int | None]:
    chosen = {name: submission.choice(name) for name in ("goal", Action.FIND_CAME_OF)}
    goal, entry = (int(each) if each and each.isdecimal() else None for each in chosen.values())
    return {"goal_id": goal, "entry_id": entry}


def _element_of(ties: Ties) -> str | None:
    return next(iter(ties.entry.elements), None) if ties.entry is not None else None


async def _page(gesture: Gesture, first: int) -> Page[IndicatorInContext]:
    return await gesture.find(
        lambda session: indicator_page(session, gesture.caller.person_id, first=first, most=A_PAGE)
    )


LISTENERS = Listeners(
    presses={
        Action.TURN_INDICATORS: turn_page,
        Action.ADD_INDICATOR: open_new_form,
        Action.EDIT_INDICATOR: open_edit_form,
        Action.TAKE_BACK_INDICATOR: take_back,
        Action.BRING_BACK_INDICATOR: bring_back,
        Action.INDICATOR_MENU: choose,
    },
    replacing={Action.TURN_INDICATORS, Action.TAKE_BACK_INDICATOR, Action.BRING_BACK_INDICATOR},
    submissions={Form.NEW_INDICATOR: submit_new, Form.INDICATOR: submit_edit},
    searches={Action.FIND_CAME_OF: searching("entry")},
)
