"""What a line says outright in the rubric's words: by tags, alone, or in plain phrases.

`#joined` is a tag; `…, outside the district` stands alone; `joined the NSTA network` is a
phrase, which is understood and stays in its sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.tags import Tag, UnknownTag, tag_names
from domain.typed_line import (
    BADGE,
    LEANING,
    Edges,
    Span,
    cover,
    is_set_off,
    without_accents,
    word_before,
)
from rubric_data import Rubric

ONE_ONLY: Final = frozenset({"kinds", "modes", "network_acts", "reaches", "visibilities"})
"""Sections of which an entry has one at most."""

_ALONE_SECTIONS: Final = ("network_acts", "reaches", "visibilities")
_NETWORK: Final = (
    r" (?:an?|the|our|my|another|one|two|three|\d)\b(?: [\w'#&-]+){0,4}?"
    r" (?:networks?|plns?|communit(?:y|ies)|plcs?)\b"
)


@dataclass(frozen=True)
class SaidWords:
    """Plain words that say a field's value."""

    alone: re.Pattern[str]
    """Understood where its `words` stand alone; other words need a hash."""
    bare_at_end: frozenset[str]
    """These need no comma before them at the line's end: who is misread so, shows less."""
    phrases: tuple[tuple[str, str, re.Pattern[str]], ...]
    """Section, key, and what says it within a sentence."""
    leaning: frozenset[str] = LEANING


ALONE: Final = (
    "visible to (?:my )?leaders|visible to (?:all )?colleagues"
    "|leaders only|only leaders|my leaders|only me|just me|private"
    "|(?:within|outside)(?: the)? district|in[ -]district|out[ -]of[ -]district"
    "|within|outside|created|joined|sustained"
)


def alone(words: str) -> re.Pattern[str]:
    """The pattern of such words."""
    return re.compile(rf"(?<![\w-])(?P<words>{words})(?![\w-])")


ENGLISH: Final = SaidWords(
    alone=alone(ALONE),
    bare_at_end=frozenset({"private", "only me", "just me"}),
    phrases=tuple(
        (section, key, re.compile(pattern))
        for section, key, pattern in (
            ("reaches", "within", r"\b(?:within|inside|in) (?:the|our|my) (?:own )?district\b"),
            (
                "reaches",
                "outside",
                r"\b(?:outside|beyond)(?: of)? (?:the|our|my) (?:own )?district\b",
            ),
            ("network_acts", "created", rf"\bcreated{_NETWORK}"),
            ("network_acts", "joined", rf"\bjoined{_NETWORK}"),
            ("network_acts", "sustained", rf"\bsustained{_NETWORK}"),
        )
    ),
)


@dataclass(frozen=True)
class Said:
    """Words that say a field's value: a key of one of the rubric's sections."""

    span: Span
    section: str
    key: str
    is_phrase: bool = False


def find_said(
    plain: str,
    tags: Iterable[Tag],
    rubric: Rubric,
    times: Iterable[Span] = (),
    *,
    words: SaidWords = ENGLISH,
) -> Iterator[Said]:
    """Tags first, then words that stand alone, then phrases within a sentence.

    `times` are places of days and lengths of time: a word beside one may stand alone.
    """
    tags = sorted(tags, key=lambda tag: tag.span)
    for tag in tags:
        yield Said(tag.span, tag.section, tag.key)
    names = tag_names(rubric)
    untagged = cover(plain, [*(tag.span for tag in tags), *times])
    for match in words.alone.finditer(untagged):
        span = Span(*match.span("words"))
        section, key = names.get(without_accents(match["words"]).replace(" ", "-"), ("", ""))
        if section in _ALONE_SECTIONS and _stands_alone(untagged, span, words):
            yield Said(span, section, key)
    for section, key, pattern in words.phrases:
        for match in pattern.finditer(plain):
            yield Said(Span(*match.span()), section, key, is_phrase=True)


def _stands_alone(plain: str, span: Span, words: SaidWords) -> bool:
    if is_set_off(plain, span):
        return True
    is_last = not plain[span.end :].strip(" .!" + BADGE)
    is_bare = plain[span.start : span.end] in words.bare_at_end
    return is_last and is_bare and word_before(plain, span.start) not in words.leaning


def sort_out(
    found: Iterable[Said], one_only: Collection[str]
) -> tuple[dict[str, list[str]], list[Said]]:
    """The keys that each section got, and the words that gave them.

    Where there may be one only, the first is it, and other words stay words.
    """
    values: dict[str, list[str]] = defaultdict(list)
    said = []
    for each in found:
        keys = values[each.section]
        if each.key not in keys:
            if keys and each.section in one_only:
                continue
            keys.append(each.key)
        said.append(each)
    return values, said


def refuse_unknown(tags: Iterable[UnknownTag], edges: Edges) -> None:
    """Raises BadInput for an unknown tag that stands as a tag does."""
    for tag in tags:
        if tag.span in edges:
            raise tag.refusal
