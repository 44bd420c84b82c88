"""a reflection can be deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0003_reflection_deleted"
down_revision = "0002_credit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("deleted_at", storage.columns.UtcInstant(timezone=True), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_column("deleted_at")
