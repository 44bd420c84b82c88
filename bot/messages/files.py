"""Files in Slack that stand as evidence: the field that takes them, and links to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import Block, InputBlock

from bot.messages.forms import file_input
from bot.messages.language import say
from bot.messages.message import SECTION_TEXT, escape, section, typed
from domain.drafts import EvidenceFile

MOST_FILES: Final = 5
"""That one form takes."""


def files_input(name: str) -> InputBlock:
    return file_input(
        name,
        say("Files as evidence"),
        most=MOST_FILES,
        hint=say("They stay in Slack, where only you can open them; I keep their names and links."),
    )


def files_blocks(files: Sequence[EvidenceFile]) -> list[Block]:
    """Where Slack shows each of them."""
    if not files:
        return []
    links = [f"{typed(file.name, 200)} (<{escape(file.permalink)}|open>)" for file in files]
    # Whole links only: a cut one would show its address.
    while len(", ".join(links)) > SECTION_TEXT - 100:
        links.pop()
    return [section(say("*Evidence:* {files}", files=", ".join(links)), block_id="files")]
