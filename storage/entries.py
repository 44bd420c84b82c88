"""Entries: an educator's own, and nobody else's to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.weeks import Week
from storage.tables import Entry, EntryElement, EntrySkill, Reflection

GONE = "That entry is no longer there. “/pln me” shows what you have."


def keep_entry(
    session: Session, person_id: int, draft: EntryDraft, *, submission: str | None, now: datetime
) -> Entry:
    """Keeps it; the same submission again gives the entry that it made."""
    if submission is not None:
        kept = session.scalar(
            select(Entry).where(Entry.person_id == person_id, Entry.submission == submission)
        )
        if kept is not None:
            return kept
    entry = Entry(
        person_id=person_id, submission=submission, logged_at=now, element_rows=[], skill_rows=[]
    )
    _fill(entry, draft)
    session.add(entry)
    session.flush()
    return entry


def own_entry(session: Session, person_id: int, entry_id: int) -> Entry:
    """Raises BadInput where it is gone, taken back, or somebody else's."""
    entry = _any_own_entry(session, person_id, entry_id)
    if entry is None or entry.deleted_at is not None:
        raise BadInput(GONE)
    return entry


def edit_entry(
    session: Session, person_id: int, entry_id: int, draft: EntryDraft, now: datetime
) -> Entry:
    """Raises BadInput as `own_entry` does."""
    entry = own_entry(session, person_id, entry_id)
    _fill(entry, draft)
    entry.edited_at = now
    session.flush()
    return entry


def take_back_entry(session: Session, person_id: int, entry_id: int, now: datetime) -> Entry:
    """It counts no more, and can be brought back. Taking it back twice changes nothing."""
    entry = _any_own_entry(session, person_id, entry_id)
    if entry is None:
        raise BadInput(GONE)
    entry.deleted_at = entry.deleted_at or now
    return entry


def bring_back_entry(session: Session, person_id: int, entry_id: int) -> Entry:
    entry = _any_own_entry(session, person_id, entry_id)
    if entry is None:
        raise BadInput(GONE)
    entry.deleted_at = None
    return entry


def recent_entries(session: Session, person_id: int, *, limit: int) -> Sequence[Entry]:
    """Newest first."""
    return session.scalars(
        select(Entry)
        .where(Entry.person_id == person_id, Entry.deleted_at.is_(None))
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(limit)
    ).all()


def active_weeks(session: Session, person_id: int) -> set[Week]:
    """Weeks in which they logged or reflected."""
    logged = select(Entry.happened_on).where(
        Entry.person_id == person_id, Entry.deleted_at.is_(None)
    )
    reflected = select(Reflection.answered_on).where(Reflection.person_id == person_id)
    return {Week.of(day) for day in session.scalars(logged.union(reflected))}


@dataclass(frozen=True)
class OwnTotals:
    """What one educator did between two dates."""

    entries: int
    minutes: int
    minutes_by_element: dict[str, int]
    entries_by_skill: dict[str, int]


def own_totals(session: Session, person_id: int, *, first: date, last: date) -> OwnTotals:
    counted = (
        Entry.person_id == person_id,
        Entry.deleted_at.is_(None),
        Entry.happened_on.between(first, last),
    )
    minutes = func.coalesce(func.sum(Entry.minutes), 0)
    entries, total = session.execute(select(func.count(), minutes).where(*counted)).one()
    by_element = session.execute(
        select(EntryElement.element, minutes)
        .join(Entry)
        .where(*counted)
        .group_by(EntryElement.element)
    )
    by_skill = session.execute(
        select(EntrySkill.skill, func.count())
        .join(Entry)
        .where(*counted)
        .group_by(EntrySkill.skill)
        .order_by(func.count().desc(), EntrySkill.skill)
    )
    return OwnTotals(
        entries=entries,
        minutes=total or 0,
        minutes_by_element={element: spent or 0 for element, spent in by_element},
        entries_by_skill=dict(by_skill.all()),
    )


def minutes_by_week(
    session: Session, person_id: int, *, first: Week, last: Week
) -> dict[Week, int]:
    """The minutes of each of those weeks, oldest first."""
    rows = session.execute(
        select(Entry.happened_on, func.coalesce(func.sum(Entry.minutes), 0))
        .where(
            Entry.person_id == person_id,
            Entry.deleted_at.is_(None),
            Entry.happened_on.between(first.monday, last.sunday),
        )
        .group_by(Entry.happened_on)
    )
    minutes = Counter[Week]()
    for day, spent in rows:
        minutes[Week.of(day)] += spent or 0
    count = (last.monday - first.monday).days // 7
    return {week: minutes[week] for week in (last.before(ago) for ago in range(count, -1, -1))}


def element_counts(session: Session, person_id: int, *, since: date) -> dict[str, int]:
    """How many entries each element got since that date."""
    rows = session.execute(
        select(EntryElement.element, func.count())
        .join(Entry)
        .where(Entry.person_id == person_id, Entry.deleted_at.is_(None), Entry.happened_on >= since)
        .group_by(EntryElement.element)
    )
    return dict(rows.all())


def _any_own_entry(session: Session, person_id: int, entry_id: int) -> Entry | None:
    return session.scalar(select(Entry).where(Entry.id == entry_id, Entry.person_id == person_id))


def _fill(entry: Entry, draft: EntryDraft) -> None:
    entry.text = draft.text
    entry.minutes = draft.minutes
    entry.happened_on = draft.happened_on
    entry.kind = draft.kind
    entry.mode = draft.mode
    entry.network_act = draft.network_act
    entry.reach = draft.reach
    entry.link = draft.link
    entry.classroom_note = draft.classroom_note
    entry.visibility = draft.visibility
    entry.goal_id = draft.goal_id
    entry.suggested = sorted(draft.suggested)
    # Only what changed: the same element deleted and added in one flush meets its own constraint.
    if entry.elements != draft.elements:
        kept_elements = {row.element: row for row in entry.element_rows}
        entry.element_rows = [
            kept_elements.get(element) or EntryElement(element=element)
            for element in draft.elements
        ]
    if entry.skills != draft.skills:
        kept_skills = {row.skill: row for row in entry.skill_rows}
        entry.skill_rows = [
            kept_skills.get(skill) or EntrySkill(skill=skill) for skill in draft.skills
        ]
