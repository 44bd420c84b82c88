"""What leaders chose for their digest, and so when each one's is planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import Session

from domain.cadence import Cadence, weekly
from domain.digest_settings import DigestSettings, check_digest_settings
from domain.errors import BadInput
from domain.weeks import Week
from storage.groups import groups_led_by, groups_led_directly
from storage.tables import DigestPreference, Group, Occurrence, Person
from storage.workspaces import want_plan


def load_digest_settings(session: Session, person_id: int) -> DigestSettings:
    """Their choice, or the usual."""
    row = _row(session, person_id)
    if row is None:
        return DigestSettings()
    return DigestSettings(row.weekday, row.local_time, tuple(row.groups), row.is_off)


def keep_digest_settings(
    session: Session, person_id: int, settings: DigestSettings, now: datetime
) -> DigestSettings:
    """Keeps it, and has the digests to come planned anew.

    Raises BadInput as `check_digest_settings` does, and for a group that they don't lead.
    """
    checked = check_digest_settings(settings)
    led = {group.id for group in groups_led_by(session, person_id)}
    if not set(checked.groups) <= led:
        raise BadInput("You don't lead one of these groups any more: choose anew.", field="groups")
    row = _row(session, person_id) or DigestPreference(person_id=person_id)
    row.weekday, row.local_time = checked.weekday, checked.at
    row.groups, row.is_off = list(checked.groups), checked.is_off
    session.add(row)
    session.flush()
    session.execute(
        delete(Occurrence).where(
            Occurrence.person_id == person_id,
            Occurrence.purpose == "digest",
            Occurrence.state == "planned",
            Occurrence.attempts == 0,
            Occurrence.sent_at.is_(None),
        )
    )
    want_plan(session, session.get_one(Person, person_id).workspace_id, now)
    return checked


def groups_to_tell(session: Session, person_id: int) -> list[Group]:
    """Those that the digest is about, widest first: as they chose, else all they lead themselves.

    Empty where they lead none any more.
    """
    groups = groups_led_by(session, person_id)
    chosen = set(load_digest_settings(session, person_id).groups)
    own = chosen & {group.id for group in groups} or {
        group.id for group in groups_led_directly(session, person_id)
    }
    return [group for group in groups if group.id in own]


def digest_times(
    session: Session, workspace_id: int
) -> Iterator[tuple[Cadence, ColumnElement[bool]]]:
    """The times that leaders chose themselves, each with a condition on Person: those who did."""
    times = session.execute(
        select(DigestPreference.weekday, DigestPreference.local_time)
        .join(Person, Person.id == DigestPreference.person_id)
        .where(Person.workspace_id == workspace_id, DigestPreference.weekday.is_not(None))
        .distinct()
    )
    for weekday, at in times:
        if weekday is not None and at is not None:
            same = and_(DigestPreference.weekday == weekday, DigestPreference.local_time == at)
            yield weekly([weekday], at), _chose(same)


def chose_digest_time() -> ColumnElement[bool]:
    """A condition on Person: theirs comes at a time of their own."""
    return _chose(DigestPreference.weekday.is_not(None))


def wants_digest() -> ColumnElement[bool]:
    """A condition on Person: they did not turn it off."""
    return ~_chose(DigestPreference.is_off.is_(True))


def _chose(what: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(DigestPreference.person_id == Person.id, what)


def _row(session: Session, person_id: int) -> DigestPreference | None:
    return session.scalar(select(DigestPreference).where(DigestPreference.person_id == person_id))


def had_digest(session: Session, occurrence: Occurrence) -> bool:
    """Whether another one came to the same person in that week already."""
    week = Week.of(occurrence.local_at.date())
    return bool(
        session.scalar(
            select(Occurrence.id)
            .where(
                Occurrence.person_id == occurrence.person_id,
                Occurrence.purpose == "digest",
                Occurrence.id != occurrence.id,
                Occurrence.sent_at.is_not(None),
                Occurrence.local_at >= datetime.combine(week.monday, time.min),
                Occurrence.local_at < datetime.combine(week.next_monday, time.min),
            )
            .limit(1)
        )
    )


def tell_small_once(session: Session, occurrence: Occurrence) -> bool:
    """Whether this digest may say that all groups are too small: the first one, and it alone."""
    row = _row(session, occurrence.person_id)
    if row is None:
        row = DigestPreference(person_id=occurrence.person_id)
        session.add(row)
    if row.small_told_in is None:
        row.small_told_in = occurrence.id
        session.flush()
    return row.small_told_in == occurrence.id


def forget_small(session: Session, person_id: int) -> None:
    """There are figures again; should there be none once more, it is said again."""
    row = _row(session, person_id)
    if row is not None:
        row.small_told_in = None
