"""Ratings of the district's stage. Leaders and admins rate and read; nobody else does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.stages import TOP_SCORE, Rating, Standing, history_of, overall, standing_of
from domain.words import later
from storage.people import has_role
from storage.tables import Person, StageRating

NOT_A_RATER = later(
    "The district's stage is for those who lead a group and for admins. "
    "`/pln me` shows your own learning."
)
GONE = later("That rating is no longer there. `/pln stage` shows what is.")
MONTHS = 12
LONGEST_REASON = 3000


@dataclass(frozen=True)
class RatingDraft:
    """A rating to keep."""

    element: str
    score: int
    reason: str
    evidence: str | None = None


@dataclass(frozen=True)
class View:
    """A rater's newest rating of an element."""

    rating: StageRating
    name: str


@dataclass(frozen=True)
class ElementStage:
    """How an element stands; `now` is None where nobody who may rate has rated it."""

    element: str
    now: Standing | None
    views: tuple[View, ...]
    """Of those who may still rate, newest first."""
    history: tuple[tuple[date, Standing], ...]
    """By the ends of months, oldest first, with all who rated then."""


@dataclass(frozen=True)
class StageReport:
    """How the whole district stands, element by element in the rubric's order."""

    elements: tuple[ElementStage, ...]

    @property
    def score(self) -> float | None:
        """The mean over the elements that were rated, 0 to 10."""
        return overall(each.now for each in self.elements)

    def of(self, element: str) -> ElementStage:
        return next(each for each in self.elements if each.element == element)


def rate_stage(
    session: Session,
    person_id: int,
    draft: RatingDraft,
    *,
    elements: Collection[str],
    submission: str | None,
    now: datetime,
    today: date,
) -> StageRating:
    """Keeps it; the same submission again gives the rating that it made.

    Raises BadInput for whoever may not rate, and for a rating without a reason.
    """
    rater = _rater(session, person_id)
    if draft.element not in elements:
        raise BadInput(
            "The rubric has no element “{element}” any more: `/pln stage` shows the others.",
            element=draft.element,
        )
    if not 0 <= draft.score <= TOP_SCORE:
        raise BadInput("Choose a score from 0 to {most}.", most=TOP_SCORE, field="score")
    reason = draft.reason.strip()
    if not reason:
        raise BadInput(
            "Say in a few words why: next year that tells more than the number.", field="reason"
        )
    if submission is not None:
        kept = session.scalar(
            select(StageRating).where(
                StageRating.person_id == person_id, StageRating.submission == submission
            )
        )
        if kept is not None:
            return kept
    rating = StageRating(
        workspace_id=rater.workspace_id,
        person_id=rater.id,
        element=draft.element,
        score=draft.score,
        reason=reason[:LONGEST_REASON],
        evidence=(draft.evidence or "").strip()[:LONGEST_REASON] or None,
        rated_at=now,
        rated_on=today,
        submission=submission,
    )
    session.add(rating)
    session.flush()
    return rating


def take_back_rating(
    session: Session, person_id: int, rating_id: int, now: datetime
) -> StageRating:
    """It counts no more, and the one before it does again. Raises BadInput where it is gone."""
    rating = session.scalar(
        select(StageRating).where(StageRating.id == rating_id, StageRating.person_id == person_id)
    )
    if rating is None:
        raise BadInput(GONE)
    rating.deleted_at = rating.deleted_at or now
    session.flush()
    return rating


def own_rating(session: Session, person_id: int, element: str) -> StageRating | None:
    """Their newest of that element."""
    return session.scalar(
        select(StageRating)
        .where(
            StageRating.person_id == person_id,
            StageRating.element == element,
            StageRating.deleted_at.is_(None),
        )
        .order_by(StageRating.rated_at.desc(), StageRating.id.desc())
        .limit(1)
    )


def stage_report_for(session: Session, person_id: int, elements: Collection[str]) -> StageReport:
    """As a leader or an admin reads it. Raises BadInput for anybody else."""
    return stage_report(session, _rater(session, person_id).workspace_id, elements)


def stage_report(session: Session, workspace_id: int, elements: Collection[str]) -> StageReport:
    """The whole workspace's."""
    rows = session.execute(
        select(StageRating, Person.name, may_rate())
        .join(Person, Person.id == StageRating.person_id)
        .where(StageRating.workspace_id == workspace_id, StageRating.deleted_at.is_(None))
        .order_by(StageRating.rated_at, StageRating.id)
    ).all()
    return StageReport(
        tuple(
            _element_stage(element, [row for row in rows if row[0].element == element])
            for element in elements
        )
    )


def may_rate() -> ColumnElement[bool]:
    """A condition on Person: the one place that says who rates the district and reads of it."""
    return or_(has_role("leader"), has_role("admin"))


def _rater(session: Session, person_id: int) -> Person:
    rater = session.scalar(select(Person).where(Person.id == person_id, may_rate()))
    if rater is None:
        raise BadInput(NOT_A_RATER)
    return rater


def _element_stage(element: str, rows: Sequence[Row[StageRating, str, bool]]) -> ElementStage:
    rated = [Rating(row.person_id, row.score, row.rated_on) for row, _, _ in rows]
    newest = {row.person_id: View(row, name) for row, name, may in rows if may}
    counted = (
        Rating(view.rating.person_id, view.rating.score, view.rating.rated_on)
        for view in newest.values()
    )
    by_time = sorted(newest.values(), key=lambda view: (view.rating.rated_at, view.rating.id))
    return ElementStage(
        element,
        standing_of(counted),
        tuple(reversed(by_time)),
        tuple(history_of(rated, months=MONTHS)),
    )
