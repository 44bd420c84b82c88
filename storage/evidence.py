"""Evidence: what an educator chose to stand for their work, and what they may choose from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.errors import BadInput
from storage.pages import Page, find_rows
from storage.tables import Entry, Evidence, Indicator, Reflection

Sort = Literal["indicator", "entry", "reflection"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
Piece = Indicator | Entry | Reflection

_TABLES: Final[Mapping[Sort, type[Piece]]] = {
    "indicator": Indicator,
    "entry": Entry,
    "reflection": Reflection,
}
_COLUMNS: Final[Mapping[Sort, InstrumentedAttribute[int | None]]] = {
    "indicator": Evidence.indicator_id,
    "entry": Evidence.entry_id,
    "reflection": Evidence.reflection_id,
}


@dataclass(frozen=True)
class Pieces:
    """What stands as evidence, oldest first; what was taken back is not among them."""

    indicators: Sequence[Indicator]
    entries: Sequence[Entry]
    reflections: Sequence[Reflection]

    @property
    def count(self) -> int:
        return len(self.indicators) + len(self.entries) + len(self.reflections)


@dataclass(frozen=True)
class Choice:
    """A page of what may be chosen, with what is chosen of all."""

    sort: Sort
    page: Page[Piece]
    chosen: frozenset[int]
    """Ids of those of this sort that are chosen."""
    pieces: Pieces


def pieces_of(session: Session, evaluation_id: int) -> Pieces:
    return Pieces(
        indicators=session.scalars(
            select(Indicator)
            .join(Evidence, Evidence.indicator_id == Indicator.id)
            .where(Evidence.evaluation_id == evaluation_id, Indicator.deleted_at.is_(None))
            .order_by(Indicator.noted_on, Indicator.id)
        ).all(),
        entries=session.scalars(
            select(Entry)
            .join(Evidence, Evidence.entry_id == Entry.id)
            .where(Evidence.evaluation_id == evaluation_id, Entry.deleted_at.is_(None))
            .order_by(Entry.happened_on, Entry.id)
        ).all(),
        reflections=session.scalars(
            select(Reflection)
            .join(Evidence, Evidence.reflection_id == Reflection.id)
            .where(Evidence.evaluation_id == evaluation_id, Reflection.deleted_at.is_(None))
            .order_by(Reflection.answered_on, Reflection.id)
        ).all(),
    )


def to_choose_from(
    session: Session, person_id: int, evaluation_id: int, sort: Sort, *, first: int, most: int
) -> Choice:
    """An educator's own, newest first. That the evaluation is theirs is checked before."""
    table = _TABLES[sort]
    page = find_rows(
        session,
        select(table).where(_own(table, person_id)).order_by(_day(table).desc(), table.id.desc()),
        first=first,
        most=most,
    )
    chosen = session.scalars(
        select(_COLUMNS[sort]).where(
            Evidence.evaluation_id == evaluation_id, _COLUMNS[sort].is_not(None)
        )
    )
    return Choice(
        sort,
        page.of([row[0] for row in page.rows]),
        frozenset(each for each in chosen if each),
        pieces_of(session, evaluation_id),
    )


def choose(
    session: Session,
    person_id: int,
    evaluation_id: int,
    sort: Sort,
    *,
    among: Collection[int],
    chosen: Collection[int],
    now: datetime,
) -> None:
    """Of those of that sort that were shown, these stand as evidence and the others don't.

    Raises BadInput where one is not theirs. That the evaluation is theirs, and that it is the
    time to choose, is checked before.
    """
    table, column = _TABLES[sort], _COLUMNS[sort]
    own = set(session.scalars(select(table.id).where(table.id.in_(chosen), _own(table, person_id))))
    if own != set(chosen):
        raise BadInput("One of these is no longer there: open the list again.")
    has = set(
        session.scalars(
            select(column).where(Evidence.evaluation_id == evaluation_id, column.in_(among))
        )
    )
    session.execute(
        delete(Evidence).where(
            Evidence.evaluation_id == evaluation_id, column.in_(has - own), column.is_not(None)
        )
    )
    session.add_all(
        Evidence(evaluation_id=evaluation_id, chosen_at=now, **{f"{sort}_id": each})
        for each in sorted(own - has)
    )
    session.flush()


def count_to_choose(session: Session, person_id: int) -> dict[Sort, int]:
    """How many of each sort an educator has."""
    return {
        sort: session.scalar(select(func.count()).select_from(table).where(_own(table, person_id)))
        or 0
        for sort, table in _TABLES.items()
    }


def _own(table: type[Piece], person_id: int) -> ColumnElement[bool]:
    return (table.person_id == person_id) & table.deleted_at.is_(None)


def _day(table: type[Piece]) -> InstrumentedAttribute[date]:
    if table is Entry:
        return Entry.happened_on
    return Indicator.noted_on if table is Indicator else Reflection.answered_on
