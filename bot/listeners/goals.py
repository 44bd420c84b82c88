"""Goals: setting and revising them, checking in, completing, letting go, reopening."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from slack_sdk.models.blocks import ButtonElement
from sqlalchemy.orm import Session

from bot.listeners.gestures import (
    Command,
    Gesture,
    Listeners,
    Press,
    PressListener,
    Submission,
)
from bot.listeners.sharing import press_share
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.goal import (
    check_in_taken_back_message,
    checked_in_message,
    completed_message,
    goal_message,
    goal_taken_back_message,
    goals_message,
    let_go_message,
    reopened_message,
    revised_message,
    still_on_message,
    story_message,
    undone_message,
)
from bot.messages.goal_forms import AS_COUNTED, check_in_form, goal_form, let_go_form
from bot.messages.language import say
from bot.messages.message import Message
from domain.drafts import GoalDraft, draft_of_quick_goal
from domain.errors import BadInput
from domain.if_then import check_plan
from domain.indicators import IndicatorDraft, check_indicator
from domain.keys import DEFAULT_VISIBILITY, GoalAct
from domain.quick_entry import check_text, read_link, read_quick_goal
from storage.check_ins import CheckedIn, bring_back_check_in, check_in, take_back_check_in
from storage.goals import (
    Changed,
    bring_back_goal,
    check_act,
    draft_of,
    keep_goal,
    let_colleagues_see,
    move_goal,
    own_goal,
    own_revision,
    redo_revision,
    revise_goal,
    take_back_goal,
    undo_revision,
)
from storage.indicators import keep_indicator
from storage.pages import Page
from storage.progress import GoalProgress, goal_page, goal_progress, goal_story
from storage.questions import answer_question
from storage.tables import Goal

GOALS_A_PAGE: Final = 8
QUESTION: Final = "goal_question"
"""`block_id` of the buttons below a question about a goal: what answers it takes its place."""


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
    goal = await _keep_new(command, draft_of_quick_goal(quick), command.submission)
    return goal_message(goal, command.bot.rubric, command.today, suggested=quick.suggested)


async def show_goals(command: Command) -> Message:
    """`/pln goals`."""
    return goals_message(await _page(command, 0), command.today)


async def turn_page(press: Press) -> Message:
    return goals_message(await _page(press, press.row), press.today)


async def open_goal_form(gesture: Gesture) -> None:
    origin = gesture.origin() if isinstance(gesture, Press) else Origin()
    gesture.open_modal(goal_form(GoalDraft(text=""), gesture.bot.rubric, origin))


async def open_revision_form(press: Press) -> None:
    goal = await _own(press)
    # A message about one goal is brought up to date; a list of several stays.
    origin = press.origin(goal.id, is_replacing=press.block_id == "goal")
    press.open_modal(goal_form(draft_of(goal), press.bot.rubric, origin))


async def submit(submission: Submission) -> None:
    """The modal: a new goal, or one that is said anew."""
    origin, rubric, today = submission.origin, submission.bot.rubric, submission.today
    draft = _read_goal(submission)
    if origin.row is None:
        goal = await _keep_new(submission, draft, submission.submission)
        submission.answer_at(origin, goal_message(goal, rubric, today))
        return
    goal_id = origin.row
    changed = await submission.keep(
        lambda session: revise_goal(
            session, submission.caller.person_id, goal_id, draft,
            submission=submission.submission, now=submission.now, today=today,
        )
    )  # fmt: skip
    submission.answer_at(origin, revised_message(changed.goal, changed.revision, rubric, today))


async def show_story(press: Press) -> Message:
    story = await press.find(
        lambda session: goal_story(
            session, press.caller.person_id, press.row, press.bot.rubric.kinds_by_every_name
        )
    )
    return story_message(story, press.bot.rubric, press.today)


# Checking in


async def open_check_in_form(press: Press) -> None:
    progress = await _progress(press, press.row)
    check_act(progress.goal, "check-in")
    origin = press.origin(press.row, is_replacing=press.block_id == QUESTION)
    press.open_modal(check_in_form(progress, press.bot.rubric, origin))


async def submit_check_in(submission: Submission) -> None:
    person_id, rubric = submission.caller.person_id, submission.bot.rubric
    goal_id = submission.origin.row or 0
    said, link = submission.choice("progress"), submission.text("link").strip()
    evidence = read_link(link) if link else None
    indicator = _read_indicator(submission)

    def keep(session: Session) -> tuple[CheckedIn, GoalProgress]:
        noted = check_in(
            session,
            person_id,
            goal_id,
            progress=int(said) if said and said != AS_COUNTED else None,
            amount=submission.number("amount"),
            note=submission.text("note").strip() or None,
            link=evidence,
            files=submission.files("files"),
            kinds=rubric.kinds_by_every_name,
            submission=submission.submission,
            now=submission.now,
            today=submission.today,
        )
        if indicator is not None:
            keep_indicator(
                session,
                person_id,
                replace(indicator, element=noted.goal.element),
                goal_id=goal_id,
                check_in_id=noted.check_in.id,
                submission=submission.submission,
                now=submission.now,
                today=submission.today,
            )
        return noted, goal_progress(session, person_id, goal_id, rubric.kinds_by_every_name)

    noted, progress = await submission.keep(keep)
    if noted.goal.state == "met":
        undo = ButtonElement(
            text=say("Undo"), action_id=Action.TAKE_BACK_CHECK_IN, value=str(noted.check_in.id)
        )
        _tell(submission, completed_message(progress, undo, submission.today))
    else:
        submission.answer_at(
            submission.origin,
            checked_in_message(
                noted.goal,
                noted.check_in,
                submission.today,
                is_indicator=indicator is not None,
            ),
        )


async def take_back_noted(press: Press) -> Message:
    taken = await press.keep(
        lambda session: take_back_check_in(session, press.caller.person_id, press.row, press.now)
    )
    return check_in_taken_back_message(taken.goal, taken.check_in)


async def bring_back_noted(press: Press) -> Message:
    brought = await press.keep(
        lambda session: bring_back_check_in(session, press.caller.person_id, press.row)
    )
    return checked_in_message(brought.goal, brought.check_in, press.today)


# Completing, letting go, reopening, and taking any of it back


async def complete(press: Press) -> Message:
    changed = await _move(press, "complete")
    return await _about(press, changed)


async def reopen(press: Press) -> Message:
    changed = await _move(press, "reopen")
    return await _about(press, changed)


async def open_let_go_form(press: Press) -> None:
    goal = await _own(press)
    check_act(goal, "let-go")
    press.open_modal(
        let_go_form(goal, press.origin(goal.id, is_replacing=press.block_id == QUESTION))
    )


async def submit_let_go(submission: Submission) -> None:
    goal_id = submission.origin.row or 0
    changed = await submission.keep(
        lambda session: move_goal(
            session,
            submission.caller.person_id,
            goal_id,
            "let-go",
            reason=submission.text("reason").strip() or None,
            submission=submission.submission,
            now=submission.now,
            today=submission.today,
        )
    )
    _tell(submission, await _about(submission, changed))


async def open_up(press: Press) -> Message:
    changed = await press.keep(
        lambda session: let_colleagues_see(
            session, press.caller.person_id, press.row, now=press.now, today=press.today
        )
    )
    return await _about(press, changed)


async def undo(press: Press) -> Message:
    goal = await press.keep(
        lambda session: undo_revision(session, press.caller.person_id, press.row, press.now)
    )
    return undone_message(goal, press.row, press.bot.rubric, press.today)


async def redo(press: Press) -> Message:
    def keep(session: Session) -> Changed:
        goal = redo_revision(session, press.caller.person_id, press.row)
        return Changed(goal, own_revision(session, press.caller.person_id, press.row))

    return await _about(press, await press.keep(keep))


async def still_on(press: Press) -> Message:
    """The answer to a question about a goal that needs no form."""
    occurrence = await press.keep(
        lambda session: answer_question(session, press.caller.person_id, press.row, press.now)
    )
    goal = await press.find(
        lambda session: own_goal(session, press.caller.person_id, occurrence.goal_id or 0)
    )
    return still_on_message(goal)


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
    """The menu beside a goal: `check_in:3`, `revise:3`, `let_go:3` …"""
    choice, _, row = press.value.partition(":")
    if choice not in _MENU:
        raise BadInput("That menu is from an older message. `/pln goals` brings a new one.")
    return await _MENU[choice](replace(press, value=f"goal:{row}" if choice == "share" else row))


def _read_goal(submission: Submission) -> GoalDraft:
    due_on = submission.day("due_on")
    if due_on is not None and due_on < submission.today and submission.origin.row is None:
        raise BadInput("That day is past: choose one to come.", field="due_on")
    plan = check_plan(submission.text("plan_when"), submission.text("plan_then"))
    return GoalDraft(
        text=check_text(submission.text("text")),
        element=submission.choice("element"),
        skill=submission.choice("skill"),
        indicator=submission.text("indicator").strip() or None,
        target=submission.text("target").strip() or None,
        plan_when=plan.moment if plan else None,
        plan_then=plan.deed if plan else None,
        due_on=due_on,
        visibility=submission.choice("visibility") or DEFAULT_VISIBILITY,
    )


def _read_indicator(submission: Submission) -> IndicatorDraft | None:
    kind, note = submission.choice("kind"), submission.text("note").strip()
    if kind is None:
        return None
    if not note:
        raise BadInput("Say in a few words what it shows.", field="note")
    skill = submission.choice("skill") if kind == "skill-attainment" else None
    return check_indicator(IndicatorDraft(kind=kind, text=note, skill=skill))


async def _keep_new(gesture: Gesture, draft: GoalDraft, submission: str) -> Goal:
    return await gesture.keep(
        lambda session: keep_goal(
            session,
            gesture.caller.person_id,
            draft,
            submission=submission,
            now=gesture.now,
            today=gesture.today,
        )
    )


async def _own(press: Press) -> Goal:
    return await press.find(lambda session: own_goal(session, press.caller.person_id, press.row))


async def _progress(gesture: Gesture, goal_id: int) -> GoalProgress:
    return await gesture.find(
        lambda session: goal_progress(
            session, gesture.caller.person_id, goal_id, gesture.bot.rubric.kinds_by_every_name
        )
    )


async def _page(gesture: Gesture, first: int) -> Page[GoalProgress]:
    return await gesture.find(
        lambda session: goal_page(
            session,
            gesture.caller.person_id,
            gesture.bot.rubric.kinds_by_every_name,
            first=first,
            most=GOALS_A_PAGE,
        )
    )


async def _move(press: Press, act: GoalAct) -> Changed:
    return await press.keep(
        lambda session: move_goal(
            session, press.caller.person_id, press.row, act,
            submission=None, now=press.now, today=press.today,
        )
    )  # fmt: skip


async def _about(gesture: Gesture, changed: Changed) -> Message:
    """The answer to what was done with a goal."""
    goal, revision = changed.goal, changed.revision
    if revision is None or revision.act == "revise":
        return revised_message(goal, revision, gesture.bot.rubric, gesture.today)
    if revision.act == "let-go":
        return let_go_message(goal, revision)
    if revision.act == "reopen":
        return reopened_message(goal, revision)
    undo = ButtonElement(text=say("Undo"), action_id=Action.UNDO_REVISION, value=str(revision.id))
    return completed_message(await _progress(gesture, goal.id), undo, gesture.today)


def _tell(submission: Submission, message: Message) -> None:
    """App Home shows what became of it and has no way back, so the message comes as well."""
    submission.answer_at(submission.origin, message)
    if submission.origin.home_page is not None:
        submission.answer_at(Origin(), message)


_MENU: Final[dict[str, PressListener]] = {
    "see": show_story,
    "check_in": open_check_in_form,
    "revise": open_revision_form,
    "complete": complete,
    "let_go": open_let_go_form,
    "reopen": reopen,
    "share": press_share,
    "delete": take_back,
}

LISTENERS = Listeners(
    presses={
        Action.SET_GOAL: open_goal_form,
        Action.EDIT_GOAL: open_revision_form,
        Action.TAKE_BACK_GOAL: take_back,
        Action.BRING_BACK_GOAL: bring_back,
        Action.CHECK_IN: open_check_in_form,
        Action.TAKE_BACK_CHECK_IN: take_back_noted,
        Action.BRING_BACK_CHECK_IN: bring_back_noted,
        Action.GOAL_MENU: choose,
        Action.SHOW_GOAL: show_story,
        Action.COMPLETE_GOAL: complete,
        Action.LET_GOAL_GO: open_let_go_form,
        Action.REOPEN_GOAL: reopen,
        Action.UNDO_REVISION: undo,
        Action.REDO_REVISION: redo,
        Action.STILL_ON_GOAL: still_on,
        Action.OPEN_GOAL_UP: open_up,
        Action.TURN_GOALS: turn_page,
    },
    replacing={
        Action.TAKE_BACK_GOAL,
        Action.BRING_BACK_GOAL,
        Action.TAKE_BACK_CHECK_IN,
        Action.BRING_BACK_CHECK_IN,
        Action.UNDO_REVISION,
        Action.REDO_REVISION,
        Action.STILL_ON_GOAL,
        Action.TURN_GOALS,
    },
    submissions={
        Form.GOAL: submit,
        Form.CHECK_IN: submit_check_in,
        Form.LET_GOAL_GO: submit_let_go,
    },
)
