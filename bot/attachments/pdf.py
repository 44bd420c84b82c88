"""A document as a PDF: tagged for screen readers, in whatever script its words are.

`render_pdf` and `render_pdf_aside` take a `Document`, which says what is told and in which order;
how it looks is in `document.typ`. Words are data from end to end: nothing that people type is
read as markup, as a path or as a command.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import Any, Final, Literal

from bot.messages.language import reader, say
from domain.words import Words, later

log = logging.getLogger(__name__)

TIMEOUT_SECONDS: Final = 60.0
UNTITLED: Final = later("Untitled")
AT_ONCE: Final = 2
"""Documents that are being set at a time; the others wait their turn, each needs memory."""


class PdfNotMade(Exception):
    """`reason` continues the sentence “The PDF could not be made: …”."""

    def __init__(self, reason: Words) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Cell:
    """Words in a table or a list; `note` is a quieter line below, `url` what they lead to."""

    text: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Column:
    """`share` is its width beside the other columns'."""

    title: str
    share: float = 1
    is_number: bool = False


@dataclass(frozen=True)
class Bar:
    """`words` is the value as it is read: “3 h 20 m”."""

    label: str
    value: float
    words: str


@dataclass(frozen=True)
class Heading:
    """Levels 1 to 3, none skipped; they are the outline that a reader shows beside the pages."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Paragraph:
    """An empty line begins another one."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, with a line that says who and when."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Facts:
    """Names, each with what it stands for."""

    rows: tuple[tuple[str, str | Cell], ...]


@dataclass(frozen=True)
class Figures:
    """A few large figures, each with the words below it; four in a row."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Each row has a cell for every column; the titles are on each page that it reaches."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Listing:
    """Points, one below the other."""

    items: tuple[str | Cell, ...]


@dataclass(frozen=True)
class BarChart:
    """Drawn, not a picture. `alt` says in words what it shows; upright bars are for times."""

    title: str
    alt: str
    bars: tuple[Bar, ...]
    is_upright: bool = False


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = Heading | Paragraph | Quote | Facts | Figures | Table | Listing | BarChart | NewPage
Child = subprocess.Popen[bytes]
Paper = Literal["us-letter", "a4"]


@dataclass(frozen=True)
class Document:
    """`front` comes before the table of contents, `blocks` after it."""

    title: str
    author: str
    subtitle: str = ""
    front: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()
    running_head: str = ""
    """At the top of each page but the first, beside the title."""
    colophon: str = ""
    """At the bottom of each page, beside its number."""
    has_contents: bool = False
    language: str = field(default_factory=lambda: reader().code)
    """As screen readers are to pronounce it: that of whoever reads, where nothing else is said."""
    paper: Paper = "us-letter"


def render_pdf(
    document: Document,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    on_start: Callable[[Child], object] = lambda child: None,  # noqa: ARG005
) -> bytes:
    """The PDF's file, made by a process of its own that ends with it.

    Waits for it: from the event loop, use `render_pdf_aside`. Raises PdfNotMade.
    """
    try:
        child = subprocess.Popen(  # noqa: S603 - our own program, told nothing on its command line
            [sys.executable, "-P", _TYPESETTER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )
    except OSError as error:
        log.error("the typesetter can't be started: %s", error)
        raise PdfNotMade(Words("the typesetter can't be started")) from error
    with child:
        on_start(child)
        try:
            made, errors = child.communicate(
                json.dumps(_as_data(document)).encode(), timeout_seconds
            )
        except subprocess.TimeoutExpired as slow:
            child.kill()
            raise PdfNotMade(
                Words("it took longer than {count} seconds", count=f"{timeout_seconds:g}")
            ) from slow
        except BaseException:
            child.kill()
            raise
    said = errors.decode(errors="replace")[-2000:]
    if child.returncode != 0 or not made.startswith(b"%PDF-"):
        log.error("the typesetter failed: %s", said)
        raise PdfNotMade(Words("the typesetter failed"))
    if said:
        log.warning("a PDF is less accessible than it should be: %s", said)
    return made


async def render_pdf_aside(document: Document) -> bytes:
    """The same while the app goes on; ends with whoever waits for it. Raises PdfNotMade."""
    children: list[Child] = []
    is_given_up = Event()

    def note(child: Child) -> None:
        children.append(child)
        if is_given_up.is_set():
            child.kill()

    # A thread of its own does not know by itself whose language is spoken.
    making = partial(copy_context().run, render_pdf, document, on_start=note)
    try:
        return await asyncio.get_running_loop().run_in_executor(_presses(), making)
    except asyncio.CancelledError:
        # The app stops: its threads are waited for, and they wait for these.
        is_given_up.set()
        for child in children:
            child.kill()
        raise


@cache
def _presses() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="pdf")


_TYPESETTER: Final = str(Path(__file__).with_name("typesetter.py"))
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "PYTHONHOME", "HOME", "LANG", "SYSTEMROOT", "TMPDIR")
"""All of our environment that it gets: no token is among it."""

_AS_IT_IS: Final = frozenset({"language", "paper"})
_PLAIN: Final = frozenset({"author", "alt"})
"""Where a PDF takes a bare string only."""
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\ufffb\ufeff"
    "\U000e0000-\U000e001f\ufffe\uffff]"
)
"""Controls, and marks that would turn around what comes after the words that they are in."""
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_PARTS: Final = re.compile(r"\n[ \t]*\n\s*")
# Scripts without spaces are left alone: there, the typesetter itself knows where a line may end.
_LONG_WORD: Final = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\uff00-\uffef]{28,}"
)
_AFTER_SIGN: Final = re.compile(r"(?<=[/?&=._\-#,;:@+~%|\\])(?=[^\W_])")
_CHUNK: Final = 20
_MAY_BREAK: Final = "\u200b"
_SHOWN: Final = frozenset("LMNPS")
_JOINERS: Final = frozenset("\u200c\u200d")
_OF_SCRIPT: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("ko", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ja", re.compile("[\u3041-\u30ff\u31f0-\u31ff]")),
    ("zh", re.compile("[\u3400-\u9fff\uf900-\ufaff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
)
"""Languages that a script gives away; the others are read as the document's own."""


def _as_data(value: Any, field: str = "", language: str = "en") -> Any:
    """As JSON: every block with its kind, all words fit to be set."""
    if isinstance(value, str):
        if field in _AS_IT_IS:
            return value
        if field == "url":
            return value if value.startswith(("https://", "http://")) else ""
        return _clean(value) if field in _PLAIN else _words(value, language)
    if is_dataclass(value):
        if isinstance(value, Document):
            language = value.language
        data = {
            each.name: _as_data(getattr(value, each.name), each.name, language)
            for each in fields(value)
        }
        if isinstance(value, Paragraph | Quote):
            parts = [part for part in _PARTS.split(_clean(value.text)) if part.strip()]
            data["text"] = [_words(part, language) for part in parts]
        if isinstance(value, Document):
            data |= {"title": data["title"] or say(UNTITLED), "undrawn": "", "words": _own_words()}
        return data | {"kind": type(value).__name__.lower()}
    if isinstance(value, Sequence):
        return [_as_data(each, field, language) for each in value]
    return value


def _own_words() -> dict[str, str]:
    """What the typesetter says by itself; it fills in what it alone knows."""
    return {
        "contents": say("Contents"),
        "page": say("Page {page} of {pages}", page="{page}", pages="{pages}"),
        "undrawn": say(
            "Where {sign} stands, a character was typed that no font here can draw ({names}). "
            "It is kept as it was typed.",
            sign="{sign}",
            names="{names}",
        ),
        "more": say("{names} and {count} more", names="{names}", count="{count}"),
        "combined": say("Some letters with several marks may show as empty boxes."),
    }


def _words(text: str, language: str) -> str | Mapping[str, Any]:
    """Words with their direction and language, where these are not the document's own."""
    clean = _LONG_WORD.sub(_breakable, _clean(text))
    if clean.isascii():
        return clean
    is_rtl = _is_right_to_left(clean)
    own = next((name for name, script in _OF_SCRIPT if script.search(clean)), language)
    if not is_rtl and own == language:
        return clean
    return {"text": clean, "is_rtl": is_rtl, "language": own}


def _clean(text: str) -> str:
    lines = _SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    clean = _UNSEEN.sub("", lines).replace("\t", " ").strip()
    # Spaces and joiners alone would be a heading, or a title, that nobody can see.
    return clean if any(unicodedata.category(letter)[0] in _SHOWN for letter in clean) else ""


def _is_right_to_left(text: str) -> bool:
    """As its first letter runs."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def _breakable(match: re.Match[str]) -> str:
    """A word that may be wider than its column can end a line within."""
    pieces = [_chopped(piece) for piece in _AFTER_SIGN.split(match[0])]
    return _MAY_BREAK.join(pieces)


def _chopped(word: str) -> str:
    chopped, since = "", 0
    for place, letter in enumerate(word):
        if since >= _CHUNK and not _clings(letter) and word[place - 1] not in _JOINERS:
            chopped, since = chopped + _MAY_BREAK, 0
        chopped, since = chopped + letter, since + 1
    return chopped


def _clings(letter: str) -> bool:
    """It belongs to the letter before it."""
    return (
        letter in _JOINERS
        or unicodedata.category(letter).startswith("M")
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U0001f1e6" <= letter <= "\U0001f1ff"
        or "\U000e0020" <= letter <= "\U000e007f"
    )
