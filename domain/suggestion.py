"""What the words of an activity suggest, where nothing was said.

Each section of the rubric has hints for its parts. The longest hints win their words: in
“video conference” neither “video” nor “conference” is heard. Words match in any letter case
and in their simple forms (blog, blogs, blogged, blogging); a hyphen is a space.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.typed_line import plain_copy
from rubric_data import Named

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_ENDINGS: Final = ("ings", "ing", "ed", "es", "s")


@dataclass(frozen=True)
class Hit:
    """A hint that was found, at a place in the text."""

    key: str
    start: int
    words: int


@dataclass(frozen=True)
class _Hint:
    key: str
    stems: tuple[str, ...]


def find_hits(parts: tuple[Named, ...], text: str) -> list[Hit]:
    """All hints of these parts in the text, or the faint ones where there is no other."""
    clear, faint = _hints_of(parts)
    places = [(match.start(), _stem(match[0])) for match in _WORD.finditer(plain_copy(text))]
    return _hits(clear, places) or _hits(faint, places)


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


_ByFirstStem = dict[str, list[_Hint]]


def _by_first_stem(hints: Iterable[tuple[str, str]]) -> _ByFirstStem:
    by_first: _ByFirstStem = defaultdict(list)
    for key, hint in hints:
        stems = tuple(_stem(match[0]) for match in _WORD.finditer(plain_copy(hint)))
        if stems:
            by_first[stems[0]].append(_Hint(key, stems))
    return dict(by_first)


def _hits(hints: _ByFirstStem, places: list[tuple[int, str]]) -> list[Hit]:
    """Longer hints first; each takes its words away from the shorter ones."""
    found = sorted(_all_hits(hints, [stem for _, stem in places]), key=lambda each: -each[2])
    taken: dict[int, int] = {}
    hits = []
    for key, number, words in found:
        if any(taken.get(number + step, words) > words for step in range(words)):
            continue
        taken.update({number + step: words for step in range(words)})
        hits.append(Hit(key, places[number][0], words))
    return hits


def _all_hits(hints: _ByFirstStem, stems: list[str]) -> Iterator[tuple[str, int, int]]:
    for number, stem in enumerate(stems):
        for hint in hints.get(stem, ()):
            if tuple(stems[number : number + len(hint.stems)]) == hint.stems:
                yield hint.key, number, len(hint.stems)


def _stem(word: str) -> str:
    """The word without the endings of plurals, -ing and -ed; the same for all its forms."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending) and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    if word.endswith("i") and len(word) > 3:
        word = f"{word[:-1]}y"
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
