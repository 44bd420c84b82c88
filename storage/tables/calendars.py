"""Days on which nothing comes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table


class Calendar(Table):
    """Days off: public holidays of a region, or days that were read from a file or typed."""

    __tablename__ = "calendar"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    region: Mapped[str | None]
    """Whose public holidays, such as `US-CA`: reckoned when asked for, and in no row."""
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("educator_group.id", ondelete="CASCADE"), index=True
    )
    """Whose days off they are, with all groups nested in it; None is everyone's."""
    added_at: Mapped[datetime]


class DayOff(Table):
    """A day on which nothing comes."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("calendar_id", "day_on"),)

    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id", ondelete="CASCADE"))
    day_on: Mapped[date]
    name: Mapped[str]


class ScheduleCalendar(Table):
    """A schedule leaves out the days of a calendar."""

    __tablename__ = "schedule_calendar"
    __table_args__ = (UniqueConstraint("schedule_id", "calendar_id"),)

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id", ondelete="CASCADE"))
    calendar_id: Mapped[int] = mapped_column(
        ForeignKey("calendar.id", ondelete="CASCADE"), index=True
    )
