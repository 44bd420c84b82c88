"""what people read in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_language"
down_revision = "0006_found_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slack_locale", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("own_language", sa.String(), nullable=True))

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("language")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("own_language")
        batch_op.drop_column("slack_locale")
