"""What educators chose for what comes to them by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final, cast

from sqlalchemy import BindParameter, bindparam, func, select, update
from sqlalchemy.orm import Session

from domain.keys import Frequency, language_of
from domain.preferences import Hours, Preferences, Settings, check_preferences
from domain.zones import local_date, read_zone
from storage.people import set_opted_out
from storage.tables import Pause, Person, Preference
from storage.workspaces import language_in, want_plan


def load_preferences(session: Session, person_id: int) -> Preferences:
    """Their choice, or the usual."""
    return preferences_of(session, [person_id])[person_id]


def load_settings(session: Session, person_id: int) -> Settings:
    person = session.get_one(Person, person_id)
    return Settings(
        preferences=load_preferences(session, person_id),
        slack_zone=person.slack_zone,
        own_zone=person.own_zone,
        usual_language=language_of(person.slack_locale)
        or language_in(session, person.workspace_id),
        own_language=person.own_language,
        is_opted_out=person.is_opted_out,
    )


def keep_settings(
    session: Session,
    person_id: int,
    settings: Settings,
    *,
    elements: Collection[str],
    now: datetime,
) -> Settings:
    """All of it or nothing; dates are read where they now say that they live.

    Raises BadInput as `check_preferences` and `keep_own_zone` do.
    """
    keep_own_zone(session, person_id, settings.own_zone, now)
    person = session.get_one(Person, person_id)
    person.own_language = settings.own_language
    if person.is_opted_out != settings.is_opted_out:
        set_opted_out(
            session,
            person_id,
            person.workspace_id,
            is_opted_out=settings.is_opted_out,
            now=now,
        )
    today = local_date(now, settings.zone)
    kept = keep_preferences(
        session, person_id, settings.preferences, elements=elements, today=today, now=now
    )
    return replace(settings, preferences=kept)


def preferences_of(session: Session, person_ids: Collection[int]) -> dict[int, Preferences]:
    """The choice of each of them, or the usual."""
    if not person_ids:
        return {}
    paused_until = dict(session.execute(_PAUSES, {"people": list(person_ids)}).all())
    chosen = {
        row.person_id: Preferences(
            days=tuple(row.days),
            suits=_hours(row.suits_from, row.suits_until),
            quiet=_hours(row.quiet_from, row.quiet_until),
            frequency=cast(Frequency, row.frequency),
            focus=tuple(row.focus),
        )
        for row in session.scalars(_PREFERENCES, {"people": list(person_ids)})
    }
    return {
        person_id: replace(
            chosen.get(person_id, Preferences()), paused_until_on=paused_until.get(person_id)
        )
        for person_id in person_ids
    }


_PEOPLE: Final[BindParameter[int]] = bindparam("people", expanding=True)
_PAUSES: Final = (
    select(Pause.person_id, func.max(Pause.until_on))
    .where(Pause.person_id.in_(_PEOPLE))
    .group_by(Pause.person_id)
)
_PREFERENCES: Final = select(Preference).where(Preference.person_id.in_(_PEOPLE))


def keep_preferences(
    session: Session,
    person_id: int,
    preferences: Preferences,
    *,
    elements: Collection[str],
    today: date,
    now: datetime,
) -> Preferences:
    """Keeps and gives what was chosen, and asks for a new plan. `today` is where they are.

    Raises BadInput as `check_preferences` does.
    """
    checked = check_preferences(preferences, elements=elements, today=today)
    row = session.scalar(select(Preference).where(Preference.person_id == person_id))
    if row is None:
        row = Preference(person_id=person_id)
        session.add(row)
    row.days, row.focus, row.frequency = list(checked.days), list(checked.focus), checked.frequency
    row.suits_from, row.suits_until = _span(checked.suits)
    row.quiet_from, row.quiet_until = _span(checked.quiet)
    pause(session, person_id, until_on=checked.paused_until_on, today=today, now=now)
    return checked


def pause(
    session: Session, person_id: int, *, until_on: date | None, today: date, now: datetime
) -> None:
    """Nothing comes before that day; None ends a pause that holds today."""
    current = session.scalar(
        select(Pause).where(Pause.person_id == person_id, Pause.until_on > today)
    )
    if until_on is not None and until_on > today:
        if current is None:
            session.add(Pause(person_id=person_id, from_on=today, until_on=until_on))
        else:
            # Who moved west may live a day before the one on which the pause began.
            current.from_on = min(current.from_on, today)
            current.until_on = until_on
    elif current is not None and current.from_on < today:
        current.until_on = today
    elif current is not None:
        session.delete(current)
    session.flush()
    _want_plan(session, person_id, now)


def pauses_of(session: Session, person_id: int) -> list[tuple[date, date]]:
    """Every pause that they ever took: its first day, and the day on which it was over."""
    rows = session.execute(
        select(Pause.from_on, Pause.until_on)
        .where(Pause.person_id == person_id)
        .order_by(Pause.from_on)
    )
    return [(from_on, until_on) for from_on, until_on in rows]


def keep_own_zone(session: Session, person_id: int, zone: str | None, now: datetime) -> None:
    """The zone that they live by; None is Slack's.

    Raises BadInput for a name that there is none of.
    """
    own_zone = read_zone(zone).key if zone is not None else None
    session.execute(update(Person).where(Person.id == person_id).values(own_zone=own_zone))
    _want_plan(session, person_id, now)


def _want_plan(session: Session, person_id: int, now: datetime) -> None:
    want_plan(session, session.get_one(Person, person_id).workspace_id, now)


def _hours(begin: time | None, end: time | None) -> Hours | None:
    return Hours(begin, end) if begin is not None and end is not None else None


def _span(hours: Hours | None) -> tuple[time | None, time | None]:
    return (hours.begin, hours.end) if hours is not None else (None, None)
