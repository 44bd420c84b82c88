"""How long what people wrote is kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.retention import LONGEST_YEARS
from storage.tables.base import Table


class RetentionLimit(Table):
    """A workspace's limits, in years; None is for ever, and so is everything without a row."""

    __tablename__ = "retention_limit"
    __table_args__ = tuple(
        CheckConstraint(f"{column} BETWEEN 1 AND {LONGEST_YEARS}", name=f"{column}_known")
        for column in ("entries", "reflections", "looks")
    )

    workspace_id: Mapped[int] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), unique=True
    )
    entries: Mapped[int | None]
    reflections: Mapped[int | None]
    looks: Mapped[int | None]
    begins_on: Mapped[date]
    """The first day on which anything is erased for them."""
