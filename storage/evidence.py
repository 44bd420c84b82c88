"""Evidence: what an educator chose to stand for their work, and what they may choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, ScalarResult, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.entry_filter import LONGEST, read_filter
from domain.errors import BadInput
from domain.wording import fold
from rubric_data import Rubric
from storage.entry_lists import conditions_of
from storage.tables import Entry, Evidence, Indicator, Reflection

Sort = Literal["indicator", "entry", "reflection"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
Piece = Indicator | Entry | Reflection
MOST_PIECES: Final = 100
"""Of each sort, in one evaluation."""

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

    @property
    def kinds(self) -> dict[str, int]:
        """How many indicators there are of each kind."""
        return dict(Counter(each.kind for each in self.indicators))


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


def find_pieces(
    session: Session,
    person_id: int,
    sort: Sort,
    typed: str,
    *,
    rubric: Rubric,
    today: date,
    most: int,
) -> Sequence[Piece]:
    """An educator's own of which the words say all that was typed, newest first.

    Entries are looked for as in `/pln list`, by tags and times as well.
    """
    table = _TABLES[sort]
    met = [_own(table, person_id)]
    if sort == "entry":
        wanted = read_filter(typed[:LONGEST], rubric=rubric, today=today)
        met += conditions_of(person_id, wanted)
    found = select(table).where(*met).order_by(_day(table).desc(), table.id.desc())
    words = fold(typed).split() if sort != "entry" else []
    rows: ScalarResult[Any] = session.scalars(found if words else found.limit(most))
    return list(islice((each for each in rows if _says(each, words)), most))


def count_by_kind(
    session: Session, person_id: int, indicator_ids: Collection[int]
) -> dict[str, int]:
    """How many of those indicators of theirs there are of each kind."""
    return dict(
        session.execute(
            select(Indicator.kind, func.count())
            .where(Indicator.id.in_(indicator_ids), _own(Indicator, person_id))
            .group_by(Indicator.kind)
        ).all()
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

    Raises BadInput where one is not theirs, and for more than anybody could read. That the
    evaluation is theirs, and that it is the time to choose, is checked before.
    """
    if len(set(chosen)) > MOST_PIECES:
        raise BadInput(
            "Choose at most {most}: what says most about your year is enough.",
            most=MOST_PIECES,
            field=f"evidence_{sort}",
        )
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


def _says(piece: Piece, words: Collection[str]) -> bool:
    """An educator has few enough indicators and reflections to look through as they are."""
    asked = piece.prompt_text if isinstance(piece, Reflection) else ""
    text = fold(f"{piece.text} {asked}")
    return all(word in text for word in words)


def _day(table: type[Piece]) -> InstrumentedAttribute[date]:
    if table is Entry:
        return Entry.happened_on
    return Indicator.noted_on if table is Indicator else Reflection.answered_on
