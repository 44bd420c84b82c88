"""What leaders chose for their digest."""

from __future__ import annotations

from datetime import time

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table


class DigestPreference(Table):
    """When a leader's digest comes and what it is about; without a row, as its schedule says."""

    __tablename__ = "digest_preference"
    __table_args__ = (
        CheckConstraint(
            "weekday IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')", name="weekday_known"
        ),
        CheckConstraint("(weekday IS NULL) = (local_time IS NULL)", name="day_and_time_together"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    weekday: Mapped[str | None]
    local_time: Mapped[time | None]
    """On their own clock; with `weekday` None, it comes when its schedule says."""
    groups: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of the groups that it is about; none is every one that they lead themselves."""
    is_off: Mapped[bool] = mapped_column(default=False)
    small_told_in: Mapped[int | None] = mapped_column(
        ForeignKey("occurrence.id", ondelete="SET NULL"), index=True
    )
    """The digest that said their groups are too small for figures; it is said once."""
