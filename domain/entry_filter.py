"""What somebody looks for among their entries: `podcasting #own last month`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.day_ranges import DayRange, find_range
from domain.errors import BadInput
from domain.speech import speech_of
from domain.tags import find_tags
from domain.typed_line import Span, cover, plain_copy
from domain.wording import fold
from rubric_data import Rubric

LONGEST: Final = 120
"""It travels in the buttons of the list, where Slack has little room."""
_PIECE: Final = re.compile(r'"([^"]+)"|(\S+)')
_ENDINGS: Final = ("ings", "ing", "ed", "es", "s")
_LEAST_STUB: Final = 5


@dataclass(frozen=True)
class Wanted:
    """A word or a phrase, as it was typed and as it is looked for.

    `kinds` are those that it names: whoever looks for “webinar” means those too that don't say
    the word.
    """

    typed: str
    folded: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryFilter:
    """All of it must hold; of `kinds` and the other sections with one value, one of them.

    `typed` is what it was read from.
    """

    typed: str = ""
    words: tuple[Wanted, ...] = ()
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys by the rubric's section."""
    days: DayRange = field(default_factory=DayRange)

    @property
    def is_all(self) -> bool:
        return not self.words and not self.tags and self.days == DayRange()


def read_filter(text: str, *, rubric: Rubric, today: date, day_first: bool = False) -> EntryFilter:
    """Tags, a stretch of days, words, and phrases in quotes, in any order.

    Raises BadInput for a tag or a day that there is not, and for more than fits.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise BadInput(
            "Look for less at once: at most {longest} letters.", longest=LONGEST, field="text"
        )
    plain, speech = plain_copy(text), speech_of(rubric.language)
    known, unknown = find_tags(text, plain, rubric)
    if unknown:
        raise unknown[0].refusal
    sections: dict[str, tuple[str, ...]] = {}
    for tag in known:
        keys = sections.get(tag.section, ())
        sections[tag.section] = (*keys, tag.key) if tag.key not in keys else keys
    rest = cover(text, [tag.span for tag in known], " ")
    found = find_range(_without_phrases(rest), today, day_first=day_first, words=speech.ranges)
    if found is not None:
        rest = cover(rest, [found.span], " ")
    return EntryFilter(
        typed=text,
        words=_words(rest, rubric, speech.leaning),
        tags=sections,
        days=found.days if found else DayRange(),
    )


def _without_phrases(text: str) -> str:
    """What is in quotes is looked for as it stands, even where it names a day."""
    quoted = [Span(*match.span()) for match in re.finditer(r'"[^"]*"', plain_copy(text))]
    return cover(text, quoted, "_")


def _words(text: str, rubric: Rubric, small: frozenset[str]) -> tuple[Wanted, ...]:
    words = {}
    for match in _PIECE.finditer(plain_copy(text)):
        typed = text[slice(*match.span(1 if match[1] else 2))].strip(" ,;")
        folded = fold(typed) if match[1] else _stub(fold(typed))
        if folded:
            words[folded] = Wanted(typed, folded, _kinds_named(folded, rubric))
    # “webinars about the brain” is not refused for the words in between.
    telling = tuple(word for key, word in words.items() if key not in small | {"and"})
    return telling or tuple(words.values())


def _stub(word: str) -> str:
    """A long word without its ending, so that it is found in its other simple forms."""
    for ending in _ENDINGS:
        stub = word.removesuffix(ending)
        if stub != word and len(stub) >= _LEAST_STUB:
            return stub
    return word


def _kinds_named(folded: str, rubric: Rubric) -> tuple[str, ...]:
    named = (kind.key for kind in rubric.kinds_by_every_name if folded in fold(kind.label))
    return tuple(dict.fromkeys(named))
