"""the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspace",
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_slack_id", sa.String(), nullable=False),
        sa.Column("installed_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("plan_wanted_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("planned_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("refuses_charts", sa.Boolean(), nullable=False),
        sa.Column("refused_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("refused_since", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("floor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_order", sa.String(), nullable=False),
        sa.Column("is_day_order_chosen", sa.Boolean(), nullable=False),
        sa.Column(
            "nudges_a_day", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "day_order IN ('month-first', 'day-first')", name=op.f("ck_workspace_day_order_known")
        ),
        sa.CheckConstraint("floor >= 3", name=op.f("ck_workspace_floor_protects")),
        sa.CheckConstraint(
            "nudges_a_day BETWEEN 0 AND 20", name=op.f("ck_workspace_nudges_a_day_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_workspace_slack_id")),
    )
    op.create_table(
        "educator_group",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("user_group", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["educator_group.id"],
            name=op.f("fk_educator_group_parent_id_educator_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_educator_group_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_educator_group")),
    )
    with op.batch_alter_table("educator_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_educator_group_parent_id"), ["parent_id"], unique=False
        )
        batch_op.create_index(
            "uq_educator_group_name",
            ["workspace_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        )
        batch_op.create_index(
            "uq_educator_group_user_group",
            ["workspace_id", "user_group"],
            unique=True,
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        )

    op.create_table(
        "evaluation_cycle",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("goals_by", sa.Date(), nullable=False),
        sa.Column("submit_by", sa.Date(), nullable=False),
        sa.Column("respond_by", sa.Date(), nullable=False),
        sa.Column("agree_by", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("expectation", sa.String(), nullable=True),
        sa.Column(
            "goals_expected", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "evidence_expected",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("needs_balance", sa.Boolean(), nullable=False),
        sa.Column("leaders_rate", sa.Boolean(), nullable=False),
        sa.Column("added_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("closed_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_evaluation_cycle_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_cycle")),
        sa.UniqueConstraint(
            "workspace_id", "name", name=op.f("uq_evaluation_cycle_workspace_id_name")
        ),
        sa.UniqueConstraint(
            "workspace_id", "submission", name=op.f("uq_evaluation_cycle_workspace_id_submission")
        ),
    )
    op.create_table(
        "person",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("slack_zone", sa.String(), nullable=False),
        sa.Column("own_zone", sa.String(), nullable=True),
        sa.Column("is_educator", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("is_slack_admin", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_opted_out", sa.Boolean(), nullable=False),
        sa.Column("dm_channel", sa.String(), nullable=True),
        sa.Column("met_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "staff IN ('teacher', 'administrator', 'other')", name=op.f("ck_person_staff_known")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_person_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "workspace_id", "slack_id", name=op.f("uq_person_workspace_id_slack_id")
        ),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_workspace_id"), ["workspace_id", "email"], unique=False
        )

    op.create_table(
        "prompt",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("added_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("retired_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_prompt_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sa.UniqueConstraint(
            "workspace_id", "prompt_id", name=op.f("uq_prompt_workspace_id_prompt_id")
        ),
    )
    op.create_table(
        "schedule",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("rotation", sa.String(), nullable=False),
        sa.Column("prompts", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column(
            "remind_after_hours",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("created_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("owed_from_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("paused_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("removed_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('prompt', 'digest')", name=op.f("ck_schedule_purpose_known")
        ),
        sa.CheckConstraint(
            "rotation IN ('in-turn', 'random', 'least-practised', 'own-focus')",
            name=op.f("ck_schedule_rotation_known"),
        ),
        sa.CheckConstraint(
            "remind_after_hours BETWEEN 1 AND 168", name=op.f("ck_schedule_reminder_within_a_week")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_schedule_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(
            "uq_schedule_name",
            ["workspace_id", "name"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "calendar",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["educator_group.id"],
            name=op.f("fk_calendar_group_id_educator_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_calendar_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_calendar_workspace_id_name")),
    )
    with op.batch_alter_table("calendar", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_group_id"), ["group_id"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_from", sa.String(), nullable=True),
        sa.Column("began_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("submitted_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("peer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state IN ('goal-setting', 'collecting', 'self-evaluation', 'submitted', 'responded', 'discussed', 'agreed', 'difference-stated', 'closed')",
            name=op.f("ck_evaluation_state_known"),
        ),
        sa.CheckConstraint("peer_id <> person_id", name=op.f("ck_evaluation_peer_is_another")),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["evaluation_cycle.id"],
            name=op.f("fk_evaluation_cycle_id_evaluation_cycle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["peer_id"],
            ["person.id"],
            name=op.f("fk_evaluation_peer_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_evaluation_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_evaluation_cycle_id_person_id")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_peer_id"), ["peer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "evaluation_cycle_group",
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["evaluation_cycle.id"],
            name=op.f("fk_evaluation_cycle_group_cycle_id_evaluation_cycle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["educator_group.id"],
            name=op.f("fk_evaluation_cycle_group_group_id_educator_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_cycle_group")),
        sa.UniqueConstraint(
            "cycle_id", "group_id", name=op.f("uq_evaluation_cycle_group_cycle_id_group_id")
        ),
    )
    with op.batch_alter_table("evaluation_cycle_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_cycle_group_group_id"), ["group_id"], unique=False
        )

    op.create_table(
        "goal",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=True),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("plan_when", sa.String(), nullable=True),
        sa.Column("plan_then", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("set_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("deleted_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("state IN ('open', 'met', 'let-go')", name=op.f("ck_goal_state_known")),
        sa.CheckConstraint(
            "visibility IN ('private', 'leaders', 'colleagues')",
            name=op.f("ck_goal_visibility_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_goal_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_goal_person_id_number")),
        sa.UniqueConstraint("person_id", "submission", name=op.f("uq_goal_person_id_submission")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_person_id"), ["person_id"], unique=False)

    op.create_table(
        "learning_option",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("starter", sa.String(), nullable=True),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("cost", sa.String(), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("added_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("edited_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("removed_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "cost IN ('free', 'covered', 'paid')", name=op.f("ck_learning_option_cost_known")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["person.id"],
            name=op.f("fk_learning_option_added_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_learning_option_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_option")),
        sa.UniqueConstraint(
            "added_by_id", "submission", name=op.f("uq_learning_option_added_by_id_submission")
        ),
        sa.UniqueConstraint(
            "workspace_id", "starter", name=op.f("uq_learning_option_workspace_id_starter")
        ),
    )
    with op.batch_alter_table("learning_option", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learning_option_added_by_id"), ["added_by_id"], unique=False
        )

    op.create_table(
        "look",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reader_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("looked_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_look_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["person.id"], name=op.f("fk_look_reader_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_look_person_id"), ["person_id", "looked_at"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("role IN ('member', 'leader')", name=op.f("ck_membership_role_known")),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["educator_group.id"],
            name=op.f("fk_membership_group_id_educator_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_membership_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_group_id"), ["group_id", "person_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_membership_open",
            ["group_id", "person_id", "role"],
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )

    op.create_table(
        "pause",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("from_on < until_on", name=op.f("ck_pause_from_before_until")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pause_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pause_person_id"), ["person_id", "until_on"], unique=False
        )

    op.create_table(
        "preference",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("suits_from", sa.Time(), nullable=True),
        sa.Column("suits_until", sa.Time(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("focus", sa.JSON(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('usual', 'fewer', 'more')", name=op.f("ck_preference_frequency_known")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_preference_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference")),
        sa.UniqueConstraint("person_id", name=op.f("uq_preference_person_id")),
    )
    op.create_table(
        "stage_rating",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("score", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("rated_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("deleted_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 10", name=op.f("ck_stage_rating_score_on_the_scale")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_stage_rating_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_stage_rating_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_rating")),
        sa.UniqueConstraint(
            "person_id", "submission", name=op.f("uq_stage_rating_person_id_submission")
        ),
    )
    with op.batch_alter_table("stage_rating", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stage_rating_workspace_id"), ["workspace_id", "rated_on"], unique=False
        )

    op.create_table(
        "check_in",
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("progress", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_said", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("checked_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("deleted_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_check_in_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("goal_id", "submission", name=op.f("uq_check_in_goal_id_submission")),
    )
    op.create_table(
        "day_off",
        sa.Column(
            "calendar_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar.id"],
            name=op.f("fk_day_off_calendar_id_calendar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
        sa.UniqueConstraint("calendar_id", "day_on", name=op.f("uq_day_off_calendar_id_day_on")),
    )
    op.create_table(
        "entry",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("network_act", sa.String(), nullable=True),
        sa.Column("reach", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("classroom_note", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("suggested", sa.JSON(), nullable=False),
        sa.Column("logged_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("edited_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("searchable", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("deleted_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "visibility IN ('private', 'leaders', 'colleagues')",
            name=op.f("ck_entry_visibility_known"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_entry_minutes_in_a_day")),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_entry_goal_id_goal"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_entry_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("person_id", "submission", name=op.f("uq_entry_person_id_submission")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_entry_person_id"), ["person_id", "happened_on"], unique=False
        )

    op.create_table(
        "evaluation_comment",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_comment_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_evaluation_comment_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_comment")),
        sa.UniqueConstraint(
            "evaluation_id",
            "submission",
            name=op.f("uq_evaluation_comment_evaluation_id_submission"),
        ),
    )
    op.create_table(
        "evaluation_difference",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("stated_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_difference_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_difference")),
        sa.UniqueConstraint(
            "evaluation_id",
            "submission",
            name=op.f("uq_evaluation_difference_evaluation_id_submission"),
        ),
    )
    op.create_table(
        "evaluation_goal",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_goal_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"],
            ["goal.id"],
            name=op.f("fk_evaluation_goal_goal_id_goal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_goal")),
        sa.UniqueConstraint(
            "evaluation_id", "goal_id", name=op.f("uq_evaluation_goal_evaluation_id_goal_id")
        ),
    )
    with op.batch_alter_table("evaluation_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_goal_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "evaluation_response",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("responded_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("edited_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("taken_back_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_response_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_evaluation_response_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_response")),
        sa.UniqueConstraint(
            "evaluation_id",
            "submission",
            name=op.f("uq_evaluation_response_evaluation_id_submission"),
        ),
    )
    with op.batch_alter_table("evaluation_response", schema=None) as batch_op:
        batch_op.create_index(
            "uq_evaluation_response_open",
            ["evaluation_id"],
            unique=True,
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.create_table(
        "evaluation_step",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_step_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_evaluation_step_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_step")),
    )
    with op.batch_alter_table("evaluation_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_step_evaluation_id"), ["evaluation_id"], unique=False
        )

    op.create_table(
        "learning_option_element",
        sa.Column(
            "option_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["learning_option.id"],
            name=op.f("fk_learning_option_element_option_id_learning_option"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_option_element")),
        sa.UniqueConstraint(
            "option_id", "element", name=op.f("uq_learning_option_element_option_id_element")
        ),
    )
    op.create_table(
        "recommendation",
        sa.Column(
            "option_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recommended_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["learning_option.id"],
            name=op.f("fk_recommendation_option_id_learning_option"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_recommendation_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint(
            "option_id", "person_id", name=op.f("uq_recommendation_option_id_person_id")
        ),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "schedule_calendar",
        sa.Column(
            "schedule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "calendar_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar.id"],
            name=op.f("fk_schedule_calendar_calendar_id_calendar"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedule.id"],
            name=op.f("fk_schedule_calendar_schedule_id_schedule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_calendar")),
        sa.UniqueConstraint(
            "schedule_id", "calendar_id", name=op.f("uq_schedule_calendar_schedule_id_calendar_id")
        ),
    )
    with op.batch_alter_table("schedule_calendar", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_schedule_calendar_calendar_id"), ["calendar_id"], unique=False
        )

    op.create_table(
        "self_rating",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("rated_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_self_rating_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_rating")),
        sa.UniqueConstraint(
            "evaluation_id", "element", name=op.f("uq_self_rating_evaluation_id_element")
        ),
    )
    op.create_table(
        "skill_rating",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("level", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rated_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("moment IN ('start', 'end')", name=op.f("ck_skill_rating_moment_known")),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_skill_rating_level_known")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_skill_rating_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_rating")),
        sa.UniqueConstraint(
            "evaluation_id",
            "skill",
            "moment",
            name=op.f("uq_skill_rating_evaluation_id_skill_moment"),
        ),
    )
    op.create_table(
        "check_in_file",
        sa.Column(
            "check_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("permalink", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"],
            ["check_in.id"],
            name=op.f("fk_check_in_file_check_in_id_check_in"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_file")),
        sa.UniqueConstraint(
            "check_in_id", "slack_id", name=op.f("uq_check_in_file_check_in_id_slack_id")
        ),
    )
    op.create_table(
        "entry_element",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_element_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_element")),
        sa.UniqueConstraint("entry_id", "element", name=op.f("uq_entry_element_entry_id_element")),
    )
    op.create_table(
        "entry_file",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("permalink", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_file_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_file")),
        sa.UniqueConstraint("entry_id", "slack_id", name=op.f("uq_entry_file_entry_id_slack_id")),
    )
    op.create_table(
        "entry_skill",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_skill_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_skill")),
        sa.UniqueConstraint("entry_id", "skill", name=op.f("uq_entry_skill_entry_id_skill")),
    )
    op.create_table(
        "goal_revision",
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "check_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("revised_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("revised_on", sa.Date(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("undone_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "act IN ('revise', 'complete', 'let-go', 'reopen')",
            name=op.f("ck_goal_revision_act_known"),
        ),
        sa.ForeignKeyConstraint(
            ["check_in_id"],
            ["check_in.id"],
            name=op.f("fk_goal_revision_check_in_id_check_in"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_goal_revision_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_revision")),
        sa.UniqueConstraint(
            "goal_id", "submission", name=op.f("uq_goal_revision_goal_id_submission")
        ),
    )
    with op.batch_alter_table("goal_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_goal_revision_check_in_id"), ["check_in_id"], unique=False
        )

    op.create_table(
        "occurrence",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "schedule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("news", sa.String(), nullable=True),
        sa.Column("local_at", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("due_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("planned_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("is_snoozed", sa.Boolean(), nullable=False),
        sa.Column("element", sa.String(), nullable=True),
        sa.Column("element_because", sa.String(), nullable=True),
        sa.Column("prompt_id", sa.String(), nullable=True),
        sa.Column("prompt_text", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_unsettled", sa.Boolean(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("claimed_until", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("sent_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("answered_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'sent', 'answered', 'skipped', 'failed')",
            name=op.f("ck_occurrence_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["about_id"],
            ["occurrence.id"],
            name=op.f("fk_occurrence_about_id_occurrence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["evaluation_cycle.id"],
            name=op.f("fk_occurrence_cycle_id_evaluation_cycle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_occurrence_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_occurrence_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_occurrence_goal_id_goal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_occurrence_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedule.id"],
            name=op.f("fk_occurrence_schedule_id_schedule"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint(
            "person_id", "submission", name=op.f("uq_occurrence_person_id_submission")
        ),
        sa.UniqueConstraint(
            "schedule_id",
            "person_id",
            "local_at",
            name=op.f("uq_occurrence_schedule_id_person_id_local_at"),
        ),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occurrence_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(
            "ix_occurrence_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )
        batch_op.create_index(
            batch_op.f("ix_occurrence_evaluation_id"), ["evaluation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_occurrence_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_occurrence_person_id"), ["person_id", "local_at"], unique=False
        )
        batch_op.create_index(
            "uq_occurrence_cycle",
            ["person_id", "cycle_id", "news"],
            unique=True,
            sqlite_where=sa.text("purpose = 'cycle'"),
            postgresql_where=sa.text("purpose = 'cycle'"),
        )
        batch_op.create_index(
            "uq_occurrence_follow_up",
            ["entry_id"],
            unique=True,
            sqlite_where=sa.text("purpose = 'follow-up'"),
            postgresql_where=sa.text("purpose = 'follow-up'"),
        )
        batch_op.create_index(
            "uq_occurrence_goal",
            ["goal_id", "local_at"],
            unique=True,
            sqlite_where=sa.text("purpose = 'goal'"),
            postgresql_where=sa.text("purpose = 'goal'"),
        )
        batch_op.create_index(
            "uq_occurrence_reminder",
            ["about_id"],
            unique=True,
            sqlite_where=sa.text("purpose = 'reminder'"),
            postgresql_where=sa.text("purpose = 'reminder'"),
        )
        batch_op.create_index(
            "uq_occurrence_welcome",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("purpose = 'welcome'"),
            postgresql_where=sa.text("purpose = 'welcome'"),
        )

    op.create_table(
        "response_rating",
        sa.Column(
            "response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["evaluation_response.id"],
            name=op.f("fk_response_rating_response_id_evaluation_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_rating")),
        sa.UniqueConstraint(
            "response_id", "element", name=op.f("uq_response_rating_response_id_element")
        ),
    )
    op.create_table(
        "share",
        sa.Column(
            "workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("shared_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_share_entry_id_entry"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_share_goal_id_goal"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_share_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_share_workspace_id_workspace"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("person_id", "submission", name=op.f("uq_share_person_id_submission")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "digest_preference",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("weekday", sa.String(), nullable=True),
        sa.Column("local_time", sa.Time(), nullable=True),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column(
            "small_told_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "weekday IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')",
            name=op.f("ck_digest_preference_weekday_known"),
        ),
        sa.CheckConstraint(
            "(weekday IS NULL) = (local_time IS NULL)",
            name=op.f("ck_digest_preference_day_and_time_together"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_digest_preference_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["small_told_in"],
            ["occurrence.id"],
            name=op.f("fk_digest_preference_small_told_in_occurrence"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_preference")),
        sa.UniqueConstraint("person_id", name=op.f("uq_digest_preference_person_id")),
    )
    with op.batch_alter_table("digest_preference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_digest_preference_small_told_in"), ["small_told_in"], unique=False
        )

    op.create_table(
        "indicator",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=True),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("after", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("measured_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("goal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "check_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("noted_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("edited_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("deleted_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('student-achievement', 'improved-practice', 'student-engagement', 'skill-attainment')",
            name=op.f("ck_indicator_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["check_in_id"],
            ["check_in.id"],
            name=op.f("fk_indicator_check_in_id_check_in"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_indicator_entry_id_entry"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["goal.id"], name=op.f("fk_indicator_goal_id_goal"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_indicator_occurrence_id_occurrence"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_indicator_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_indicator_check_in_id")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_indicator_occurrence_id")),
        sa.UniqueConstraint(
            "person_id", "submission", name=op.f("uq_indicator_person_id_submission")
        ),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_indicator_goal_id"), ["goal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_indicator_person_id"), ["person_id", "noted_on"], unique=False
        )

    op.create_table(
        "occurrence_step",
        sa.Column(
            "occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("due_at", storage.columns.UtcInstant(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "stage IN ('claimed', 'put-back', 'waiting', 'sent', 'snoozed', 'answered', 'skipped', 'failed')",
            name=op.f("ck_occurrence_step_stage_known"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_occurrence_step_occurrence_id_occurrence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence_step")),
    )
    with op.batch_alter_table("occurrence_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_occurrence_step_occurrence_id"), ["occurrence_id"], unique=False
        )

    op.create_table(
        "reflection",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.Column("prompt_text", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rating", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answered_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_reflection_rating_known")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_reflection_entry_id_entry"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_reflection_occurrence_id_occurrence"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_reflection_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("occurrence_id", name=op.f("uq_reflection_occurrence_id")),
    )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_person_id"), ["person_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column(
            "evaluation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "reflection_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "indicator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("chosen_at", storage.columns.UtcInstant(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(entry_id IS NOT NULL AND reflection_id IS NULL AND indicator_id IS NULL) OR (entry_id IS NULL AND reflection_id IS NOT NULL AND indicator_id IS NULL) OR (entry_id IS NULL AND reflection_id IS NULL AND indicator_id IS NOT NULL)",
            name=op.f("ck_evidence_one_piece"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_evidence_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evidence_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_evidence_indicator_id_indicator"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["reflection.id"],
            name=op.f("fk_evidence_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_indicator_id"), ["indicator_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_evidence_reflection_id"), ["reflection_id"], unique=False
        )
        batch_op.create_index(
            "uq_evidence_entry",
            ["evaluation_id", "entry_id"],
            unique=True,
            sqlite_where=sa.text("entry_id IS NOT NULL"),
            postgresql_where=sa.text("entry_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_evidence_indicator",
            ["evaluation_id", "indicator_id"],
            unique=True,
            sqlite_where=sa.text("indicator_id IS NOT NULL"),
            postgresql_where=sa.text("indicator_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_evidence_reflection",
            ["evaluation_id", "reflection_id"],
            unique=True,
            sqlite_where=sa.text("reflection_id IS NOT NULL"),
            postgresql_where=sa.text("reflection_id IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_evidence_reflection",
            sqlite_where=sa.text("reflection_id IS NOT NULL"),
            postgresql_where=sa.text("reflection_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_evidence_indicator",
            sqlite_where=sa.text("indicator_id IS NOT NULL"),
            postgresql_where=sa.text("indicator_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_evidence_entry",
            sqlite_where=sa.text("entry_id IS NOT NULL"),
            postgresql_where=sa.text("entry_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_evidence_reflection_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_indicator_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_entry_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflection_person_id"))

    op.drop_table("reflection")
    with op.batch_alter_table("occurrence_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occurrence_step_occurrence_id"))

    op.drop_table("occurrence_step")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_person_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_goal_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_entry_id"))

    op.drop_table("indicator")
    with op.batch_alter_table("digest_preference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digest_preference_small_told_in"))

    op.drop_table("digest_preference")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_workspace_id"))

    op.drop_table("share")
    op.drop_table("response_rating")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_occurrence_welcome",
            sqlite_where=sa.text("purpose = 'welcome'"),
            postgresql_where=sa.text("purpose = 'welcome'"),
        )
        batch_op.drop_index(
            "uq_occurrence_reminder",
            sqlite_where=sa.text("purpose = 'reminder'"),
            postgresql_where=sa.text("purpose = 'reminder'"),
        )
        batch_op.drop_index(
            "uq_occurrence_goal",
            sqlite_where=sa.text("purpose = 'goal'"),
            postgresql_where=sa.text("purpose = 'goal'"),
        )
        batch_op.drop_index(
            "uq_occurrence_follow_up",
            sqlite_where=sa.text("purpose = 'follow-up'"),
            postgresql_where=sa.text("purpose = 'follow-up'"),
        )
        batch_op.drop_index(
            "uq_occurrence_cycle",
            sqlite_where=sa.text("purpose = 'cycle'"),
            postgresql_where=sa.text("purpose = 'cycle'"),
        )
        batch_op.drop_index(batch_op.f("ix_occurrence_person_id"))
        batch_op.drop_index(batch_op.f("ix_occurrence_goal_id"))
        batch_op.drop_index(batch_op.f("ix_occurrence_evaluation_id"))
        batch_op.drop_index(
            "ix_occurrence_due",
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )
        batch_op.drop_index(batch_op.f("ix_occurrence_cycle_id"))

    op.drop_table("occurrence")
    with op.batch_alter_table("goal_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_revision_check_in_id"))

    op.drop_table("goal_revision")
    op.drop_table("entry_skill")
    op.drop_table("entry_file")
    op.drop_table("entry_element")
    op.drop_table("check_in_file")
    op.drop_table("skill_rating")
    op.drop_table("self_rating")
    with op.batch_alter_table("schedule_calendar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_calendar_calendar_id"))

    op.drop_table("schedule_calendar")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_person_id"))

    op.drop_table("recommendation")
    op.drop_table("learning_option_element")
    with op.batch_alter_table("evaluation_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_step_evaluation_id"))

    op.drop_table("evaluation_step")
    with op.batch_alter_table("evaluation_response", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_evaluation_response_open",
            sqlite_where=sa.text("taken_back_at IS NULL"),
            postgresql_where=sa.text("taken_back_at IS NULL"),
        )

    op.drop_table("evaluation_response")
    with op.batch_alter_table("evaluation_goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_goal_goal_id"))

    op.drop_table("evaluation_goal")
    op.drop_table("evaluation_difference")
    op.drop_table("evaluation_comment")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_entry_goal_id"))

    op.drop_table("entry")
    op.drop_table("day_off")
    op.drop_table("check_in")
    with op.batch_alter_table("stage_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_rating_workspace_id"))

    op.drop_table("stage_rating")
    op.drop_table("preference")
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pause_person_id"))

    op.drop_table("pause")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_open",
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_group_id"))

    op.drop_table("membership")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_person_id"))

    op.drop_table("look")
    with op.batch_alter_table("learning_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learning_option_added_by_id"))

    op.drop_table("learning_option")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_person_id"))

    op.drop_table("goal")
    with op.batch_alter_table("evaluation_cycle_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_cycle_group_group_id"))

    op.drop_table("evaluation_cycle_group")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_person_id"))
        batch_op.drop_index(batch_op.f("ix_evaluation_peer_id"))

    op.drop_table("evaluation")
    with op.batch_alter_table("calendar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_group_id"))

    op.drop_table("calendar")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_schedule_name",
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.drop_table("schedule")
    op.drop_table("prompt")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_workspace_id"))

    op.drop_table("person")
    op.drop_table("evaluation_cycle")
    with op.batch_alter_table("educator_group", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_educator_group_user_group",
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        )
        batch_op.drop_index(
            "uq_educator_group_name",
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_educator_group_parent_id"))

    op.drop_table("educator_group")
    op.drop_table("workspace")
