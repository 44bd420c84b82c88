"""What the words of an activity suggest, where nothing was said.

Each section of the rubric has hints for its parts. The longest hints win their words: in
“video conference” neither “video” nor “conference” is heard. Words match in any letter case
and in their simple forms (blog, blogs, blogged, blogging); a hyphen is a space.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.typed_line import plain_copy, without_accents
from rubric_data import Named

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_ENDINGS: Final = ("ings", "ing", "ed", "es", "s")
_ROOM: Final = 4
"""Words that the dots of a hint may stand for."""


@dataclass(frozen=True)
class Hit:
    """A hint that was found, at a place in the text."""

    key: str
    start: int
    words: int


@dataclass(frozen=True)
class _Hint:
    key: str
    runs: tuple[tuple[str, ...], ...]
    """Stems of the words before the dots, and after them."""

    def numbers_in(self, stems: tuple[str, ...], first: int) -> tuple[int, ...]:
        """Numbers of the words that it takes when it begins with that one; none if it doesn't."""
        numbers: list[int] = []
        begin, room = first, 0
        for run in self.runs:
            for place in range(begin, begin + room + 1):
                end = place + len(run)
                if stems[place:end] == run:
                    break
            else:
                return ()
            numbers += range(place, end)
            begin, room = end, _ROOM
        return tuple(numbers)


def find_hits(parts: tuple[Named, ...], text: str) -> list[Hit]:
    """All hints of these parts in the text, or the faint ones where there is no other."""
    clear, faint = _hints_of(parts)
    places = _places(text)
    return _hits(clear, places) or _hits(faint, places)


def says_any(hints: tuple[str, ...], text: str) -> bool:
    """One of these hints is in the text, none of which speaks for a part of the rubric."""
    return bool(_hits(_plain_hints(hints), _places(text)))


def suggest(parts: tuple[Named, ...], text: str) -> list[str]:
    """Keys of the parts that the text speaks for, the likeliest first.

    Most words in hints wins, then what is said first, then the rubric's own order.
    """
    weights: dict[str, int] = defaultdict(int)
    first: dict[str, int] = {}
    for hit in find_hits(parts, text):
        weights[hit.key] += hit.words
        first[hit.key] = min(hit.start, first.get(hit.key, hit.start))
    return sorted(weights, key=lambda key: (-weights[key], first[key]))


@lru_cache(maxsize=64)
def _hints_of(parts: tuple[Named, ...]) -> tuple[_ByFirstStem, _ByFirstStem]:
    return (
        _by_first_stem((part.key, hint) for part in parts for hint in part.hints),
        _by_first_stem((part.key, hint) for part in parts for hint in part.faint_hints),
    )


@lru_cache(maxsize=256)
def stems_in(text: str) -> frozenset[str]:
    """The words of a text without their endings: `blog posts` has those of `a blog post`."""
    return frozenset(stem for _, stem in _places(text))


@lru_cache(maxsize=16)
def _plain_hints(hints: tuple[str, ...]) -> _ByFirstStem:
    return _by_first_stem(("", hint) for hint in hints)


_ByFirstStem = dict[str, list[_Hint]]


def _by_first_stem(hints: Iterable[tuple[str, str]]) -> _ByFirstStem:
    by_first: _ByFirstStem = defaultdict(list)
    for key, hint in hints:
        runs = tuple(
            tuple(stem(match[0]) for match in _WORD.finditer(plain_copy(run)))
            for run in hint.split("…")
        )
        if runs[0]:
            by_first[runs[0][0]].append(_Hint(key, runs))
    return dict(by_first)


@lru_cache(maxsize=16)
def _places(text: str) -> tuple[tuple[int, str], ...]:
    """Where each word begins, with its stem; each section of the rubric asks it of one line."""
    return tuple((match.start(), stem(match[0])) for match in _WORD.finditer(plain_copy(text)))


def _hits(hints: _ByFirstStem, places: Sequence[tuple[int, str]]) -> list[Hit]:
    """Longer hints first; each takes its words away from the shorter ones."""
    stems = tuple(stem for _, stem in places)
    found = [
        (hint.key, numbers)
        for first, stem in enumerate(stems)
        for hint in hints.get(stem, ())
        if (numbers := hint.numbers_in(stems, first))
    ]
    taken: dict[int, int] = {}
    hits = []
    for key, numbers in sorted(found, key=lambda each: -len(each[1])):
        if all(taken.get(number, len(numbers)) == len(numbers) for number in numbers):
            taken.update(dict.fromkeys(numbers, len(numbers)))
            hits.append(Hit(key, places[numbers[0]][0], len(numbers)))
    return hits


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without the endings of plurals, -ing and -ed; the same for all its forms."""
    word = without_accents(word.removesuffix("'s"))
    for ending in _ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending) and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    if word.endswith("i") and len(word) > 3:
        word = f"{word[:-1]}y"
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
