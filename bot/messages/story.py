"""Why somebody got their prompts, or did not: for themselves, and for an admin who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, modal, person_input, reading_modal
from bot.messages.labels import capitalized, time_in_words
from bot.messages.language import say, say_words
from bot.messages.message import Message, context, escape, section, typed
from domain.story import end_in_words, name_in_words, step_in_words
from domain.words import Words
from domain.zones import to_local
from storage.steps import Story

STORIES: Final = 8
"""How many of the last ones are told."""
_SMALL_PRINT: Final = 2000


def own_stories_message(
    stories: Sequence[Story], causes: Sequence[Words], zone: str, today: date
) -> Message:
    """The answer to `/pln why`."""
    return Message(
        say("Your last prompts, and why"),
        [
            section(say("*Your last prompts, and why they came or did not*")),
            *_story_blocks(stories, causes, zone, today),
        ],
    )


def why_blocks() -> list[Block]:
    """On App Home of an admin: where to look when somebody asks."""
    return [
        section(
            say(
                "*Did somebody not get a prompt?*\nSee what came to them lately, and why or why "
                "not."
            ),
            block_id="why",
            accessory=ButtonElement(text=say("Look it up"), action_id=Action.ASK_WHY),
        )
    ]


def why_form() -> dict[str, Any]:
    return modal(
        Form.WHY,
        title=say("Why, or why not?"),
        submit=say("Look it up"),
        blocks=[
            person_input(
                "person",
                say("Who"),
                hint=say(
                    "You see when prompts came and what held them up, never an answer. They can "
                    "see that you looked."
                ),
            )
        ],
        origin=Origin(),
    )


def stories_view(
    name: str, stories: Sequence[Story], causes: Sequence[Words], zone: str, today: date
) -> dict[str, Any]:
    """What became of somebody's prompts, for an admin."""
    return reading_modal(
        say("Why, or why not?"),
        [
            section(say("*{name}*, times in {zone}", name=typed(name, 100), zone=escape(zone))),
            *_story_blocks(stories, causes, zone, today),
        ],
    )


def _story_blocks(
    stories: Sequence[Story], causes: Sequence[Words], zone: str, today: date
) -> list[Block]:
    blocks: list[Block] = []
    if causes:
        blocks.append(
            section(
                say(
                    "Nothing is planned now: {causes}.",
                    causes=typed("; ".join(map(say_words, causes)), 1000),
                )
            )
        )
    if not stories:
        blocks.append(section(say("Nothing was due yet.")))
    for story in stories[:STORIES]:
        blocks += _one_story(story, ZoneInfo(zone), today)
    return blocks


def _one_story(story: Story, zone: ZoneInfo, today: date) -> list[Block]:
    def when(instant: datetime) -> str:
        return time_in_words(to_local(instant, zone), today)

    occurrence = story.occurrence
    name = typed(say_words(name_in_words(occurrence.purpose, story.schedule)), 100)
    sent = when(occurrence.sent_at) if occurrence.sent_at else None
    end = end_in_words(occurrence.state, occurrence.reason, when(occurrence.due_at), sent)
    steps = []
    if occurrence.planned_at:
        steps.append(say("planned {time}", time=when(occurrence.planned_at)))
    for step in story.steps:
        until = when(step.due_at) if step.due_at else None
        told = say_words(step_in_words(step.stage, step.cause, until))
        steps.append(f"{told} {when(step.at)}")
    meant = time_in_words(occurrence.local_at, today)
    return [
        section(
            say(
                "*{name}*, meant for {time}\n{end}.",
                name=name,
                time=meant,
                end=typed(capitalized(say_words(end)), 1000),
            )
        ),
        context(typed(" · ".join(steps), _SMALL_PRINT) or say("No steps yet.")),
    ]
