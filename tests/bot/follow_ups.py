"""Every message and form that follows an entry up, with the worst words that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.messages.actions import Form
from bot.messages.entry import logged_message
from bot.messages.follow_up import (
    asked_again_message,
    follow_up_message,
    indicator_form,
    indicator_message,
    indicator_taken_back_message,
    indicators_message,
    nothing_came_message,
)
from bot.messages.forms import Origin
from bot.messages.message import Message
from domain.indicators import IndicatorDraft
from domain.targets import Target
from rubric_data import Rubric
from storage.entries import EntryInContext
from storage.indicators import IndicatorInContext
from storage.pages import Page
from storage.progress import GoalProgress
from storage.tables import Entry, Indicator, Occurrence
from tests.bot.goals import ROW, TODAY, a_goal


def an_indicator(text: str, rubric: Rubric, row: int = ROW) -> Indicator:
    return Indicator(
        id=row,
        kind="skill-attainment",
        skill=rubric.skills[-1].key,
        element=rubric.elements[0].key,
        text=text,
        measure=text,
        before=-123456789.1234,
        after=123456789.1234,
        target=123456789.1234,
        measured_on=TODAY,
        noted_on=TODAY,
    )


def follow_up_messages(text: str, entry: Entry, rubric: Rubric) -> Iterator[Message]:
    asked = Occurrence(id=ROW, state="planned", local_at=datetime(2026, 12, 8, 15, 30))
    for follow_up in (None, asked):
        goal = a_goal(text, rubric)
        served = GoalProgress(goal, 9, 9999, 100, Target(600, "minutes"), 600)
        shown = EntryInContext(entry, goal, follow_up=follow_up)
        yield logged_message(shown, rubric, TODAY, served=served)
    yield follow_up_message(asked, entry, TODAY, text)
    yield asked_again_message(entry, asked, TODAY)
    yield nothing_came_message(entry, asked)
    indicator = an_indicator(text, rubric)
    seen = IndicatorInContext(indicator, entry, a_goal(text, rubric))
    for is_edited in (True, False):
        yield indicator_message(seen, rubric, TODAY, is_edited=is_edited)
    yield indicator_taken_back_message(indicator)
    lines = [IndicatorInContext(an_indicator(text, rubric, row), None, None) for row in range(8)]
    yield indicators_message(Page(lines, 8, 24, 8), rubric, TODAY)
    yield indicators_message(Page([], 0, 0, 8), rubric, TODAY)


def follow_up_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    draft = IndicatorDraft(
        "skill-attainment", text, skill=rubric.skills[0].key, measure=text, before=-1.5, after=1e9
    )
    yield indicator_form(draft, rubric, origin, form=Form.OUTCOME)
    yield indicator_form(IndicatorDraft("", ""), rubric, Origin(), form=Form.INDICATOR)
