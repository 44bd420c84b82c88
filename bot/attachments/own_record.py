"""All that is kept of one person, as files for that person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.attachments.headings import COLUMNS, SHEETS
from bot.attachments.sheets import Sheet, as_json_value, sheets_of
from bot.attachments.workbook import render_workbook
from bot.messages.labels import Labelled, label
from bot.messages.language import say
from bot.sender import Attachment
from domain.iso import to_json
from rubric_data import Rubric
from storage.exports import Records

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows as `storage.ownership` gives them: by table, each by column."""

_TOLD_IN_RECORDS: Final = frozenset(
    {
        "person",
        "entry",
        "entry_element",
        "entry_skill",
        "goal",
        "goal_revision",
        "check_in",
        "indicator",
        "reflection",
        "occurrence",
        "evaluation",
        "evaluation_goal",
        "self_rating",
        "skill_rating",
        "evidence",
        "evaluation_difference",
    }
)


def own_files(records: Records, rows: Rows, rubric: Rubric, today: date) -> list[Attachment]:
    """A workbook to read, and JSON to take along to another program."""
    more = {f"{table}s": found for table, found in rows.items() if table not in _TOLD_IN_RECORDS}
    # The records leave out what was taken back; it is there all the same, for a while.
    for table, kind in (("entry", "entries"), ("goal", "goals"), ("reflection", "reflections")):
        more[f"taken_back_{kind}"] = [row for row in rows[table] if row["deleted_at"] is not None]
    name = f"plnudge-{today}"
    return [
        Attachment(
            f"{name}.xlsx",
            say("Your record as a workbook"),
            render_workbook(
                [_to_read(sheet, rubric) for sheet in (*sheets_of(records), *_sheets(more))]
            ),
        ),
        Attachment(
            f"{name}.json",
            say("Your record as JSON"),
            to_json(as_json_value(records) | more).encode(),
        ),
    ]


def _sheets(rows: Rows) -> list[Sheet]:
    return [
        Sheet(name, tuple(found[0]), tuple(tuple(map(_in_a_cell, row.values())) for row in found))
        for name, found in rows.items()
        if found
    ]


def _to_read(sheet: Sheet, rubric: Rubric) -> Sheet:
    """The same under headings in words, and with the rubric's labels for its keys."""
    labels: dict[str, Iterable[Labelled]] = {
        "kind": [*rubric.kinds, *rubric.indicator_kinds],
        "mode": rubric.modes,
        "element": rubric.elements,
        "elements": rubric.elements,
        "skill": rubric.skills,
        "skills": rubric.skills,
        "network_act": rubric.network_acts,
        "reach": rubric.reaches,
        "visibility": rubric.visibilities,
    }
    return Sheet(
        say(SHEETS[sheet.title]),
        tuple(say(COLUMNS[column]) for column in sheet.columns),
        tuple(
            tuple(
                _labelled(value, labels.get(column, ()))
                for column, value in zip(sheet.columns, row, strict=True)
            )
            for row in sheet.rows
        ),
    )


def _labelled(value: Any, things: Iterable[Labelled]) -> Any:
    if isinstance(value, str):
        return label(things, value)
    if isinstance(value, list | tuple):
        return [_labelled(each, things) for each in value]
    return value


def _in_a_cell(value: Any) -> Any:
    return to_json(value) if isinstance(value, dict) else value
