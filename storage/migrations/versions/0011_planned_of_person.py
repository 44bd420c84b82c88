"""What is planned for somebody is found without reading all that they ever had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_planned_of_person"
down_revision = "0010_own_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_occurrence_planned",
        "occurrence",
        ["person_id", "due_at"],
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )


def downgrade() -> None:
    op.drop_index("ix_occurrence_planned", "occurrence")
