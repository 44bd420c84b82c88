"""When things go out, and what is asked."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table, unique_where


class Schedule(Table):
    """When something goes out, and to whom."""

    __tablename__ = "schedule"
    __table_args__ = (
        # A removed schedule keeps its row, since occurrences name it, and gives its name free.
        unique_where("uq_schedule_name", "removed_at IS NULL", "workspace_id", "name"),
        CheckConstraint("purpose IN ('prompt', 'digest')", name="purpose_known"),
        CheckConstraint(
            "rotation IN ('in-turn', 'random', 'least-practised', 'own-focus')",
            name="rotation_known",
        ),
        CheckConstraint("remind_after_hours BETWEEN 1 AND 168", name="reminder_within_a_week"),
    )

    workspace_id: Mapped[int] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    purpose: Mapped[str]
    rule: Mapped[str]
    """See `domain.cadence.Cadence`."""
    local_time: Mapped[time]
    zone: Mapped[str | None]
    """One zone for all; None is each educator's own."""
    elements: Mapped[list[str]]
    rotation: Mapped[str]
    prompts: Mapped[list[str]] = mapped_column(default=list)
    """Ids of the prompts that it asks; none is the whole bank."""
    groups: Mapped[list[str]]
    """Names of the groups it is for, with all nested in them; none is everyone."""
    roles: Mapped[list[str]]
    """`leader`, `admin`, `member`; none is everyone."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    remind_after_hours: Mapped[int | None]
    """When to remind, once, whoever has not answered; None is never."""
    created_at: Mapped[datetime]
    owed_from_at: Mapped[datetime]
    """When it was made, changed or resumed: what was due before is owed to nobody."""
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Prompt(Table):
    """A prompt of the workspace's own, or a built-in one that it retired."""

    __tablename__ = "prompt"
    __table_args__ = (UniqueConstraint("workspace_id", "prompt_id"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    prompt_id: Mapped[str]
    element: Mapped[str]
    text: Mapped[str]
    audience: Mapped[str]
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
