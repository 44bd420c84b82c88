"""The first meeting, and help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.messages.actions import Action
from bot.messages.language import say
from bot.messages.message import Message, context, first_name, section
from domain.words import later


class Chapter(StrEnum):
    """The headings of help, in their order."""

    LEARNING = later("What you learn")
    GOALS = later("Your goals")
    COLLEAGUES = later("Colleagues")
    RECORD = later("Your choices and your record")
    LEADING = later("For those who lead")


@dataclass(frozen=True)
class HelpLine:
    """A subcommand as help shows it."""

    usage: str
    summary: str
    chapter: Chapter


def welcome_message(name: str) -> Message:
    """What PLNudge does, what it keeps, who sees it, and how to stop it."""
    hello = say(":wave: *Hi {name}, I'm PLNudge.*", name=first_name(name))
    return Message(
        say(
            "Hi {name}, I'm PLNudge: I help you to keep your own learning going.",
            name=first_name(name),
        ),
        [
            section(
                say(
                    "{hello} I help you to keep your own professional learning going: log what you "
                    "do, set goals, and pause once a week for a short question.\n\n"
                    "*Try it:* type `/pln log 45m EdCamp session on podcasting` anywhere.",
                    hello=hello,
                )
            ),
            section(
                say(
                    "*What I keep:* what you log, your goals and your answers.\n"
                    "*Who sees it:* only you, until you say otherwise for an entry. Your leaders "
                    "get totals of groups, never of a few people, and without names.\n"
                    "*How to stop:* press “Stop prompts”, now or later in my Home tab."
                )
            ),
            ActionsBlock(
                block_id="welcome",
                elements=[
                    ButtonElement(text=say("Log activity"), action_id=Action.LOG, style="primary"),
                    ButtonElement(text=say("Set a goal"), action_id=Action.SET_GOAL),
                    ButtonElement(text=say("What can I do?"), action_id=Action.SHOW_HELP),
                    ButtonElement(text=say("Stop prompts"), action_id=Action.OPT_OUT),
                ],
            ),
        ],
    )


def help_message(lines: Sequence[HelpLine], tags: Sequence[tuple[str, Sequence[str]]]) -> Message:
    """What this person may use, and the tags of a quick entry as (what they say, the tags)."""
    listings = {
        chapter: [
            f"`{say(line.usage)}`\n{say(line.summary)}" for line in lines if line.chapter == chapter
        ]
        for chapter in Chapter
    }
    return Message(
        say("What you can do with PLNudge"),
        [
            *(
                section(f"*{say(chapter)}*\n" + "\n".join(listing))
                for chapter, listing in listings.items()
                if listing
            ),
            section(
                say("*Tags that a line may carry* (near misses are put right)")
                + "\n"
                + "\n".join(
                    f"{name}: {' '.join(f'`#{tag}`' for tag in group)}" for name, group in tags
                )
            ),
            context(
                say("Only you see this. My Home tab shows your week, your goals and what is next.")
            ),
            ActionsBlock(
                block_id="help",
                elements=[
                    ButtonElement(text=say("Log activity"), action_id=Action.LOG, style="primary"),
                    ButtonElement(text=say("Set a goal"), action_id=Action.SET_GOAL),
                ],
            ),
        ],
    )


def opted_out_message() -> Message:
    return Message(
        say("Prompts are off."),
        [
            section(
                say(
                    "*Prompts are off.* I won't write to you by myself until you say so. `/pln "
                    "log` and the rest keep working."
                )
            ),
            ActionsBlock(
                block_id="prompts",
                elements=[ButtonElement(text=say("Start prompts again"), action_id=Action.OPT_IN)],
            ),
        ],
    )


def opted_in_message() -> Message:
    return Message(
        say("Prompts are on again."), [section(say("*Prompts are on again.* Good to be back."))]
    )
