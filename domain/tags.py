"""Tags such as `#ownership`, `#collab` or `#webinar`, in the rubric's words.

A tag is a hash at the start of a word and letters after it; `#3` and `C#` are text. Letter
case, underscores and missing hyphens don't matter, and a near miss is put right. What is near
to nothing is somebody's hashtag where it stands within a sentence (“followed #NSTA26 all
evening”), and refused where it stands as a tag does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from domain.errors import BadInput
from domain.typed_line import Span, without_accents
from domain.words import Words
from rubric_data import Rubric

_TAG: Final = re.compile(r"(?<![\w&/#<])#(?=[\w-]*[^\W\d_])([^\W_][\w-]*)")
_CHANNEL: Final = re.compile(r"<#c[a-z0-9]+\|([^>]*)>")
_NEAR: Final = 0.8
"""From this likeness on, a tag is taken for the other one."""
_LIKE: Final = 0.5
_CHAT: Final = re.compile(r".+chat\d*")
"""Educators' own hashtags in social media (`#satchat`), which are words here."""


@dataclass(frozen=True)
class Tag:
    """A tag that was understood: a key of one of the rubric's sections."""

    span: Span
    section: str
    key: str


@dataclass(frozen=True)
class UnknownTag:
    """Hash and letters that are near to no tag."""

    span: Span
    refusal: BadInput


@lru_cache(maxsize=8)
def tag_names(rubric: Rubric) -> Mapping[str, tuple[str, str]]:
    """Every tag without its hash, with the section and key that it stands for."""
    return {
        name: (section, part.key)
        for section, parts in rubric.sections_with_keys()
        for part in parts
        for name in (part.key, *part.short)
    }


def find_tags(text: str, plain: str, rubric: Rubric) -> tuple[list[Tag], list[UnknownTag]]:
    """All tags in a plain copy; also a channel that Slack made of one (`<#C1|skills>`)."""
    names = tag_names(rubric)
    known: list[Tag] = []
    unknown: list[UnknownTag] = []
    for match in _CHANNEL.finditer(plain):
        if match[1] in names:
            known.append(Tag(Span(*match.span()), *names[match[1]]))
    for match in _TAG.finditer(plain):
        if match[1] not in names and _CHAT.fullmatch(match[1]):
            continue
        span = Span(*match.span())
        tag = _resolve(match[1], span, text[span.start : span.end], names)
        if isinstance(tag, Tag):
            known.append(tag)
        else:
            unknown.append(tag)
    return known, unknown


def _resolve(
    word: str, span: Span, typed: str, names: Mapping[str, tuple[str, str]]
) -> Tag | UnknownTag:
    word = without_accents(word.replace("_", "-").strip("-"))
    if word in names:
        return Tag(span, *names[word])
    joined = {name.replace("-", ""): meant for name, meant in names.items()}
    if word.replace("-", "") in joined:
        return Tag(span, *joined[word.replace("-", "")])
    nearest = get_close_matches(word, names, n=3, cutoff=_LIKE)
    near = get_close_matches(word, nearest, n=3, cutoff=_NEAR)
    if near and len(word) > 3 and len({names[name] for name in near}) == 1:
        return Tag(span, *names[near[0]])
    match [f"#{name}" for name in nearest[:2]]:
        case [one, other]:
            words = Words(
                "I don't know the tag {typed}: the nearest are {one} and {other}, `/pln help` "
                "lists them all, and without the # it stays a word.",
                typed=typed,
                one=one,
                other=other,
            )
        case [one]:
            words = Words(
                "I don't know the tag {typed}: the nearest is {one}, `/pln help` lists them all, "
                "and without the # it stays a word.",
                typed=typed,
                one=one,
            )
        case _:
            words = Words(
                "I don't know the tag {typed}: `/pln help` lists them all, and without the # it "
                "stays a word.",
                typed=typed,
            )
    refusal = BadInput(
        words,
        field="elements",
    )
    return UnknownTag(span, refusal)
