"""on PostgreSQL: what Procrastinate keeps its tasks in.

Its own migrations, file by file up to a named one, so that this step makes the same whatever
version of it is installed; a later version's files are a later step of ours.
"""

from __future__ import annotations

from pathlib import Path

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
    for file in sorted(folder.glob("*.sql")):
        if file.name <= LAST:
            cursor.execute(file.read_text())


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    cursor = connection.connection.cursor()
    for what in _TO_DROP:
        cursor.execute(what)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
