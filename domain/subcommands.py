"""Reading the first word after `/pln`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from domain.errors import BadInput

# Phones put these in by themselves; the word is meant all the same.
_TYPOGRAPHIC: Final = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u200b": "", "\ufeff": "", "–": "-", "—": "-"}
    | dict.fromkeys("“”„«»‘’`", '"')
)


def split_subcommand(text: str, known: Sequence[str]) -> tuple[str, str]:
    """The subcommand in its plain spelling, and the rest as it was typed.

    Nothing typed reads as `help`. Raises BadInput for a word that is not known, with the
    nearest one.
    """
    words = text.replace("\u00a0", " ").replace("\u202f", " ").strip().split(maxsplit=1)
    if not words:
        return "help", ""
    word = words[0].translate(_TYPOGRAPHIC).strip('"-/:,.! ').lower()
    rest = words[1] if len(words) > 1 else ""
    if word in known:
        return word, rest
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        raise BadInput(
            "I don't know “{words}”. Did you mean `/pln {near}`?", words=words[0], near=near[0]
        )
    raise BadInput(
        "I don't know “{words}”. To log an activity write `/pln log` before it; `/pln "
        "help` shows all that I can do.",
        words=words[0],
    )
