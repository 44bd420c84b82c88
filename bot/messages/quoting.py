"""Long words of somebody's, quoted with nothing cut off."""

from __future__ import annotations

from typing import Final

from slack_sdk.models.blocks import Block

from bot.messages.message import escape, quote, section

_PLAIN: Final = 1400
_DENSE: Final = 290
"""Letters that one section surely takes, whatever has to be escaped in them."""


def quoted_whole(words: str) -> list[Block]:
    """As many quotations as the words take."""
    is_plain = len(escape(words)) == len(words) and words.count("\n") < len(words) // 20
    most = _PLAIN if is_plain else _DENSE
    blocks: list[Block] = []
    left = words.strip()
    while left:
        piece = left[:most]
        if len(left) > most:
            at_word = max(piece.rfind("\n"), piece.rfind(" "))
            piece = piece[: at_word + 1] if at_word > most // 2 else piece
        left = left[len(piece) :].lstrip()
        # Escaping makes of a letter five at most, and the marks of a quotation twice as many.
        blocks.append(section(quote(piece.rstrip(), _PLAIN + 60)))
    return blocks
