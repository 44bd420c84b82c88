"""What is kept beside a stage: put back as it was after each try, and told apart by workspace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table as SqlTable

from storage.tables import Table

Rows = dict[str, list[tuple[Any, ...]]]
NEVER_OTHERS: Final = frozenset({"plan_wanted_at", "planned_at"})
"""Columns that say when jobs looked."""


class Records:
    """The SQLite file of a house that runs, looked at from beside it."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._kept = sqlite3.connect(":memory:")
        self._version = 0

    def close(self) -> None:
        self._file.close()
        self._kept.close()

    def keep(self) -> None:
        """From now on `restore` brings this back."""
        self._file.backup(self._kept)
        self._version = self._data_version()

    def restore(self) -> None:
        self._kept.backup(self._file)
        self._version = self._data_version()

    def is_changed(self) -> bool:
        """Whether anybody has committed anything since `keep` or `restore`."""
        return self._data_version() != self._version

    def _data_version(self) -> int:
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def workspace(self, team: str) -> int:
        """Its number here, by Slack's id."""
        found = self._file.execute("SELECT id FROM workspace WHERE slack_id = ?", (team,))
        return int(found.fetchone()[0])

    def erase_workspace(self, workspace_id: int) -> None:
        """It and all that hangs on it, as if it had never been."""
        self._file.execute("PRAGMA foreign_keys=ON")
        self._file.execute("DELETE FROM workspace WHERE id = ?", (workspace_id,))

    def rows_beyond(self, workspace_id: int) -> Rows:
        """All that is not that workspace's own: others' rows, and those that are nobody's."""
        owned = _Owned(self._file)
        return {
            table.name: [
                tuple(value for name, value in row.items() if name not in NEVER_OTHERS)
                for row in owned.rows[table.name].values()
                if owned.workspaces(table.name, row["id"]) != {workspace_id}
            ]
            for table in Table.metadata.sorted_tables
        }

    def crossings(self) -> list[str]:
        """Rows that hang on more than one workspace."""
        owned = _Owned(self._file)
        return [
            f"{name} {row_id}"
            for name, rows in owned.rows.items()
            for row_id in rows
            if len(owned.workspaces(name, row_id)) > 1
        ]


class _Owned:
    """Every row, with the workspaces that it hangs on, by whatever foreign keys."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.rows: dict[str, dict[int, dict[str, Any]]] = {}
        for table in Table.metadata.sorted_tables:
            found = file.execute(f"SELECT * FROM {table.name} ORDER BY id")  # noqa: S608
            names = [each[0] for each in found.description]
            rows = (dict(zip(names, row, strict=True)) for row in found)
            self.rows[table.name] = {row["id"]: row for row in rows}
        self._known: dict[tuple[str, int], frozenset[int]] = {}

    def workspaces(self, table: str, row_id: int) -> frozenset[int]:
        if table == "workspace":
            return frozenset({row_id})
        known = self._known.get((table, row_id))
        if known is None:
            self._known[table, row_id] = frozenset()  # where rows hang on each other in a circle
            row = self.rows[table][row_id]
            known = frozenset(
                each
                for column, parent in _parents(Table.metadata.tables[table])
                if row[column] is not None
                for each in self.workspaces(parent, row[column])
            )
            self._known[table, row_id] = known
        return known


@cache
def _parents(table: SqlTable) -> tuple[tuple[str, str], ...]:
    def found() -> Iterator[tuple[str, str]]:
        for key in table.foreign_keys:
            yield key.parent.name, key.column.table.name

    return tuple(found())
