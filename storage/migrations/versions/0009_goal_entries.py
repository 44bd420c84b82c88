"""entries towards a goal are found by their day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_goal_entries"
down_revision = "0008_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_entry_goal_id"), "entry")
    where = sa.text("goal_id IS NOT NULL")
    op.create_index(
        op.f("ix_entry_goal_id"),
        "entry",
        ["goal_id", "happened_on"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_entry_goal_id"), "entry")
    op.create_index(op.f("ix_entry_goal_id"), "entry", ["goal_id"])
