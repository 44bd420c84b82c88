"""many workspaces: what lets the app into each, and since when one is gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0005_installations"
down_revision = "0004_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_for_organisation", sa.Boolean(), nullable=False),
        sa.Column("bot_slack_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("sealed_token", sa.String(), nullable=True),
        sa.Column("sealed_refresh_token", sa.String(), nullable=True),
        sa.Column("expires_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("renewing_until", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("installed_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("removed_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_installation_slack_id")),
    )
    op.create_table(
        "spent_state",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ends_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_state")),
        sa.UniqueConstraint("digest", name=op.f("uq_spent_state_digest")),
    )
    op.create_index(op.f("ix_spent_state_ends_at"), "spent_state", ["ends_at"])
    op.add_column("workspace", sa.Column("organisation_slack_id", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_workspace_organisation_slack_id"), "workspace", ["organisation_slack_id"]
    )
    op.add_column(
        "workspace",
        sa.Column("uninstalled_at", storage.columns.UtcInstant(timezone=True), nullable=True),
    )


def downgrade() -> None:
    # In place: to copy the table would erase all that hangs on its rows.
    op.drop_column("workspace", "uninstalled_at")
    op.drop_index(op.f("ix_workspace_organisation_slack_id"), "workspace")
    op.drop_column("workspace", "organisation_slack_id")
    op.drop_table("spent_state")
    op.drop_table("installation")
