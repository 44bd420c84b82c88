"""Evaluations: whose they are, who may read and move them, and every step on record.

`may_read` is the one place that says who reads an evaluation: the educator; and once they have
submitted it, those who lead a group that they are in now, and the peer whom they chose.
`domain.evaluation` says what may be done; here it is asked with what the rows say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, Select, and_, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from domain.cycles import LONGEST_WORDS
from domain.errors import BadInput
from domain.evaluation import (
    SHOWN,
    SKILL_LEVELS,
    Act,
    Answered,
    Course,
    check_open,
    is_late,
    may_take,
    parts_in,
    take,
)
from domain.keys import EvaluationPart, EvaluationState
from domain.words import Words, count_words, later
from storage.cycles import get_cycle, is_for
from storage.evidence import Sort, choose, pieces_of
from storage.groups import educators_within, led_by
from storage.nearest import nearest_leaders
from storage.news import send_news, told
from storage.people import get_person
from storage.tables import (
    Cycle,
    Difference,
    Evaluation,
    EvaluationComment,
    EvaluationGoal,
    EvaluationStep,
    Goal,
    Indicator,
    Person,
    Response,
    ResponseRating,
    SelfRating,
    SkillRating,
)

NOT_SHOWN: Final = later(
    "That evaluation isn't there, or isn't shown to you any more. “/pln evaluation” shows yours, "
    "“/pln evaluations” those that await you."
)


@dataclass(frozen=True)
class Standing:
    """An evaluation as somebody meets it: what they are to it, and how far it is."""

    person_id: int
    """Theirs who meets it."""
    evaluation: Evaluation
    cycle: Cycle
    parts: frozenset[EvaluationPart]
    course: Course


# Who may


def may_read(reader_id: int) -> ColumnElement[bool]:
    """A condition on Evaluation."""
    return or_(
        Evaluation.person_id == reader_id,
        and_(
            Evaluation.submitted_at.is_not(None),
            or_(is_led_by(reader_id), Evaluation.peer_id == reader_id),
        ),
    )


def is_led_by(reader_id: int) -> ColumnElement[bool]:
    """A condition on Evaluation: the reader leads a group that its educator is in now."""
    return Evaluation.person_id.in_(educators_within(led_by(reader_id)))


def meet(session: Session, reader_id: int, evaluation_id: int) -> Standing:
    """To read it. Raises BadInput where there is none that they may read."""
    return _met(session, reader_id, _meeting(reader_id, evaluation_id))


def meet_to_act(session: Session, person_id: int, evaluation_id: int) -> Standing:
    """The same, and nobody else moves it until this transaction ends."""
    meeting = _meeting(person_id, evaluation_id).with_for_update(of=Evaluation)
    return _met(session, person_id, meeting)


def _meeting(reader_id: int, evaluation_id: int) -> Select[Evaluation, Cycle, bool, bool, bool]:
    return (
        select(
            Evaluation,
            Cycle,
            Evaluation.person_id == reader_id,
            is_led_by(reader_id),
            func.coalesce(Evaluation.peer_id == reader_id, literal(False)),
        )
        .join(Cycle, Cycle.id == Evaluation.cycle_id)
        .where(Evaluation.id == evaluation_id)
    )


def _met(
    session: Session, reader_id: int, meeting: Select[Evaluation, Cycle, bool, bool, bool]
) -> Standing:
    row = session.execute(meeting.where(may_read(reader_id))).one_or_none()
    if row is None:
        raise BadInput(_why_not_shown(session, meeting))
    evaluation, cycle, is_own, leads, is_peer = row
    parts = parts_in(is_own=bool(is_own), leads=bool(leads), is_peer=bool(is_peer))
    return Standing(reader_id, evaluation, cycle, parts, course_of(session, evaluation))


def _why_not_shown(
    session: Session, meeting: Select[Evaluation, Cycle, bool, bool, bool]
) -> str | Words:
    """Who could read it a moment ago is told what became of it."""
    row = session.execute(meeting).one_or_none()
    if row is None or not (row[3] or row[4]):
        return NOT_SHOWN
    withdrawn = session.scalar(
        select(EvaluationStep.id)
        .where(EvaluationStep.evaluation_id == row[0].id, EvaluationStep.act == "withdraw")
        .limit(1)
    )
    if withdrawn is None:
        return NOT_SHOWN
    name = person_name(session, row[0].person_id)
    return Words(
        "{name} has withdrawn it meanwhile, to change it. You will hear when it is back.", name=name
    )


def own_evaluation(session: Session, person_id: int, cycle_id: int) -> Evaluation | None:
    """Theirs in that cycle, once they have begun it."""
    return session.scalar(
        select(Evaluation).where(Evaluation.cycle_id == cycle_id, Evaluation.person_id == person_id)
    )


def begin(
    session: Session, person_id: int, cycle_id: int, *, now: datetime, today: date
) -> Standing:
    """Theirs in that cycle, begun where it was not.

    Whoever joins one of its groups in mid-cycle is in it from then on; whoever leaves goes on
    with what they began. Raises BadInput for a cycle that is not for them, or not open.
    """
    person = session.get_one(Person, person_id)
    cycle = get_cycle(session, person.workspace_id, cycle_id)
    evaluation = own_evaluation(session, person_id, cycle_id)
    if evaluation is None:
        _check_may_begin(session, cycle, person_id, today)
        evaluation = Evaluation(
            cycle_id=cycle.id, person_id=person_id, state="goal-setting", began_at=now
        )
        session.add(evaluation)
        session.flush()
    return meet(session, person_id, evaluation.id)


def check_own(session: Session, person_id: int, cycle_id: int, act: Act, today: date) -> None:
    """Raises BadInput where they may not do that now in that cycle, begun or not."""
    person = session.get_one(Person, person_id)
    cycle = get_cycle(session, person.workspace_id, cycle_id)
    evaluation = own_evaluation(session, person_id, cycle_id)
    if evaluation is None:
        _check_may_begin(session, cycle, person_id, today)
        take(Course(), act, parts=parts_in(is_own=True), terms=cycle.terms, today=today)
    else:
        check(meet(session, person_id, evaluation.id), act, today)


def _check_may_begin(session: Session, cycle: Cycle, person_id: int, today: date) -> None:
    if cycle.closed_at is not None:
        raise BadInput("“{name}” is closed, so nothing can be begun in it.", name=cycle.name)
    if not is_for(session, cycle, person_id):
        raise BadInput("“{name}” is not for the groups that you are in.", name=cycle.name)
    check_open(cycle.terms, today)


def course_of(session: Session, evaluation: Evaluation) -> Course:
    """As much of it as the rules look at. What was taken back counts as never chosen."""
    goals = session.scalar(
        select(func.count())
        .select_from(EvaluationGoal)
        .join(Goal, Goal.id == EvaluationGoal.goal_id)
        .where(EvaluationGoal.evaluation_id == evaluation.id, Goal.deleted_at.is_(None))
    )
    rated = session.scalars(
        select(SelfRating.element).where(
            SelfRating.evaluation_id == evaluation.id,
            SelfRating.rating.is_not(None),
            SelfRating.words.is_not(None),
        )
    )
    pieces = pieces_of(session, evaluation.id)
    response = open_response(session, evaluation.id)
    return Course(
        state=cast(EvaluationState, evaluation.state),
        goals=goals or 0,
        rated=frozenset(rated),
        evidence=pieces.count,
        kinds=frozenset(each.kind for each in pieces.indicators),
        response=Answered(response.person_id or 0, frozenset(response.ratings))
        if response is not None
        else None,
        differences=session.scalar(
            select(func.count())
            .select_from(Difference)
            .where(Difference.evaluation_id == evaluation.id)
        )
        or 0,
        closed_from=cast(EvaluationState | None, evaluation.closed_from),
    )


def open_response(session: Session, evaluation_id: int) -> Response | None:
    """The one that stands; one that was taken back does not."""
    return session.scalar(
        select(Response).where(
            Response.evaluation_id == evaluation_id, Response.taken_back_at.is_(None)
        )
    )


# What moves it


def move(
    session: Session, person_id: int, evaluation_id: int, act: Act, *, now: datetime, today: date
) -> Standing:
    """A step on or back, by somebody who may take it. Pressed twice, it is taken once.

    Raises BadInput as `domain.evaluation.take` does. What needs words has a function of its own.
    """
    standing = meet_to_act(session, person_id, evaluation_id)
    if _was_just_taken(session, standing, act, person_id):
        return standing
    submitted_at = standing.evaluation.submitted_at
    _take(session, standing, act, person_id, now=now, today=today)
    if act == "submit":
        _tell_of_submission(session, standing, now)
    elif act == "withdraw" and submitted_at is not None:
        readers = {*told(session, evaluation_id, "submitted", submitted_at)}
        readers |= {*told(session, evaluation_id, "peer-asked", submitted_at)}
        send_news(session, evaluation_id, "withdrawn", readers, now)
    elif act == "discuss" and "educator" not in standing.parts:
        send_news(session, evaluation_id, "talked", [standing.evaluation.person_id], now)
    elif act == "agree":
        send_news(session, evaluation_id, "decided", _responders(session, standing), now)
    return meet(session, person_id, evaluation_id)


def differ(
    session: Session,
    person_id: int,
    evaluation_id: int,
    words: str,
    *,
    submission: str | None,
    now: datetime,
    today: date,
) -> Standing:
    """The educator sees it otherwise, in their own words; they stay on record."""
    standing = meet_to_act(session, person_id, evaluation_id)
    if _is_known(session, Difference, evaluation_id, submission):
        return standing
    said = check_words(words)
    _take(session, standing, "differ", person_id, now=now, today=today)
    session.add(
        Difference(evaluation_id=evaluation_id, words=said, stated_at=now, submission=submission)
    )
    send_news(session, evaluation_id, "decided", _responders(session, standing), now)
    session.flush()
    return meet(session, person_id, evaluation_id)


def respond(
    session: Session,
    person_id: int,
    evaluation_id: int,
    words: str,
    ratings: Mapping[str, str],
    *,
    submission: str | None,
    now: datetime,
    today: date,
) -> Standing:
    """A leader's answer in words, with ratings beside the educator's own where the cycle has
    them. Where they have answered already, it takes the place of what they wrote.

    Raises BadInput for the second of two leaders, who is told whose response there is.
    """
    standing = meet_to_act(session, person_id, evaluation_id)
    if _is_known(session, Response, evaluation_id, submission):
        return standing
    said = check_words(words)
    _check_ratings(standing, ratings)
    response = open_response(session, evaluation_id)
    if response is not None and response.person_id != person_id:
        name = person_name(session, response.person_id)
        raise BadInput(
            "{name} has responded to this evaluation already. Read it first: what you "
            "would add can stand beside it as a comment.",
            name=name,
        )
    act: Act = "respond" if response is None else "revise-response"
    _take(session, standing, act, person_id, now=now, today=today, beside=frozenset(ratings))
    if response is None:
        response = Response(
            evaluation_id=evaluation_id,
            person_id=person_id,
            words=said,
            responded_at=now,
            rating_rows=[],
        )
        session.add(response)
        send_news(session, evaluation_id, "responded", [standing.evaluation.person_id], now)
    else:
        response.edited_at = now
        send_news(
            session, evaluation_id, "response-changed", [standing.evaluation.person_id], now,
            unless="responded",
        )  # fmt: skip
    response.words, response.submission = said, submission
    has = {row.element: row for row in response.rating_rows}
    response.rating_rows = [has.get(each) or ResponseRating(element=each) for each in ratings]
    for row in response.rating_rows:
        row.rating = ratings[row.element]
    session.flush()
    return meet(session, person_id, evaluation_id)


def take_back_response(
    session: Session, person_id: int, evaluation_id: int, *, now: datetime, today: date
) -> Standing:
    """It stands no more, and the evaluation awaits a response again."""
    standing = meet_to_act(session, person_id, evaluation_id)
    if _was_just_taken(session, standing, "take-back-response", person_id):
        return standing
    response = open_response(session, evaluation_id)
    _take(session, standing, "take-back-response", person_id, now=now, today=today)
    if response is not None:
        response.taken_back_at = now
        hearers = told(session, evaluation_id, "responded", response.responded_at)
        send_news(session, evaluation_id, "response-taken-back", hearers, now)
    session.flush()
    return meet(session, person_id, evaluation_id)


def comment(
    session: Session,
    person_id: int,
    evaluation_id: int,
    words: str,
    *,
    submission: str | None,
    now: datetime,
    today: date,
) -> Standing:
    """A word on what was submitted: the educator's, a leader's or the peer's."""
    standing = meet_to_act(session, person_id, evaluation_id)
    if _is_known(session, EvaluationComment, evaluation_id, submission):
        return standing
    said = check_words(words)
    check(standing, "comment", today)
    session.add(
        EvaluationComment(
            evaluation_id=evaluation_id,
            person_id=person_id,
            part=_part_of(standing.parts),
            words=said,
            written_at=now,
            submission=submission,
        )
    )
    if "educator" in standing.parts:
        send_news(session, evaluation_id, "commented", _responders(session, standing), now)
    else:
        send_news(session, evaluation_id, "commented", [standing.evaluation.person_id], now)
    session.flush()
    return standing


# What the educator fills in


def set_goals(
    session: Session,
    person_id: int,
    evaluation_id: int,
    goal_ids: Collection[int],
    *,
    now: datetime,
    today: date,
) -> Standing:
    """The goals that it is about, in place of those before; with enough of them it moves on.

    Raises BadInput where one is not theirs, and where too few are left of one that moved on.
    """
    standing = meet_to_act(session, person_id, evaluation_id)
    check(standing, "link-goals", today)
    own = set(
        session.scalars(
            select(Goal.id).where(
                Goal.id.in_(goal_ids), Goal.person_id == person_id, Goal.deleted_at.is_(None)
            )
        )
    )
    if own != set(goal_ids):
        raise BadInput("One of these goals is no longer there: choose again.", field="goals")
    expected = standing.cycle.goals_expected
    is_settled = standing.course.state != "goal-setting"
    if len(own) < expected and (is_settled or not own):
        raise BadInput(
            count_words(
                "Choose at least one goal: this cycle asks for that.",
                "Choose at least {count} goals: this cycle asks for that.",
                max(expected, 1),
            ),
            field="goals",
        )
    session.execute(delete(EvaluationGoal).where(EvaluationGoal.evaluation_id == evaluation_id))
    session.add_all(
        EvaluationGoal(evaluation_id=evaluation_id, goal_id=goal_id) for goal_id in sorted(own)
    )
    session.flush()
    if not is_settled and len(own) >= expected:
        return move(session, person_id, evaluation_id, "finish-goals", now=now, today=today)
    return meet(session, person_id, evaluation_id)


def rate_self(
    session: Session,
    person_id: int,
    evaluation_id: int,
    ratings: Mapping[str, tuple[str | None, str | None]],
    *,
    now: datetime,
    today: date,
) -> Standing:
    """What they say of themselves, as (rating, words) by element; either may be missing still.

    Raises BadInput for an element or a rating word that the cycle does not have.
    """
    standing = meet_to_act(session, person_id, evaluation_id)
    check(standing, "rate", today)
    has = {row.element: row for row in self_ratings(session, evaluation_id)}
    for element, (rating, words) in ratings.items():
        if element not in standing.cycle.elements:
            raise BadInput("This cycle does not ask about “{element}”.", element=element)
        if rating is not None and rating not in standing.cycle.ratings:
            raise BadInput(
                "“{rating}” is none of the words that this cycle rates with.", rating=rating
            )
        row = has.get(element)
        if row is None:
            row = SelfRating(evaluation_id=evaluation_id, element=element)
            session.add(row)
        row.rating, row.words, row.rated_at = rating, (words or "").strip() or None, now
    session.flush()
    return meet(session, person_id, evaluation_id)


def rate_skills(
    session: Session,
    person_id: int,
    evaluation_id: int,
    levels: Mapping[str, int],
    *,
    now: datetime,
    today: date,
) -> Standing:
    """How they see their skills: at the start until they rate themselves, then at the end."""
    standing = meet_to_act(session, person_id, evaluation_id)
    check(standing, "rate-skills", today)
    if any(level not in SKILL_LEVELS for level in levels.values()):
        raise BadInput("Choose a level from 1 to {most}.", most=max(SKILL_LEVELS))
    if not levels:
        raise BadInput("Choose a level for one skill at least.")
    moment = moment_of(standing.course.state)
    has = {row.skill: row for row in skill_ratings(session, evaluation_id) if row.moment == moment}
    for skill, level in levels.items():
        row = has.get(skill)
        if row is None:
            row = SkillRating(evaluation_id=evaluation_id, skill=skill, moment=moment)
            session.add(row)
        row.level, row.rated_at = level, now
    session.flush()
    return meet(session, person_id, evaluation_id)


def moment_of(state: EvaluationState) -> str:
    """Whether a rating of skills is one at the start or at the end."""
    return "start" if state in {"goal-setting", "collecting"} else "end"


def choose_evidence(
    session: Session,
    person_id: int,
    evaluation_id: int,
    sort: Sort,
    *,
    among: Collection[int],
    chosen: Collection[int],
    now: datetime,
    today: date,
) -> Standing:
    """Of those that were shown, these stand as evidence. Raises BadInput as `choose` does."""
    standing = meet_to_act(session, person_id, evaluation_id)
    check(standing, "choose-evidence", today)
    choose(session, person_id, evaluation_id, sort, among=among, chosen=chosen, now=now)
    return meet(session, person_id, evaluation_id)


def stand_as_evidence(
    session: Session,
    person_id: int,
    cycle_id: int,
    indicator: Indicator,
    *,
    now: datetime,
    today: date,
) -> None:
    """A new indicator stands as evidence at once, where the evaluation is so far."""
    evaluation = own_evaluation(session, person_id, cycle_id)
    if evaluation is None:
        return
    standing = meet_to_act(session, person_id, evaluation.id)
    if may_take(
        standing.course,
        "choose-evidence",
        parts=standing.parts,
        terms=standing.cycle.terms,
        today=today,
    ):
        ids = [indicator.id]
        choose(session, person_id, evaluation.id, "indicator", among=ids, chosen=ids, now=now)


def appoint_peer(
    session: Session,
    person_id: int,
    evaluation_id: int,
    slack_id: str | None,
    *,
    now: datetime,
    today: date,
) -> Standing:
    """Somebody who may read what is submitted, and comment; None is nobody.

    Raises BadInput for themselves and for whoever is no educator of the workspace.
    """
    standing = meet_to_act(session, person_id, evaluation_id)
    check(standing, "appoint-peer", today)
    peer = None
    if slack_id is not None:
        peer = get_person(session, standing.cycle.workspace_id, slack_id)
        if not peer.is_educator:
            raise BadInput(
                "{name} can't read it: choose an educator of this workspace.",
                name=peer.name,
                field="peer",
            )
        if peer.id == person_id:
            raise BadInput("Choose somebody else: you read your own anyway.", field="peer")
    if standing.evaluation.peer_id != (peer.id if peer else None):
        standing.evaluation.peer_id = peer.id if peer else None
        _note_step(session, standing, "appoint-peer", person_id, now)
        if peer is not None and standing.course.state in SHOWN:
            send_news(session, evaluation_id, "peer-asked", [peer.id], now)
    session.flush()
    return meet(session, person_id, evaluation_id)


# Parts of it


def self_ratings(session: Session, evaluation_id: int) -> Sequence[SelfRating]:
    return session.scalars(
        select(SelfRating).where(SelfRating.evaluation_id == evaluation_id).order_by(SelfRating.id)
    ).all()


def skill_ratings(session: Session, evaluation_id: int) -> Sequence[SkillRating]:
    return session.scalars(
        select(SkillRating)
        .where(SkillRating.evaluation_id == evaluation_id)
        .order_by(SkillRating.id)
    ).all()


def goals_of(session: Session, evaluation_id: int) -> Sequence[Goal]:
    """Those that were not taken back."""
    return session.scalars(
        select(Goal)
        .join(EvaluationGoal, EvaluationGoal.goal_id == Goal.id)
        .where(EvaluationGoal.evaluation_id == evaluation_id, Goal.deleted_at.is_(None))
        .order_by(Goal.id)
    ).all()


def peer_slack_id(session: Session, evaluation: Evaluation | None) -> str | None:
    """Whom the educator chose to read and comment."""
    peer_id = evaluation.peer_id if evaluation is not None else None
    peer = session.get(Person, peer_id) if peer_id is not None else None
    return peer.slack_id if peer is not None else None


def person_name(session: Session, person_id: int | None) -> str:
    """Somebody who was erased has no name any more."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else "Somebody who is no longer here"


def check(standing: Standing, act: Act, today: date) -> None:
    """Raises BadInput where they may not do that now."""
    take(
        standing.course,
        act,
        parts=standing.parts,
        terms=standing.cycle.terms,
        today=today,
        person_id=standing.person_id,
    )


def check_words(words: str) -> str:
    said = words.strip()
    if not said:
        raise BadInput("Write a few words first.", field="words")
    if len(said) > LONGEST_WORDS:
        raise BadInput("Keep it to {most} characters.", most=LONGEST_WORDS, field="words")
    return said


def _check_ratings(standing: Standing, ratings: Mapping[str, str]) -> None:
    for element, rating in ratings.items():
        if rating not in standing.cycle.ratings:
            raise BadInput(
                "“{rating}” is none of the words that this cycle rates with.",
                rating=rating,
                field=f"rating-{element}",
            )


def _take(
    session: Session,
    standing: Standing,
    act: Act,
    person_id: int,
    *,
    now: datetime,
    today: date,
    beside: frozenset[str] = frozenset(),
) -> None:
    """Moves it, where nobody else has meanwhile, and notes who did."""
    evaluation, terms = standing.evaluation, standing.cycle.terms
    after = take(
        standing.course,
        act,
        parts=standing.parts,
        terms=terms,
        today=today,
        person_id=person_id,
        beside=beside,
    )
    is_shown = after.state in SHOWN
    moved = session.scalar(
        update(Evaluation)
        .where(Evaluation.id == evaluation.id, Evaluation.state == standing.course.state)
        .values(
            state=after.state,
            submitted_at=(evaluation.submitted_at or now) if is_shown else None,
        )
        .returning(Evaluation.id)
    )
    if moved is None:
        raise BadInput("Somebody else moved this evaluation a moment ago: look at it again first.")
    late = is_late(act, standing.course.state, terms, today)
    _note_step(session, standing, act, person_id, now, state=after.state, late=late)
    session.flush()
    session.refresh(evaluation)


def _note_step(
    session: Session,
    standing: Standing,
    act: Act,
    person_id: int,
    now: datetime,
    *,
    state: str | None = None,
    late: bool = False,
) -> None:
    session.add(
        EvaluationStep(
            evaluation_id=standing.evaluation.id,
            act=act,
            state=state or standing.course.state,
            person_id=person_id,
            part=_part_of(standing.parts),
            at=now,
            is_late=late,
        )
    )


def _part_of(parts: frozenset[EvaluationPart]) -> EvaluationPart:
    order: tuple[EvaluationPart, ...] = ("educator", "leader", "peer", "admin")
    return next(part for part in order if part in parts)


def _was_just_taken(session: Session, standing: Standing, act: Act, person_id: int) -> bool:
    """The last step was the same, by the same person."""
    last = session.scalar(
        select(EvaluationStep)
        .where(EvaluationStep.evaluation_id == standing.evaluation.id)
        .order_by(EvaluationStep.id.desc())
        .limit(1)
    )
    return (
        last is not None
        and (last.act, last.person_id) == (act, person_id)
        and last.state == standing.evaluation.state
    )


def _is_known(
    session: Session,
    table: type[Difference | Response | EvaluationComment],
    evaluation_id: int,
    submission: str | None,
) -> bool:
    known: Select[int] = select(table.id).where(
        table.evaluation_id == evaluation_id, table.submission == submission
    )
    return submission is not None and session.scalar(known) is not None


def _responders(session: Session, standing: Standing) -> list[int]:
    """The leader who responded; where there is none any more, those who lead the educator."""
    response = open_response(session, standing.evaluation.id)
    if response is not None and response.person_id is not None:
        return [response.person_id]
    return list(_nearest(session, standing))


def _nearest(session: Session, standing: Standing) -> tuple[int, ...]:
    person_id = standing.evaluation.person_id
    return nearest_leaders(session, standing.cycle.workspace_id, [person_id])[person_id]


def _tell_of_submission(session: Session, standing: Standing, now: datetime) -> None:
    evaluation = standing.evaluation
    send_news(session, evaluation.id, "submitted", _nearest(session, standing), now)
    if evaluation.peer_id is not None:
        send_news(session, evaluation.id, "peer-asked", [evaluation.peer_id], now)
