"""What somebody reads of evaluations: their own, one that is shown to them, those that await.

A leader reads all that was submitted and all that came after; the peer reads what was
submitted and their own comments. Each look is written down where the educator can see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.evaluation import STATES, Course, Next, growth, next_for_educator
from domain.keys import EvaluationPart, EvaluationState
from domain.words import later
from storage.audit import note_looks
from storage.cycles import cycles_of, get_cycle, is_for
from storage.evaluations import (
    course_of,
    goals_of,
    is_led_by,
    may_read,
    meet,
    open_response,
    own_evaluation,
    person_name,
    self_ratings,
    skill_ratings,
)
from storage.evidence import Pieces, count_to_choose, pieces_of
from storage.nearest import nearest_leaders
from storage.tables import (
    Cycle,
    Difference,
    Evaluation,
    EvaluationComment,
    EvaluationStep,
    Goal,
    Person,
    Response,
)

WHAT: Final = later("the evaluation that you submitted")


@dataclass(frozen=True)
class Rated:
    """An element with the educator's own rating and, beside it, a leader's."""

    element: str
    rating: str | None
    words: str | None
    beside: str | None


# One's own


@dataclass(frozen=True)
class OwnCourse:
    """Where an educator is in a cycle, and what comes next."""

    cycle: Cycle
    is_still_in: bool
    """The cycle is for a group that they are in now; else they go on with what they began."""
    evaluation: Evaluation | None
    """None before they have begun."""
    course: Course
    next: Next
    goals: Sequence[Goal]
    pieces: Pieces
    indicators: int
    """How many they have, chosen or not."""
    rated: Sequence[Rated]
    """The cycle's elements in their order, drafts as well."""
    skills_at_start: Mapping[str, int]
    skills_at_end: Mapping[str, int]
    answered_by: str | None
    """The leader whose response stands."""
    peer: str | None
    leaders: Sequence[str]
    """Those who are told when they submit; nobody where no group around them has a leader."""

    @property
    def growth(self) -> dict[str, int]:
        return growth(self.skills_at_start, self.skills_at_end)


def running_course(session: Session, person_id: int, today: date) -> OwnCourse | None:
    """Where they are in the newest cycle that runs on that day; None while none does."""
    for cycle in cycles_of(session, person_id):
        if cycle.closed_at is None and cycle.opens_on <= today <= cycle.closes_on:
            return own_course(session, person_id, cycle.id)
    return None


def own_course(session: Session, person_id: int, cycle_id: int) -> OwnCourse:
    """Raises BadInput where their workspace has no such cycle."""
    person = session.get_one(Person, person_id)
    cycle = get_cycle(session, person.workspace_id, cycle_id)
    evaluation = own_evaluation(session, person_id, cycle_id)
    nearest = nearest_leaders(session, person.workspace_id, [person_id])[person_id]
    # No row hangs on evaluation 0: before they begin, there is nothing of it.
    evaluation_id = evaluation.id if evaluation is not None else 0
    course = course_of(session, evaluation) if evaluation is not None else Course()
    response = open_response(session, evaluation_id)
    peer_id = evaluation.peer_id if evaluation is not None else None
    start, end = _skills(session, evaluation_id)
    return OwnCourse(
        cycle=cycle,
        is_still_in=is_for(session, cycle, person_id),
        evaluation=evaluation,
        course=course,
        next=next_for_educator(course, cycle.terms, has_start=bool(start), has_end=bool(end)),
        goals=goals_of(session, evaluation_id),
        pieces=pieces_of(session, evaluation_id),
        indicators=count_to_choose(session, person_id)["indicator"],
        rated=_rated(session, cycle, evaluation_id, response),
        skills_at_start=start,
        skills_at_end=end,
        answered_by=person_name(session, response.person_id) if response else None,
        peer=person_name(session, peer_id) if peer_id is not None else None,
        leaders=[person_name(session, each) for each in nearest],
    )


# One that is shown


@dataclass(frozen=True)
class Answer:
    """A leader's response as it is read."""

    response: Response
    name: str


@dataclass(frozen=True)
class Remark:
    """A comment as it is read."""

    comment: EvaluationComment
    name: str


@dataclass(frozen=True)
class Taken:
    """A step as it is read."""

    step: EvaluationStep
    name: str


@dataclass(frozen=True)
class Reading:
    """An evaluation as its reader sees it."""

    reader_id: int
    evaluation: Evaluation
    cycle: Cycle
    name: str
    """Whose it is."""
    parts: frozenset[EvaluationPart]
    course: Course
    goals: Sequence[Goal]
    rated: Sequence[Rated]
    """The cycle's elements in their order."""
    skills_at_start: Mapping[str, int]
    skills_at_end: Mapping[str, int]
    pieces: Pieces
    answer: Answer | None
    differences: Sequence[Difference]
    remarks: Sequence[Remark]
    steps: Sequence[Taken]
    peer: str | None

    @property
    def growth(self) -> dict[str, int]:
        return growth(self.skills_at_start, self.skills_at_end)

    @property
    def is_own(self) -> bool:
        return "educator" in self.parts

    @property
    def is_answer_own(self) -> bool:
        """The response that stands is the reader's."""
        return self.answer is not None and self.answer.response.person_id == self.reader_id


def read_evaluation(
    session: Session, reader_id: int, evaluation_id: int, *, now: datetime
) -> Reading:
    """As that reader may see it; somebody else's look is written down.

    Raises BadInput where they may not.
    """
    standing = meet(session, reader_id, evaluation_id)
    evaluation, cycle, parts = standing.evaluation, standing.cycle, standing.parts
    if "educator" not in parts:
        why = (
            later("leads a group that you are in")
            if "leader" in parts
            else later("is the peer you chose")
        )
        note_looks(
            session, [evaluation.person_id], reader_id=reader_id, what=WHAT, why=why, now=now
        )
    sees_answers = bool(parts & {"educator", "leader"})
    response = open_response(session, evaluation_id) if sees_answers else None
    start, end = _skills(session, evaluation_id)
    return Reading(
        reader_id=reader_id,
        evaluation=evaluation,
        cycle=cycle,
        name=person_name(session, evaluation.person_id),
        parts=parts,
        course=standing.course,
        goals=goals_of(session, evaluation_id),
        rated=_rated(session, cycle, evaluation_id, response),
        skills_at_start=start,
        skills_at_end=end,
        pieces=pieces_of(session, evaluation_id),
        answer=Answer(response, person_name(session, response.person_id)) if response else None,
        differences=_differences(session, evaluation_id) if sees_answers else (),
        remarks=_remarks(session, evaluation_id, None if sees_answers else reader_id),
        steps=_steps(session, evaluation_id) if sees_answers else (),
        peer=person_name(session, evaluation.peer_id) if evaluation.peer_id else None,
    )


def _rated(
    session: Session, cycle: Cycle, evaluation_id: int, response: Response | None
) -> list[Rated]:
    beside = response.ratings if response is not None else {}
    own = {row.element: row for row in self_ratings(session, evaluation_id)}
    return [
        Rated(
            element,
            own[element].rating if element in own else None,
            own[element].words if element in own else None,
            beside.get(element),
        )
        for element in cycle.elements
    ]


def _skills(session: Session, evaluation_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """Levels by skill, at the start and at the end."""
    rows = skill_ratings(session, evaluation_id)
    start, end = (
        {row.skill: row.level for row in rows if row.moment == moment}
        for moment in ("start", "end")
    )
    return start, end


def _differences(session: Session, evaluation_id: int) -> Sequence[Difference]:
    return session.scalars(
        select(Difference).where(Difference.evaluation_id == evaluation_id).order_by(Difference.id)
    ).all()


def _remarks(session: Session, evaluation_id: int, only_of: int | None) -> list[Remark]:
    remarks = select(EvaluationComment).where(EvaluationComment.evaluation_id == evaluation_id)
    if only_of is not None:
        remarks = remarks.where(EvaluationComment.person_id == only_of)
    return [
        Remark(row, person_name(session, row.person_id))
        for row in session.scalars(remarks.order_by(EvaluationComment.id))
    ]


def _steps(session: Session, evaluation_id: int) -> list[Taken]:
    rows = session.execute(
        select(EvaluationStep, Person.name)
        .outerjoin(Person, Person.id == EvaluationStep.person_id)
        .where(EvaluationStep.evaluation_id == evaluation_id)
        .order_by(EvaluationStep.id)
    )
    return [Taken(step, name or "PLNudge") for step, name in rows]


# Those that await


@dataclass(frozen=True)
class Awaiting:
    """Somebody's evaluation that its reader may read."""

    evaluation_id: int
    name: str
    cycle: str
    submitted_at: datetime
    respond_by: date
    state: EvaluationState = "submitted"
    is_nearest: bool = False
    """Nobody leads the educator more closely than the reader does."""
    is_peer: bool = False
    """The reader is the peer whom the educator chose, and does not lead them."""

    @property
    def is_awaiting(self) -> bool:
        """It waits for the reader's response."""
        return self.state == "submitted" and not self.is_peer


def awaiting_response(session: Session, reader_id: int) -> list[Awaiting]:
    """Those that the reader may respond to: first where nobody leads more closely, and of
    these the longest waiting first."""
    return [each for each in shown_evaluations(session, reader_id) if each.is_awaiting]


def shown_evaluations(session: Session, reader_id: int) -> list[Awaiting]:
    """Those of others that the reader may read, while their cycle is open.

    What awaits their response comes first, as in `awaiting_response`; then what a peer was
    asked to read; then by how far it is, the longest waiting first.
    """
    workspace_id = session.get_one(Person, reader_id).workspace_id
    rows = session.execute(
        select(Evaluation, Cycle, Person.name, is_led_by(reader_id))
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .join(Person, Person.id == Evaluation.person_id)
        .where(may_read(reader_id), Evaluation.person_id != reader_id, Evaluation.state != "closed")
        .order_by(Evaluation.submitted_at, Evaluation.id)
    ).all()
    nearest = nearest_leaders(session, workspace_id, [row[0].person_id for row in rows])
    found = [
        Awaiting(
            evaluation_id=evaluation.id,
            name=name,
            cycle=cycle.name,
            submitted_at=evaluation.submitted_at,
            respond_by=cycle.respond_by,
            state=evaluation.reached,
            is_nearest=reader_id in nearest[evaluation.person_id],
            is_peer=not leads,
        )
        for evaluation, cycle, name, leads in rows
        if evaluation.submitted_at is not None
    ]
    return sorted(found, key=_turn)


def _turn(awaiting: Awaiting) -> tuple[bool, bool, bool, int]:
    return (
        not awaiting.is_awaiting,
        awaiting.is_awaiting and not awaiting.is_nearest,
        not awaiting.is_peer,
        STATES.index(awaiting.state),
    )
