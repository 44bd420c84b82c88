"""News of evaluations: what one did that another should know of, each a row before it is sent.

A row is looked at again when it goes out (`jobs.rendering`): what was taken back meanwhile is
no news any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from domain.keys import News
from domain.zones import to_local
from storage.tables import Occurrence, Person


def send_news(
    session: Session,
    evaluation_id: int,
    news: News,
    to: Iterable[int],
    now: datetime,
    *,
    unless: News | None = None,
) -> None:
    """It comes to each of them at once, as far as their quiet hours allow.

    The same that still waits is not sent twice, nor is what `unless` that still waits says as
    well. Written in the transaction of what happened.
    """
    waiting = set(
        session.scalars(
            select(Occurrence.person_id).where(
                _is_news(evaluation_id),
                Occurrence.news.in_([news, unless]),
                Occurrence.state == "planned",
            )
        )
    )
    for person in session.scalars(select(Person).where(Person.id.in_(set(to) - waiting))):
        session.add(
            Occurrence(
                person_id=person.id,
                purpose="evaluation",
                evaluation_id=evaluation_id,
                news=news,
                local_at=to_local(now, ZoneInfo(person.zone)),
                zone=person.zone,
                due_at=now,
                planned_at=now,
            )
        )
    session.flush()


def told(session: Session, evaluation_id: int, news: News, since: datetime) -> Sequence[int]:
    """Ids of those whom that news of that evaluation has reached since then."""
    return session.scalars(
        select(Occurrence.person_id)
        .where(
            _is_news(evaluation_id),
            Occurrence.news == news,
            Occurrence.ts.is_not(None),
            Occurrence.planned_at >= since,
        )
        .distinct()
    ).all()


def _is_news(evaluation_id: int) -> ColumnElement[bool]:
    return and_(Occurrence.purpose == "evaluation", Occurrence.evaluation_id == evaluation_id)
