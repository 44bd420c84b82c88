"""all days of an educator are told by one index, and what they took back by its rest."""

from __future__ import annotations

from alembic import op

revision = "0010_own_entries"
down_revision = "0009_goal_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_entry_person_id"), "entry")
    op.create_index(op.f("ix_entry_person_id"), "entry", ["person_id", "deleted_at", "happened_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_entry_person_id"), "entry")
    op.create_index(op.f("ix_entry_person_id"), "entry", ["person_id", "happened_on"])
