"""Cycles of evaluation, and what educators, leaders and peers write in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast, get_args

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.cycles import Terms
from domain.keys import EvaluationState
from storage.tables.base import Table, unique_where

_STATES = ", ".join(f"'{state}'" for state in get_args(EvaluationState))


class Cycle(Table):
    """What an admin asks educators to do in an evaluation, and by when."""

    __tablename__ = "evaluation_cycle"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        UniqueConstraint("workspace_id", "submission"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    elements: Mapped[list[str]]
    ratings: Mapped[list[str]]
    """The words that one rates with, lowest first."""
    opens_on: Mapped[date]
    goals_by: Mapped[date]
    submit_by: Mapped[date]
    respond_by: Mapped[date]
    agree_by: Mapped[date]
    closes_on: Mapped[date]
    expectation: Mapped[str | None]
    goals_expected: Mapped[int]
    evidence_expected: Mapped[int]
    needs_balance: Mapped[bool]
    leaders_rate: Mapped[bool]
    added_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    submission: Mapped[str | None]
    """Slack's id of the modal that brought it: the same twice is one cycle."""

    group_rows: Mapped[list[CycleGroup]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="CycleGroup.id"
    )

    @property
    def terms(self) -> Terms:
        return Terms(
            elements=tuple(self.elements),
            opens_on=self.opens_on,
            goals_by=self.goals_by,
            submit_by=self.submit_by,
            respond_by=self.respond_by,
            agree_by=self.agree_by,
            closes_on=self.closes_on,
            ratings=tuple(self.ratings),
            goals_expected=self.goals_expected,
            evidence_expected=self.evidence_expected,
            needs_balance=self.needs_balance,
            leaders_rate=self.leaders_rate,
        )


class CycleGroup(Table):
    """A group that a cycle is for, with all nested in it; a cycle without any is everyone's."""

    __tablename__ = "evaluation_cycle_group"
    __table_args__ = (UniqueConstraint("cycle_id", "group_id"),)

    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(
        ForeignKey("educator_group.id", ondelete="CASCADE"), index=True
    )


class Evaluation(Table):
    """One educator's way through a cycle. It begins with the first thing that they do."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        CheckConstraint("peer_id <> person_id", name="peer_is_another"),
    )

    cycle_id: Mapped[int] = mapped_column(ForeignKey("evaluation_cycle.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default="goal-setting")
    closed_from: Mapped[str | None]
    """Where it was when its cycle was closed."""
    began_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    """None while it is the educator's alone: before they submit it, and once they withdraw it."""
    peer_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """Whom the educator chose to read and comment."""

    @property
    def reached(self) -> EvaluationState:
        """How far it came: where it is, or was when its cycle was closed."""
        return cast(EvaluationState, self.closed_from or self.state)


class EvaluationStep(Table):
    """Something that moved an evaluation on or back: when, and who it was. Never changed."""

    __tablename__ = "evaluation_step"

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str]
    state: Mapped[str]
    """Where it led."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """None where the cycle ended by itself, or was closed on the command line."""
    part: Mapped[str]
    """What they were to it (`domain.keys.EvaluationPart`)."""
    at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    """It came after the step's day."""


class EvaluationGoal(Table):
    """A goal that an evaluation is about."""

    __tablename__ = "evaluation_goal"
    __table_args__ = (UniqueConstraint("evaluation_id", "goal_id"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"), index=True)


class SelfRating(Table):
    """How an educator sees themselves on an element; a draft until both are there."""

    __tablename__ = "self_rating"
    __table_args__ = (UniqueConstraint("evaluation_id", "element"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    element: Mapped[str]
    rating: Mapped[str | None]
    """One of the cycle's words."""
    words: Mapped[str | None]
    rated_at: Mapped[datetime]


class SkillRating(Table):
    """How an educator sees their own 21st-century skill, at the start or at the end."""

    __tablename__ = "skill_rating"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "skill", "moment"),
        CheckConstraint("moment IN ('start', 'end')", name="moment_known"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level_known"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    skill: Mapped[str]
    moment: Mapped[str]
    level: Mapped[int]
    rated_at: Mapped[datetime]


class Evidence(Table):
    """An entry, a reflection or an indicator that the educator chose to stand for their work."""

    __tablename__ = "evidence"
    __table_args__ = (
        unique_where("uq_evidence_entry", "entry_id IS NOT NULL", "evaluation_id", "entry_id"),
        unique_where(
            "uq_evidence_reflection", "reflection_id IS NOT NULL", "evaluation_id", "reflection_id"
        ),
        unique_where(
            "uq_evidence_indicator", "indicator_id IS NOT NULL", "evaluation_id", "indicator_id"
        ),
        CheckConstraint(
            "(entry_id IS NOT NULL AND reflection_id IS NULL AND indicator_id IS NULL)"
            " OR (entry_id IS NULL AND reflection_id IS NOT NULL AND indicator_id IS NULL)"
            " OR (entry_id IS NULL AND reflection_id IS NULL AND indicator_id IS NOT NULL)",
            name="one_piece",
        ),
    )

    evaluation_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE"), index=True
    )
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), index=True
    )
    reflection_id: Mapped[int | None] = mapped_column(
        ForeignKey("reflection.id", ondelete="CASCADE"), index=True
    )
    indicator_id: Mapped[int | None] = mapped_column(
        ForeignKey("indicator.id", ondelete="CASCADE"), index=True
    )
    chosen_at: Mapped[datetime]


class Response(Table):
    """What a leader answered to a submitted evaluation."""

    __tablename__ = "evaluation_response"
    __table_args__ = (
        unique_where("uq_evaluation_response_open", "taken_back_at IS NULL", "evaluation_id"),
        UniqueConstraint("evaluation_id", "submission"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    words: Mapped[str]
    responded_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    submission: Mapped[str | None]

    rating_rows: Mapped[list[ResponseRating]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ResponseRating.id"
    )

    @property
    def ratings(self) -> dict[str, str]:
        """By element, beside the educator's own."""
        return {row.element: row.rating for row in self.rating_rows}


class ResponseRating(Table):
    """A leader's rating of an element, beside the educator's own."""

    __tablename__ = "response_rating"
    __table_args__ = (UniqueConstraint("response_id", "element"),)

    response_id: Mapped[int] = mapped_column(
        ForeignKey("evaluation_response.id", ondelete="CASCADE")
    )
    element: Mapped[str]
    rating: Mapped[str]


class Difference(Table):
    """The educator sees it otherwise. Their words stay on record, whatever comes after."""

    __tablename__ = "evaluation_difference"
    __table_args__ = (UniqueConstraint("evaluation_id", "submission"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    words: Mapped[str]
    stated_at: Mapped[datetime]
    submission: Mapped[str | None]


class EvaluationComment(Table):
    """A word of the educator's, a leader's or the peer's on what was submitted."""

    __tablename__ = "evaluation_comment"
    __table_args__ = (UniqueConstraint("evaluation_id", "submission"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    part: Mapped[str]
    words: Mapped[str]
    written_at: Mapped[datetime]
    submission: Mapped[str | None]
