"""Finding pieces of one's own record while typing into a menu."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.listeners.gestures import Search, SearchListener
from bot.messages.forms import MOST_OPTIONS
from bot.messages.pieces import piece_in_words
from domain.errors import BadInput
from storage.evidence import Sort, find_pieces


def searching(sort: Sort) -> SearchListener:
    """Finds those of that sort that say what is typed."""

    async def search(search: Search) -> list[tuple[str, str]]:
        rubric = search.bot.rubric

        def find(session: Session) -> list[tuple[str, str]]:
            pieces = find_pieces(
                session, search.caller.person_id, sort, search.typed,
                rubric=rubric, today=search.today, most=MOST_OPTIONS,
            )  # fmt: skip
            return [(str(piece.id), piece_in_words(piece, rubric)) for piece in pieces]

        try:
            return await search.find(find)
        except BadInput:
            return []  # a tag or a day that is not typed to its end yet

    return search
