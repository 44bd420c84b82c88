"""Goals, what changed in them, and check-ins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.drafts import EvidenceFile
from storage.tables.base import Table


class Goal(Table):
    """What an educator set out to do."""

    __tablename__ = "goal"
    __table_args__ = (
        UniqueConstraint("person_id", "submission"),
        UniqueConstraint("person_id", "number"),
        CheckConstraint("state IN ('open', 'met', 'let-go')", name="state_known"),
        CheckConstraint(
            "visibility IN ('private', 'leaders', 'colleagues')", name="visibility_known"
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    """Counts each educator's goals from 1, for `goal:2` in a quick entry."""
    text: Mapped[str]
    element: Mapped[str | None]
    skill: Mapped[str | None]
    indicator: Mapped[str | None]
    target: Mapped[str | None]
    plan_when: Mapped[str | None]
    """The moment of the if-then plan: what follows “when …”."""
    plan_then: Mapped[str | None]
    """What they do at that moment: what follows “I will …”."""
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="open")
    visibility: Mapped[str]
    set_at: Mapped[datetime]
    set_on: Mapped[date]
    """The date of `set_at` where the educator is; `closed_on` likewise."""
    closed_on: Mapped[date | None]
    submission: Mapped[str | None]
    """Slack's id of the command or modal that brought it: the same twice is one goal."""
    deleted_at: Mapped[datetime | None]


class CheckIn(Table):
    """An educator looked at a goal and said how it goes."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("goal_id", "submission"),)

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    progress: Mapped[int]
    """Percent, 0 to 100, in the educator's own view, or as far as it was known then."""
    is_said: Mapped[bool] = mapped_column(default=True)
    """`progress` is the educator's own word, and not what was counted."""
    amount: Mapped[float | None]
    """How many of the target's number they said it was."""
    note: Mapped[str | None]
    link: Mapped[str | None]
    """Evidence."""
    checked_at: Mapped[datetime]
    checked_on: Mapped[date]
    submission: Mapped[str | None]
    deleted_at: Mapped[datetime | None]

    file_rows: Mapped[list[CheckInFile]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="CheckInFile.id"
    )

    @property
    def files(self) -> tuple[EvidenceFile, ...]:
        return tuple(EvidenceFile(row.slack_id, row.name, row.permalink) for row in self.file_rows)


class CheckInFile(Table):
    """A file that a check-in names as evidence. Slack has the file; only the reference is here."""

    __tablename__ = "check_in_file"
    __table_args__ = (UniqueConstraint("check_in_id", "slack_id"),)

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id", ondelete="CASCADE"))
    slack_id: Mapped[str]
    name: Mapped[str]
    permalink: Mapped[str]


class GoalRevision(Table):
    """Something about a goal changed: its words, its state, or who sees it."""

    __tablename__ = "goal_revision"
    __table_args__ = (
        UniqueConstraint("goal_id", "submission"),
        CheckConstraint("act IN ('revise', 'complete', 'let-go', 'reopen')", name="act_known"),
    )

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    check_in_id: Mapped[int | None] = mapped_column(
        ForeignKey("check_in.id", ondelete="CASCADE"), index=True
    )
    """The check-in that said it was met."""
    act: Mapped[str]
    before: Mapped[dict[str, Any]]
    """The fields that changed, as they were; dates are ISO 8601."""
    after: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    """Why it was let go, in the educator's words."""
    revised_at: Mapped[datetime]
    revised_on: Mapped[date]
    submission: Mapped[str | None]
    undone_at: Mapped[datetime | None]
