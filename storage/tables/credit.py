"""Credit: the versions of a policy, what educators hand in under it, and what came of that."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import cast, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.credit import CLAIM_STATES, EVIDENCE, Evidence, Rule, Terms
from domain.keys import Staff
from domain.school_years import YearBegins
from storage.columns import ExactNumber
from storage.tables.base import Table


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class CreditRule(Table):
    """One version of a rule: never changed, since what was handed in rests on it."""

    __tablename__ = "credit_rule"
    __table_args__ = (
        Index(None, "workspace_id", "from_on"),
        UniqueConstraint("workspace_id", "submission"),
        CheckConstraint(_one_of("evidence", EVIDENCE), name="evidence_known"),
        CheckConstraint(_one_of("staff", get_args(Staff)), name="staff_known"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    kind: Mapped[str | None]
    """None is any, and so with `mode` and `staff`."""
    mode: Mapped[str | None]
    staff: Mapped[str | None]
    rate: Mapped[Decimal] = mapped_column(ExactNumber)
    """Credit for an hour."""
    cap: Mapped[Decimal | None] = mapped_column(ExactNumber)
    """The most in a school year."""
    evidence: Mapped[str]
    is_automatic: Mapped[bool]
    lapse_months: Mapped[int | None]
    is_ended: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """None where it was set on the command line."""
    submission: Mapped[str | None]
    """Slack's id of the modal that brought it: the same twice is one version."""

    @property
    def rule(self) -> Rule:
        return Rule(
            from_on=self.from_on,
            rate=self.rate,
            kind=self.kind,
            mode=self.mode,
            staff=cast(Staff | None, self.staff),
            cap=self.cap,
            evidence=cast(Evidence, self.evidence),
            is_automatic=self.is_automatic,
            lapse_months=self.lapse_months,
            is_ended=self.is_ended,
            number=self.id,
        )


class CreditTerms(Table):
    """One version of what holds for all credit of a workspace; never changed."""

    __tablename__ = "credit_terms"
    __table_args__ = (
        Index(None, "workspace_id", "from_on"),
        UniqueConstraint("workspace_id", "submission"),
    )

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    unit: Mapped[str]
    year_month: Mapped[int]
    year_day: Mapped[int]
    """The school year begins on that day of that month."""
    expected: Mapped[Decimal | None] = mapped_column(ExactNumber)
    """In a school year."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    submission: Mapped[str | None]

    @property
    def terms(self) -> Terms:
        begins = YearBegins(self.year_month, self.year_day)
        return Terms(self.from_on, self.unit, begins, self.expected, self.id)


class CreditClaim(Table):
    """An entry that was handed in for credit, with all that its credit rests on.

    It counts only while its entry is there: an entry that is taken back takes its credit along,
    and brings it back.
    """

    __tablename__ = "credit_claim"
    __table_args__ = (
        UniqueConstraint("entry_id"),
        Index(None, "person_id", "year_on"),
        CheckConstraint(_one_of("state", CLAIM_STATES), name="state_known"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    rule_id: Mapped[int] = mapped_column(
        ForeignKey("credit_rule.id", ondelete="CASCADE"), index=True
    )
    """The version that it was handed in under."""
    state: Mapped[str]
    happened_on: Mapped[date]
    minutes: Mapped[int]
    facts: Mapped[str]
    """What of the entry it rests on (`domain.credit.Activity.facts`)."""
    unit: Mapped[str]
    year_on: Mapped[date]
    """The first day of the school year that it counts in."""
    lapses_on: Mapped[date | None]
    """The first day on which it counts no more."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts what its educator did to it, so that nobody approves what they have not seen."""
    handed_in_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class CreditStep(Table):
    """Something that became of a claim: when, and who did it. Never changed."""

    __tablename__ = "credit_step"

    claim_id: Mapped[int] = mapped_column(
        ForeignKey("credit_claim.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str]
    """`domain.credit.ClaimAct`."""
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """None where the policy itself did it, or where they had their record erased."""
    reason: Mapped[str | None]
    at: Mapped[datetime]
    told_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrence.id", ondelete="SET NULL"), index=True
    )
    """The message that told its educator."""
