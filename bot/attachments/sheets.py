"""Records as rows under named columns, and as CSV that no spreadsheet runs as a program."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from io import StringIO
from typing import Any, Final

from domain.iso import iso
from storage.exports import (
    CheckInRecord,
    EntryRecord,
    EvaluationRecord,
    GoalRecord,
    GoalRevisionRecord,
    IndicatorRecord,
    OccurrenceRecord,
    PersonRecord,
    Records,
    ReflectionRecord,
)
from storage.transcripts import CreditRecord

KINDS: Final[dict[str, type]] = {
    "people": PersonRecord,
    "entries": EntryRecord,
    "goals": GoalRecord,
    "goal_revisions": GoalRevisionRecord,
    "check_ins": CheckInRecord,
    "indicators": IndicatorRecord,
    "reflections": ReflectionRecord,
    "occurrences": OccurrenceRecord,
    "evaluations": EvaluationRecord,
    "credits": CreditRecord,
}
"""Kinds of records, each a sheet."""

# Spreadsheets take a cell that begins so for a formula; some read wide signs as the narrow ones.
_FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Sheet:
    """Rows, each with a value for every column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def sheet_of(records: Records, kind: str) -> Sheet:
    """The records of that kind; it has its columns even where there are none."""
    columns = tuple(field.name for field in fields(KINDS[kind]))
    rows = tuple(
        tuple(getattr(record, column) for column in columns) for record in getattr(records, kind)
    )
    return Sheet(kind, columns, rows)


def sheets_of(records: Records) -> list[Sheet]:
    """A sheet for each kind."""
    return [sheet_of(records, kind) for kind in KINDS]


def as_json_value(records: Records) -> dict[str, Any]:
    """The object that scripts are promised."""
    return {kind: [vars(record) for record in getattr(records, kind)] for kind in KINDS}


def as_csv(sheet: Sheet) -> str:
    """A text that begins like a formula gets an apostrophe before it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    writer.writerows([_guarded(value) for value in row] for row in sheet.rows)
    return text.getvalue()


def as_text(value: Any) -> str:
    """How a value reads in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {as_text(each)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        between = "\n" if any(isinstance(each, Mapping) for each in value) else ", "
        return between.join(map(as_text, value))
    return str(value)


def _guarded(value: Any) -> str:
    text = as_text(value)
    if not isinstance(value, int | float) and text.startswith(_FORMULA_BEGINNINGS):
        return f"'{text}"
    return text
