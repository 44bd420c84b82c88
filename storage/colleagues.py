"""Colleagues as they let themselves be seen.

Only what its author shows to all colleagues is looked at, so nothing that is shown, counted
or ordered by gives away what is kept private.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Subquery,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from domain.topics import Topic
from storage.pages import Page, find_rows
from storage.tables import Entry, EntryElement, EntrySkill, Goal, Person

SHOWN: Final = 3
"""Of each colleague, the latest."""


@dataclass(frozen=True)
class SharedWork:
    """An entry or goal that its author shows to colleagues."""

    what: Literal["entry", "goal"]
    text: str
    on: date
    link: str | None


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on it too, and lets it be seen."""

    slack_id: str
    name: str
    count: int
    """How much they share of it."""
    latest: tuple[SharedWork, ...]


def find_colleagues(
    session: Session,
    person_id: int,
    topics: Collection[Topic],
    *,
    since: date,
    first: int = 0,
    most: int,
) -> Page[Colleague]:
    """Other educators of the same workspace who share work on any of those topics.

    No topics means any work. Entries since that day and goals that were not let go; whoever
    shared last comes first.
    """
    shared = _shared_work(session, person_id, topics, since)
    people = find_rows(
        session,
        select(Person.id, Person.slack_id, Person.name, func.count().label("count"))
        .join(shared, shared.c.person_id == Person.id)
        .group_by(Person.id, Person.slack_id, Person.name)
        .order_by(func.max(shared.c.happened_on).desc(), Person.name, Person.id),
        first=first,
        most=most,
    )
    latest = _latest(session, shared, [row[0] for row in people.rows])
    return people.of(
        [
            Colleague(slack_id, name, count, tuple(latest[each_id]))
            for each_id, slack_id, name, count in people.rows
        ]
    )


def topics_of_person(session: Session, person_id: int, *, since: date) -> set[Topic]:
    """What somebody works on: the topics of their own entries since that day and open goals."""
    mine = (
        Entry.person_id == person_id,
        Entry.deleted_at.is_(None),
        Entry.happened_on >= since,
    )
    goals = (Goal.person_id == person_id, Goal.deleted_at.is_(None), Goal.state == "open")
    keys: CompoundSelect[str, str] = union_all(
        select(literal("elements"), EntryElement.element).join(Entry).where(*mine),
        select(literal("skills"), EntrySkill.skill).join(Entry).where(*mine),
        select(literal("elements"), Goal.element).where(*goals, Goal.element.is_not(None)),
        select(literal("skills"), Goal.skill).where(*goals, Goal.skill.is_not(None)),
    )
    return {Topic(section, key) for section, key in session.execute(keys)}


def _shared_work(
    session: Session, person_id: int, topics: Collection[Topic], since: date
) -> Subquery:
    """The one place that says what of others an educator may see here."""
    workspace_id = session.get_one(Person, person_id).workspace_id
    others = select(Person.id).where(
        Person.workspace_id == workspace_id, Person.is_educator, Person.id != person_id
    )
    entries = select(
        Entry.person_id,
        literal("entry").label("what"),
        Entry.id.label("row_id"),
        Entry.text,
        Entry.happened_on,
        Entry.link,
    ).where(
        Entry.person_id.in_(others),
        Entry.visibility == "colleagues",
        Entry.deleted_at.is_(None),
        Entry.happened_on >= since,
        *_any(_entry_is_about(topic) for topic in topics),
    )
    goals = select(Goal.person_id, literal("goal"), Goal.id, Goal.text, Goal.set_on, null()).where(
        Goal.person_id.in_(others),
        Goal.visibility == "colleagues",
        Goal.deleted_at.is_(None),
        Goal.state != "let-go",
        *_any(
            (Goal.element if topic.section == "elements" else Goal.skill) == topic.key
            for topic in topics
        ),
    )
    return union_all(entries, goals).subquery()


def _entry_is_about(topic: Topic) -> ColumnElement[bool]:
    if topic.section == "elements":
        return Entry.element_rows.any(EntryElement.element == topic.key)
    return Entry.skill_rows.any(EntrySkill.skill == topic.key)


def _any(conditions: Iterable[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    alternatives = list(conditions)
    return [or_(*alternatives)] if alternatives else []


def _latest(
    session: Session, shared: Subquery, person_ids: list[int]
) -> dict[int, list[SharedWork]]:
    place = (
        func.row_number()
        .over(
            partition_by=shared.c.person_id,
            order_by=(shared.c.happened_on.desc(), shared.c.row_id.desc()),
        )
        .label("place")
    )
    ranked = select(shared, place).where(shared.c.person_id.in_(person_ids)).subquery()
    rows = session.execute(
        select(ranked).where(ranked.c.place <= SHOWN).order_by(ranked.c.person_id, ranked.c.place)
    )
    latest: dict[int, list[SharedWork]] = {each: [] for each in person_ids}
    for row in rows:
        what = cast(Literal["entry", "goal"], row.what)
        latest[row.person_id].append(SharedWork(what, row.text, row.happened_on, row.link))
    return latest
