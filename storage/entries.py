"""Entries: an educator's own, and nobody else's to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session

from domain.corrections import say_as_before
from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.fitting import OpenGoal, find_fitting
from domain.weeks import Week
from domain.wording import common_letters, fold, stems
from domain.words import later
from storage.claims import HAS_RULES, EntryCredit, credits_of, follow_entry, has_rules
from storage.goals import HAS_OPEN_GOALS, linked_goal, open_goals, own_goal
from storage.inserting import insert
from storage.occurrences import HAS_FOLLOW_UP, follow_up_of
from storage.tables import Entry, EntryElement, EntryFile, EntrySkill, Goal, Occurrence, Reflection

GONE = later("That entry is no longer there. “/pln list” shows what you have.")
LATELY: Final = timedelta(days=120)
"""How far back an entry is still the time before."""
_LOOKED_THROUGH: Final = 60

# Put together once: to do so costs more than to ask the database.
_SUBMITTED: Final = select(Entry).where(
    Entry.person_id == bindparam("person"), Entry.submission == bindparam("submission")
)
_TABLE: Final = Entry.metadata.tables["entry"]
_ADDED: Final = tuple(column.name for column in _TABLE.columns if column.name != "id")
_ADD: Final = (
    insert(_TABLE)
    .on_conflict_do_nothing(index_elements=["person_id", "submission"])
    .returning(_TABLE.c.id)
)
_ADD_PARTS: Final = [
    (insert(Entry.metadata.tables["entry_element"]), "element", "elements"),
    (insert(Entry.metadata.tables["entry_skill"]), "skill", "skills"),
]
_BESIDE: Final = select(
    HAS_OPEN_GOALS.label("has_goals"),
    HAS_FOLLOW_UP.label("has_follow_up"),
    HAS_RULES.label("has_rules"),
)
_LATELY: Final = (
    select(Entry.id, Entry.text)
    .where(
        Entry.person_id == bindparam("person"),
        Entry.deleted_at.is_(None),
        Entry.happened_on.between(bindparam("since"), bindparam("until")),
    )
    .order_by(Entry.happened_on.desc(), Entry.id.desc())
    .limit(_LOOKED_THROUGH)
)
_SAYING: Final = _LATELY.where(Entry.searchable.contains(bindparam("letters")))


def add_entry(
    session: Session, person_id: int, draft: EntryDraft, *, submission: str | None, now: datetime
) -> Entry:
    """Keeps what was said in a line, which names no files, in the fewest statements.

    The same submission again gives the entry that it made. What comes back is for reading, as
    it is of a session that is over.
    """
    entry = _begin(person_id, draft, submission, now)
    # Whether it is there already, the constraint knows. To look first would have PostgreSQL
    # refuse whoever adds one to the same page of the index meanwhile, which is most of them.
    entry_id = session.scalar(_ADD, {column: getattr(entry, column) for column in _ADDED})
    if entry_id is None:
        return session.scalars(_SUBMITTED, {"person": person_id, "submission": submission}).one()
    entry.id = entry_id
    for adding, column, field in _ADD_PARTS:
        if keys := getattr(draft, field):
            session.execute(adding, [{"entry_id": entry_id, column: key} for key in keys])
    if has_rules(session, person_id):
        follow_entry(session, session.get_one(Entry, entry_id), now)
    return entry


def keep_entry(
    session: Session, person_id: int, draft: EntryDraft, *, submission: str | None, now: datetime
) -> Entry:
    """Keeps it; the same submission again gives the entry that it made."""
    if submission is not None:
        kept = session.scalar(_SUBMITTED, {"person": person_id, "submission": submission})
        if kept is not None:
            return kept
    entry = _begin(person_id, draft, submission, now)
    session.add(entry)
    session.flush()
    follow_entry(session, entry, now)
    return entry


def _begin(person_id: int, draft: EntryDraft, submission: str | None, now: datetime) -> Entry:
    entry = Entry(
        person_id=person_id,
        submission=submission,
        logged_at=now,
        version=1,
        element_rows=[],
        skill_rows=[],
        file_rows=[],
    )
    _fill(entry, draft)
    return entry


def own_entry(session: Session, person_id: int, entry_id: int) -> Entry:
    """Raises BadInput where it is gone, taken back, or somebody else's."""
    entry = _any_own_entry(session, person_id, entry_id)
    if entry.deleted_at is not None:
        raise BadInput(GONE)
    return entry


def edit_entry(
    session: Session, person_id: int, entry_id: int, draft: EntryDraft, now: datetime
) -> Entry:
    """Raises BadInput as `own_entry` does."""
    return _edit(session, own_entry(session, person_id, entry_id), draft, now)


@dataclass(frozen=True)
class Crossed:
    """What a form can't simply be saved over: `entry` as it was left elsewhere meanwhile.

    `differing` names the fields that the form has otherwise. Files that came with the form
    are kept already, since a file takes nothing else away.
    """

    entry: Entry
    differing: tuple[str, ...]


def save_form(
    session: Session, person_id: int, entry_id: int, draft: EntryDraft, now: datetime, *, seen: str
) -> Entry | Crossed:
    """Saves what a form shows, where it began from the entry as it is now.

    `seen` is the entry's `stamp` that its author saw last. Raises BadInput where there is no
    such entry of theirs.
    """
    entry = _any_own_entry(session, person_id, entry_id)
    if entry.stamp != seen:
        differing = _differing(draft, draft_of(entry))
        if entry.deleted_at is not None or differing:
            kept = draft_of(entry)
            added = [file for file in draft.files if file.permalink]
            _fill(entry, replace(kept, files=(*kept.files, *added)))
            session.flush()
            follow_entry(session, entry, now)
            return Crossed(entry, differing)
    entry.deleted_at = None
    return _edit(session, entry, draft, now)


def take_back_entry(session: Session, person_id: int, entry_id: int, now: datetime) -> Entry:
    """It counts no more, and can be brought back. Taking it back twice changes nothing."""
    entry = _any_own_entry(session, person_id, entry_id)
    entry.deleted_at = entry.deleted_at or now
    return entry


def bring_back_entry(session: Session, person_id: int, entry_id: int) -> Entry:
    entry = _any_own_entry(session, person_id, entry_id)
    entry.deleted_at = None
    return entry


def draft_of(entry: Entry) -> EntryDraft:
    """An entry as a form shows it."""
    return EntryDraft(
        text=entry.text,
        happened_on=entry.happened_on,
        minutes=entry.minutes,
        kind=entry.kind,
        mode=entry.mode,
        elements=entry.elements,
        skills=entry.skills,
        network_act=entry.network_act,
        reach=entry.reach,
        link=entry.link,
        classroom_note=entry.classroom_note,
        visibility=entry.visibility,
        goal_id=entry.goal_id,
        files=entry.files,
        suggested=frozenset(entry.suggested),
    )


@dataclass(frozen=True)
class EntryInContext:
    """An entry, and what its author may want to see beside it."""

    entry: Entry
    goal: Goal | None = None
    fitting_goal: Goal | None = None
    """An open goal that it likely serves, where it is linked to none."""
    before: Entry | None = None
    """The last time that they logged the same, where that said more or was on the same day."""
    follow_up: Occurrence | None = None
    """What was settled about asking what came of it."""
    credit: EntryCredit | None = None
    """What it earns; None where that is nothing."""


def in_context(session: Session, person_id: int, entry_id: int) -> EntryInContext:
    """Raises BadInput as `own_entry` does."""
    return context_of(session, own_entry(session, person_id, entry_id))


def context_of(session: Session, entry: Entry) -> EntryInContext:
    """What stands beside an entry that was just kept; it may be of a session that is over."""
    session.flush()  # what is asked in one go is none of the session's own
    # Most have nothing of the kind, which one question tells.
    beside = session.execute(_BESIDE, {"person": entry.person_id, "entry": entry.id}).one()
    goal = linked_goal(session, entry)
    fitting = None
    if goal is None and beside.has_goals:
        goals = {each.id: each for each in open_goals(session, entry.person_id)}
        likely = find_fitting(
            draft_of(entry),
            [OpenGoal(each.id, each.text, each.element, each.skill) for each in goals.values()],
        )
        fitting = goals[likely.id] if likely else None
    before = _time_before(session, entry)
    if before is not None and before.happened_on != entry.happened_on:
        draft = draft_of(entry)
        if say_as_before(draft, _still_linked(session, before)) == draft:
            before = None
    follow_up = follow_up_of(session, entry.id) if beside.has_follow_up else None
    credit = None
    if beside.has_rules:
        credit = credits_of(session, entry.person_id, [entry]).get(entry.id)
    return EntryInContext(entry, goal, fitting, before, follow_up, credit)


def fill_as_before(
    session: Session, person_id: int, entry_id: int, before_id: int, now: datetime
) -> Entry:
    """What was left unsaid of an entry, as it was said of an earlier one."""
    before = own_entry(session, person_id, before_id)
    entry = own_entry(session, person_id, entry_id)
    draft = say_as_before(draft_of(entry), _still_linked(session, before))
    return _edit(session, entry, draft, now)


def link_goal(
    session: Session, person_id: int, entry_id: int, goal_id: int, now: datetime
) -> Entry:
    """The entry serves that goal. Raises BadInput where either is gone."""
    goal = own_goal(session, person_id, goal_id)
    entry = own_entry(session, person_id, entry_id)
    return _edit(session, entry, replace(draft_of(entry), goal_id=goal.id), now)


def usual_entries(session: Session, person_id: int, *, today: date, limit: int) -> list[Entry]:
    """The last of each activity that they logged lately: what they log most often comes first."""
    counts: dict[frozenset[str], int] = {}
    newest: dict[frozenset[str], int] = {}
    for entry_id, text in _lately(session, person_id, today):
        words = stems(text)
        counts[words] = counts.get(words, 0) + 1
        newest.setdefault(words, entry_id)
    often = sorted(newest, key=lambda words: -counts[words])[:limit]
    return [session.get_one(Entry, newest[words]) for words in often]


def recent_entries(session: Session, person_id: int, *, limit: int) -> Sequence[Entry]:
    """Newest first."""
    return session.scalars(
        select(Entry)
        .where(Entry.person_id == person_id, Entry.deleted_at.is_(None))
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
        .limit(limit)
    ).all()


def taken_back_entries(
    session: Session, person_id: int, *, since: datetime, limit: int
) -> Sequence[Entry]:
    """What they took back since then, the last first."""
    return session.scalars(
        select(Entry)
        .where(Entry.person_id == person_id, Entry.deleted_at >= since)
        .order_by(Entry.deleted_at.desc(), Entry.id.desc())
        .limit(limit)
    ).all()


def active_weeks(session: Session, person_id: int) -> set[Week]:
    """Weeks in which they logged or reflected."""
    logged = select(Entry.happened_on).where(
        Entry.person_id == person_id, Entry.deleted_at.is_(None)
    )
    reflected = select(Reflection.answered_on).where(
        Reflection.person_id == person_id, Reflection.deleted_at.is_(None)
    )
    # Days are few beside entries, once somebody has been here for years.
    days = union_all(logged.distinct(), reflected.distinct())
    return {Week.of(day) for day in session.scalars(days)}


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


def begin_again(session: Session, person_id: int, entry_id: int, today: date) -> EntryDraft:
    """A draft of the same for today; what was noted or kept of that one day is left out.

    Raises BadInput as `own_entry` does.
    """
    draft = _still_linked(session, own_entry(session, person_id, entry_id))
    return replace(draft, happened_on=today, classroom_note=None, files=(), suggested=frozenset())


def _any_own_entry(session: Session, person_id: int, entry_id: int) -> Entry:
    entry = session.scalar(select(Entry).where(Entry.id == entry_id, Entry.person_id == person_id))
    if entry is None:
        raise BadInput(GONE)
    return entry


def _lately(
    session: Session, person_id: int, today: date, letters: str = ""
) -> Sequence[tuple[int, str]]:
    """Id and text of their entries of late that have those letters, newest first."""
    rows = session.execute(
        _SAYING if letters else _LATELY,
        {"person": person_id, "since": today - LATELY, "until": today, "letters": letters},
    )
    return [(entry_id, text) for entry_id, text in rows]


def _time_before(session: Session, entry: Entry) -> Entry | None:
    words = stems(entry.text)
    if not words:
        return None
    # What can't be the same is left out by the database, which is quicker at it.
    letters = common_letters(words)
    for entry_id, text in _lately(session, entry.person_id, entry.happened_on, letters):
        if entry_id != entry.id and stems(text) == words:
            return session.get_one(Entry, entry_id)
    return None


def _still_linked(session: Session, entry: Entry) -> EntryDraft:
    """Its draft, without a goal that is no longer open."""
    goal = linked_goal(session, entry)
    is_open = goal is not None and goal.state == "open"
    return replace(draft_of(entry), goal_id=entry.goal_id if is_open else None)


def _edit(session: Session, entry: Entry, draft: EntryDraft, now: datetime) -> Entry:
    _fill(entry, draft)
    entry.edited_at = now
    entry.version += 1
    session.flush()
    follow_entry(session, entry, now)
    return entry


def _differing(draft: EntryDraft, other: EntryDraft) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(EntryDraft)
        if field.name not in ("suggested", "files")
        and getattr(draft, field.name) != getattr(other, field.name)
    )


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
    entry.searchable = fold(
        " ".join(
            [draft.text, draft.classroom_note or "", draft.link or ""]
            + [file.name for file in draft.files]
        )
    )
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
    if entry.files != draft.files:
        kept_files = {row.slack_id: row for row in entry.file_rows}
        named = {file.slack_id: file for file in draft.files}
        entry.file_rows = [
            kept_files.get(slack_id)
            or EntryFile(slack_id=slack_id, name=file.name, permalink=file.permalink)
            for slack_id, file in named.items()
            if slack_id in kept_files or file.permalink
        ]
