"""How well the reader understands lines that teachers type; prints the shares it holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from domain.errors import BadInput
from domain.quick_entry import QuickEntry, read_quick_entry
from rubric_data import load_rubric

TODAY: Final = date(2026, 11, 24)
LINES: Final[dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    Path(__file__).with_name("quick_entry_lines.yaml").read_text(encoding="utf-8")
)
FIELDS: Final[dict[str, Callable[[QuickEntry], object]]] = {
    "minutes": lambda entry: entry.minutes,
    "happened_on": lambda entry: entry.happened_on,
    "kind": lambda entry: entry.kind or "other",
    "element": lambda entry: entry.elements[0] if entry.elements else None,
}


def _read(line: str) -> QuickEntry | BadInput:
    try:
        return read_quick_entry(line, rubric=load_rubric(), today=TODAY)
    except BadInput as refusal:
        return refusal


def _labelled(field: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A suggested element is neither right nor wrong where a colleague would name none."""
    return [line for line in lines if field != "element" or field in line]


def _misread(field: str, lines: list[dict[str, Any]]) -> list[str]:
    wrong = []
    for labelled in _labelled(field, lines):
        expected = labelled.get(field, TODAY if field == "happened_on" else None)
        entry = _read(labelled["line"])
        found = entry if isinstance(entry, BadInput) else FIELDS[field](entry)
        if found != expected:
            wrong.append(f"  {labelled['line']}\n    {field}: {found}, not {expected}")
    return wrong


@pytest.mark.parametrize(
    ("field", "floor"),
    [("minutes", 0.99), ("happened_on", 0.99), ("kind", 0.90), ("element", 0.80)],
)
def test_lines_are_read_as_a_colleague_would_read_them(field: str, floor: float) -> None:
    wrong = {part: _misread(field, lines) for part, lines in LINES.items()}
    counts = {part: len(_labelled(field, lines)) for part, lines in LINES.items()}
    shares = {part: 1 - len(wrong[part]) / counts[part] for part in LINES}
    count = sum(counts.values())
    whole = 1 - sum(map(len, wrong.values())) / count
    print(f"{field}: {whole:.1%} of {count} lines, {shares['held_out']:.1%} of those held out")  # noqa: T201
    print("\n".join(wrong["tuned"]))  # noqa: T201
    assert whole >= floor, "\n".join(wrong["tuned"])


def test_there_are_enough_lines_and_a_third_is_held_out() -> None:
    tuned, held_out = (len(LINES[part]) for part in ("tuned", "held_out"))
    assert tuned + held_out >= 150
    assert held_out >= (tuned + held_out) // 3
