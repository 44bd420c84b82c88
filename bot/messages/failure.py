"""What is said when something could not be kept, with the words that it would have held."""

from __future__ import annotations

from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    PlainTextObject,
    SectionBlock,
)

from bot.messages.actions import Action
from bot.messages.language import say
from bot.messages.message import SECTION_TEXT, Message, escape, section

BUTTON_VALUE: Final = 2000
"""The most that Slack lets a button carry."""
_MOST_CHUNKS: Final = 40


def not_kept_message(sentence: str, words: str) -> Message:
    """The sentence, all that was typed after `/pln`, and a button that tries it once more."""
    blocks: list[Block] = [section(escape(sentence))]
    if words.strip():
        blocks.append(section(say("Here are your words, so that none are lost:")))
        blocks += [_as_it_was(chunk) for chunk in _chunks(words)[:_MOST_CHUNKS]]
    if words.strip() and len(words) <= BUTTON_VALUE:
        blocks.append(
            ActionsBlock(
                block_id="again",
                elements=[
                    ButtonElement(text=say("Try again"), action_id=Action.TRY_AGAIN, value=words)
                ],
            )
        )
    return Message(escape(sentence), blocks)


def _as_it_was(words: str) -> Block:
    # Plain text, to be copied: no letter is left out, put in or styled.
    return SectionBlock(text=PlainTextObject(text=words, emoji=False))


def _chunks(words: str) -> list[str]:
    """All of the words, in pieces that fit, parted where a word ends if one does."""
    chunks = []
    while len(words) > SECTION_TEXT:
        end = words.rfind(" ", 0, SECTION_TEXT) + 1 or SECTION_TEXT
        chunks.append(words[:end])
        words = words[end:]
    return [*chunks, words]
