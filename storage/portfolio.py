"""A portfolio: what an educator did in a stretch of days, read for them alone.

Every query here is about the one person whose portfolio it is; what they may read of their own
evaluations is decided in `storage.readings`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.credit import is_lapsed, tally
from domain.errors import BadInput
from domain.periods import read_period
from domain.portfolio import Contents, Stretch
from domain.school_years import last_day, read_year, year_name
from domain.words import Words, later
from rubric_data import Kind
from storage.audit import note_looks
from storage.claims import load_account
from storage.credit_policy import load_policy
from storage.cycles import cycles_of
from storage.evidence import Pieces
from storage.progress import GoalProgress, progress_of
from storage.readings import Reading, read_evaluation
from storage.tables import (
    CheckIn,
    Cycle,
    Entry,
    Evaluation,
    Evidence,
    Goal,
    GoalRevision,
    Group,
    Indicator,
    Membership,
    Person,
    Reflection,
)

Piece = TypeVar("Piece", Indicator, Entry, Reflection)

SCHOOL_YEAR: Final = "this school year"
OFFERED: Final = (
    SCHOOL_YEAR,
    "last school year",
    "this term",
    "last term",
    "this month",
    "last month",
)
"""Periods that most will want; `find_stretch` reads them."""
WHAT: Final = later("your portfolio")
_CYCLE: Final = re.compile(r"cycle:(\d{1,18})")
_SCHOOL_YEAR: Final = re.compile(
    r"(?:the )?(?:(?P<which>this|last|previous|past) )?(?:school|academic) year"
    r"(?: (?P<named>20\d\d ?[-/–] ?(?:20)?\d\d))?"
    r"|(?P<alone>20\d\d[-/–](?:1[3-9]|[2-9]\d|20\d\d))",
    re.IGNORECASE,
)
_THE_CYCLE: Final = frozenset({"cycle", "this cycle", "evaluation", "this evaluation"})


@dataclass(frozen=True)
class Totals:
    """All that was logged, the entries too that are not listed."""

    entries: int
    minutes: int
    minutes_by_day: Mapping[date, int]
    minutes_by_element: Mapping[str, int]
    entries_by_skill: Mapping[str, int]
    entries_by_mode: Mapping[str | None, int]
    acts: Mapping[tuple[str, str | None], int]
    """Networks, by act and reach."""


@dataclass(frozen=True)
class GoalTold:
    """A goal with what was said of it and what came of it, oldest first."""

    progress: GoalProgress
    check_ins: Sequence[CheckIn]
    let_go_because: str | None
    indicators: Sequence[Indicator]

    @property
    def goal(self) -> Goal:
        return self.progress.goal


@dataclass(frozen=True)
class Credited:
    """Credit that was granted for an activity; `entry` is None where it is not to be named."""

    happened_on: date
    entry: Entry | None
    amount: Decimal
    unit: str
    lapses_on: date | None
    is_lapsed: bool


@dataclass(frozen=True)
class Portfolio:
    """All that goes into it, oldest first."""

    name: str
    zone: str
    groups: Sequence[str]
    """Those that they are in now."""
    stretch: Stretch
    contents: Contents
    today: date
    totals: Totals
    entries: Sequence[Entry]
    """Those that are listed."""
    goals: Sequence[GoalTold]
    indicators: Sequence[Indicator]
    reflections: Sequence[Reflection]
    credited: Sequence[Credited]
    evaluations: Sequence[Reading]
    evidence: Pieces
    """What stands as evidence in an evaluation, of that time or of the evaluations shown."""

    @property
    def unlisted(self) -> int:
        """Entries that only count."""
        return self.totals.entries - len(self.entries)


# Which days


def stretches_to_choose(session: Session, person_id: int, today: date) -> dict[str, Stretch]:
    """What is offered, by the words that `find_stretch` reads; the usual one first."""
    cycles = [cycle for cycle in cycles_of(session, person_id) if cycle.opens_on <= today]
    offered = {f"cycle:{cycle.id}": _of_cycle(cycle) for cycle in cycles}
    offered |= {words: _find_days(session, person_id, words, today) for words in OFFERED}
    usual = next((f"cycle:{cycle.id}" for cycle in cycles if _runs(cycle, today)), SCHOOL_YEAR)
    return {usual: offered[usual]} | offered


def find_stretch(session: Session, person_id: int, text: str, *, today: date) -> Stretch:
    """A school year, a period as `read_period` reads it, or one of their cycles of evaluations by
    its name.

    Empty is the cycle that runs for them, else this school year. A school year begins when their
    district's credit policy says, or as is usual. Raises BadInput for anything
    else, and for what is still to come.
    """
    words = " ".join(text.split())
    if not words:
        return next(iter(stretches_to_choose(session, person_id, today).values()))
    cycle = _find_cycle(cycles_of(session, person_id), words, today)
    if cycle is not None:
        if cycle.opens_on > today:
            raise BadInput("“{name}” has not begun yet.", name=cycle.name, field="period")
        return _of_cycle(cycle)
    try:
        return _find_days(session, person_id, words, today)
    except BadInput as refusal:
        raise BadInput(refusal.words, field="period") from None


def _find_days(session: Session, person_id: int, words: str, today: date) -> Stretch:
    match = _SCHOOL_YEAR.fullmatch(words)
    if match is None:
        return Stretch.of(read_period(words, today=today))
    workspace_id = session.get_one(Person, person_id).workspace_id
    begins = load_policy(session, workspace_id).terms_on(today).begins
    which = "this" if match["which"] in (None, "this") else "last"
    first = read_year(match["named"] or match["alone"] or which, begins, today=today)
    if first > today:
        raise BadInput("The school year {year_name} has not begun yet.", year_name=year_name(first))
    return Stretch(first, last_day(first), Words("the school year {year}", year=year_name(first)))


def _find_cycle(cycles: Sequence[Cycle], words: str, today: date) -> Cycle | None:
    if match := _CYCLE.fullmatch(words):
        found = next((cycle for cycle in cycles if cycle.id == int(match[1])), None)
        if found is None:
            raise BadInput("That evaluation is no longer there: choose again.", field="period")
        return found
    if words.casefold() in _THE_CYCLE:
        running = next((cycle for cycle in cycles if _runs(cycle, today)), None)
        if running is None:
            raise BadInput("No evaluation runs for you now: name a period.", field="period")
        return running
    return next((cycle for cycle in cycles if cycle.name.casefold() == words.casefold()), None)


def _runs(cycle: Cycle, today: date) -> bool:
    return cycle.closed_at is None and cycle.opens_on <= today <= cycle.closes_on


def _of_cycle(cycle: Cycle) -> Stretch:
    return Stretch(cycle.opens_on, cycle.closes_on, Words("{name}", name=cycle.name), cycle.id)


# What is in it


def gives_credit(session: Session, person_id: int) -> bool:
    """Whether their workspace has a policy by which anything earns credit."""
    return load_account(session, person_id) is not None


def is_still_there(session: Session, person_id: int) -> bool:
    """False once they had all erased."""
    return session.scalar(select(exists().where(Person.id == person_id))) or False


def holds_anything(session: Session, person_id: int, stretch: Stretch) -> bool:
    """Whether anything of theirs falls into those days."""
    owned = (
        (Entry, _entries_in(person_id, stretch)),
        (Goal, _goals_in(person_id, stretch)),
        (Indicator, _indicators_in(person_id, stretch)),
        (Reflection, _reflections_in(person_id, stretch)),
    )
    has_own = any(
        session.scalar(select(exists(select(table.id).where(is_theirs))))
        for table, is_theirs in owned
    )
    return has_own or bool(_evaluation_ids(session, person_id, stretch))


def reflections_to_choose(
    session: Session, person_id: int, stretch: Stretch, *, most: int
) -> tuple[Sequence[Reflection], frozenset[int]]:
    """The newest of those days, newest first, and the ids of those that stand as evidence."""
    reflections = session.scalars(
        select(Reflection)
        .where(_reflections_in(person_id, stretch))
        .order_by(Reflection.answered_on.desc(), Reflection.id.desc())
        .limit(most)
    ).all()
    standing = session.scalars(
        select(Evidence.reflection_id)
        .join(Evaluation, Evaluation.id == Evidence.evaluation_id)
        .where(Evaluation.person_id == person_id, Evidence.reflection_id.is_not(None))
    )
    return reflections, frozenset(each for each in standing if each is not None)


def read_portfolio(
    session: Session,
    person_id: int,
    stretch: Stretch,
    contents: Contents,
    *,
    kinds: Sequence[Kind],
    today: date,
    now: datetime,
) -> Portfolio:
    """`kinds` are those of the rubric."""
    person = session.get_one(Person, person_id)
    entries = session.scalars(
        select(Entry).where(_entries_in(person_id, stretch)).order_by(Entry.happened_on, Entry.id)
    ).all()
    evaluation_ids = _evaluation_ids(session, person_id, stretch)
    evidence = _evidence(session, person_id, stretch, evaluation_ids)
    standing = {entry.id for entry in evidence.entries}
    named = [
        entry
        for entry in entries
        if contents.has("private") or entry.visibility != "private" or entry.id in standing
    ]
    return Portfolio(
        name=person.name,
        zone=person.zone,
        groups=_groups(session, person_id),
        stretch=stretch,
        contents=contents,
        today=today,
        totals=_totals(entries),
        entries=named if contents.has("entries") else (),
        goals=_goals(session, person_id, stretch, contents, kinds),
        indicators=session.scalars(
            select(Indicator)
            .where(_indicators_in(person_id, stretch))
            .order_by(Indicator.noted_on, Indicator.id)
        ).all()
        if contents.has("indicators")
        else (),
        reflections=_reflections(session, person_id, stretch, contents, evidence),
        credited=_credited(session, person_id, stretch, {each.id: each for each in named}, today)
        if contents.has("credit")
        else (),
        evaluations=[
            read_evaluation(session, person_id, each, now=now)
            for each in evaluation_ids
            if contents.has("evaluation")
        ],
        evidence=evidence,
    )


def note_made(session: Session, person_id: int, *, why: str, now: datetime) -> None:
    """Somebody at the command line has it: its owner can see that, and why."""
    note_looks(session, [person_id], reader_id=None, what=WHAT, why=why, now=now)


def _entries_in(person_id: int, stretch: Stretch) -> ColumnElement[bool]:
    return (
        (Entry.person_id == person_id)
        & Entry.deleted_at.is_(None)
        & Entry.happened_on.between(stretch.first, stretch.last)
    )


def _goals_in(person_id: int, stretch: Stretch) -> ColumnElement[bool]:
    """Those that were open on some day of it."""
    return (
        (Goal.person_id == person_id)
        & Goal.deleted_at.is_(None)
        & (Goal.set_on <= stretch.last)
        & or_(Goal.closed_on.is_(None), Goal.closed_on >= stretch.first)
    )


def _indicators_in(person_id: int, stretch: Stretch) -> ColumnElement[bool]:
    return (
        (Indicator.person_id == person_id)
        & Indicator.deleted_at.is_(None)
        & Indicator.noted_on.between(stretch.first, stretch.last)
    )


def _reflections_in(person_id: int, stretch: Stretch) -> ColumnElement[bool]:
    return (Reflection.person_id == person_id) & Reflection.answered_on.between(
        stretch.first, stretch.last
    )


def _evaluation_ids(session: Session, person_id: int, stretch: Stretch) -> Sequence[int]:
    """That of the cycle, or those of every cycle that ran in those days; oldest first."""
    cycle = (
        (Cycle.opens_on <= stretch.last) & (Cycle.closes_on >= stretch.first)
        if stretch.cycle_id is None
        else Cycle.id == stretch.cycle_id
    )
    return session.scalars(
        select(Evaluation.id)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(Evaluation.person_id == person_id, cycle)
        .order_by(Cycle.opens_on, Evaluation.id)
    ).all()


def _groups(session: Session, person_id: int) -> Sequence[str]:
    return session.scalars(
        select(Group.name)
        .join(Membership, Membership.group_id == Group.id)
        .where(
            Membership.person_id == person_id,
            Membership.left_on.is_(None),
            Group.removed_on.is_(None),
        )
        .distinct()
        .order_by(Group.name)
    ).all()


def _totals(entries: Sequence[Entry]) -> Totals:
    by_day, by_element = Counter[date](), Counter[str]()
    by_skill, by_mode = Counter[str](), Counter[str | None]()
    acts = Counter[tuple[str, str | None]]()
    for entry in entries:
        minutes = entry.minutes or 0
        by_day[entry.happened_on] += minutes
        by_mode[entry.mode] += 1
        by_skill.update(entry.skills)
        for element in entry.elements:
            by_element[element] += minutes
        if entry.network_act is not None:
            acts[entry.network_act, entry.reach] += 1
    return Totals(
        entries=len(entries),
        minutes=by_day.total(),
        minutes_by_day=by_day,
        minutes_by_element=by_element,
        entries_by_skill=by_skill,
        entries_by_mode=by_mode,
        acts=acts,
    )


def _goals(
    session: Session,
    person_id: int,
    stretch: Stretch,
    contents: Contents,
    kinds: Sequence[Kind],
) -> list[GoalTold]:
    if not contents.has("goals"):
        return []
    wanted = select(Goal).where(_goals_in(person_id, stretch)).order_by(Goal.set_on, Goal.number)
    if not contents.has("private"):
        wanted = wanted.where(Goal.visibility != "private")
    goals = session.scalars(wanted).all()
    ids = [goal.id for goal in goals]
    check_ins, reasons = defaultdict[int, list[CheckIn]](list), dict[int, str | None]()
    for said in session.scalars(
        select(CheckIn)
        .where(
            CheckIn.goal_id.in_(ids),
            CheckIn.deleted_at.is_(None),
            CheckIn.checked_on <= stretch.last,
        )
        .order_by(CheckIn.checked_at, CheckIn.id)
    ):
        check_ins[said.goal_id].append(said)
    for revision in session.scalars(
        select(GoalRevision)
        .where(
            GoalRevision.goal_id.in_(ids),
            GoalRevision.act == "let-go",
            GoalRevision.undone_at.is_(None),
        )
        .order_by(GoalRevision.id)
    ):
        reasons[revision.goal_id] = revision.reason
    came = defaultdict[int | None, list[Indicator]](list)
    for indicator in session.scalars(
        select(Indicator)
        .where(
            Indicator.person_id == person_id,
            Indicator.goal_id.in_(ids),
            Indicator.deleted_at.is_(None),
        )
        .order_by(Indicator.noted_on, Indicator.id)
    ):
        came[indicator.goal_id].append(indicator)
    return [
        GoalTold(
            progress,
            check_ins[progress.goal.id],
            reasons.get(progress.goal.id) if progress.goal.state == "let-go" else None,
            came[progress.goal.id],
        )
        for progress in progress_of(session, goals, kinds)
    ]


def _reflections(
    session: Session, person_id: int, stretch: Stretch, contents: Contents, evidence: Pieces
) -> Sequence[Reflection]:
    if contents.reflections == "none":
        return ()
    if contents.reflections == "evidence":
        return evidence.reflections
    wanted = _reflections_in(person_id, stretch)
    if contents.reflections == "chosen":
        wanted &= Reflection.id.in_(contents.picked)
    return session.scalars(
        select(Reflection).where(wanted).order_by(Reflection.answered_on, Reflection.id)
    ).all()


def _credited(
    session: Session,
    person_id: int,
    stretch: Stretch,
    named: Mapping[int, Entry],
    today: date,
) -> list[Credited]:
    """By the policy of each activity's day."""
    account = load_account(session, person_id)
    if account is None:
        return []
    added = tally(account.earnings("granted"))
    claims = [
        claim
        for claim in account.claims.values()
        if claim.state == "granted" and stretch.first <= claim.happened_on <= stretch.last
    ]
    return [
        Credited(
            claim.happened_on,
            named.get(claim.entry_id),
            added[claim.entry_id],
            claim.unit,
            claim.lapses_on,
            is_lapsed(claim.lapses_on, today),
        )
        for claim in sorted(claims, key=lambda claim: (claim.happened_on, claim.entry_id))
    ]


def _evidence(
    session: Session, person_id: int, stretch: Stretch, evaluation_ids: Sequence[int]
) -> Pieces:
    """What stands in those evaluations, and what of those days stands in any other of theirs."""

    def standing(
        table: type[Piece],
        chosen: InstrumentedAttribute[int | None],
        day: InstrumentedAttribute[date],
        *conditions: ColumnElement[bool],
    ) -> Sequence[Piece]:
        own = (
            select(chosen)
            .join(Evaluation, Evaluation.id == Evidence.evaluation_id)
            .where(Evaluation.person_id == person_id, chosen.is_not(None))
        )
        shown = own.where(Evaluation.id.in_(evaluation_ids))
        is_of_those_days = table.id.in_(own) & day.between(stretch.first, stretch.last)
        return session.scalars(
            select(table)
            .where(table.person_id == person_id, table.id.in_(shown) | is_of_those_days)
            .where(*conditions)
            .order_by(day, table.id)
        ).all()

    return Pieces(
        indicators=standing(
            Indicator, Evidence.indicator_id, Indicator.noted_on, Indicator.deleted_at.is_(None)
        ),
        entries=standing(Entry, Evidence.entry_id, Entry.happened_on, Entry.deleted_at.is_(None)),
        reflections=standing(Reflection, Evidence.reflection_id, Reflection.answered_on),
    )
