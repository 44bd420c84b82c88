"""Who read whose record: written down for each look, and shown to the one whose record it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.pages import Page, find_rows
from storage.tables import Look, Person

ONE_LOOK: Final = timedelta(minutes=10)
"""Slack delivers again what it got no answer to for about six minutes."""


@dataclass(frozen=True)
class LookSeen:
    """One look, as the person whose record it was sees it."""

    reader: str | None
    """Their name; None where it was read on the command line."""
    what: str
    why: str
    looked_at: datetime


def looks_at(session: Session, person_id: int, *, first: int, most: int) -> Page[LookSeen]:
    """Everyone who read that person's record, the latest first."""
    page = find_rows(
        session,
        select(Person.name, Look.what, Look.why, Look.looked_at)
        .select_from(Look)
        .outerjoin(Person, Person.id == Look.reader_id)
        .where(Look.person_id == person_id)
        .order_by(Look.looked_at.desc(), Look.id.desc()),
        first=first,
        most=most,
    )
    return page.of([LookSeen(*row) for row in page.rows])


def note_looks(
    session: Session,
    people: Iterable[int],
    *,
    reader_id: int | None,
    what: str,
    why: str,
    now: datetime,
) -> None:
    """Writes down that somebody reads those people's records, in the transaction that reads.

    `what` and `why` end a sentence to the person read: “Ruth read …, because she/it …”. One
    who reads their own record is not looking. What is read again within minutes, or delivered
    again by Slack, is one look.
    """
    people = list(people)
    noted = set(
        session.scalars(
            select(Look.person_id).where(
                Look.person_id.in_(people),
                Look.reader_id.is_not_distinct_from(reader_id),
                Look.what == what,
                Look.why == why,
                Look.looked_at > now - ONE_LOOK,
            )
        )
    )
    session.add_all(
        Look(person_id=person_id, reader_id=reader_id, what=what, why=why, looked_at=now)
        for person_id in people
        if person_id not in noted and person_id != reader_id
    )
    session.flush()
