"""Setting goals and checking in on them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.goal import (
    check_in_form,
    checked_in_message,
    goal_draft_of,
    goal_form,
    goal_message,
    goal_taken_back_message,
)
from bot.messages.message import Message
from domain.drafts import GoalDraft
from domain.errors import BadInput
from domain.keys import DEFAULT_VISIBILITY
from domain.quick_entry import check_text, read_quick_goal
from storage.goals import (
    bring_back_goal,
    check_in,
    edit_goal,
    goals_in_progress,
    keep_goal,
    own_goal,
    take_back_goal,
)
from storage.tables import Goal


async def set_goal(command: Command) -> Message | None:
    """`/pln goal Run two student-led conferences by March 20`; alone it opens the modal."""
    if not command.text.strip():
        command.open_modal(goal_form(GoalDraft(text=""), command.bot.rubric, command.origin))
        return None
    quick = read_quick_goal(
        command.text,
        rubric=command.bot.rubric,
        today=command.today,
        day_first=command.caller.is_day_first,
    )
    draft = GoalDraft(
        text=quick.text,
        element=quick.element,
        skill=quick.skill,
        indicator=quick.indicator,
        target=quick.target,
        due_on=quick.due_on,
        visibility=quick.visibility or DEFAULT_VISIBILITY,
    )
    goal = await command.keep(
        lambda session: keep_goal(
            session,
            command.caller.person_id,
            draft,
            submission=command.submission,
            now=command.now,
            today=command.today,
        )
    )
    return goal_message(goal, command.bot.rubric, command.today)


async def open_goal_form(gesture: Gesture) -> None:
    origin = gesture.origin() if isinstance(gesture, Press) else Origin()
    gesture.open_modal(goal_form(GoalDraft(text=""), gesture.bot.rubric, origin))


async def open_edit_form(press: Press) -> None:
    goal = await press.find(lambda session: own_goal(session, press.caller.person_id, press.row))
    press.open_modal(
        goal_form(goal_draft_of(goal), press.bot.rubric, press.origin(goal.id, is_replacing=True))
    )


async def submit(submission: Submission) -> None:
    """The modal: a new goal, or an edited one."""
    origin = submission.origin
    due_on = submission.day("due_on")
    if due_on is not None and due_on < submission.today and origin.row is None:
        raise BadInput("That day is past: choose one to come.", field="due_on")
    draft = GoalDraft(
        text=check_text(submission.text("text")),
        element=submission.choice("element"),
        skill=submission.choice("skill"),
        indicator=submission.text("indicator").strip() or None,
        target=submission.text("target").strip() or None,
        due_on=due_on,
        visibility=submission.choice("visibility") or DEFAULT_VISIBILITY,
    )
    person_id = submission.caller.person_id

    def keep(session: Session) -> Goal:
        if origin.row is not None:
            return edit_goal(session, person_id, origin.row, draft)
        return keep_goal(
            session,
            person_id,
            draft,
            submission=submission.submission,
            now=submission.now,
            today=submission.today,
        )

    goal = await submission.keep(keep)
    opening = "Goal saved." if origin.row is not None else "Goal set."
    submission.answer_at(
        origin, goal_message(goal, submission.bot.rubric, submission.today, opening=opening)
    )


async def open_check_in_form(press: Press) -> None:
    def look(session: Session) -> tuple[Goal, int | None]:
        goal = own_goal(session, press.caller.person_id, press.row)
        progress = {
            each.goal.id: each.percent
            for each in goals_in_progress(session, press.caller.person_id)
        }
        return goal, progress.get(goal.id)

    goal, percent = await press.find(look)
    press.open_modal(check_in_form(goal, percent, press.origin(goal.id)))


async def submit_check_in(submission: Submission) -> None:
    progress = int(submission.choice("progress") or 0)
    goal_id = submission.origin.row or 0
    goal = await submission.keep(
        lambda session: check_in(
            session,
            submission.caller.person_id,
            goal_id,
            progress=progress,
            note=submission.text("note").strip() or None,
            submission=submission.submission,
            now=submission.now,
            today=submission.today,
        )
    )
    submission.answer_at(submission.origin, checked_in_message(goal, progress, submission.today))


async def take_back(press: Press) -> Message:
    goal = await press.keep(
        lambda session: take_back_goal(session, press.caller.person_id, press.row, press.now)
    )
    return goal_taken_back_message(goal)


async def bring_back(press: Press) -> Message:
    goal = await press.keep(
        lambda session: bring_back_goal(session, press.caller.person_id, press.row)
    )
    return goal_message(goal, press.bot.rubric, press.today)


async def choose(press: Press) -> Message | None:
    """The menu beside a goal: `check_in:3`, `edit:3`, `delete:3`."""
    choice, _, row = press.value.partition(":")
    on_row = replace(press, value=row)
    if choice == "check_in":
        await open_check_in_form(on_row)
    elif choice == "edit":
        await open_edit_form(on_row)
    else:
        return await take_back(on_row)
    return None


LISTENERS = Listeners(
    presses={
        Action.SET_GOAL: open_goal_form,
        Action.EDIT_GOAL: open_edit_form,
        Action.TAKE_BACK_GOAL: take_back,
        Action.BRING_BACK_GOAL: bring_back,
        Action.CHECK_IN: open_check_in_form,
        Action.GOAL_MENU: choose,
    },
    replacing={Action.TAKE_BACK_GOAL, Action.BRING_BACK_GOAL},
    submissions={Form.GOAL: submit, Form.CHECK_IN: submit_check_in},
)
