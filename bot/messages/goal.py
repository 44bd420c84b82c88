"""A goal: the answer when it is set, its line in a list, and its forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, choice_input, date_input, modal, text_input
from bot.messages.labels import (
    VISIBILITY_SENTENCES,
    choices,
    day_in_words,
    label,
    visibility_choices,
)
from bot.messages.message import (
    Message,
    context,
    counted,
    in_hours,
    quote,
    section,
    typed,
)
from domain.drafts import GoalDraft
from rubric_data import Rubric
from storage.goals import GoalProgress
from storage.tables import Goal


def goal_message(goal: Goal, rubric: Rubric, today: date, *, opening: str = "Goal set.") -> Message:
    """What was understood, with Check in, Edit and Undo."""
    number = str(goal.id)
    return Message(
        f"{opening} {typed(goal.text)}",
        [
            section(f":dart: *{opening}*\n{quote(goal.text)}"),
            section("\n".join(_facts(goal, rubric, today))),
            context(VISIBILITY_SENTENCES[goal.visibility]),
            ActionsBlock(
                block_id="goal",
                elements=[
                    ButtonElement(text="Check in", action_id=Action.CHECK_IN, value=number),
                    ButtonElement(text="Edit", action_id=Action.EDIT_GOAL, value=number),
                    ButtonElement(text="Undo", action_id=Action.TAKE_BACK_GOAL, value=number),
                ],
            ),
        ],
    )


def checked_in_message(goal: Goal, progress: int, today: date) -> Message:
    """Noted; a goal that is met is celebrated."""
    if goal.state == "met":
        return Message(
            f"You met your goal: {typed(goal.text)}",
            [section(f":tada: *You met your goal.* Well done!\n{quote(goal.text)}")],
        )
    due = f" It is due {day_in_words(goal.due_on, today)}." if goal.due_on else ""
    return Message(
        f"Noted: {progress}%. {typed(goal.text)}",
        [section(f"*Noted: {progress}%.*{due}\n{quote(goal.text)}")],
    )


def goal_taken_back_message(goal: Goal) -> Message:
    return Message(
        f"Taken back: {typed(goal.text)}",
        [
            section(f"Taken back. What you logged for it stays.\n{quote(goal.text)}"),
            ActionsBlock(
                block_id="goal",
                elements=[
                    ButtonElement(
                        text="Bring it back",
                        action_id=Action.BRING_BACK_GOAL,
                        value=str(goal.id),
                    )
                ],
            ),
        ],
    )


def goal_line(progress: GoalProgress, today: date) -> SectionBlock:
    """One goal in a list, with how far it is and a menu."""
    goal = progress.goal
    facts = []
    if progress.percent is not None:
        facts.append(f"{_bar(progress.percent)} {progress.percent}%")
    if goal.due_on:
        facts.append(
            f"due {day_in_words(goal.due_on, today)}"
            if goal.due_on >= today
            else f"was due {day_in_words(goal.due_on, today)}"
        )
    if progress.entries:
        facts.append(
            f"{counted(progress.entries, 'entry', 'entries')}, {in_hours(progress.minutes)}"
        )
    return section(
        f"*{goal.number}. {typed(goal.text, 150)}*\n{' · '.join(facts) or 'Just begun'}",
        block_id=f"goal-{goal.id}",
        accessory=OverflowMenuElement(
            action_id=Action.GOAL_MENU,
            options=[
                Option(value=f"check_in:{goal.id}", text="Check in"),
                Option(value=f"edit:{goal.id}", text="Edit"),
                Option(value=f"delete:{goal.id}", text="Delete"),
            ],
        ),
    )


def goal_form(draft: GoalDraft, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    blocks: list[Block] = [
        text_input(
            "text",
            "What do you want to do?",
            value=draft.text,
            placeholder="Run two student-led conferences",
            is_multiline=True,
            is_focused=not draft.text,
        ),
        choice_input(
            "element",
            "Element of the rubric",
            choices(rubric.elements),
            value=draft.element,
            is_optional=True,
        ),
        choice_input(
            "skill",
            "21st-century skill",
            choices(rubric.skills),
            value=draft.skill,
            is_optional=True,
        ),
        text_input(
            "indicator",
            "How will you know?",
            value=draft.indicator,
            placeholder="Students lead their own conference",
            is_optional=True,
        ),
        text_input(
            "target", "Target", value=draft.target, placeholder="2 conferences", is_optional=True
        ),
        date_input("due_on", "By when?", value=draft.due_on, is_optional=True),
        choice_input("visibility", "Who sees it?", visibility_choices(), value=draft.visibility),
    ]
    return modal(
        Form.GOAL,
        title="Edit goal" if origin.row else "Set a goal",
        submit="Save" if origin.row else "Set it",
        blocks=blocks,
        origin=origin,
    )


def check_in_form(goal: Goal, percent: int | None, origin: Origin) -> dict[str, Any]:
    steps = [("0", "Not begun"), ("25", "A quarter"), ("50", "Half way"), ("75", "Nearly there")]
    near = str(min(100, round((percent or 0) / 25) * 25))
    return modal(
        Form.CHECK_IN,
        title="Check in",
        submit="Save",
        blocks=[
            section(quote(goal.text)),
            choice_input(
                "progress", "How far are you?", [*steps, ("100", "Done: I met it")], value=near
            ),
            text_input(
                "note",
                "What moved, or what is in the way?",
                is_optional=True,
                is_multiline=True,
            ),
        ],
        origin=origin,
    )


def goal_draft_of(goal: Goal) -> GoalDraft:
    """A goal as the form shows it."""
    return GoalDraft(
        text=goal.text,
        element=goal.element,
        skill=goal.skill,
        indicator=goal.indicator,
        target=goal.target,
        due_on=goal.due_on,
        visibility=goal.visibility,
    )


def _facts(goal: Goal, rubric: Rubric, today: date) -> list[str]:
    facts = [f"*Due:* {day_in_words(goal.due_on, today)}" if goal.due_on else "*Due:* no date yet"]
    if goal.element:
        facts.append(f"*Element:* {label(rubric.elements, goal.element)}")
    if goal.skill:
        facts.append(f"*Skill:* {label(rubric.skills, goal.skill)}")
    if goal.indicator:
        facts.append(f"*You will know by:* {typed(goal.indicator)}")
    if goal.target:
        facts.append(f"*Target:* {typed(goal.target, 100)}")
    return facts


def _bar(percent: int) -> str:
    return "▰" * round(percent / 10) + "▱" * (10 - round(percent / 10))
