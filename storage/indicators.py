"""Indicators of progress: an educator's own, until they choose one as evidence."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.indicators import IndicatorDraft
from domain.words import later
from storage.entries import own_entry
from storage.goals import own_goal
from storage.occurrences import own_occurrence
from storage.pages import Page, find_page
from storage.questions import answer_question
from storage.tables import Entry, Goal, Indicator

GONE = later("That indicator is no longer there. “/pln indicators” shows those that you have.")


@dataclass(frozen=True)
class IndicatorInContext:
    """An indicator with what it came of, where that is still there."""

    indicator: Indicator
    entry: Entry | None
    goal: Goal | None


def keep_indicator(
    session: Session,
    person_id: int,
    draft: IndicatorDraft,
    *,
    entry_id: int | None = None,
    goal_id: int | None = None,
    check_in_id: int | None = None,
    occurrence_id: int | None = None,
    submission: str | None,
    now: datetime,
    today: date,
) -> Indicator:
    """Keeps it; the same submission again gives the indicator that it made.

    Whatever it came of must be checked to be the same person's.
    """
    if submission is not None:
        kept = session.scalar(
            select(Indicator).where(
                Indicator.person_id == person_id, Indicator.submission == submission
            )
        )
        if kept is not None:
            return kept
    indicator = Indicator(
        person_id=person_id,
        entry_id=entry_id,
        goal_id=goal_id,
        check_in_id=check_in_id,
        occurrence_id=occurrence_id,
        submission=submission,
        noted_at=now,
        noted_on=today,
    )
    _fill(indicator, draft)
    session.add(indicator)
    session.flush()
    return indicator


def tell_outcome(
    session: Session,
    person_id: int,
    occurrence_id: int,
    draft: IndicatorDraft,
    *,
    submission: str | None,
    now: datetime,
    today: date,
) -> Indicator:
    """The answer to a follow-up; telling it again mends it.

    It is tied to the entry, and takes the entry's first element. Raises BadInput where the
    question or the entry is gone or somebody else's.
    """
    question = own_occurrence(session, person_id, occurrence_id)
    entry = own_entry(session, person_id, question.entry_id or 0)
    draft = replace(draft, element=next(iter(entry.elements), None))
    told = indicator_of(session, person_id, question.id)
    answer_question(session, person_id, question.id, now)
    if told is not None:
        told.deleted_at = None
        return edit_indicator(session, person_id, told.id, draft, now)
    return keep_indicator(
        session,
        person_id,
        draft,
        entry_id=entry.id,
        goal_id=entry.goal_id,
        occurrence_id=question.id,
        submission=submission,
        now=now,
        today=today,
    )


def own_indicator(session: Session, person_id: int, indicator_id: int) -> Indicator:
    """Raises BadInput where it is gone, taken back, or somebody else's."""
    indicator = _any_own(session, person_id, indicator_id)
    if indicator.deleted_at is not None:
        raise BadInput(GONE)
    return indicator


def edit_indicator(
    session: Session, person_id: int, indicator_id: int, draft: IndicatorDraft, now: datetime
) -> Indicator:
    indicator = own_indicator(session, person_id, indicator_id)
    _fill(indicator, draft)
    indicator.edited_at = now
    return indicator


def tie_indicator(
    session: Session,
    person_id: int,
    indicator: Indicator,
    *,
    goal_id: int | None,
    entry_id: int | None,
) -> None:
    """What it came of, and the goal that it is for; a goal's element is its own where none was
    said. Raises BadInput where one is not theirs."""
    goal = own_goal(session, person_id, goal_id) if goal_id is not None else None
    entry = own_entry(session, person_id, entry_id) if entry_id is not None else None
    indicator.goal_id = goal.id if goal is not None else None
    indicator.entry_id = entry.id if entry is not None else None
    elements = [goal.element] if goal is not None else list(entry.elements) if entry else []
    indicator.element = indicator.element or next(iter(elements), None)
    session.flush()


def take_back_indicator(
    session: Session, person_id: int, indicator_id: int, now: datetime
) -> Indicator:
    """It stands for nothing any more, and can be brought back."""
    indicator = _any_own(session, person_id, indicator_id)
    indicator.deleted_at = indicator.deleted_at or now
    return indicator


def bring_back_indicator(session: Session, person_id: int, indicator_id: int) -> Indicator:
    indicator = _any_own(session, person_id, indicator_id)
    indicator.deleted_at = None
    return indicator


def indicator_of(session: Session, person_id: int, occurrence_id: int) -> Indicator | None:
    """What they answered to that follow-up."""
    return session.scalar(
        select(Indicator).where(
            Indicator.person_id == person_id, Indicator.occurrence_id == occurrence_id
        )
    )


def in_context(session: Session, indicator: Indicator) -> IndicatorInContext:
    entry = session.get(Entry, indicator.entry_id) if indicator.entry_id else None
    goal = session.get(Goal, indicator.goal_id) if indicator.goal_id else None
    return IndicatorInContext(
        indicator,
        entry if entry is not None and entry.deleted_at is None else None,
        goal if goal is not None and goal.deleted_at is None else None,
    )


def indicator_page(
    session: Session, person_id: int, *, first: int, most: int
) -> Page[IndicatorInContext]:
    """Newest first."""
    found = find_page(
        session,
        select(Indicator)
        .where(Indicator.person_id == person_id, Indicator.deleted_at.is_(None))
        .order_by(Indicator.noted_at.desc(), Indicator.id.desc()),
        first=first,
        most=most,
    )
    return found.of([in_context(session, each) for each in found.rows])


def draft_of(indicator: Indicator) -> IndicatorDraft:
    """As the form shows it."""
    return IndicatorDraft(
        **{field.name: getattr(indicator, field.name) for field in fields(IndicatorDraft)}
    )


def _any_own(session: Session, person_id: int, indicator_id: int) -> Indicator:
    indicator = session.scalar(
        select(Indicator).where(Indicator.id == indicator_id, Indicator.person_id == person_id)
    )
    if indicator is None:
        raise BadInput(GONE)
    return indicator


def _fill(indicator: Indicator, draft: IndicatorDraft) -> None:
    for field in fields(IndicatorDraft):
        setattr(indicator, field.name, getattr(draft, field.name))
