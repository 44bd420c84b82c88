"""A line as a person typed it, and which parts of it can be lifted out.

Readers look at a plain copy: small letters, straight quotes, hyphens and spaces where phones
put in finer ones. The copy has the same length, so that what is found in it has the same
place in the person's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from domain.errors import BadInput

LONGEST_TEXT: Final = 3000
"""Slack's own limit for a text field and for a section."""

BADGE: Final = "\ue000"
"""Stands in a plain copy for what was understood already: it is nobody's word."""
QUOTED: Final = "\ue001"
"""Stands for what is in quotes: words, but not to be understood."""

_ALIKE: Final = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛`´′", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u200b\u2060\ufeff\u00ad", " ")
)
_QUOTE: Final = re.compile(r'(?<![^\s(\[])"[^"\n]+"(?![^\s)\].,;:!?])')
_EMOJI: Final = re.compile(r":[a-z][a-z0-9_+-]*:")
_EMOJI_AT_END: Final = re.compile(_EMOJI.pattern + "$")
_BRACKETS: Final = re.compile(r"\(([^()\n]*)\)|\[([^\[\]\n]*)\]")
_EMPTY_BRACKETS: Final = re.compile(r"\(\s*[,;]?\s*\)|\[\s*[,;]?\s*\]")
_OPENING_MARKS: Final = re.compile(r"^(?:[\s,;:|•·‐‑‒–—―-]|\*(?=\s))+(?=\S)|^[.!?]+\s+")
_CLOSING_MARKS: Final = re.compile(r"(?:[\s,;:|•·‐‑‒–—―@-]|(?<=\s)\*)+(?=$|[.!?…]+(?:\s|$))")


def words_in(line: str) -> frozenset[str]:
    """A set of words, written as one line."""
    return frozenset(line.split())


LEANING: Final = words_in(
    "a about and are as at be by during for from in into is like my of on or our over per than "
    "that the these this those to via was were while with without your"
)
"""Words that lean on what comes after them: a line can't end in one and still read well."""

DANGLING: Final = words_in("about and as at by for from in into of on or to with")
"""Words that a line can't begin with and still read well."""


@dataclass(frozen=True, order=True)
class Span:
    """From one place in a line up to another."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def plain_copy(text: str) -> str:
    """The line to read from: same length, small letters, plain quotes, hyphens and spaces."""
    text = text.translate(_ALIKE)
    if text.isascii():
        return text.lower()  # most lines, at once
    return "".join(_plain(letter) for letter in text)


def without_accents(word: str) -> str:
    """`tecnologia` of `tecnología`: thumbs leave accents out."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _plain(letter: str) -> str:
    if unicodedata.category(letter) == "Zs":
        return " "
    small = letter.lower()
    return small if len(small) == 1 else letter


def starts_of(opening: str, patterns: Iterable[str]) -> re.Pattern[str]:
    """Finds each place where one of these patterns may begin; all of them open with `opening`,
    and go on with a letter or a digit.

    To look for each of them at every letter takes many times as long, and so does to try all of
    them wherever what was understood is covered.
    """
    unnamed = (re.sub(r"\(\?P=\w+\)", ".", re.sub(r"\(\?P<\w+>", "(?:", each)) for each in patterns)
    return re.compile(rf"{opening}(?=\w)(?={'|'.join(f'(?:{each})' for each in unnamed)})")


def matches_at(
    pattern: re.Pattern[str], plain: str, starts: Iterable[int]
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, where it begins at one of those places, which are in order."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(plain, start)):
            end = match.end()
            yield match


def cover(plain: str, spans: Iterable[Span], mark: str = BADGE) -> str:
    """The plain copy with those places covered, so that nobody reads them again."""
    for span in spans:
        plain = plain[: span.start] + mark * (span.end - span.start) + plain[span.end :]
    return plain


def cover_quotes(plain: str) -> str:
    """What stands in quotes is somebody's title or word, and never understood as more."""
    return cover(plain, (Span(*match.span()) for match in _QUOTE.finditer(plain)), QUOTED)


def word_before(plain: str, place: int) -> str:
    """The word that ends there, but for spaces; empty after punctuation or at the start."""
    match = re.search(r"([\w'" + BADGE + QUOTED + r"]+) *$", plain[max(0, place - 60) : place])
    return match[1] if match else ""


def word_after(plain: str, place: int) -> str:
    """The word that begins there, but for spaces; empty before punctuation or at the end."""
    match = re.match(r" *([\w'" + BADGE + QUOTED + r"]+)", plain[place : place + 60])
    return match[1] if match else ""


def is_set_off(plain: str, span: Span) -> bool:
    """True where punctuation, what was understood, or the line's edge is on both sides."""
    marks = ",;:|-()[].!?\n" + BADGE
    before, after = plain[: span.start].rstrip(" "), plain[span.end :].lstrip(" ")
    return (not before or before[-1] in marks) and (not after or after[0] in marks)


@dataclass(frozen=True)
class Edges:
    """Which of a line's spans stand at its start, at its end, or alone in brackets."""

    opening: tuple[Span, ...]
    closing: tuple[Span, ...]
    bracketed: tuple[Span, ...]

    WITHIN: ClassVar[int] = 3
    """The rank of a span that has words on both sides."""

    def __contains__(self, span: object) -> bool:
        return isinstance(span, Span) and self.rank(span) < self.WITHIN

    def rank(self, span: Span) -> int:
        """How plainly a span stands apart: 0 at the start, 1 at the end, 2 in brackets, 3."""
        runs = (self.opening, self.closing, self.bracketed)
        return next((rank for rank, run in enumerate(runs) if span in run), self.WITHIN)


def find_edges(plain: str, spans: Sequence[Span], leaning: frozenset[str] = LEANING) -> Edges:
    """Runs of spans with nothing but punctuation and emoji between them and the line's edge.

    A span that the word before it needs (“a session on #collaboration”, “last night's #edchat”)
    ends the closing run.
    """
    quiet = _EMOJI.sub(lambda match: " " * len(match[0]), plain)
    in_order = sorted(spans)
    opening = []
    cursor = 0
    for span in in_order:
        if span.start < cursor or _has_words(quiet[cursor : span.start]):
            break
        opening.append(span)
        cursor = span.end
    closing = []
    cursor = len(plain)
    for span in reversed(in_order):
        if span.end > cursor or _has_words(quiet[span.end : cursor]):
            break
        before = word_before(plain, span.start)
        if before in leaning or before.endswith("'s"):
            break
        closing.append(span)
        cursor = span.start
    return Edges(tuple(opening), tuple(closing), tuple(_in_brackets(quiet, in_order)))


def _in_brackets(plain: str, spans: Sequence[Span]) -> Iterable[Span]:
    for bracket in _BRACKETS.finditer(plain):
        inside = [
            span for span in spans if bracket.start() < span.start and span.end < bracket.end()
        ]
        if inside and not _has_words(cover(plain, inside, " ")[slice(*bracket.span())]):
            yield from inside


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What no keyboard types, no database need keep, and no message can carry."""


def _has_words(plain: str) -> bool:
    return any(letter.isalnum() or letter in "#$%&@/" + BADGE + QUOTED for letter in plain)


def lift_out(
    text: str,
    plain: str,
    spans: Iterable[Span],
    edges: Edges,
    instead: Mapping[Span, str] | None = None,
    *,
    dangling: frozenset[str] = DANGLING,
) -> str:
    """The person's own words without those spans, where they read well without them.

    `instead` gives other words for some spans, lifted or not. What stays is as it was typed,
    but for spaces that were doubled or at the edges and punctuation that held the spans.
    """
    instead = instead or {}
    gone = set(spans)
    opening = [span for span in edges.opening if span in gone]
    if opening and word_after(plain, opening[-1].end) in dangling:
        gone.discard(opening[-1])
    rest = text
    for span in sorted(gone | set(instead), reverse=True):
        words = instead.get(span, "")
        if span in gone:
            words = f" {words} "
        rest = f"{rest[: span.start]}{words}{rest[span.end :]}"
    if gone:
        rest = _EMPTY_BRACKETS.sub(" ", rest)
    rest = tidy(rest)
    if gone.intersection(edges.opening):
        rest = _OPENING_MARKS.sub("", rest)
    if gone.intersection(edges.closing) and not _EMOJI_AT_END.search(rest):
        rest = _CLOSING_MARKS.sub("", rest)
    return tidy(rest)


def tidy(text: str) -> str:
    """Without outer spaces, with one space where there were several, and no control characters."""
    text = _CONTROL.sub("", text)
    return re.sub(r"([^\S\n])[^\S\n]+", r"\1", text).strip()


def check_text(text: str) -> str:
    """The text without outer and doubled spaces.

    Raises BadInput for no letter, digit or emoji, and for more than 3000 characters.
    """
    text = tidy(text)
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in text):
        raise BadInput(
            "There are no words yet: write at least a few that say what it is.", field="text"
        )
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            "That is {count} characters: keep to {most}, and put a link to the rest.",
            count=len(text),
            most=LONGEST_TEXT,
            field="text",
        )
    return text


def refuse_endless(text: str) -> str:
    """The same text. Raises BadInput for so much that no tokens could make it short enough."""
    if len(text) > 3 * LONGEST_TEXT:
        check_text(text)
    return text


def unwrap(text: str) -> str:
    """Without quotes around the whole line, as it is copied from a page of examples."""
    plain = plain_copy(text).strip()
    if len(plain) > 2 and plain[0] == plain[-1] == '"' and plain.count('"') == 2:
        return text.strip()[1:-1]
    return text


def without_hashes(text: str) -> str:
    """Tags as plain words."""
    return re.sub(r"(?<!\S)#", "", text)
