"""The forms of a goal: setting and revising it, checking in, letting go."""

from __future__ import annotations

from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot.messages.actions import Form
from bot.messages.files import files_input
from bot.messages.forms import (
    Origin,
    choice_input,
    date_input,
    link_input,
    modal,
    number_input,
    text_input,
)
from bot.messages.goal import so_far_in_words
from bot.messages.labels import choices, visibility_choices
from bot.messages.message import quote, section, shorten
from domain.drafts import GoalDraft
from rubric_data import Rubric
from storage.progress import GoalProgress
from storage.tables import Goal

AS_COUNTED: Final = "counted"
"""The choice that leaves a goal's progress to what adds up."""
_STEPS: Final = (
    ("0", "Not begun"),
    ("25", "A quarter"),
    ("50", "Half way"),
    ("75", "Nearly there"),
    ("100", "Done: I met it"),
)


def goal_form(draft: GoalDraft, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """Sets a goal, or revises the one that the origin names."""
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
            "target",
            "Target",
            value=draft.target,
            placeholder="10 hours",
            hint="Hours, entries and kinds of activity add up by themselves: 10 hours, 3 webinars.",
            is_optional=True,
        ),
        date_input("due_on", "By when?", value=draft.due_on, is_optional=True),
        text_input(
            "plan_when",
            "When …",
            value=draft.plan_when,
            placeholder="a unit ends",
            hint="Saying when you will do it makes a goal much likelier to be met.",
            is_optional=True,
        ),
        text_input(
            "plan_then",
            "… I will",
            value=draft.plan_then,
            placeholder="plan one conference with my class",
            is_optional=True,
        ),
        choice_input("visibility", "Who sees it?", visibility_choices(), value=draft.visibility),
    ]
    return modal(
        Form.GOAL,
        title="Revise your goal" if origin.row else "Set a goal",
        submit="Save" if origin.row else "Set it",
        blocks=blocks,
        origin=origin,
    )


def check_in_form(progress: GoalProgress, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """How it goes: counted where it can be, else said."""
    goal = progress.goal
    return modal(
        Form.CHECK_IN,
        title="Check in",
        submit="Save",
        blocks=[
            section(quote(goal.text)),
            _how_far(progress),
            text_input(
                "note",
                "What moved, or what is in the way?",
                is_optional=True,
                is_multiline=True,
            ),
            link_input("link", "Link as evidence"),
            files_input("files"),
            choice_input(
                "kind",
                "Does it show something?",
                choices(rubric.indicator_kinds),
                hint="Then your note is kept as an indicator, too: evidence for later.",
                is_optional=True,
            ),
            choice_input(
                "skill",
                "Which skill does it show?",
                choices(rubric.skills),
                value=goal.skill,
                hint="For the kind “21st-century skill”.",
                is_optional=True,
            ),
        ],
        origin=origin,
    )


def let_go_form(goal: Goal, origin: Origin) -> dict[str, Any]:
    return modal(
        Form.LET_GOAL_GO,
        title="Let it go",
        submit="Let it go",
        blocks=[
            section(quote(goal.text)),
            text_input(
                "reason",
                "Why?",
                placeholder="Other things matter more now",
                hint="Only for yourself. What you logged for it stays.",
                is_optional=True,
                is_multiline=True,
            ),
        ],
        origin=origin,
    )


def _how_far(progress: GoalProgress) -> Block:
    target = progress.target
    if target is None:
        near = str(min(100, round((progress.percent or 0) / 25) * 25))
        return choice_input("progress", "How far are you?", _STEPS, value=near)
    if target.is_counted:
        return choice_input(
            "progress",
            "How far are you?",
            [(AS_COUNTED, f"As it adds up: {so_far_in_words(progress)}"), *_STEPS],
            value=AS_COUNTED,
        )
    return number_input(
        "amount",
        "What percentage is it so far?" if target.is_share else "How many so far?",
        value=progress.so_far or None,
        least=0,
        hint=f"Your target: {shorten(progress.goal.target or '', 100)}",
    )
