"""How steadily somebody learns, with their pauses and days off taken into account."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from domain.balance import count_streak, days_between, resting_weeks
from domain.weeks import Week
from storage.calendars import days_off
from storage.entries import active_weeks
from storage.preferences import pauses_of
from storage.tables import Person


def streak_of(session: Session, person_id: int, today: date) -> int:
    """Weeks in a row with learning in them, up to today where they are."""
    active = active_weeks(session, person_id)
    current = Week.of(today)
    first = min(active, default=current).monday
    free = set(days_off(session, session.get_one(Person, person_id), first, current.sunday))
    for paused_on, until_on in pauses_of(session, person_id):
        free |= days_between(paused_on, until_on)
    return count_streak(active, current, resting=resting_weeks(free))
