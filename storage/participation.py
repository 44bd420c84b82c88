"""How far a cycle is, and what stands as evidence in it, as far as that gives nobody away.

`PublishedCycle` is the one door: it settles a whole cycle and all groups at once, as
`storage.figures` does for a week, by the rule of `domain.participation`. Nobody is named, and
what an educator has not submitted counts in steps only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from domain.evaluation import KINDS
from domain.keys import EvaluationState, IndicatorKind
from domain.participation import NOBODY, STEPS, Step, figures_to_show, steps_reached
from domain.weeks import Week
from storage.cycles import all_cycles, group_names
from storage.groups import crowds_in
from storage.pages import Page
from storage.tables import Cycle, Evaluation, Evidence, Group, Indicator, Person
from storage.workspaces import floor_in, today_in

WHOLE: Final = 0
"""In place of a group's id: all whom the cycle is for."""


@dataclass(frozen=True)
class Standing:
    """Indicators of one kind that stand as evidence in what was submitted."""

    people: int
    indicators: int


@dataclass(frozen=True)
class CycleFigures:
    """A cycle in a group. None is a figure that is held back."""

    cycle: Cycle
    group: str | None
    """None is all whom the cycle is for."""
    people: int
    """How many of the group it is for."""
    floor: int
    is_small: bool
    """Too few people for any figure: all of them are held back."""
    steps: Mapping[Step, int | None]
    """How many came that far, or further."""
    kinds: Mapping[IndicatorKind, Standing | None]

    def share(self, step: Step) -> int | None:
        """Percent of the people, rounded."""
        reached = self.steps[step]
        return None if reached is None or not self.people else round(100 * reached / self.people)

    def balance(self) -> dict[IndicatorKind, int] | None:
        """Percent of the indicators that are of each kind, rounded; None where a kind is held
        back, or none stands."""
        counts = {kind: each.indicators for kind, each in self.kinds.items() if each is not None}
        total = sum(counts.values())
        if len(counts) < len(KINDS) or not total:
            return None
        return {kind: round(100 * count / total) for kind, count in counts.items()}


class PublishedCycle:
    """All that may be shown of a cycle, settled when it is made."""

    def __init__(self, session: Session, cycle: Cycle, now: datetime) -> None:
        self._session, self._cycle = session, cycle
        self._floor = floor_in(session, cycle.workspace_id)
        self._states = _states(session, cycle)
        week = Week.of(today_in(session, cycle.workspace_id, now))
        self._crowds = _crowds(session, cycle, self._states, week)
        self._indicators = _indicators(session, cycle)
        noted = {kind: frozenset(self._indicators.get(kind, {})) for kind in KINDS}
        self._shown = figures_to_show(self._crowds, self._states, noted, self._floor)

    def of(self, group: Group | None) -> CycleFigures:
        """A group's, nested ones with it; None is the whole cycle's."""
        group_id = WHOLE if group is None else group.id
        crowd = self._crowds.get(group_id, NOBODY)
        return CycleFigures(
            cycle=self._cycle,
            group=None if group is None else group.name,
            people=len(crowd),
            floor=self._floor,
            is_small=len(crowd) < self._floor,
            steps={
                step: len(crowd & self._states.get(step, NOBODY))
                if (group_id, step) in self._shown
                else None
                for step in STEPS
            },
            kinds={
                kind: self._standing(crowd, kind) if (group_id, kind) in self._shown else None
                for kind in KINDS
            },
        )

    def _standing(self, crowd: frozenset[int], kind: IndicatorKind) -> Standing:
        counts = [
            count for person, count in self._indicators.get(kind, {}).items() if person in crowd
        ]
        return Standing(people=len(counts), indicators=sum(counts))


@dataclass(frozen=True)
class CycleLine:
    """A cycle in a list, with the groups that it is for (none is everyone) and how far it is."""

    cycle: Cycle
    groups: Sequence[str]
    figures: CycleFigures


def cycle_lines(
    session: Session, workspace_id: int, now: datetime, *, first: int = 0, most: int
) -> Page[CycleLine]:
    """Open ones first, the newest of each before the others."""
    cycles = all_cycles(session, workspace_id)
    first = max(0, min(first, len(cycles) - 1)) // most * most
    lines = [cycle_line(session, cycle, now) for cycle in cycles[first : first + most]]
    return Page(lines, first, len(cycles), most)


def cycle_line(session: Session, cycle: Cycle, now: datetime) -> CycleLine:
    figures = PublishedCycle(session, cycle, now).of(None)
    return CycleLine(cycle, group_names(session, cycle), figures)


def _states(session: Session, cycle: Cycle) -> dict[Step, frozenset[int]]:
    """Who came to each step or further."""
    found: dict[Step, set[int]] = {}
    reached = func.coalesce(Evaluation.closed_from, Evaluation.state)
    rows = select(Evaluation.person_id, reached).where(Evaluation.cycle_id == cycle.id)
    for person_id, state in session.execute(rows):
        for step in steps_reached(cast(EvaluationState, state)):
            found.setdefault(step, set()).add(person_id)
    return {step: frozenset(people) for step, people in found.items()}


def _crowds(
    session: Session, cycle: Cycle, states: Mapping[Step, frozenset[int]], week: Week
) -> dict[int, frozenset[int]]:
    """Whom the cycle is for, in all and of each group; whoever left counts to the week's end."""
    crowds = crowds_in(session, cycle.workspace_id, week)
    here = Person.workspace_id == cycle.workspace_id
    people = frozenset(session.scalars(select(Person.id).where(here, _was_here(week))))
    if cycle.group_rows:
        inside = NOBODY.union(*(crowds.get(row.group_id, NOBODY) for row in cycle.group_rows))
        people &= inside | states.get("begun", NOBODY)
    found = {group_id: crowd & people for group_id, crowd in crowds.items()}
    wide_first = sorted(found, key=lambda group_id: (-len(found[group_id]), group_id))
    return {WHOLE: people} | {group_id: found[group_id] for group_id in wide_first}


def _was_here(week: Week) -> ColumnElement[bool]:
    return or_(Person.is_educator, Person.left_on >= week.monday)


def _indicators(session: Session, cycle: Cycle) -> dict[str, dict[int, int]]:
    """How many of each kind stand as evidence in what each person submitted."""
    rows = session.execute(
        select(Indicator.kind, Evaluation.person_id, func.count())
        .join(Evidence, Evidence.indicator_id == Indicator.id)
        .join(Evaluation, Evaluation.id == Evidence.evaluation_id)
        .where(
            Evaluation.cycle_id == cycle.id,
            Evaluation.submitted_at.is_not(None),
            Indicator.deleted_at.is_(None),
        )
        .group_by(Indicator.kind, Evaluation.person_id)
    )
    found: dict[str, dict[int, int]] = {}
    for kind, person_id, count in rows:
        found.setdefault(kind, {})[person_id] = count
    return found
