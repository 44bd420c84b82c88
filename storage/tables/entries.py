"""Logged activities."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.drafts import EvidenceFile
from storage.tables.base import Table, index_where_set


class Entry(Table):
    """A logged activity."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("person_id", "submission"),
        # App Home asks for the days of all that is there, and for what was just taken back.
        Index(None, "person_id", "deleted_at", "happened_on"),
        # Whether a goal moved in a week is asked of each, however much was done towards it.
        index_where_set("goal_id", "happened_on"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_in_a_day"),
        CheckConstraint(
            "visibility IN ('private', 'leaders', 'colleagues')", name="visibility_known"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    text: Mapped[str]
    minutes: Mapped[int | None]
    happened_on: Mapped[date]
    kind: Mapped[str]
    mode: Mapped[str | None]
    network_act: Mapped[str | None]
    reach: Mapped[str | None]
    link: Mapped[str | None]
    classroom_note: Mapped[str | None]
    visibility: Mapped[str]
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id", ondelete="SET NULL"))
    suggested: Mapped[list[str]] = mapped_column(default=list)
    """Names of the fields that were suggested from the text and not yet looked at."""
    logged_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Counts its changes, so that a form knows whether it shows the newest."""
    searchable: Mapped[str]
    """All its words, folded as those that are looked for are."""
    submission: Mapped[str | None]
    """Slack's id of the command or modal that brought it: the same twice is one entry."""
    deleted_at: Mapped[datetime | None]
    """Taken back; kept for a while so that it can be brought back."""

    element_rows: Mapped[list[EntryElement]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="EntryElement.id"
    )
    skill_rows: Mapped[list[EntrySkill]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="EntrySkill.id"
    )

    file_rows: Mapped[list[EntryFile]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="EntryFile.id"
    )

    @property
    def elements(self) -> tuple[str, ...]:
        return tuple(row.element for row in self.element_rows)

    @property
    def skills(self) -> tuple[str, ...]:
        return tuple(row.skill for row in self.skill_rows)

    @property
    def files(self) -> tuple[EvidenceFile, ...]:
        return tuple(EvidenceFile(row.slack_id, row.name, row.permalink) for row in self.file_rows)

    @property
    def stamp(self) -> str:
        """Tells this state of the entry from those before and after it."""
        return f"{self.version}{'' if self.deleted_at is None else ' deleted'}"


class EntryElement(Table):
    """An element of the rubric that an entry is about."""

    __tablename__ = "entry_element"
    __table_args__ = (UniqueConstraint("entry_id", "element"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    element: Mapped[str]


class EntrySkill(Table):
    """A 21st-century skill that an entry practised."""

    __tablename__ = "entry_skill"
    __table_args__ = (UniqueConstraint("entry_id", "skill"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    skill: Mapped[str]


class EntryFile(Table):
    """A file that an entry names as evidence. Slack has the file; only the reference is here."""

    __tablename__ = "entry_file"
    __table_args__ = (UniqueConstraint("entry_id", "slack_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    slack_id: Mapped[str]
    name: Mapped[str]
    permalink: Mapped[str]
