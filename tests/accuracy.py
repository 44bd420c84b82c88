"""How well the quick entry is understood, against lines that a colleague labelled, a language each.

Run as a module (`make accuracy`) it prints the shares, and which of the lines that the reader
was tuned against it gets wrong. Those held out it never names: whoever reads them tunes to them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

from domain.errors import BadInput
from domain.keys import ENGLISH
from domain.quick_entry import QuickEntry, read_quick_entry
from rubric_data import load_rubric

TODAY: Final = date(2026, 11, 24)
_LINES: Final = Path(__file__).parent / "domain"
LINES: Final = {
    ENGLISH: _LINES / "quick_entry_lines.yaml",
    "es": _LINES / "quick_entry_lines_es.yaml",
}
FLOORS: Final = {"minutes": 0.99, "happened_on": 0.99, "kind": 0.90, "element": 0.80}
"""The share of lines of which each must be right."""
_FOUND: Final[Mapping[str, Callable[[QuickEntry], object]]] = {
    "minutes": lambda entry: entry.minutes,
    "happened_on": lambda entry: entry.happened_on,
    "kind": lambda entry: entry.kind or "other",
    "element": lambda entry: entry.elements[0] if entry.elements else None,
}


@dataclass(frozen=True)
class Share:
    """Of so many labelled lines, one field was right in all but `wrong`."""

    count: int
    wrong: tuple[str, ...]
    """Each wrong line, with what was found and what it says."""

    @property
    def right(self) -> float:
        return 1 - len(self.wrong) / self.count

    def __add__(self, other: Share) -> Share:
        return Share(self.count + other.count, self.wrong + other.wrong)


@lru_cache
def labelled_lines(code: str) -> Mapping[str, list[dict[str, Any]]]:
    """Those that the reader was `tuned` against, and those `held_out`."""
    lines: dict[str, list[dict[str, Any]]] = yaml.safe_load(LINES[code].read_text(encoding="utf-8"))
    return lines


def measure(code: str, field: str, part: str) -> Share:
    """How often that field is right in that part of a language's lines.

    A suggested element is neither right nor wrong where a colleague would name none.
    """
    lines = [line for line in labelled_lines(code)[part] if field != "element" or field in line]
    wrong = []
    for labelled in lines:
        expected = labelled.get(field, TODAY if field == "happened_on" else None)
        found = _read(code, labelled["line"], field)
        if found != expected:
            wrong.append(f"{labelled['line']}\n    {field}: {found}, not {expected}")
    return Share(len(lines), tuple(wrong))


def _read(code: str, line: str, field: str) -> object:
    rubric = load_rubric().in_language(code)
    try:
        return _FOUND[field](read_quick_entry(line, rubric=rubric, today=TODAY))
    except BadInput as refusal:
        return refusal.sentence


def main() -> bool:
    """Prints the shares; true where all are above their floors."""
    are_above = True
    for code, (field, floor) in product(LINES, FLOORS.items()):
        tuned, held_out = (measure(code, field, part) for part in ("tuned", "held_out"))
        whole = tuned + held_out
        are_above &= whole.right >= floor
        print(  # noqa: T201
            f"{code}: {field:12} {whole.right:6.1%} of {whole.count} lines (at least {floor:.0%}); "
            f"{held_out.right:.1%} of the {held_out.count} held out"
        )
        for line in tuned.wrong:
            print(f"  {line}")  # noqa: T201
    return are_above


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
