"""What became of prompts, as long as it can be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args

from bot.messages.message import Message
from bot.messages.story import own_stories_message, stories_view, why_form
from domain.keys import OccurrenceState, Stage
from domain.words import Words
from storage.steps import Story
from storage.tables import Occurrence, OccurrenceStep

AT = datetime(2026, 11, 24, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ZONE = "America/Chicago"


def stories_of(text: str) -> list[Story]:
    """In each state, each through all stages again and again."""
    steps = [
        OccurrenceStep(stage=stage, at=AT, cause=text, due_at=AT) for stage in get_args(Stage) * 3
    ]
    return [
        Story(
            Occurrence(
                purpose="prompt",
                state=state,
                reason=text,
                local_at=AT.replace(tzinfo=None),
                due_at=AT,
                planned_at=AT,
                sent_at=AT,
            ),
            text[:100],
            steps,
        )
        for state in get_args(OccurrenceState) * 3
    ]


def story_messages(text: str) -> Iterator[Message]:
    yield own_stories_message(stories_of(text), [Words("{text}", text=text)] * 9, ZONE, TODAY)
    yield own_stories_message([], [], ZONE, TODAY)


def story_views(text: str) -> Iterator[dict[str, Any]]:
    yield why_form()
    yield stories_view(text, stories_of(text), [Words("{text}", text=text)] * 9, ZONE, TODAY)
