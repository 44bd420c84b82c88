"""Brings the catalogues in step with the texts in the code: `make words`.

New texts come in without a translation, texts that are gone go out, and the rest stays. There
are no line numbers and no dates in the files, and texts stand in the order of the alphabet: so
only what changed differs, and the changes of two people rarely meet.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.messages.language import CATALOGUES
from domain.keys import ENGLISH, LANGUAGES

ROOT: Final = CATALOGUES.parent.parent
ROOMS: Final = ("rubric_data", "domain", "storage", "bot", "jobs", "plnudge")
MARKS: Final = ("say", "later", "Words", "BadInput")
COUNTING: Final = ("say_count", "count_words")
IN_CONTEXT: Final = "say_in"
OPERATORS: Final = ("plnudge", "storage/backups.py", "storage/database.py", "storage/moving.py",
                    "storage/schema.py", "storage/sealing.py", "storage/sqlite.py")  # fmt: skip
"""What is refused there is read on the command line, which speaks English."""
_HEADER: Final = r"""msgid ""
msgstr ""
"Language: {code}\n"
"Plural-Forms: {plurals}\n"
"Content-Type: text/plain; charset=utf-8\n"

"""


def texts_in_code() -> Catalog:
    """Every text that is marked. Babel's own extraction takes f-strings in pieces."""
    found = Catalog()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            is_for_operators = str(path.relative_to(ROOT)).startswith(OPERATORS)
            for mark, texts in _marked(ast.parse(path.read_text())):
                if not (is_for_operators and mark == "BadInput"):
                    is_in_context = mark == IN_CONTEXT
                    context = texts.pop(0) if is_in_context else None
                    found.add(tuple(texts) if len(texts) > 1 else texts[0], context=context)
    return found


def _marked(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            mark = call.func.id
            count = 1 if mark in MARKS else 2 if mark in (*COUNTING, IN_CONTEXT) else 0
            texts = [each.value for each in call.args[:count]
                     if isinstance(each, ast.Constant) and isinstance(each.value, str)]  # fmt: skip
            if count and len(texts) == count:
                yield mark, texts


_CLASH: Final = re.compile(
    rb"^<<<<<<<[^\n]*\n(.*?)^=======\n(.*?)^>>>>>>>[^\n]*\n", re.DOTALL | re.MULTILINE
)
"""Where git could not bring two changes together."""


def read_catalogue(code: str) -> Catalog:
    """As it is; where two changes clash, with the translations of both."""
    content = (CATALOGUES / f"{code}.po").read_bytes()
    ours, theirs = (_parsed(code, _CLASH.sub(rb"\%d" % side, content)) for side in (1, 2))
    for each in theirs:
        key = each.id if isinstance(each.id, str) else each.id[0]
        known = ours.get(key, each.context)
        if known is None:
            ours[key] = each
        elif not known.string or not all(known.string):
            known.string = each.string
    return ours


def _parsed(code: str, content: bytes) -> Catalog:
    return read_po(BytesIO(content), locale=code, abort_invalid=True)


def in_step(code: str, texts: Catalog) -> Catalog:
    """The catalogue of that language with those texts."""
    path = CATALOGUES / f"{code}.po"
    kept = read_catalogue(code) if path.exists() else Catalog(locale=code)
    kept.update(texts, no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def written(catalogue: Catalog) -> bytes:
    """As it is kept: without what changes by itself."""
    file = BytesIO()
    write_po(file, catalogue, width=98, omit_header=True, sort_output=True, no_location=True)
    header = _HEADER.format(code=catalogue.locale_identifier, plurals=catalogue.plural_forms)
    return header.encode() + file.getvalue()


def main() -> None:
    texts = texts_in_code()
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        catalogue = in_step(code, texts)
        Path(CATALOGUES / f"{code}.po").write_bytes(written(catalogue))
        missing = [each for each in catalogue if each.id and not each.string]
        print(f"{code}: {len(catalogue)} texts")  # noqa: T201
        for each in missing:
            print(f"  not translated: {each.id}")  # noqa: T201


if __name__ == "__main__":
    main()
