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
from domain.typed_line import BADGE, LEANING, Edges, Span, cover, is_set_off, word_before
from rubric_data import Rubric

ONE_ONLY: Final = frozenset({"kinds", "modes", "network_acts", "reaches", "visibilities"})
"""Sections of which an entry has one at most."""

_NETWORK: Final = (
    r" (?:an?|the|our|my|another|one|two|three|\d)\b(?: [\w'#&-]+){0,4}?"
    r" (?:networks?|plns?|communit(?:y|ies)|plcs?)\b"
)
_PHRASES: Final = tuple(
    (section, key, re.compile(pattern))
    for section, key, pattern in (
        ("reaches", "within", r"\b(?:within|inside|in) (?:the|our|my) (?:own )?district\b"),
        ("reaches", "outside", r"\b(?:outside|beyond)(?: of)? (?:the|our|my) (?:own )?district\b"),
        ("network_acts", "created", rf"\bcreated{_NETWORK}"),
        ("network_acts", "joined", rf"\bjoined{_NETWORK}"),
        ("network_acts", "sustained", rf"\bsustained{_NETWORK}"),
    )
)
_ALONE: Final = re.compile(
    r"(?<![\w-])(?P<words>visible to (?:my )?leaders|visible to (?:all )?colleagues"
    r"|leaders only|only leaders|my leaders|only me|just me|private"
    r"|(?:within|outside)(?: the)? district|in[ -]district|out[ -]of[ -]district"
    r"|within|outside|created|joined|sustained)(?![\w-])"
)
"""Understood where they stand alone; other words need a hash."""
_ALONE_SECTIONS: Final = ("network_acts", "reaches", "visibilities")
_BARE_AT_END: Final = frozenset({"private", "only me", "just me"})
"""These need no comma before them at the line's end: who is misread so, shows less."""


@dataclass(frozen=True)
class Said:
    """Words that say a field's value: a key of one of the rubric's sections."""

    span: Span
    section: str
    key: str
    is_phrase: bool = False


def find_said(
    plain: str, tags: Iterable[Tag], rubric: Rubric, times: Iterable[Span] = ()
) -> Iterator[Said]:
    """Tags first, then words that stand alone, then phrases within a sentence.

    `times` are places of days and lengths of time: a word beside one may stand alone.
    """
    tags = sorted(tags, key=lambda tag: tag.span)
    for tag in tags:
        yield Said(tag.span, tag.section, tag.key)
    names = tag_names(rubric)
    untagged = cover(plain, [*(tag.span for tag in tags), *times])
    for match in _ALONE.finditer(untagged):
        span = Span(*match.span("words"))
        section, key = names.get(match["words"].replace(" ", "-"), ("", ""))
        if section in _ALONE_SECTIONS and _stands_alone(untagged, span):
            yield Said(span, section, key)
    for section, key, pattern in _PHRASES:
        for match in pattern.finditer(plain):
            yield Said(Span(*match.span()), section, key, is_phrase=True)


def _stands_alone(plain: str, span: Span) -> bool:
    if is_set_off(plain, span):
        return True
    is_last = not plain[span.end :].strip(" .!" + BADGE)
    is_bare = plain[span.start : span.end] in _BARE_AT_END
    return is_last and is_bare and word_before(plain, span.start) not in LEANING


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
