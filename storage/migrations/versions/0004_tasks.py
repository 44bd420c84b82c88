"""on PostgreSQL: what Procrastinate keeps its tasks in.

Its own migrations, file by file up to a named one, so that this step makes the same whatever
version of it is installed; a later version's files are a later step of ours.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from alembic import op

revision = "0004_tasks"
down_revision = "0003_reflection_deleted"
branch_labels = None
depends_on = None

_TO_DROP = (
    "SELECT format('DROP TABLE %I CASCADE', relname) FROM pg_class"
    " WHERE relkind = 'r' AND relname LIKE 'procrastinate_%'",
    "SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc"
    " WHERE proname LIKE 'procrastinate_%'",
    "SELECT format('DROP TYPE %I CASCADE', typname) FROM pg_type"
    " WHERE typname LIKE 'procrastinate_%' AND typtype IN ('e', 'c')",
)

LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    import procrastinate  # noqa: PLC0415 (only here is it of use)

    folder = Path(procrastinate.__file__).parent / "sql" / "migrations"
    cursor = connection.connection.cursor()
    files = [file.read_text() for file in sorted(folder.glob("*.sql")) if file.name <= LAST]
    version: tuple[Any, ...] = connection.dialect.server_version_info or ()
    if version < (17,):
        files = _with_whole_enums(files)
    for file in files:
        cursor.execute(file)


def _with_whole_enums(files: list[str]) -> list[str]:
    """The same, with each enum made with all its values at once.

    Before PostgreSQL 17, a value that is added later can't be used in the same transaction.
    """
    labels: dict[str, list[str]] = {}
    for file in files:
        for name, body in _MADE.findall(file):
            labels[name] = re.findall(r"'(\w+)'", re.sub(r"--.*", "", body))
        for name, label, side, other in _ADDED.findall(file):
            where = labels[name].index(other) + (side == "AFTER") if side else len(labels[name])
            labels[name].insert(where, label)

    def whole(made: re.Match[str]) -> str:
        listed = ", ".join(f"'{label}'" for label in labels[made[1]])
        return f"CREATE TYPE {made[1]} AS ENUM ({listed});"

    return [_ADDED.sub("", _MADE.sub(whole, file)) for file in files]


_MADE = re.compile(r"CREATE TYPE (\w+) AS ENUM \((.*?)\);", re.DOTALL)
_ADDED = re.compile(r"ALTER TYPE (\w+) ADD VALUE '(\w+)'(?: (BEFORE|AFTER) '(\w+)')?;")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    cursor = connection.connection.cursor()
    for what in _TO_DROP:
        cursor.execute(what)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
