"""What a leader may read of a person: what that person lets leaders see, while they lead them.

The one place that says so. Every reading is written down where the person can see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.words import later
from storage.audit import note_looks
from storage.groups import educators_within, groups_led_directly, led_by
from storage.pages import Page, find_rows
from storage.tables import Entry, Goal, Group, Person

SHOWN: Final = ("leaders", "colleagues")
MOST: Final = 20
"""Entries and goals that one look brings, each."""
WHAT: Final = later("the entries and goals that you let leaders see")


@dataclass(frozen=True)
class InSight:
    """Somebody whom a leader leads, with how much of theirs they may read."""

    person_id: int
    name: str
    entries: int
    goals: int


@dataclass(frozen=True)
class Sight:
    """What a leader reads of somebody, latest first."""

    name: str
    entries: Sequence[Entry]
    goals: Sequence[Goal]
    count: int
    """Of entries and goals together, those too that are not among these."""


def people_in_sight(
    session: Session, reader_id: int, group_id: int, *, since: date, first: int, most: int
) -> Page[InSight]:
    """Everyone in a group that the reader leads, whoever lets most be seen first.

    Raises BadInput where the reader does not lead that group.
    """
    if session.scalar(_led_now(reader_id).where(Group.id == group_id)) is None:
        raise BadInput("You don't lead that group, or no longer. `/pln look` shows whom you lead.")
    entries, goals = _entry_count(since), _goal_count(since)
    page = find_rows(
        session,
        select(Person.id, Person.name, entries, goals)
        .where(
            Person.id.in_(educators_within(select(Group.id).where(Group.id == group_id))),
            Person.id != reader_id,
        )
        .order_by((entries + goals).desc(), Person.name, Person.id),
        first=first,
        most=most,
    )
    return page.of([InSight(*row) for row in page.rows])


def find_led(session: Session, reader_id: int, name: str) -> int:
    """The id of somebody whom the reader leads, by Slack id, or by name or part of it.

    Raises BadInput where there is none of that name, or several.
    """
    led = session.execute(
        select(Person.id, Person.slack_id, Person.name)
        .where(Person.id.in_(educators_within(led_by(reader_id))), Person.id != reader_id)
        .order_by(Person.name)
    ).all()
    wanted = " ".join(name.casefold().split())
    same = [row for row in led if wanted in {row.slack_id.casefold(), row.name.casefold()}]
    near = same or [row for row in led if wanted in row.name.casefold()]
    if len(near) == 1:
        return int(near[0].id)
    if near:
        names = ", ".join(row.name for row in near[:5])
        raise BadInput(
            "Several people whom you lead are called that: {names}. Say more of it.", names=names
        )
    raise BadInput("You lead nobody called “{name}”. `/pln look` shows whom you lead.", name=name)


def look_at(
    session: Session, reader_id: int, person_id: int, *, since: date, now: datetime
) -> Sight:
    """What they let leaders see since that day, and the look is written down.

    Raises BadInput where the reader does not lead them now.
    """
    person, group = _whom_they_lead(session, reader_id, person_id)
    entries = session.scalars(
        select(Entry)
        .where(Entry.person_id == person_id, _entry_is_shown(since))
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(MOST)
    ).all()
    goals = session.scalars(
        select(Goal)
        .where(Goal.person_id == person_id, _goal_is_shown(since))
        .order_by(Goal.set_on.desc(), Goal.id.desc())
        .limit(MOST)
    ).all()
    count = session.scalar(
        select(_entry_count(since) + _goal_count(since))
        .select_from(Person)
        .where(Person.id == person_id)
    )
    note_looks(session, [person_id], reader_id=reader_id, what=WHAT, why=f"leads {group}", now=now)
    return Sight(person.name, entries, goals, count or 0)


def _whom_they_lead(session: Session, reader_id: int, person_id: int) -> tuple[Person, str]:
    """The person, and the group by which the reader leads them."""
    for group in groups_led_directly(session, reader_id):
        people = educators_within(select(Group.id).where(Group.id == group.id))
        person = session.scalar(
            select(Person).where(
                Person.id == person_id, Person.id != reader_id, Person.id.in_(people)
            )
        )
        if person is not None:
            return person, group.name
    raise BadInput("You don't lead them, or no longer. `/pln look` shows whom you lead.")


def _led_now(reader_id: int) -> Select[int]:
    return select(Group.id).where(Group.id.in_(led_by(reader_id)), Group.removed_on.is_(None))


def _entry_is_shown(since: date) -> ColumnElement[bool]:
    return Entry.visibility.in_(SHOWN) & Entry.deleted_at.is_(None) & (Entry.happened_on >= since)


def _goal_is_shown(since: date) -> ColumnElement[bool]:
    return (
        Goal.visibility.in_(SHOWN)
        & Goal.deleted_at.is_(None)
        & (Goal.state != "let-go")
        & ((Goal.state == "open") | (Goal.closed_on >= since))
    )


def _entry_count(since: date) -> ScalarSelect[int]:
    counted = select(func.count()).where(Entry.person_id == Person.id, _entry_is_shown(since))
    return counted.correlate(Person).scalar_subquery()


def _goal_count(since: date) -> ScalarSelect[int]:
    counted = select(func.count()).where(Goal.person_id == Person.id, _goal_is_shown(since))
    return counted.correlate(Person).scalar_subquery()
