"""Long lists, some rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list."""

    rows: Sequence[Row]
    first: int
    """How many come before these."""
    count: int
    """How many there are altogether."""
    most: int
    """How many a page holds."""

    def of(self, rows: Sequence[Other]) -> Page[Other]:
        """The same place in the same list, with those rows for these."""
        return Page(rows, self.first, self.count, self.most)


def find_page(session: Session, query: Select[Row], *, first: int, most: int) -> Page[Row]:
    """The page that holds the row at `first`, or the last page where the list has grown short."""
    page = find_rows(session, query, first=first, most=most)
    return page.of([row[0] for row in page.rows])


def find_rows(
    session: Session, query: Select[*tuple[Any, ...]], *, first: int, most: int
) -> Page[Any]:
    """The same for a query of several columns."""
    count = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    first = max(0, min(first, count - 1)) // most * most
    rows = session.execute(query.offset(first).limit(most)).all()
    return Page(rows, first, count, most)
