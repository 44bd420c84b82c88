"""What educators posted to channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table


class Share(Table):
    """An entry or a goal that its author posted to a channel."""

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("person_id", "submission"),)

    workspace_id: Mapped[int] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """None where its author had everything erased and Slack still has the post."""
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id", ondelete="SET NULL"), index=True
    )
    goal_id: Mapped[int | None] = mapped_column(
        ForeignKey("goal.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str | None]
    """What its author wrote above it."""
    channel: Mapped[str]
    ts: Mapped[str | None]
    """None until Slack has it."""
    shared_at: Mapped[datetime]
    submission: Mapped[str]
    """Slack's id of the modal that shared it: the same twice is one post."""
