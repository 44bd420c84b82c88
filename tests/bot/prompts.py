"""Every message and form about prompts and answers, with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.messages.actions import Form
from bot.messages.forms import Origin
from bot.messages.message import Message
from bot.messages.prompt import (
    SKIP_REASONS,
    answer_deleted_message,
    answered_message,
    prompt_message,
    reflection_deleted_message,
    reflection_form,
    reflection_saved_message,
    reflections_message,
    reminder_message,
    said_why_message,
    skipped_message,
    snoozed_message,
)
from rubric_data import Rubric
from storage.pages import Page
from storage.tables import Occurrence, Reflection
from tests.bot.goals import ROW, TODAY, a_goal


def an_occurrence(text: str, rubric: Rubric) -> Occurrence:
    return Occurrence(id=ROW, element=rubric.elements[0].key, prompt_text=text.strip()[:500])


def a_reflection(text: str, rubric: Rubric, row: int = ROW) -> Reflection:
    return Reflection(
        id=row,
        prompt_text=text.strip()[:500],
        element=rubric.elements[0].key,
        text=text,
        rating=1,
        answered_on=TODAY,
    )


def prompt_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    occurrence, reflection = an_occurrence(text, rubric), a_reflection(text, rubric)
    yield prompt_message(occurrence, rubric, goal=a_goal(text, rubric), name=text)
    for is_logged in (True, False):
        yield answered_message(occurrence, reflection, rubric, is_logged=is_logged)
    yield snoozed_message(occurrence, datetime(2026, 11, 25, 8), TODAY)
    yield reminder_message(occurrence)
    yield skipped_message(occurrence)
    for reason in SKIP_REASONS:
        yield said_why_message(occurrence, reason)
    page = Page([a_reflection(text, rubric, row) for row in range(5)], 5, 15, 5)
    yield reflections_message(page, rubric, TODAY)
    yield reflections_message(Page([], 0, 0, 5), rubric, TODAY)
    yield reflection_saved_message(reflection, rubric, TODAY)
    yield reflection_deleted_message(reflection)
    yield answer_deleted_message(occurrence)


def prompt_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    reflection = a_reflection(text, rubric)
    for form in (Form.REFLECTION, Form.REFLECTION_AGAIN):
        yield reflection_form(reflection.prompt_text, reflection, origin, form=form)
        yield reflection_form(reflection.prompt_text, None, origin, form=form)
