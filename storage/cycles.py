"""Cycles of evaluation: what an admin opens, changes and closes, and for whom it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, check_cycle
from domain.errors import BadInput
from domain.words import Words, later
from storage.groups import educators_within, find_group
from storage.planning import not_begun
from storage.tables import (
    Cycle,
    CycleGroup,
    Evaluation,
    EvaluationStep,
    Group,
    Occurrence,
    Person,
    SelfRating,
)
from storage.workspaces import today_in, want_plan

GONE = later("That cycle is no longer there. App Home shows the cycles that there are.")


def in_cycle(cycle: Cycle) -> ColumnElement[bool]:
    """A condition on Person: an educator whom the cycle is for now. The one place that says so."""
    conditions = [Person.workspace_id == cycle.workspace_id, Person.is_educator]
    if cycle.group_rows:
        groups = select(Group.id).where(Group.id.in_([row.group_id for row in cycle.group_rows]))
        conditions.append(Person.id.in_(educators_within(groups)))
    return and_(*conditions)


def all_cycles(session: Session, workspace_id: int) -> Sequence[Cycle]:
    """Open ones first, the newest of each before the others."""
    return session.scalars(
        select(Cycle)
        .where(Cycle.workspace_id == workspace_id)
        .order_by(Cycle.closed_at.is_not(None), Cycle.opens_on.desc(), Cycle.id.desc())
    ).all()


def cycles_of(session: Session, person_id: int) -> list[Cycle]:
    """Those that somebody is in, or was when they began, open ones first.

    A cycle that was closed is among them where they have an evaluation in it.
    """
    person = session.get_one(Person, person_id)
    begun = set(
        session.scalars(select(Evaluation.cycle_id).where(Evaluation.person_id == person_id))
    )
    return [
        cycle
        for cycle in all_cycles(session, person.workspace_id)
        if cycle.id in begun or (cycle.closed_at is None and is_for(session, cycle, person_id))
    ]


def is_for(session: Session, cycle: Cycle, person_id: int) -> bool:
    """Whether that person is one whom the cycle is for now."""
    person = select(Person.id).where(Person.id == person_id, in_cycle(cycle))
    return session.scalar(person) is not None


def get_cycle(session: Session, workspace_id: int, cycle_id: int) -> Cycle:
    """Raises BadInput where that workspace has no such cycle."""
    cycle = session.scalar(
        select(Cycle).where(Cycle.id == cycle_id, Cycle.workspace_id == workspace_id)
    )
    if cycle is None:
        raise BadInput(GONE)
    return cycle


def find_cycle(session: Session, workspace_id: int, name: str) -> Cycle:
    """By name, in any letter case. Raises BadInput with the names there are."""
    cycles = all_cycles(session, workspace_id)
    wanted = " ".join(name.split()).casefold()
    for cycle in cycles:
        if cycle.name.casefold() == wanted:
            return cycle
    names = ", ".join(cycle.name for cycle in cycles) or Words("none yet")
    raise BadInput(
        "There is no cycle “{name}”. There are: {names}.", name=name, names=names, field="name"
    )


def group_names(session: Session, cycle: Cycle) -> list[str]:
    """Of the groups that it is for; none is everyone."""
    ids = [row.group_id for row in cycle.group_rows]
    return list(session.scalars(select(Group.name).where(Group.id.in_(ids)).order_by(Group.name)))


def add_cycle(
    session: Session,
    workspace_id: int,
    draft: CycleDraft,
    *,
    elements: Collection[str],
    submission: str | None,
    now: datetime,
) -> Cycle:
    """Opens it; the same submission again gives the cycle that it made.

    `elements` are the rubric's. Raises BadInput for a name that is taken and as `check_cycle`.
    """
    if submission is not None:
        kept = session.scalar(
            select(Cycle).where(Cycle.workspace_id == workspace_id, Cycle.submission == submission)
        )
        if kept is not None:
            return kept
    checked = check_cycle(draft, elements=elements, today=today_in(session, workspace_id, now))
    cycle = Cycle(workspace_id=workspace_id, submission=submission, added_at=now, group_rows=[])
    _fill(session, cycle, checked)
    session.add(cycle)
    session.flush()
    want_plan(session, workspace_id, now)
    return cycle


def change_cycle(
    session: Session, cycle: Cycle, draft: CycleDraft, *, elements: Collection[str], now: datetime
) -> Cycle:
    """What it asks for from now on; reminders follow its new dates.

    Raises BadInput as `add_cycle` does, for a cycle that is closed, and where elements or rating
    words would change that somebody has rated themselves by.
    """
    if cycle.closed_at is not None:
        raise BadInput("“{name}” is closed: reopen it first, then change it.", name=cycle.name)
    checked = check_cycle(
        draft, elements=elements, today=today_in(session, cycle.workspace_id, now)
    )
    is_rated = session.scalar(
        select(SelfRating.id)
        .join(Evaluation, Evaluation.id == SelfRating.evaluation_id)
        .where(Evaluation.cycle_id == cycle.id)
        .limit(1)
    )
    for field in ("elements", "ratings"):
        changes = list(getattr(checked.terms, field)) != list(getattr(cycle, field))
        if is_rated is not None and changes:
            raise BadInput(
                "Somebody has rated themselves in this cycle already, so its elements and the "
                "words to rate with stay as they are. A new cycle can have others.",
                field=field,
            )
    _fill(session, cycle, checked)
    session.flush()
    # Reminders are planned anew for the new dates; what came already is not sent again.
    session.execute(delete(Occurrence).where(Occurrence.cycle_id == cycle.id, not_begun()))
    want_plan(session, cycle.workspace_id, now)
    return cycle


@dataclass(frozen=True)
class Effect:
    """What a change does to those who are in a cycle."""

    is_begun: bool
    """Somebody has begun, so there is something that goes on."""
    joining: int
    """Educators for whom it is from then on."""
    leaving: int
    """Educators for whom it is no more; whoever of them has begun goes on."""


def effect_of(session: Session, cycle: Cycle, draft: CycleDraft) -> Effect:
    """Writes nothing. Raises BadInput for an unknown group."""
    changed = Cycle(workspace_id=cycle.workspace_id)
    changed.group_rows = [
        CycleGroup(group_id=each) for each in _group_ids(session, cycle, draft.groups)
    ]
    before, after = (
        set(session.scalars(select(Person.id).where(in_cycle(each)))) for each in (cycle, changed)
    )
    return Effect(
        is_begun=has_begun(session, cycle),
        joining=len(after - before),
        leaving=len(before - after),
    )


def has_begun(session: Session, cycle: Cycle) -> bool:
    """Whether anybody has an evaluation in it."""
    begun = select(Evaluation.id).where(Evaluation.cycle_id == cycle.id).limit(1)
    return session.scalar(begun) is not None


def draft_of(session: Session, cycle: Cycle) -> CycleDraft:
    """A cycle as a form shows it."""
    return CycleDraft(
        name=cycle.name,
        terms=cycle.terms,
        groups=tuple(group_names(session, cycle)),
        expectation=cycle.expectation,
    )


def close_cycle(session: Session, cycle: Cycle, *, by: int | None, now: datetime) -> int:
    """Ends it: every evaluation stays as it stands, and nothing is decided for anybody.

    `by` is the admin who does it. Gives how many evaluations that were; closing it twice
    changes nothing.
    """
    if cycle.closed_at is not None:
        return 0
    cycle.closed_at = now
    ids = session.scalars(
        update(Evaluation)
        .where(Evaluation.cycle_id == cycle.id, Evaluation.state != "closed")
        .values(closed_from=Evaluation.state, state="closed")
        .returning(Evaluation.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    _note(session, ids, "close", dict.fromkeys(ids, "closed"), by=by, now=now)
    session.execute(delete(Occurrence).where(Occurrence.cycle_id == cycle.id, not_begun()))
    session.flush()
    want_plan(session, cycle.workspace_id, now)
    return len(ids)


def reopen_cycle(
    session: Session, cycle: Cycle, *, closes_on: date | None, by: int | None, now: datetime
) -> int:
    """Every evaluation goes on from where it was; gives how many. `closes_on` is the new end.

    Raises BadInput where it would end at once again.
    """
    if cycle.closed_at is None:
        raise BadInput("“{name}” is open.", name=cycle.name)
    draft = draft_of(session, cycle)
    end = closes_on or cycle.closes_on
    today = today_in(session, cycle.workspace_id, now)
    if end < today:
        raise BadInput(
            "“{name}” ended on {closes_on}: say until when it is open again.",
            name=cycle.name,
            closes_on=cycle.closes_on,
            field="closes_on",
        )
    checked = check_cycle(
        replace(draft, terms=replace(draft.terms, closes_on=end)),
        elements=cycle.elements,
        today=today,
    )
    cycle.closes_on, cycle.closed_at = checked.terms.closes_on, None
    rows = session.scalars(
        select(Evaluation).where(Evaluation.cycle_id == cycle.id, Evaluation.state == "closed")
    ).all()
    for row in rows:
        row.state, row.closed_from = row.reached, None
    session.flush()
    _note(
        session, [row.id for row in rows], "reopen", {row.id: row.state for row in rows},
        by=by, now=now,
    )  # fmt: skip
    want_plan(session, cycle.workspace_id, now)
    return len(rows)


def remove_cycle(session: Session, cycle: Cycle, now: datetime) -> None:
    """Takes back a cycle that nobody has begun. Raises BadInput for any other."""
    # Whoever begins at this moment has begun before it goes, or finds it gone.
    session.execute(select(Cycle.id).where(Cycle.id == cycle.id).with_for_update())
    if has_begun(session, cycle):
        raise BadInput(
            "“{name}” has been begun, so its record stays: close it instead.", name=cycle.name
        )
    session.delete(cycle)
    session.flush()
    want_plan(session, cycle.workspace_id, now)


def close_ended(session: Session, workspace_id: int, now: datetime) -> None:
    """Closes each cycle whose last day is over, wherever its educators live."""
    ending = session.scalars(
        select(Cycle).where(
            Cycle.workspace_id == workspace_id,
            Cycle.closed_at.is_(None),
            # Nowhere is it later than a day after UTC's.
            Cycle.closes_on < now.date(),
        )
    ).all()
    if not ending:
        # Their usual day is asked of all educators.
        return
    today = today_in(session, workspace_id, now)
    for cycle in ending:
        if cycle.closes_on < today - timedelta(days=1):
            close_cycle(session, cycle, by=None, now=now)


def _note(
    session: Session,
    evaluation_ids: Sequence[int],
    act: str,
    states: dict[int, str],
    *,
    by: int | None,
    now: datetime,
) -> None:
    session.add_all(
        EvaluationStep(
            evaluation_id=each, act=act, state=states[each], person_id=by, part="admin", at=now
        )
        for each in evaluation_ids
    )
    session.flush()


def _fill(session: Session, cycle: Cycle, draft: CycleDraft) -> None:
    """Raises BadInput for a name that another cycle has, and for an unknown group."""
    for other in all_cycles(session, cycle.workspace_id):
        if other.name.casefold() == draft.name.casefold() and other.id != cycle.id:
            raise BadInput(
                "There is a cycle “{name}” already: choose another name.",
                name=other.name,
                field="name",
            )
    wanted = _group_ids(session, cycle, draft.groups)
    terms = draft.terms
    cycle.name, cycle.expectation = draft.name, draft.expectation
    cycle.elements, cycle.ratings = list(terms.elements), list(terms.ratings)
    for name in (
        "opens_on", "goals_by", "submit_by", "respond_by", "agree_by", "closes_on",
        "goals_expected", "evidence_expected", "needs_balance", "leaders_rate",
    ):  # fmt: skip
        setattr(cycle, name, getattr(terms, name))
    has = {row.group_id: row for row in cycle.group_rows}
    cycle.group_rows = [has.get(each) or CycleGroup(group_id=each) for each in wanted]


def _group_ids(session: Session, cycle: Cycle, names: Collection[str]) -> list[int]:
    """Of the groups of those names. One that the cycle is for stays, though it was removed."""
    rows = session.execute(
        select(Group.name, Group.id).where(Group.id.in_([row.group_id for row in cycle.group_rows]))
    )
    own = dict(rows.all())
    ids = [
        own[name] if name in own else find_group(session, cycle.workspace_id, name).id
        for name in names
    ]
    return list(dict.fromkeys(ids))
