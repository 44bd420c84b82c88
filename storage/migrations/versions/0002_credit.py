"""credit: policy, claims, and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0002_credit"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_rule",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("rate", storage.columns.ExactNumber(), nullable=False),
        sa.Column("cap", storage.columns.ExactNumber(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column(
            "lapse_months", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("added_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "evidence IN ('none', 'any', 'link', 'file', 'note')",
            name=op.f("ck_credit_rule_evidence_known"),
        ),
        sa.CheckConstraint(
            "staff IN ('teacher', 'administrator', 'other')",
            name=op.f("ck_credit_rule_staff_known"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["person.id"],
            name=op.f("fk_credit_rule_added_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_credit_rule_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_rule")),
        sa.UniqueConstraint(
            "workspace_id", "submission", name=op.f("uq_credit_rule_workspace_id_submission")
        ),
    )
    with op.batch_alter_table("credit_rule", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_rule_workspace_id"), ["workspace_id", "from_on"], unique=False
        )

    op.create_table(
        "credit_terms",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "year_month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("year_day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expected", storage.columns.ExactNumber(), nullable=True),
        sa.Column("added_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["person.id"],
            name=op.f("fk_credit_terms_added_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_credit_terms_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_terms")),
        sa.UniqueConstraint(
            "workspace_id", "submission", name=op.f("uq_credit_terms_workspace_id_submission")
        ),
    )
    with op.batch_alter_table("credit_terms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_terms_workspace_id"), ["workspace_id", "from_on"], unique=False
        )

    op.create_table(
        "credit_claim",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year_on", sa.Date(), nullable=False),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handed_in_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("decided_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state IN ('awaiting', 'granted', 'returned', 'withdrawn')",
            name=op.f("ck_credit_claim_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_credit_claim_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_credit_claim_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["credit_rule.id"],
            name=op.f("fk_credit_claim_rule_id_credit_rule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_claim")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_credit_claim_entry_id")),
    )
    with op.batch_alter_table("credit_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_claim_person_id"), ["person_id", "year_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_credit_claim_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "credit_step",
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("told_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_credit_step_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["credit_claim.id"],
            name=op.f("fk_credit_step_claim_id_credit_claim"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["told_id"],
            ["occurrence.id"],
            name=op.f("fk_credit_step_told_id_occurrence"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_step")),
    )
    with op.batch_alter_table("credit_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_step_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_step_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_step_told_id"), ["told_id"], unique=False)

    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index(
            "uq_occurrence_credit",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("purpose = 'credit' AND state = 'planned'"),
            postgresql_where=sa.text("purpose = 'credit' AND state = 'planned'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_occurrence_credit",
            sqlite_where=sa.text("purpose = 'credit' AND state = 'planned'"),
            postgresql_where=sa.text("purpose = 'credit' AND state = 'planned'"),
        )

    with op.batch_alter_table("credit_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_step_told_id"))
        batch_op.drop_index(batch_op.f("ix_credit_step_claim_id"))
        batch_op.drop_index(batch_op.f("ix_credit_step_by_id"))

    op.drop_table("credit_step")
    with op.batch_alter_table("credit_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_claim_rule_id"))
        batch_op.drop_index(batch_op.f("ix_credit_claim_person_id"))

    op.drop_table("credit_claim")
    with op.batch_alter_table("credit_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_terms_workspace_id"))

    op.drop_table("credit_terms")
    with op.batch_alter_table("credit_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_rule_workspace_id"))

    op.drop_table("credit_rule")
