"""Where leaders and admins see the district on its way."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table


class StageRating(Table):
    """One leader's or admin's view of one element; the newest of each counts."""

    __tablename__ = "stage_rating"
    __table_args__ = (
        UniqueConstraint("person_id", "submission"),
        Index(None, "workspace_id", "rated_on"),
        CheckConstraint("score BETWEEN 0 AND 10", name="score_on_the_scale"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    element: Mapped[str]
    score: Mapped[int]
    reason: Mapped[str]
    evidence: Mapped[str | None]
    """What shows it, in their words; a link, mostly."""
    rated_at: Mapped[datetime]
    rated_on: Mapped[date]
    """The date of `rated_at` where the rater is."""
    submission: Mapped[str | None]
    """Slack's id of the modal that brought it: the same twice is one rating."""
    deleted_at: Mapped[datetime | None]
