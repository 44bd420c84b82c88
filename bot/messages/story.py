"""Why somebody got their prompts, or did not: for themselves, and for an admin who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, modal, person_input, reading_modal
from bot.messages.labels import time_in_words
from bot.messages.message import Message, context, escape, section, typed
from domain.story import end_in_words, name_in_words, step_in_words
from domain.zones import to_local
from storage.steps import Story

STORIES: Final = 8
"""How many of the last ones are told."""
_SMALL_PRINT: Final = 2000


def own_stories_message(
    stories: Sequence[Story], causes: Sequence[str], zone: str, today: date
) -> Message:
    """The answer to `/pln why`."""
    return Message(
        "Your last prompts, and why",
        [
            section("*Your last prompts, and why they came or did not*"),
            *_story_blocks(stories, causes, zone, today),
        ],
    )


def why_blocks() -> list[Block]:
    """On App Home of an admin: where to look when somebody asks."""
    return [
        section(
            "*Did somebody not get a prompt?*\nSee what came to them lately, and why or why not.",
            block_id="why",
            accessory=ButtonElement(text="Look it up", action_id=Action.ASK_WHY),
        )
    ]


def why_form() -> dict[str, Any]:
    return modal(
        Form.WHY,
        title="Why, or why not?",
        submit="Look it up",
        blocks=[
            person_input(
                "person",
                "Who",
                hint="You see when prompts came and what held them up, never an answer. They can "
                "see that you looked.",
            )
        ],
        origin=Origin(),
    )


def stories_view(
    name: str, stories: Sequence[Story], causes: Sequence[str], zone: str, today: date
) -> dict[str, Any]:
    """What became of somebody's prompts, for an admin."""
    return reading_modal(
        "Why, or why not?",
        [
            section(f"*{typed(name, 100)}*, times in {escape(zone)}"),
            *_story_blocks(stories, causes, zone, today),
        ],
    )


def _story_blocks(
    stories: Sequence[Story], causes: Sequence[str], zone: str, today: date
) -> list[Block]:
    blocks: list[Block] = []
    if causes:
        blocks.append(section(f"Nothing is planned now: {typed('; '.join(causes), 1000)}."))
    if not stories:
        blocks.append(section("Nothing was due yet."))
    for story in stories[:STORIES]:
        blocks += _one_story(story, ZoneInfo(zone), today)
    return blocks


def _one_story(story: Story, zone: ZoneInfo, today: date) -> list[Block]:
    def when(instant: datetime) -> str:
        return time_in_words(to_local(instant, zone), today)

    occurrence = story.occurrence
    name = typed(name_in_words(occurrence.purpose, story.schedule), 100)
    sent = when(occurrence.sent_at) if occurrence.sent_at else None
    end = end_in_words(occurrence.state, occurrence.reason, when(occurrence.due_at), sent)
    steps = [f"planned {when(occurrence.planned_at)}"] if occurrence.planned_at else []
    for step in story.steps:
        until = when(step.due_at) if step.due_at else None
        steps.append(f"{step_in_words(step.stage, step.cause, until)} {when(step.at)}")
    meant = time_in_words(occurrence.local_at, today)
    return [
        section(f"*{name}*, meant for {meant}\n{typed(end[:1].upper() + end[1:], 1000)}."),
        context(typed(" · ".join(steps), _SMALL_PRINT) or "No steps yet."),
    ]
