"""One's own record: having it all, having it erased, and who looked at it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, modal, text_input
from bot.messages.labels import capitalized, time_in_words
from bot.messages.language import say, say_count
from bot.messages.message import Message, context, listed, section, typed, unstyled
from bot.messages.pages import turning
from domain.words import later
from domain.zones import to_local
from storage.audit import LookSeen
from storage.forgetting import Holdings
from storage.pages import Page

SURE: Final = "forget"
"""What somebody types to show that they mean it."""
LOOKS: Final = 10
EXPORT_WORDS: Final = later(
    "Here is all that PLNudge keeps of you: a workbook to read, and the same as JSON for another "
    "program. Only you see this conversation."
)


def exporting_message() -> Message:
    words = say(
        "I'm putting together all that I keep of you. Two files come in our direct message, "
        "in a minute or so."
    )
    return Message(words, [section(words)])


def export_failed_message(reason: str) -> Message:
    if reason == "missing_scope":
        words = say(
            "I may not send files in this workspace. Ask whoever installed PLNudge to give it the "
            "right “files:write”; `plnudge export --user` on its server makes the files too."
        )
    else:
        words = say(
            "The files did not reach Slack ({reason}). Nothing is lost: try again.",
            reason=typed(reason, 60),
        )
    return Message(
        words,
        [
            section(words),
            ActionsBlock(
                block_id="export",
                elements=[ButtonElement(text=say("Try again"), action_id=Action.EXPORT)],
            ),
        ],
    )


def forget_form(holdings: Holdings, origin: Origin) -> dict[str, Any]:
    """What goes and what stays, before anything is asked."""
    return modal(
        Form.FORGET,
        title=say("Erase my record"),
        submit=say("Go on"),
        close=say("Keep it all"),
        blocks=[
            section(
                say(
                    "*Erased for good:* {holdings}, with all that was answered to them, your "
                    "settings, your files' places, your suggestions to colleagues and who "
                    "looked at your record. What you shared in channels is deleted there.",
                    holdings=_in_words(holdings),
                )
            ),
            section(
                say(
                    "*Your figures go too:* from now on no group's totals count you. Digests "
                    "that leaders have already stay as they were sent: sums without names, and "
                    "what you had shown to all colleagues. They are messages of theirs, so I "
                    "can't change them."
                )
            ),
            section(
                say(
                    "*What stays, and why:* your name and id as Slack has them, with your "
                    "groups and role, so that I know not to write to you; and when you looked at "
                    "others' records, because those people may see who did. What you wrote in "
                    "others' evaluations, and decided on their credit, is part of their record, "
                    "so it stays there without your name. Our direct message stays in Slack, and "
                    "only you see it."
                )
            ),
            context(say("You may want `/pln export` first: it gives you all of it as files.")),
        ],
        origin=origin,
    )


def forget_sure_form(origin: Origin) -> dict[str, Any]:
    """Asked a second time."""
    return modal(
        Form.FORGET_SURE,
        title=say("Are you sure?"),
        submit=say("Erase it all"),
        close=say("Back"),
        blocks=[
            section(say("This can't be undone, by nobody.")),
            text_input(
                "word", say("Type {word} to erase your record", word=SURE), placeholder=SURE
            ),
        ],
        origin=origin,
    )


def forgotten_message() -> Message:
    words = say(
        "*Your record is erased.* Prompts are off, and I won't write to you by myself. If you ever "
        "want to begin anew, you can, with an empty record."
    )
    return Message(
        unstyled(words),
        [
            section(words),
            ActionsBlock(
                block_id="forgotten",
                elements=[ButtonElement(text=say("Begin anew"), action_id=Action.OPT_IN)],
            ),
        ],
    )


def looks_message(page: Page[LookSeen], zone: str, today: date) -> Message:
    """Who looked at their record, when, and why."""
    if not page.rows:
        words = say("Nobody has looked at your record. Whoever does is listed here.")
        return Message(words, [section(words)])
    lines = [_look(look, zone, today) for look in page.rows]
    blocks: list[Block] = [
        section("\n".join([say("*Who looked at your record*"), *lines])),
        *turning(page, Action.LOOKS, back=say("Later"), on=say("Earlier")),
        context(
            say("Every look at your own entries, goals or evaluation is here; totals are not.")
        ),
    ]
    names = dict.fromkeys(look.reader or say("somebody on the server") for look in page.rows)
    return Message(
        say_count(
            "{count} look at your record, by {names}.",
            "{count} looks at your record, by {names}.",
            page.count,
            names=typed(listed(list(names)), 500),
        ),
        blocks,
    )


def _look(look: LookSeen, zone: str, today: date) -> str:
    reader = f"*{typed(look.reader, 60)}*" if look.reader else say("Somebody on PLNudge's server")
    when = time_in_words(to_local(look.looked_at, ZoneInfo(zone)), today)
    return say(
        "• {time}: {reader} read {what} ({why})",
        time=capitalized(when),
        reader=reader,
        what=typed(_as_kept(look.what), 80),
        why=typed(_as_kept(look.why), 80),
    )


_WITH_NAME: Final = (later("leads {name}"), later("your credit transcript of {name}"))


def _as_kept(words: str) -> str:
    """It was written down in English: what is known beforehand, or that and then a name."""
    for text in _WITH_NAME:
        beginning = text.removesuffix("{name}")
        if words.startswith(beginning):
            return say(text, name=words.removeprefix(beginning))
    return say(words)


def _in_words(holdings: Holdings) -> str:
    held = [
        words
        for count, words in (
            (holdings.entries, say_count("{count} entry", "{count} entries", holdings.entries)),
            (holdings.goals, say_count("{count} goal", "{count} goals", holdings.goals)),
            (
                holdings.reflections,
                say_count("{count} reflection", "{count} reflections", holdings.reflections),
            ),
            (
                holdings.evaluations,
                say_count("{count} evaluation", "{count} evaluations", holdings.evaluations),
            ),
            (
                holdings.shared_posts,
                say_count("{count} shared post", "{count} shared posts", holdings.shared_posts),
            ),
            (
                holdings.claims,
                say_count("{count} entry's credit", "{count} entries' credit", holdings.claims),
            ),
        )
        if count
    ]
    return listed(held) if held else say("what there is of yours")
