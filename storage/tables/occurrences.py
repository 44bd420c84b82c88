"""What is due, what was sent, and what was answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Table, index_where, index_where_set, unique_where


class Occurrence(Table):
    """One prompt, digest or welcome for one person at one time: what is due and what was sent."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("schedule_id", "person_id", "local_at"),
        UniqueConstraint("person_id", "submission"),
        CheckConstraint(
            "state IN ('planned', 'sent', 'answered', 'skipped', 'failed')", name="state_known"
        ),
        unique_where("uq_occurrence_welcome", "purpose = 'welcome'", "person_id"),
        unique_where("uq_occurrence_goal", "purpose = 'goal'", "goal_id", "local_at"),
        unique_where("uq_occurrence_follow_up", "purpose = 'follow-up'", "entry_id"),
        unique_where("uq_occurrence_reminder", "purpose = 'reminder'", "about_id"),
        unique_where(
            "uq_occurrence_credit", "purpose = 'credit' AND state = 'planned'", "person_id"
        ),
        unique_where("uq_occurrence_cycle", "purpose = 'cycle'", "person_id", "cycle_id", "news"),
        index_where("ix_occurrence_due", "state = 'planned'", "due_at"),
        index_where("ix_occurrence_planned", "state = 'planned'", "person_id", "due_at"),
        index_where(
            "ix_occurrence_own_prompt",
            "purpose = 'prompt' AND schedule_id IS NULL",
            "state",
        ),
        index_where(
            "ix_occurrence_missed_follow_up",
            "purpose = 'follow-up' AND state = 'skipped'",
            "local_at",
        ),
        Index(None, "person_id", "local_at"),
        index_where_set("goal_id"),
        index_where_set("entry_id"),
        index_where_set("about_id"),
        index_where_set("cycle_id"),
        index_where_set("evaluation_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id", ondelete="SET NULL"))
    """None where the educator asked for it."""
    purpose: Mapped[str]
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    """The goal that it asks about."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    """The entry that it follows up."""
    about_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"))
    """The prompt that it reminds of."""
    cycle_id: Mapped[int | None] = mapped_column(
        ForeignKey("evaluation_cycle.id", ondelete="CASCADE")
    )
    """The cycle of evaluations that it reminds of."""
    evaluation_id: Mapped[int | None] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE")
    )
    """The evaluation in which something happened."""
    news: Mapped[str | None]
    """What it reminds of (`domain.cycles.Reminder`), or what happened (`domain.keys.News`)."""
    local_at: Mapped[datetime] = mapped_column(DateTime())
    """When it was meant to come, as the wall clock there shows it; naive."""
    zone: Mapped[str]
    due_at: Mapped[datetime]
    """When to send it next: the instant of `local_at`, or later where it waits or was snoozed."""
    planned_at: Mapped[datetime | None]
    is_snoozed: Mapped[bool] = mapped_column(default=False)
    """The educator chose `due_at`."""
    element: Mapped[str | None]
    """None until it goes out, where the educator's own record decides."""
    element_because: Mapped[str | None]
    """What decided the element: `in-turn`, `random`, `least-practised` or `own-focus`."""
    prompt_id: Mapped[str | None]
    prompt_text: Mapped[str | None]
    """As it was asked: a prompt that is edited later does not change it."""
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[str | None]
    """Why it was skipped or failed."""
    is_test: Mapped[bool] = mapped_column(default=False)
    """An admin tries a schedule, at once and on themselves: it is of no schedule, heeds no hours
    and no cap, and counts nowhere."""
    attempts: Mapped[int] = mapped_column(default=0)
    is_unsettled: Mapped[bool] = mapped_column(default=False)
    """It was on its way to Slack and no answer is on record: look there before sending again."""
    claim: Mapped[str | None]
    """Whose turn it is to send it, until `claimed_until`."""
    claimed_until: Mapped[datetime | None]
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    submission: Mapped[str | None]
    """The delivery by which the educator asked for it."""


class OccurrenceStep(Table):
    """What became of an occurrence, step by step; written with each step and never changed."""

    __tablename__ = "occurrence_step"
    __table_args__ = (
        CheckConstraint(
            "stage IN ('claimed', 'put-back', 'waiting', 'sent', 'snoozed', 'answered', "
            "'skipped', 'failed')",
            name="stage_known",
        ),
    )

    occurrence_id: Mapped[int] = mapped_column(
        ForeignKey("occurrence.id", ondelete="CASCADE"), index=True
    )
    stage: Mapped[str]
    at: Mapped[datetime]
    cause: Mapped[str | None]
    due_at: Mapped[datetime | None]
    """When it is tried next, where it is."""


class Reflection(Table):
    """What an educator answered to a prompt."""

    __tablename__ = "reflection"
    __table_args__ = (
        UniqueConstraint("occurrence_id"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_known"),
        index_where_set("entry_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrence.id", ondelete="SET NULL")
    )
    prompt_id: Mapped[str]
    prompt_text: Mapped[str]
    element: Mapped[str]
    text: Mapped[str]
    rating: Mapped[int | None]
    """How it went, 1 (hard going) to 5 (very well)."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"))
    """The entry that was logged with it."""
    answered_at: Mapped[datetime]
    answered_on: Mapped[date]
    deleted_at: Mapped[datetime | None]
