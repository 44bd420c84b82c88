"""rows that name one that goes are found by an index."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006_found_by"
down_revision = "0005_installations"
branch_labels = None
depends_on = None

OF_ALL = (
    ("credit_rule", "added_by_id"),
    ("credit_terms", "added_by_id"),
    ("educator_group", "workspace_id"),
    ("evaluation_comment", "person_id"),
    ("evaluation_response", "person_id"),
    ("evaluation_step", "person_id"),
    ("evidence", "evaluation_id"),
    ("look", "reader_id"),
    ("schedule", "workspace_id"),
    ("share", "entry_id"),
    ("share", "goal_id"),
)
WHERE_SET = (
    ("occurrence", "about_id"),
    ("occurrence", "entry_id"),
    ("reflection", "entry_id"),
)
WAS_OF_ALL = (
    ("occurrence", "cycle_id"),
    ("occurrence", "evaluation_id"),
    ("occurrence", "goal_id"),
)


def upgrade() -> None:
    _drop(WAS_OF_ALL)
    _make(OF_ALL)
    _make_where_set((*WHERE_SET, *WAS_OF_ALL))


def downgrade() -> None:
    _drop((*OF_ALL, *WHERE_SET, *WAS_OF_ALL))
    _make(WAS_OF_ALL)


def _make(indexes: Sequence[tuple[str, str]]) -> None:
    for table, column in indexes:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _make_where_set(indexes: Sequence[tuple[str, str]]) -> None:
    for table, column in indexes:
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            op.f(f"ix_{table}_{column}"),
            table,
            [column],
            sqlite_where=where,
            postgresql_where=where,
        )


def _drop(indexes: Sequence[tuple[str, str]]) -> None:
    for table, column in indexes:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
