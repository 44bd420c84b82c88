"""how long what people wrote is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_retention"
down_revision = "0007_language"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_limit",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "reflections", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("looks", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "entries BETWEEN 1 AND 50", name=op.f("ck_retention_limit_entries_known")
        ),
        sa.CheckConstraint("looks BETWEEN 1 AND 50", name=op.f("ck_retention_limit_looks_known")),
        sa.CheckConstraint(
            "reflections BETWEEN 1 AND 50", name=op.f("ck_retention_limit_reflections_known")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_retention_limit_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_limit")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_retention_limit_workspace_id")),
    )


def downgrade() -> None:
    op.drop_table("retention_limit")
