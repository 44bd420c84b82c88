"""Pieces of somebody's record, as a menu names them."""

from __future__ import annotations

from bot.messages.labels import label
from bot.messages.language import say_date
from rubric_data import Rubric
from storage.evidence import Piece
from storage.tables import Entry, Indicator


def piece_in_words(piece: Piece, rubric: Rubric) -> str:
    """Its kind or its day, and its words on one line."""
    words = " ".join(piece.text.split())
    if isinstance(piece, Indicator):
        return f"{label(rubric.indicator_kinds, piece.kind)}: {words}"
    day = piece.happened_on if isinstance(piece, Entry) else piece.answered_on
    return f"{say_date(day, 'yMMMd')}: {words}"
