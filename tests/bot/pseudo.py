"""A language that nobody speaks: every text of ours in brackets, and longer by two fifths.

Its dates and lists are as in Japanese, so whatever Latin letter stands outside of brackets is
a word that was not said through `bot.messages.language`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

from babel import Locale

from bot.attachments.pdf import Document
from bot.attachments.sheets import Sheet
from bot.messages.language import Language
from rubric_data import Rubric

LONGER: Final = 0.4
_OPEN, _CLOSE, _MORE = "⟦", "⟧", "⟨more⟩"
_NOT_WORDS: Final = re.compile(
    r"`[^`]*`"  # commands, as they are typed
    r"|<[^>]*>|https?://\S*|:[a-z0-9_+-]+:"  # links, and emoji by their names
)
_NOT_PRINTED: Final = frozenset({"language", "paper", "url"})
_SAID_BY_SLACK: Final = ("text", "alt_text", "title", "label", "name", "accessibility_label")


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return _longer(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _longer(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return _longer(message)


def _longer(text: str) -> str:
    more = max(1, round(len(text) * LONGER) - 2)
    return f"{_OPEN}{text}{(_MORE * more)[:more]}{_CLOSE}"


PSEUDO: Final = Language("xx", Locale.parse("ja"), _Pseudo(), Locale.parse("ja"))


def without_letters(rubric: Rubric) -> Rubric:
    """That rubric, with words that are as long and have no letters."""
    return Rubric.model_validate(_bare(rubric.model_dump()))


def _bare(part: Any, name: str = "") -> Any:
    if isinstance(part, dict):
        return {key: _bare(each, key) for key, each in part.items()}
    if isinstance(part, (list, tuple)):
        return [_bare(each, name) for each in part]
    is_shown = name in {"label", "name", "text", "title", "note", "question", "ideas"}
    return re.sub(r"[^\W\d_]", "◊", part) if is_shown and isinstance(part, str) else part


def escaped_words(payload: Any) -> list[str]:
    """Texts of a message or view with words outside of brackets."""
    return [text for text in _texts(payload) if re.search(r"[A-Za-z]{2}", _outside(text))]


def escaped_on_paper(
    paper: Document | Sequence[Sheet | str], typed: Collection[str] = ()
) -> list[str]:
    """Words of a document, sheets or lines outside of brackets; what people typed is theirs."""
    theirs = re.compile("|".join(map(re.escape, sorted(typed, key=len, reverse=True))) or "(?!)")
    return [
        text
        for text in _printed(paper)
        if re.search(r"[A-Za-z]{2}", _outside(theirs.sub(" ", text)))
    ]


def _printed(part: Any) -> Iterator[str]:
    if is_dataclass(part):
        for field in fields(part):
            if field.name not in _NOT_PRINTED:
                yield from _printed(getattr(part, field.name))
    elif isinstance(part, str):
        yield part
    elif isinstance(part, Sequence):
        for each in part:
            yield from _printed(each)


def _outside(text: str) -> str:
    depth, left = 0, []
    for letter in _NOT_WORDS.sub(" ", text):
        depth += letter == _OPEN
        if not depth:
            left.append(letter)
        depth -= letter == _CLOSE and depth > 0
    return "".join(left)


def _texts(part: Any, name: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for key, each in part.items():
            if key != "metadata" and not (key == "type" or key.endswith("_id")):
                yield from _texts(each, key)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each, name)
    elif isinstance(part, str) and (name in _SAID_BY_SLACK or name == "categories"):
        yield part
