"""Figures of a group: each block is one query, and the floor on group size is inside.

Private entries count in totals, and are named nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.privacy import is_withheld
from domain.weeks import Week
from storage.groups import educators_within
from storage.tables import (
    CheckIn,
    Entry,
    EntryElement,
    EntrySkill,
    Goal,
    Group,
    Occurrence,
    Person,
)

WEEKS_BEFORE = 4
HIGHLIGHTS = 3


@dataclass(frozen=True)
class Spread:
    """How much of the week's learning one key got."""

    entries: int
    minutes: int


@dataclass(frozen=True)
class WeekTotals:
    """What a group did in a week."""

    week: Week
    participants: int
    entries: int
    minutes: int
    minutes_by_element: dict[str, int]


@dataclass(frozen=True)
class Highlight:
    """An entry that its author shows to colleagues."""

    name: str
    text: str
    link: str | None


@dataclass(frozen=True)
class DigestFigures:
    """A week of a group."""

    group: str
    week: Week
    people: int
    totals: WeekTotals
    by_element: dict[str, Spread]
    by_mode: dict[str, Spread]
    by_skill: dict[str, Spread]
    by_network_act: dict[str, Spread]
    by_reach: dict[str, Spread]
    goals_set: int
    goals_moved: int
    goals_met: int
    prompts_sent: int
    prompts_answered: int
    previous: tuple[WeekTotals, ...]
    """The four weeks before, oldest first."""
    highlights: tuple[Highlight, ...]
    own_entries: int
    own_minutes: int
    """What the leader who reads it logged."""


@dataclass(frozen=True)
class WithheldFigures:
    """The group is too small for anything to be shown."""

    group: str
    week: Week
    people: int


def digest_figures(
    session: Session, group: Group, week: Week, *, reader_id: int | None = None
) -> DigestFigures | WithheldFigures:
    """The one door to a group's figures."""
    members = educators_within(select(Group.id).where(Group.id == group.id))
    people = session.scalar(select(func.count()).select_from(members.subquery())) or 0
    if is_withheld(people):
        return WithheldFigures(group.name, week, people)
    in_week = _entries_of(members, week.monday, week.sunday)
    *previous, totals = _week_totals(session, members, week)
    goals_set, goals_moved, goals_met = _goal_counts(session, members, week)
    prompts_sent, prompts_answered = _prompt_counts(session, members, week)
    own = session.execute(
        select(func.count(), _minutes()).where(
            _counted(week.monday, week.sunday), Entry.person_id == reader_id
        )
    ).one()
    return DigestFigures(
        group=group.name,
        week=week,
        people=people,
        totals=totals,
        by_element=_spread(session, EntryElement.element, in_week.join(EntryElement)),
        by_mode=_spread(session, Entry.mode, in_week),
        by_skill=_spread(session, EntrySkill.skill, in_week.join(EntrySkill)),
        by_network_act=_spread(session, Entry.network_act, in_week),
        by_reach=_spread(session, Entry.reach, in_week),
        goals_set=goals_set,
        goals_moved=goals_moved,
        goals_met=goals_met,
        prompts_sent=prompts_sent,
        prompts_answered=prompts_answered,
        previous=tuple(previous),
        highlights=_highlights(session, members, week),
        own_entries=own[0],
        own_minutes=own[1],
    )


def _counted(first: date, last: date) -> ColumnElement[bool]:
    return Entry.deleted_at.is_(None) & Entry.happened_on.between(first, last)


def _minutes() -> ColumnElement[int]:
    return func.coalesce(func.sum(Entry.minutes), literal(0))


def _entries_of(members: Select[int], first: date, last: date) -> Select[int, int]:
    return select(func.count(), _minutes()).where(
        _counted(first, last), Entry.person_id.in_(members)
    )


def _spread(
    session: Session,
    key: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    entries: Select[int, int],
) -> dict[str, Spread]:
    rows = session.execute(
        entries.add_columns(key).where(key.is_not(None)).group_by(key).order_by(key)
    )
    return {row[2]: Spread(entries=row[0], minutes=row[1]) for row in rows}


def _week_totals(session: Session, members: Select[int], week: Week) -> list[WeekTotals]:
    """That week and those before it, oldest first."""
    weeks = [week.before(count) for count in range(WEEKS_BEFORE, -1, -1)]
    number = case(
        *((Entry.happened_on.between(each.monday, each.sunday), place)
          for place, each in enumerate(weeks))
    )  # fmt: skip
    counted = (_counted(weeks[0].monday, week.sunday), Entry.person_id.in_(members))
    totals = {
        place: (participants, entries, minutes)
        for place, participants, entries, minutes in session.execute(
            select(number, func.count(Entry.person_id.distinct()), func.count(), _minutes())
            .where(*counted)
            .group_by(number)
        )
    }
    by_element: dict[int, dict[str, int]] = {}
    for place, element, minutes in session.execute(
        select(number, EntryElement.element, _minutes())
        .join(EntryElement)
        .where(*counted)
        .group_by(number, EntryElement.element)
    ):
        by_element.setdefault(place, {})[element] = minutes
    return [
        WeekTotals(each, *totals.get(place, (0, 0, 0)), by_element.get(place, {}))
        for place, each in enumerate(weeks)
    ]


def _goal_counts(session: Session, members: Select[int], week: Week) -> tuple[int, int, int]:
    """Set, moved (a check-in or an entry for it) and met in that week."""
    days = (week.monday, week.sunday)
    checked = select(CheckIn.goal_id).where(
        CheckIn.checked_on.between(*days), CheckIn.deleted_at.is_(None)
    )
    worked = select(Entry.goal_id).where(_counted(*days), Entry.goal_id.is_not(None))
    row = session.execute(
        select(
            func.count().filter(Goal.set_on.between(*days)),
            func.count().filter(or_(Goal.id.in_(checked), Goal.id.in_(worked))),
            func.count().filter(Goal.state == "met", Goal.closed_on.between(*days)),
        ).where(Goal.person_id.in_(members), Goal.deleted_at.is_(None))
    ).one()
    return row[0], row[1], row[2]


def _prompt_counts(session: Session, members: Select[int], week: Week) -> tuple[int, int]:
    """Prompts that came in that week where the educators are, and how many were answered."""
    first = datetime.combine(week.monday, time.min)
    last = datetime.combine(week.next_monday, time.min)
    row = session.execute(
        select(
            func.count().filter(Occurrence.sent_at.is_not(None)),
            func.count().filter(Occurrence.state == "answered"),
        ).where(
            Occurrence.person_id.in_(members),
            Occurrence.purpose == "prompt",
            Occurrence.local_at >= first,
            Occurrence.local_at < last,
        )
    ).one()
    return row[0], row[1]


def _highlights(session: Session, members: Select[int], week: Week) -> tuple[Highlight, ...]:
    rows = session.execute(
        select(Person.name, Entry.text, Entry.link)
        .join(Person, Person.id == Entry.person_id)
        .where(
            _counted(week.monday, week.sunday),
            Entry.person_id.in_(members),
            Entry.visibility == "colleagues",
        )
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(HIGHLIGHTS)
    )
    return tuple(Highlight(*row) for row in rows)
