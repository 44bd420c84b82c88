"""Reflections: what an educator answered to a prompt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.keys import DEFAULT_VISIBILITY
from domain.words import later
from storage.entries import keep_entry, own_entry
from storage.occurrences import call_off_reminder, own_occurrence
from storage.pages import Page, find_page
from storage.steps import keep_steps
from storage.tables import Entry, Reflection

GONE = later("That answer is no longer there. “/pln reflections” shows those that you have.")


def keep_reflection(
    session: Session,
    person_id: int,
    occurrence_id: int,
    text: str,
    *,
    rating: int | None = None,
    now: datetime,
    today: date,
) -> Reflection:
    """Keeps the answer and marks the prompt as answered; answering again mends the answer.

    `rating` is how it went, from 1 to 5.

    Raises BadInput where that prompt is not theirs.
    """
    occurrence = own_occurrence(session, person_id, occurrence_id)
    if occurrence.prompt_id is None or occurrence.prompt_text is None:
        raise BadInput("That message asked nothing. `/pln reflect` brings a question.")
    reflection = session.scalar(select(Reflection).where(Reflection.occurrence_id == occurrence.id))
    if reflection is None:
        reflection = Reflection(
            person_id=person_id,
            occurrence_id=occurrence.id,
            prompt_id=occurrence.prompt_id,
            prompt_text=occurrence.prompt_text,
            element=occurrence.element or "",
            answered_at=now,
            answered_on=today,
        )
        session.add(reflection)
    reflection.text, reflection.rating, reflection.deleted_at = text, rating, None
    if occurrence.state != "answered":
        keep_steps(session, [occurrence.id], "answered", now)
        call_off_reminder(session, occurrence.id, later("the prompt was answered"), now)
    occurrence.state = "answered"
    occurrence.answered_at = now
    occurrence.reason = None
    session.flush()
    return reflection


def log_with(
    session: Session,
    reflection: Reflection,
    draft: EntryDraft,
    *,
    submission: str | None,
    now: datetime,
) -> Entry:
    """The activity that it tells of, logged once, in its own words and for its author alone.

    What was read out of an answer is a suggestion; it is about the prompt's element, where
    the words speak for no other.
    """
    if reflection.entry_id is not None:
        return own_entry(session, reflection.person_id, reflection.entry_id)
    read = {"happened_on"} if draft.happened_on != reflection.answered_on else set()
    if draft.minutes:
        read.add("minutes")
    if not draft.elements and reflection.element:
        draft = replace(draft, elements=(reflection.element,))
        read.add("elements")
    draft = replace(
        draft,
        text=reflection.text,
        visibility=DEFAULT_VISIBILITY,
        suggested=draft.suggested | read,
    )
    entry = keep_entry(session, reflection.person_id, draft, submission=submission, now=now)
    reflection.entry_id = entry.id
    return entry


def own_reflection(session: Session, person_id: int, reflection_id: int) -> Reflection:
    """Raises BadInput where it is gone, deleted, or somebody else's."""
    reflection = _any_own(session, person_id, reflection_id)
    if reflection.deleted_at is not None:
        raise BadInput(GONE)
    return reflection


def edit_reflection(
    session: Session, person_id: int, reflection_id: int, text: str, *, rating: int | None
) -> Reflection:
    """Raises BadInput as `own_reflection` does."""
    reflection = own_reflection(session, person_id, reflection_id)
    reflection.text, reflection.rating = text, rating
    return reflection


def delete_reflection(
    session: Session, person_id: int, reflection_id: int, now: datetime
) -> Reflection:
    """It counts and stands for nothing any more, and can be brought back.

    The prompt stays answered: nobody is asked again for what they chose to delete.
    """
    reflection = _any_own(session, person_id, reflection_id)
    reflection.deleted_at = reflection.deleted_at or now
    return reflection


def bring_back_reflection(session: Session, person_id: int, reflection_id: int) -> Reflection:
    reflection = _any_own(session, person_id, reflection_id)
    reflection.deleted_at = None
    return reflection


def reflection_page(session: Session, person_id: int, *, first: int, most: int) -> Page[Reflection]:
    """Newest first."""
    return find_page(
        session,
        select(Reflection)
        .where(Reflection.person_id == person_id, Reflection.deleted_at.is_(None))
        .order_by(Reflection.answered_at.desc(), Reflection.id.desc()),
        first=first,
        most=most,
    )


def find_reflection(session: Session, person_id: int, occurrence_id: int) -> Reflection | None:
    """Their own answer to that prompt."""
    return session.scalar(
        select(Reflection).where(
            Reflection.person_id == person_id,
            Reflection.occurrence_id == occurrence_id,
            Reflection.deleted_at.is_(None),
        )
    )


def _any_own(session: Session, person_id: int, reflection_id: int) -> Reflection:
    reflection = session.scalar(
        select(Reflection).where(Reflection.id == reflection_id, Reflection.person_id == person_id)
    )
    if reflection is None:
        raise BadInput(GONE)
    return reflection
