"""Sets one document and ends: run as a program of its own, for `pdf.py`.

A process of its own gives the app back its memory, leaves it its interpreter, and can be stopped.
It imports nothing of ours, so that it starts at once. In comes the document as JSON on standard
input, out goes the PDF; what went wrong is on standard error, with exit code 1.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATE: Final = Path(__file__).with_name("document.typ")
FONT_PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
CPU_SECONDS: Final = 240
MEMORY_BYTES: Final = 3 * 2**30
"""Of addresses. Two thousand activities with three hundred reflections take half a gigabyte."""
NICENESS: Final = 5
UNDRAWN: Final = "\ufffd"
"""Stands for a character that no font here has."""
MOST_NAMED: Final = 12
ACCESSIBLE: Final = "ua-1"
"""PDF/UA: tagged for screen readers, and each character with a shape."""


def typeset(document: dict[str, Any]) -> bytes:
    """The PDF. Characters that no font has are marked as such, with a word on them at its end."""
    fonts = _fonts()
    try:
        return _compile(document, fonts)
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            # Rare, and slower: the system's fonts are looked through, too.
            fonts = _fonts(of_system=True)
            undrawn = {ord(letter) for letter in _characters(document) if _is_drawn(letter)}
            undrawn -= _covered(fonts)
            document = _without(document, undrawn) | {
                "undrawn": _in_words(undrawn, document["words"])
            }
    try:
        return _compile(document, fonts)
    except typst.TypstError as error:
        # Tagged all the same, though not all that the standard asks: better than none.
        print(error.message, file=sys.stderr)  # noqa: T201
        if "could not be displayed" in error.message:
            combined = document["words"]["combined"]
            document = document | {"undrawn": f"{document['undrawn']} {combined}".strip()}
        return _compile(document, fonts, is_accessible=False)


def _compile(document: dict[str, Any], fonts: typst.Fonts, *, is_accessible: bool = True) -> bytes:
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=fonts,
        sys_inputs={"document": json.dumps(document)},
    )
    made = compiler.compile(format="pdf", pdf_standards=[ACCESSIBLE] if is_accessible else [])
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


def _fonts(*, of_system: bool = False) -> typst.Fonts:
    folders = []
    for package in FONT_PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            folders.append(str(Path(spec.origin).parent))
    return typst.Fonts(include_system_fonts=of_system, font_paths=folders)


def _is_drawn(letter: str) -> bool:
    """Spaces, line ends and marks that only steer are in no font, and need not be."""
    is_selector = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return unicodedata.category(letter) not in _UNDRAWN_KINDS and not is_selector


_UNDRAWN_KINDS: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def _characters(value: Any) -> Iterator[str]:
    """All that is typed, letter by letter."""
    if isinstance(value, str):
        yield from value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _characters(each)
    elif isinstance(value, list):
        for each in value:
            yield from _characters(each)


def _covered(fonts: typst.Fonts) -> set[int]:
    """Characters that some font has."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - seldom needed

    covered: set[int] = set()
    # Faces that share a file are one design, with much the same characters.
    for path in {font.path for font in fonts.fonts() if font.path is not None}:
        try:
            with TTFont(path, fontNumber=0, lazy=True) as font:
                covered |= set(font.getBestCmap() or ())
        except (OSError, TTLibError):
            continue
    return covered


def _without(value: Any, undrawn: set[int]) -> Any:
    if isinstance(value, str):
        return value.translate(dict.fromkeys(undrawn, UNDRAWN))
    if isinstance(value, dict):
        return {key: _without(each, undrawn) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, undrawn) for each in value]
    return value


def _in_words(undrawn: set[int], words: dict[str, str]) -> str:
    if not undrawn:
        return ""
    names = ", ".join(f"U+{code:04X}" for code in sorted(undrawn)[:MOST_NAMED])
    if len(undrawn) > MOST_NAMED:
        names = words["more"].format(names=names, count=len(undrawn) - MOST_NAMED)
    return words["undrawn"].format(sign=UNDRAWN, names=names)


def stand_back() -> None:
    """The app comes first: for the processor, and where memory runs out, this ends and not that."""
    os.nice(NICENESS)
    # Whoever started us stops us in time, but may be gone.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with suppress(OSError, ValueError):  # macOS knows neither of the two
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        Path("/proc/self/oom_score_adj").write_text("1000")


def main() -> None:
    stand_back()
    try:
        document = json.load(sys.stdin)
        made = typeset(document)
    except Exception as error:
        print(getattr(error, "diagnostic", "") or repr(error), file=sys.stderr)  # noqa: T201
        sys.exit(1)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
