"""News of evaluations: what one did that another should know of, each a row before it is sent.

A row is looked at again when it goes out (`jobs.rendering`): what was taken back meanwhile is
no news any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.keys import News
from domain.zones import to_local
from storage.tables import Occurrence, Person


def send_news(
    session: Session, evaluation_id: int, news: News, to: Iterable[int], now: datetime
) -> None:
    """It comes to each of them at once, as far as their quiet hours allow.

    The same that still waits is not sent twice. Written in the transaction of what happened.
    """
    waiting = set(
        session.scalars(
            select(Occurrence.person_id).where(
                Occurrence.purpose == "evaluation",
                Occurrence.evaluation_id == evaluation_id,
                Occurrence.news == news,
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
