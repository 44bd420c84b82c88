"""Indicators of progress: what educators saw come of their learning."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table


class Indicator(Table):
    """What happened in class, as one of the four kinds of evidence that the rubric names."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("person_id", "submission"),
        UniqueConstraint("check_in_id"),
        UniqueConstraint("occurrence_id"),
        Index(None, "person_id", "noted_on"),
        CheckConstraint(
            "kind IN ('student-achievement', 'improved-practice', 'student-engagement', "
            "'skill-attainment')",
            name="kind_known",
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    text: Mapped[str]
    element: Mapped[str | None]
    skill: Mapped[str | None]
    measure: Mapped[str | None]
    """What the two numbers count."""
    before: Mapped[float | None]
    after: Mapped[float | None]
    target: Mapped[float | None]
    """What the second number is hoped to become."""
    measured_on: Mapped[date | None]
    """When the second number was taken."""
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id", ondelete="SET NULL"), index=True
    )
    goal_id: Mapped[int | None] = mapped_column(
        ForeignKey("goal.id", ondelete="SET NULL"), index=True
    )
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_in.id", ondelete="SET NULL"))
    """The check-in that told of it."""
    occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrence.id", ondelete="SET NULL")
    )
    """The follow-up that asked for it."""
    noted_at: Mapped[datetime]
    noted_on: Mapped[date]
    """The date of `noted_at` where the educator is."""
    edited_at: Mapped[datetime | None]
    submission: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
