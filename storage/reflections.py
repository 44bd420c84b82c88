"""Reflections: what an educator answered to a prompt."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from storage.occurrences import call_off_reminder, own_occurrence
from storage.steps import keep_steps
from storage.tables import Reflection


def keep_reflection(
    session: Session,
    person_id: int,
    occurrence_id: int,
    text: str,
    *,
    now: datetime,
    today: date,
) -> Reflection:
    """Keeps the answer and marks the prompt as answered; answering again mends the answer.

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
    reflection.text = text
    if occurrence.state != "answered":
        keep_steps(session, [occurrence.id], "answered", now)
        call_off_reminder(session, occurrence.id, "the prompt was answered", now)
    occurrence.state = "answered"
    occurrence.answered_at = now
    occurrence.reason = None
    session.flush()
    return reflection


def find_reflection(session: Session, person_id: int, occurrence_id: int) -> Reflection | None:
    """Their own answer to that prompt."""
    return session.scalar(
        select(Reflection).where(
            Reflection.person_id == person_id, Reflection.occurrence_id == occurrence_id
        )
    )
