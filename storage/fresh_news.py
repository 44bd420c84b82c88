"""News of evaluations as they are when they go out: what is so no more is no news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.evaluation import SHOWN
from domain.keys import EvaluationPart, EvaluationState, News
from storage.evaluations import is_led_by, meet, open_response, person_name
from storage.tables import (
    Cycle,
    Evaluation,
    EvaluationComment,
    EvaluationStep,
    Occurrence,
)


@dataclass(frozen=True)
class FreshNews:
    """What happened in an evaluation, for one who should know of it."""

    news: News
    evaluation_id: int
    cycle_id: int
    cycle: str
    educator: str
    """Whose evaluation it is."""
    is_own: bool
    """The reader's."""
    by: str
    """Who did it."""
    words: str | None
    """What was written, where it is to the reader."""
    state: EvaluationState
    respond_by: date


_FITTING: Final[Mapping[News, frozenset[EvaluationState]]] = {
    "submitted": frozenset({"submitted"}),
    "responded": frozenset({"responded"}),
    "response-changed": frozenset({"responded"}),
    "response-taken-back": frozenset({"submitted"}),
    "talked": frozenset({"discussed"}),
    "decided": frozenset({"agreed", "difference-stated"}),
    "commented": SHOWN,
    "peer-asked": SHOWN,
}
"""Where an evaluation must be for the news to be any."""


def fresh_news(session: Session, occurrence: Occurrence) -> FreshNews:
    """Raises BadInput where there is nothing to tell any more; its sentence is the reason."""
    news = cast(News, occurrence.news)
    if news == "withdrawn":
        return _withdrawal(session, occurrence)
    reader_id = occurrence.person_id
    try:
        standing = meet(session, reader_id, occurrence.evaluation_id or 0)
    except BadInput as refusal:
        raise BadInput("it is not shown to them any more") from refusal
    evaluation, parts = standing.evaluation, standing.parts
    if evaluation.state not in _FITTING[news]:
        raise BadInput("the evaluation has moved on meanwhile")
    if news == "peer-asked" and "peer" not in parts:
        raise BadInput("another peer was chosen meanwhile")
    is_own = "educator" in parts
    by, words = _who_and_what(session, occurrence, evaluation, parts)
    return FreshNews(
        news=news,
        evaluation_id=evaluation.id,
        cycle_id=standing.cycle.id,
        cycle=standing.cycle.name,
        educator=person_name(session, evaluation.person_id),
        is_own=is_own,
        by=by,
        words=words,
        state=standing.course.state,
        respond_by=standing.cycle.respond_by,
    )


def _who_and_what(
    session: Session,
    occurrence: Occurrence,
    evaluation: Evaluation,
    parts: frozenset[EvaluationPart],
) -> tuple[str, str | None]:
    """Who did it, and the words that are to this reader: an educator's own are told whole, a
    leader reads them where the look is written down."""
    is_own = "educator" in parts
    if occurrence.news in {"responded", "response-changed"}:
        response = open_response(session, evaluation.id)
        return person_name(session, response.person_id if response else None), None
    if occurrence.news == "commented":
        last = session.scalar(
            select(EvaluationComment)
            .where(
                EvaluationComment.evaluation_id == evaluation.id,
                EvaluationComment.person_id.is_distinct_from(occurrence.person_id),
                EvaluationComment.written_at >= occurrence.planned_at,
            )
            .order_by(EvaluationComment.id.desc())
            .limit(1)
        )
        if last is None:
            raise BadInput("there is no such comment any more")
        return person_name(session, last.person_id), last.words if is_own else None
    act = {"talked": "discuss", "response-taken-back": "take-back-response"}.get(
        occurrence.news or ""
    )
    if act is not None:
        by = session.scalar(
            select(EvaluationStep.person_id)
            .where(EvaluationStep.evaluation_id == evaluation.id, EvaluationStep.act == act)
            .order_by(EvaluationStep.id.desc())
            .limit(1)
        )
        return person_name(session, by), None
    return person_name(session, evaluation.person_id), None


def _withdrawal(session: Session, occurrence: Occurrence) -> FreshNews:
    """Nobody may read it now, so only that it was withdrawn is told."""
    row = session.execute(
        select(Evaluation, Cycle)
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(
            Evaluation.id == occurrence.evaluation_id,
            Evaluation.submitted_at.is_(None),
            is_led_by(occurrence.person_id) | (Evaluation.peer_id == occurrence.person_id),
        )
    ).one_or_none()
    if row is None:
        raise BadInput("it was submitted again, or is no concern of theirs any more")
    evaluation, cycle = row
    name = person_name(session, evaluation.person_id)
    return FreshNews(
        "withdrawn", evaluation.id, cycle.id, cycle.name, name, False, name, None,
        evaluation.reached, cycle.respond_by,
    )  # fmt: skip
