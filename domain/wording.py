"""Which words of a text count when it is looked for, or held beside another text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from domain.suggestion import stem
from domain.typed_line import LEANING, plain_copy, words_in

_WORD: Final = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)?")
_EVERYWHERE: Final = words_in(
    "and not but so if it its is was be been do did done have had has one two three four five "
    "new some more most all any every each when how what who which there here then than they "
    "them he she him her we us you i me myself own again together around "
    "class classes classroom student students kid kids teacher teachers school schools lesson "
    "lessons team colleague colleagues grade learn learning teach teaching education "
    "read watch listen attend join meet meeting talk discuss run lead try use make get go set "
    "start finish work plan learned session week month year term day time minute hour"
)
"""Words that any two entries may share without being alike."""


def fold(text: str) -> str:
    """The text as it is looked for: letter case, accents and typographic marks put aside."""
    apart = unicodedata.normalize("NFKD", plain_copy(text).casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.split())


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Stems of its words, without numbers and words that only lean on others.

    Two texts with the same stems tell of the same thing (“PLC, week 3” and “PLC week 4”).
    """
    words = {match[0] for match in _WORD.finditer(plain_copy(text))}
    return frozenset(map(stem, words - LEANING))


def common_letters(stems: frozenset[str]) -> str:
    """What every text with these stems says somewhere, folded: how their longest word begins.

    There must be at least one of them.
    """
    # “Studies” and “study” have one stem, and all but its end in common.
    return fold(max(stems, key=len).removesuffix("y"))


def telling_stems(text: str) -> frozenset[str]:
    """Stems of the words that tell what a text is about, without everyday ones."""
    return stems(text) - _EVERYDAY_STEMS


_EVERYDAY_STEMS: Final = frozenset(map(stem, _EVERYWHERE))
