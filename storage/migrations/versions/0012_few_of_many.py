"""The few that are looked for at each turn are found without looking at everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_few_of_many"
down_revision = "0011_planned_of_person"
branch_labels = None
depends_on = None

FEW = (
    ("ix_occurrence_own_prompt", "occurrence", "state", "purpose = 'prompt' AND schedule_id IS NULL"),
    ("ix_occurrence_missed_follow_up", "occurrence", "local_at", "purpose = 'follow-up' AND state = 'skipped'"),
    ("ix_preference_more", "preference", "person_id", "frequency = 'more'"),
)  # fmt: skip


def upgrade() -> None:
    for name, table, column, condition in FEW:
        where = sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
    op.create_index(
        "ix_person_admin",
        "person",
        ["workspace_id"],
        sqlite_where=sa.text("is_admin = 1"),
        postgresql_where=sa.text("is_admin"),
    )


def downgrade() -> None:
    op.drop_index("ix_person_admin", "person")
    for name, table, _, _ in FEW:
        op.drop_index(name, table)
