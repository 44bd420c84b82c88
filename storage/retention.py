"""Erasing what is older than a workspace keeps it.

What stays, however old it is: entries and answers that an evaluation rests on, entries that
were handed in for credit or count toward a goal that is still open, and whatever is as new as
the first day of a cycle of evaluations that is not closed. Of what goes nothing is kept, as
where somebody has their record erased: past weeks count without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from domain.retention import KEPT, Kept, Limits, Retention, change
from storage.tables import (
    CreditClaim,
    Cycle,
    Entry,
    EvaluationGoal,
    Evidence,
    Goal,
    Indicator,
    Look,
    Person,
    Reflection,
    RetentionLimit,
    Share,
    Workspace,
)

BATCH: Final = 200
"""Rows in one transaction, so that nobody waits long for their turn to write."""
_TABLES: Final[dict[Kept, type[Entry | Reflection | Look]]] = {
    "entries": Entry,
    "reflections": Reflection,
    "looks": Look,
}


@dataclass(frozen=True)
class Due:
    """What a limit erases, and how much that is as old stays for what it is part of."""

    goes: int
    stays: int


def retention_of(session: Session, workspace_id: int) -> Retention | None:
    """None where everything is kept for ever."""
    row = _row(session, workspace_id)
    if row is None:
        return None
    return Retention(Limits(row.entries, row.reflections, row.looks), row.begins_on)


def set_limits(
    session: Session, workspace_id: int, limits: Limits, *, today: date
) -> Retention | None:
    """From now on these hold; raises BadInput where one is none."""
    after = change(retention_of(session, workspace_id), limits, today)
    row = _row(session, workspace_id)
    if after is None:
        if row is not None:
            session.delete(row)
    else:
        if row is None:
            row = RetentionLimit(workspace_id=workspace_id)
            session.add(row)
        row.begins_on = after.begins_on
        row.entries, row.reflections, row.looks = (limits.years(kept) for kept in KEPT)
    session.flush()
    return after


def _row(session: Session, workspace_id: int) -> RetentionLimit | None:
    return session.scalar(select(RetentionLimit).where(RetentionLimit.workspace_id == workspace_id))


def count_due(
    session: Session, workspace_id: int, retention: Retention, *, today: date
) -> dict[Kept, Due]:
    """What would be erased if it were due today, of each for which there is a limit."""
    found: dict[Kept, Due] = {}
    for kept in KEPT:
        before = retention.oldest_kept(kept, today)
        if before is not None:
            goes = _count(session, kept, _is_aged(session, workspace_id, kept, before))
            old = _count(session, kept, _is_of(workspace_id, kept) & _is_before(kept, before))
            found[kept] = Due(goes, old - goes)
    return found


def preview_limits(
    session: Session, workspace_id: int, limits: Limits, *, today: date
) -> tuple[Retention | None, dict[Kept, Due]]:
    """What `set_limits` would give, and what would then be erased; nothing is set.

    Raises BadInput as that does.
    """
    after = change(retention_of(session, workspace_id), limits, today)
    return after, count_due(session, workspace_id, after, today=today) if after else {}


def limited_workspaces(session: Session) -> list[int]:
    """Those that have a limit and the app; one that left is erased as a whole."""
    return list(
        session.scalars(
            select(RetentionLimit.workspace_id)
            .join(Workspace, Workspace.id == RetentionLimit.workspace_id)
            .where(Workspace.uninstalled_at.is_(None))
            .order_by(RetentionLimit.workspace_id)
        )
    )


def erase_aged(session: Session, workspace_id: int, *, today: date) -> int:
    """Erases one batch of what is due; gives how many rows that was."""
    retention = retention_of(session, workspace_id)
    if retention is None or retention.begins_on > today:
        return 0
    for kept in KEPT:
        before = retention.oldest_kept(kept, today)
        if before is not None and (
            erased := _erase_batch(session, kept, _is_aged(session, workspace_id, kept, before))
        ):
            return erased
    return 0


def _erase_batch(session: Session, kept: Kept, is_aged: ColumnElement[bool]) -> int:
    table = _TABLES[kept]
    ids = session.scalars(select(table.id).where(is_aged).order_by(table.id).limit(BATCH)).all()
    if table is Entry:
        # Slack has these posts still: without an author they are taken down there.
        session.execute(delete(Share).where(Share.entry_id.in_(ids), Share.ts.is_(None)))
        session.execute(
            update(Share).where(Share.entry_id.in_(ids)).values(person_id=None, words=None)
        )
    session.execute(delete(table).where(table.id.in_(ids)))
    session.expire_all()
    return len(ids)


def _count(session: Session, kept: Kept, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(_TABLES[kept]).where(condition)) or 0


def _is_aged(session: Session, workspace_id: int, kept: Kept, before: date) -> ColumnElement[bool]:
    if kept != "looks":
        before = min(before, _first_open_day(session, workspace_id) or before)
    is_aged = _is_of(workspace_id, kept) & _is_before(kept, before)
    return is_aged & ~_is_relied_on(kept) if kept != "looks" else is_aged


def _is_of(workspace_id: int, kept: Kept) -> ColumnElement[bool]:
    people = select(Person.id).where(Person.workspace_id == workspace_id)
    return _TABLES[kept].person_id.in_(people)


def _is_before(kept: Kept, before: date) -> ColumnElement[bool]:
    if kept == "entries":
        return Entry.happened_on < before
    if kept == "reflections":
        return Reflection.answered_on < before
    return Look.looked_at < datetime.combine(before, time(), UTC)


def _is_relied_on(kept: Kept) -> ColumnElement[bool]:
    if kept == "reflections":
        return exists().where(Evidence.reflection_id == Reflection.id)
    came_of_it = exists().where(
        Indicator.entry_id == Entry.id, Evidence.indicator_id == Indicator.id
    )
    return (
        exists().where(Evidence.entry_id == Entry.id)
        | came_of_it
        | exists().where(EvaluationGoal.goal_id == Entry.goal_id)
        | exists().where(CreditClaim.entry_id == Entry.id)
        | exists().where(Goal.id == Entry.goal_id, Goal.state == "open")
    )


def _first_open_day(session: Session, workspace_id: int) -> date | None:
    return session.scalar(
        select(func.min(Cycle.opens_on)).where(
            Cycle.workspace_id == workspace_id, Cycle.closed_at.is_(None)
        )
    )
