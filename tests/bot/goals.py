"""Every message and form about goals, with the worst words that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import ButtonElement

from bot.messages.forms import Origin
from bot.messages.goal import (
    check_in_taken_back_message,
    checked_in_message,
    completed_message,
    goal_message,
    goal_question_message,
    goal_taken_back_message,
    goals_message,
    let_go_message,
    reopened_message,
    revised_message,
    still_on_message,
    story_message,
    undone_message,
)
from bot.messages.goal_forms import (
    check_in_form,
    goal_form,
    let_go_form,
)
from bot.messages.language import say
from bot.messages.message import Message
from domain.drafts import GoalDraft
from domain.targets import Target
from rubric_data import Rubric
from storage.pages import Page
from storage.progress import GoalProgress, GoalStory
from storage.tables import CheckIn, CheckInFile, Goal, GoalRevision, Occurrence
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
ROW = 10**15


def a_goal(text: str, rubric: Rubric, row: int = ROW) -> Goal:
    return Goal(
        id=row,
        number=999,
        text=text,
        element=rubric.elements[0].key,
        skill=rubric.skills[0].key,
        indicator=text,
        target=text,
        plan_when=text,
        plan_then=text,
        set_at=NOW,
        set_on=TODAY,
        due_on=TODAY,
        state="open",
        visibility="private",
    )


def goal_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    goal = a_goal(text, rubric)
    yield goal_message(goal, rubric, TODAY, suggested={"element", "skill"})
    yield goal_taken_back_message(goal)
    words = asdict(GoalDraft(text=text, indicator=text, target=text, plan_when=text,
                             plan_then=text, due_on=None))  # fmt: skip
    revision = GoalRevision(
        id=ROW, act="revise", before=dict.fromkeys(words) | {"visibility": "private"},
        after=words, revised_at=NOW, revised_on=TODAY,
    )  # fmt: skip
    let_go = GoalRevision(
        id=ROW, act="let-go", before={}, after={}, reason=text, revised_at=NOW, revised_on=TODAY
    )
    check_in = CheckIn(
        id=ROW, progress=50, note=text, link="https://example.org/" + "x" * 1900,
        file_rows=[
            CheckInFile(slack_id=f"F{place}", name=text, permalink="https://x/" + "<" * 900)
            for place in range(5)
        ],
        checked_at=NOW, checked_on=TODAY,
    )  # fmt: skip
    undo = ButtonElement(text=say("Undo"), action_id="undo", value=str(ROW))
    for state in ("open", "met", "let-go"):
        goal = a_goal(text, rubric)
        goal.state, goal.closed_on = state, None if state == "open" else TODAY
        for target in (None, Target(600, "minutes"), Target(2.5, "said", is_share=True)):
            progress = GoalProgress(goal, 99, 9999, 100, target, 12345.678)
            yield completed_message(progress, undo, TODAY)
            yield story_message(
                GoalStory(progress, [check_in] * 30, [revision, let_go] * 30), rubric, TODAY
            )
            yield goals_message(
                Page([replace(progress, goal=a_goal(text, rubric, place))
                      for place in range(8)], 8, 24, 8), TODAY
            )  # fmt: skip
        yield undone_message(goal, ROW, rubric, TODAY)
    yield goals_message(Page([], 0, 0, 8), TODAY)
    yield checked_in_message(goal, check_in, TODAY)
    yield check_in_taken_back_message(goal, check_in)
    yield let_go_message(goal, let_go)
    yield reopened_message(goal, let_go)
    yield revised_message(goal, revision, rubric, TODAY)
    yield revised_message(goal, None, rubric, TODAY)
    yield still_on_message(goal)
    yield goal_question_message(
        Occurrence(id=ROW), GoalProgress(goal, 0, 0, None), TODAY, TODAY, text
    )


def goal_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    goal = a_goal(text, rubric)
    yield goal_form(GoalDraft(text=text, indicator=text, target=text), rubric, origin)
    yield goal_form(GoalDraft(text=""), rubric, Origin())
    for target in (None, Target(600, "minutes"), Target(2.5, "said", is_share=True)):
        yield check_in_form(GoalProgress(goal, 99, 9999, 100, target, 2.5), rubric, origin)
    yield let_go_form(goal, origin)
