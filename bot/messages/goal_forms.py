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
from bot.messages.labels import choices, said, visibility_choices
from bot.messages.language import say
from bot.messages.message import quote, section, shorten
from domain.drafts import GoalDraft
from domain.words import later
from rubric_data import Rubric
from storage.progress import GoalProgress
from storage.tables import Goal

AS_COUNTED: Final = "counted"
"""The choice that leaves a goal's progress to what adds up."""
_STEPS: Final = (
    ("0", later("Not begun")),
    ("25", later("A quarter")),
    ("50", later("Half way")),
    ("75", later("Nearly there")),
    ("100", later("Done: I met it")),
)


def goal_form(draft: GoalDraft, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """Sets a goal, or revises the one that the origin names."""
    blocks: list[Block] = [
        text_input(
            "text",
            say("What do you want to do?"),
            value=draft.text,
            placeholder=say("Run two student-led conferences"),
            is_multiline=True,
            is_focused=not draft.text,
        ),
        choice_input(
            "element",
            say("Element of the rubric"),
            choices(rubric.elements),
            value=draft.element,
            is_optional=True,
        ),
        choice_input(
            "skill",
            say("21st-century skill"),
            choices(rubric.skills),
            value=draft.skill,
            is_optional=True,
        ),
        text_input(
            "indicator",
            say("How will you know?"),
            value=draft.indicator,
            placeholder=say("Students lead their own conference"),
            is_optional=True,
        ),
        text_input(
            "target",
            say("Target"),
            value=draft.target,
            placeholder=say("10 hours"),
            hint=say(
                "Hours, entries and kinds of activity add up by themselves: 10 hours, 3 webinars."
            ),
            is_optional=True,
        ),
        date_input("due_on", say("By when?"), value=draft.due_on, is_optional=True),
        text_input(
            "plan_when",
            say("When …"),
            value=draft.plan_when,
            placeholder=say("a unit ends"),
            hint=say("Saying when you will do it makes a goal much likelier to be met."),
            is_optional=True,
        ),
        text_input(
            "plan_then",
            say("… I will"),
            value=draft.plan_then,
            placeholder=say("plan one conference with my class"),
            is_optional=True,
        ),
        choice_input(
            "visibility", say("Who sees it?"), visibility_choices(), value=draft.visibility
        ),
    ]
    return modal(
        Form.GOAL,
        title=say("Revise your goal") if origin.row else say("Set a goal"),
        submit=say("Save") if origin.row else say("Set it"),
        blocks=blocks,
        origin=origin,
    )


def check_in_form(progress: GoalProgress, rubric: Rubric, origin: Origin) -> dict[str, Any]:
    """How it goes: counted where it can be, else said."""
    goal = progress.goal
    return modal(
        Form.CHECK_IN,
        title=say("Check in"),
        submit=say("Save"),
        blocks=[
            section(quote(goal.text)),
            _how_far(progress),
            text_input(
                "note",
                say("What moved, or what is in the way?"),
                is_optional=True,
                is_multiline=True,
            ),
            link_input("link", say("Link as evidence")),
            files_input("files"),
            choice_input(
                "kind",
                say("Does it show something?"),
                choices(rubric.indicator_kinds),
                hint=say("Then your note is kept as an indicator, too: evidence for later."),
                is_optional=True,
            ),
            choice_input(
                "skill",
                say("Which skill does it show?"),
                choices(rubric.skills),
                value=goal.skill,
                hint=say("For the kind “21st-century skill”."),
                is_optional=True,
            ),
        ],
        origin=origin,
    )


def let_go_form(goal: Goal, origin: Origin) -> dict[str, Any]:
    return modal(
        Form.LET_GOAL_GO,
        title=say("Let it go"),
        submit=say("Let it go"),
        blocks=[
            section(quote(goal.text)),
            text_input(
                "reason",
                say("Why?"),
                placeholder=say("Other things matter more now"),
                hint=say("Only for yourself. What you logged for it stays."),
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
        return choice_input("progress", say("How far are you?"), said(_STEPS), value=near)
    if target.is_counted:
        return choice_input(
            "progress",
            say("How far are you?"),
            [
                (AS_COUNTED, say("As it adds up: {progress}", progress=so_far_in_words(progress))),
                *said(_STEPS),
            ],
            value=AS_COUNTED,
        )
    return number_input(
        "amount",
        say("What percentage is it so far?") if target.is_share else say("How many so far?"),
        value=progress.so_far or None,
        least=0,
        hint=say("Your target: {target}", target=shorten(progress.goal.target or "", 100)),
    )
