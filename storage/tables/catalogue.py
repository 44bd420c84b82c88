"""Learning options that colleagues and admins know of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.tables.base import Table


class LearningOption(Table):
    """Something that one can learn from."""

    __tablename__ = "learning_option"
    __table_args__ = (
        UniqueConstraint("workspace_id", "starter"),
        UniqueConstraint("added_by_id", "submission"),
        CheckConstraint("cost IN ('free', 'covered', 'paid')", name="cost_known"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    starter: Mapped[str | None]
    """Id of the built-in one that it was made of."""
    added_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str]
    link: Mapped[str | None]
    kind: Mapped[str]
    mode: Mapped[str | None]
    cost: Mapped[str]
    minutes: Mapped[int | None]
    skill: Mapped[str | None]
    note: Mapped[str | None]
    added_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    submission: Mapped[str | None]
    """Slack's id of the modal that added it: the same twice is one option."""

    element_rows: Mapped[list[LearningOptionElement]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="LearningOptionElement.id"
    )

    @property
    def elements(self) -> tuple[str, ...]:
        return tuple(row.element for row in self.element_rows)


class LearningOptionElement(Table):
    """An element of the rubric that a learning option is about."""

    __tablename__ = "learning_option_element"
    __table_args__ = (UniqueConstraint("option_id", "element"),)

    option_id: Mapped[int] = mapped_column(ForeignKey("learning_option.id", ondelete="CASCADE"))
    element: Mapped[str]


class Recommendation(Table):
    """An educator says to colleagues that a learning option is worth their time."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("option_id", "person_id"),)

    option_id: Mapped[int] = mapped_column(ForeignKey("learning_option.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    recommended_at: Mapped[datetime]
