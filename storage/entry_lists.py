"""An educator's entries, newest first, some at a time.

A page begins at a row and not at a number of rows, so that turning it leaves none out and
shows none twice, whatever is logged or deleted meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.entry_filter import EntryFilter, Wanted
from domain.errors import BadInput
from storage.tables import Entry, EntryElement, EntrySkill

PAGE: Final = 6


@dataclass(frozen=True, order=True)
class Place:
    """Where an entry stands in the order of days, and of logging within a day."""

    happened_on: date
    entry_id: int

    @classmethod
    def of(cls, entry: Entry) -> Place:
        return cls(entry.happened_on, entry.id)

    def dump(self) -> str:
        return f"{self.happened_on.isoformat()}.{self.entry_id}"

    @classmethod
    def load(cls, text: str) -> Place | None:
        """None for an empty text: the top. Raises BadInput for what is none."""
        if not text:
            return None
        day, _, entry_id = text.partition(".")
        try:
            return cls(date.fromisoformat(day), int(entry_id))
        except ValueError:
            raise BadInput("That list is from an older message: `/pln list` shows it.") from None


@dataclass(frozen=True)
class EntryPage:
    """Some entries of a list."""

    entries: Sequence[Entry]
    before: int
    """How many are newer than these."""
    count: int
    """How many there are altogether."""
    minutes: int
    """What they all took."""
    at: Place | None = None
    """Where it begins; None is the top, whatever is logged meanwhile."""
    newer: Place | None = None
    """Where the page before begins, where there are newer ones; None is the top then too."""
    older: Place | None = None
    """Where the next page begins, where there are older ones."""


def find_entries(
    session: Session, person_id: int, wanted: EntryFilter, *, at: Place | None = None
) -> EntryPage:
    """The page that begins at that place, or the first one; only their own."""
    met = conditions_of(person_id, wanted)
    count, minutes = session.execute(
        select(func.count(), func.coalesce(func.sum(Entry.minutes), 0)).where(*met)
    ).one()
    begins = [] if at is None else [_is_at(at) | _is_older(at)]
    rows = _newest_first(session, [*met, *begins], limit=PAGE + 1)
    if not rows and at is not None:
        # What stood there is gone, and so is all that was older.
        return find_entries(session, person_id, wanted)
    first = Place.of(rows[0]) if rows else None
    before = 0
    if first is not None:
        before = session.scalar(select(func.count()).where(*met, _is_newer(first))) or 0
    return EntryPage(
        entries=rows[:PAGE],
        before=before,
        count=count,
        minutes=minutes or 0,
        at=at if before else None,
        newer=_page_before(session, met, first) if first and before > PAGE else None,
        older=Place.of(rows[PAGE]) if len(rows) > PAGE else None,
    )


def _newest_first(
    session: Session, conditions: Sequence[ColumnElement[bool]], *, limit: int
) -> Sequence[Entry]:
    return session.scalars(
        select(Entry)
        .where(*conditions)
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(limit)
    ).all()


def _page_before(
    session: Session, met: Sequence[ColumnElement[bool]], first: Place
) -> Place | None:
    row = session.execute(
        select(Entry.happened_on, Entry.id)
        .where(*met, _is_newer(first))
        .order_by(Entry.happened_on, Entry.id)
        .offset(PAGE - 1)
        .limit(1)
    ).one_or_none()
    return Place(*row) if row is not None else None


def _is_at(place: Place) -> ColumnElement[bool]:
    return and_(Entry.happened_on == place.happened_on, Entry.id == place.entry_id)


def _is_older(place: Place) -> ColumnElement[bool]:
    return or_(
        Entry.happened_on < place.happened_on,
        and_(Entry.happened_on == place.happened_on, Entry.id < place.entry_id),
    )


def _is_newer(place: Place) -> ColumnElement[bool]:
    return or_(
        Entry.happened_on > place.happened_on,
        and_(Entry.happened_on == place.happened_on, Entry.id > place.entry_id),
    )


def conditions_of(person_id: int, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    """Conditions on Entry: their own that are meant."""
    conditions = [Entry.person_id == person_id, Entry.deleted_at.is_(None)]
    if wanted.days.first is not None:
        conditions.append(Entry.happened_on >= wanted.days.first)
    if wanted.days.last is not None:
        conditions.append(Entry.happened_on <= wanted.days.last)
    conditions += [_says(word) for word in wanted.words]
    for section, keys in wanted.tags.items():
        conditions += _is_marked(section, keys)
    return conditions


def _says(word: Wanted) -> ColumnElement[bool]:
    says = Entry.searchable.contains(word.folded, autoescape=True)
    return or_(says, Entry.kind.in_(word.kinds)) if word.kinds else says


def _is_marked(section: str, keys: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Of elements and skills an entry may have several, so each must be there."""
    if section == "elements":
        for key in keys:
            yield exists().where(EntryElement.entry_id == Entry.id, EntryElement.element == key)
    elif section == "skills":
        for key in keys:
            yield exists().where(EntrySkill.entry_id == Entry.id, EntrySkill.skill == key)
    else:
        yield _COLUMNS[section].in_(keys)


_COLUMNS: Final[Mapping[str, InstrumentedAttribute[Any]]] = {
    "kinds": Entry.kind,
    "modes": Entry.mode,
    "network_acts": Entry.network_act,
    "reaches": Entry.reach,
    "visibilities": Entry.visibility,
}
