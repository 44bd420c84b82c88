"""An educator's own evaluation: goals, skills, evidence, self-rating, and every step of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.listeners.evaluation_readings import keep_words, show_moved
from bot.listeners.gestures import (
    OLDER_MESSAGE,
    Command,
    Gesture,
    Listeners,
    Press,
    Submission,
)
from bot.listeners.pieces import searching
from bot.messages.actions import Action, Form
from bot.messages.evaluation import evaluation_message, first_unrated, no_evaluation_message
from bot.messages.evaluation_forms import (
    EVIDENCE,
    difference_form,
    evidence_form,
    goals_form,
    peer_form,
    self_rating_form,
    skill_field,
    skills_form,
)
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.message import Message
from domain.drafts import draft_of_quick_goal
from domain.errors import BadInput
from domain.evaluation import Act
from domain.quick_entry import read_quick_goal
from domain.words import later
from storage.cycles import cycles_of
from storage.evaluations import (
    Standing,
    appoint_peer,
    begin,
    check,
    check_own,
    choose_evidence,
    differ,
    meet,
    move,
    peer_slack_id,
    rate_self,
    rate_skills,
    set_goals,
)
from storage.evidence import SORTS, count_by_kind
from storage.goals import goals_to_choose, keep_goal
from storage.readings import Awaiting, OwnCourse, own_course, shown_evaluations
from storage.tables import Cycle, Goal

WITHOUT_WORDS: Final[frozenset[Act]] = frozenset(
    {
        "change-goals", "begin-rating", "collect-more", "submit", "withdraw", "discuss", "agree",
        "think-again",
    }
)  # fmt: skip
"""Steps that one press takes; the others have a form, or come of something else."""
ANSWERS_TO_A_PRESS: Final = 5
OPENINGS: Final = {
    "submit": later("Submitted."),
    "withdraw": later("Withdrawn: only you read it now."),
    "discuss": later("Noted: you have talked."),
    "agree": later("Noted: you agree."),
    "think-again": later("Take your time."),
}


@dataclass(frozen=True)
class _Own:
    """What `/pln evaluation` shows."""

    shown: OwnCourse | None
    others: Sequence[Cycle]
    asked: Sequence[Awaiting]
    awaiting: int


async def show_evaluation(command: Command) -> Message:
    """`/pln evaluation`."""
    return await evaluation_as_it_is(command, None)


async def open_evaluation(press: Press) -> Message:
    return await evaluation_as_it_is(press, press.row)


async def take_step(press: Press) -> Message:
    """A button with a step: `12:submit`, `12:discuss`."""
    row, _, act = press.value.partition(":")
    if not row.isdecimal() or act not in WITHOUT_WORDS:
        raise BadInput(OLDER_MESSAGE)
    standing = await press.keep(
        lambda session: move(
            session, press.caller.person_id, int(row), act,
            now=press.now, today=press.today,
        )
    )  # fmt: skip
    press.bot.wake_jobs()
    if "educator" not in standing.parts:
        return await show_moved(press, standing.evaluation.id)
    return await evaluation_as_it_is(press, standing.cycle.id, opening=say(OPENINGS.get(act, "")))


# Goals and skills


async def open_goals_form(press: Press) -> None:
    def look(session: Session) -> tuple[OwnCourse, Sequence[Goal]]:
        own = _own_open(session, press, "link-goals")
        linked = [goal.id for goal in own.goals]
        return own, goals_to_choose(session, press.caller.person_id, linked)

    own, goals = await press.find(look)
    linked = [goal.id for goal in own.goals]
    press.open_modal(goals_form(goals, linked, own.cycle.terms, _origin(press, own.cycle.id)))


async def submit_goals(submission: Submission) -> None:
    person_id, now, today = submission.caller.person_id, submission.now, submission.today
    chosen = [int(each) for each in submission.choices("goals") if each.isdecimal()]
    line = submission.text("new_goal").strip()
    draft = None
    if line:
        quick = read_quick_goal(
            line,
            rubric=submission.bot.rubric,
            today=today,
            day_first=submission.caller.is_day_first,
        )
        draft = draft_of_quick_goal(quick)

    def keep(session: Session) -> Standing:
        standing = begin(session, person_id, submission.origin.row or 0, now=now, today=today)
        if draft is not None:
            goal = keep_goal(
                session, person_id, draft, submission=submission.submission, now=now, today=today
            )
            chosen.append(goal.id)
        evaluation_id = standing.evaluation.id
        return set_goals(session, person_id, evaluation_id, set(chosen), now=now, today=today)

    standing = await submission.keep(keep)
    await _show(submission, standing, opening=say("Saved."))


async def open_skills_form(press: Press) -> None:
    own = await press.find(lambda session: _own_open(session, press, "rate-skills"))
    press.open_modal(skills_form(own, press.bot.rubric, _origin(press, own.cycle.id)))


async def submit_skills(submission: Submission) -> None:
    person_id, now, today = submission.caller.person_id, submission.now, submission.today
    levels = {
        skill.key: int(level)
        for skill in submission.bot.rubric.skills
        if (level := submission.choice(skill_field(skill.key))) is not None and level.isdecimal()
    }

    def keep(session: Session) -> Standing:
        standing = begin(session, person_id, submission.origin.row or 0, now=now, today=today)
        evaluation_id = standing.evaluation.id
        return rate_skills(session, person_id, evaluation_id, levels, now=now, today=today)

    await _show(submission, await submission.keep(keep), opening=say("Saved."))


# Evidence


async def open_evidence_form(press: Press) -> None:
    own = await press.find(lambda session: _own_at(session, press, press.row, "choose-evidence"))
    press.open_modal(_evidence_form(press, own, None, _origin(press, press.row)))


async def recount_evidence(press: Press) -> None:
    """What is chosen has changed: the form shows the balance of it while it is open."""
    origin = press.modal_origin
    chosen = [int(each) for each in press.choices(EVIDENCE["indicator"]) if each.isdecimal()]

    def look(session: Session) -> tuple[OwnCourse, dict[str, int]]:
        own = _own_at(session, press, origin.row or 0, "choose-evidence")
        return own, count_by_kind(session, press.caller.person_id, chosen)

    own, kinds = await press.find(look)
    press.update_modal(_evidence_form(press, own, kinds, origin))


async def submit_evidence(submission: Submission) -> None:
    person_id, evaluation_id = submission.caller.person_id, submission.origin.row or 0

    def keep(session: Session) -> Standing:
        for sort in SORTS:
            field = EVIDENCE[sort]
            choose_evidence(
                session, person_id, evaluation_id, sort,
                among=_ids(submission.began_with(field)), chosen=_ids(submission.choices(field)),
                now=submission.now, today=submission.today,
            )  # fmt: skip
        return meet(session, person_id, evaluation_id)

    await _show(submission, await submission.keep(keep), opening=say("Saved."))


# Self-rating


async def open_self_rating(press: Press) -> None:
    """`12:skills`."""
    row, element = press.parts(2)
    own = await press.find(lambda session: _own_at(session, press, int(row), "rate"))
    press.open_modal(_self_rating(press, own, element, _origin(press, int(row))))


async def submit_self_rating(submission: Submission) -> dict[str, Any] | None:
    """Keeps it, a draft as well; the next element that is not done follows."""
    person_id, evaluation_id = submission.caller.person_id, submission.origin.row or 0
    element = submission.origin.about or ""
    said = (submission.choice(f"rating-{element}"), submission.text(f"words-{element}"))

    def keep(session: Session) -> OwnCourse:
        standing = rate_self(
            session, person_id, evaluation_id, {element: said},
            now=submission.now, today=submission.today,
        )  # fmt: skip
        return own_course(session, person_id, standing.cycle.id)

    own = await submission.keep(keep)
    places = [each.element for each in own.rated]
    following = first_unrated(own.rated[places.index(element) + 1 :])
    # Slack takes five answers to one press, and each element that is saved is one.
    if following is None or len(places) <= ANSWERS_TO_A_PRESS:
        message = await evaluation_as_it_is(submission, own.cycle.id, opening=say("Saved."))
        submission.answer_at(submission.origin, message)
    return _self_rating(submission, own, following, submission.origin) if following else None


# Peer, and how it ends


async def open_peer_form(press: Press) -> None:
    def look(session: Session) -> tuple[OwnCourse, str | None]:
        own = _own_open(session, press, "appoint-peer")
        return own, peer_slack_id(session, own.evaluation)

    own, peer = await press.find(look)
    press.open_modal(peer_form(own, peer, _origin(press, own.cycle.id)))


async def submit_peer(submission: Submission) -> None:
    person_id, now, today = submission.caller.person_id, submission.now, submission.today

    def keep(session: Session) -> Standing:
        standing = begin(session, person_id, submission.origin.row or 0, now=now, today=today)
        peer = submission.person("peer") or None
        return appoint_peer(session, person_id, standing.evaluation.id, peer, now=now, today=today)

    standing = await submission.keep(keep)
    submission.bot.wake_jobs()
    await _show(submission, standing, opening=say("Saved."))


async def open_difference_form(press: Press) -> None:
    own = await press.find(lambda session: _own_at(session, press, press.row, "differ"))
    press.open_modal(difference_form(own, _origin(press, press.row)))


async def submit_difference(submission: Submission) -> None:
    words = submission.text("words")
    standing = await keep_words(
        submission,
        words,
        lambda session: differ(
            session, submission.caller.person_id, submission.origin.row or 0, words,
            submission=submission.submission, now=submission.now, today=submission.today,
        ),
    )  # fmt: skip
    submission.bot.wake_jobs()
    await _show(submission, standing, opening=say("Your words stay beside the response."))


def _ids(values: Sequence[str]) -> list[int]:
    return [int(each) for each in values if each.isdecimal()]


def _own_open(session: Session, press: Press, act: Act) -> OwnCourse:
    """Theirs in the cycle that was pressed for, begun or not."""
    check_own(session, press.caller.person_id, press.row, act, press.today)
    return own_course(session, press.caller.person_id, press.row)


def _own_at(session: Session, press: Press, evaluation_id: int, act: Act) -> OwnCourse:
    """The same of one that they have begun."""
    standing = meet(session, press.caller.person_id, evaluation_id)
    check(standing, act, press.today)
    return own_course(session, press.caller.person_id, standing.cycle.id)


def _origin(press: Press, row: int) -> Origin:
    """A message about the evaluation is brought up to date; others, and news, stay."""
    return press.origin(row, is_replacing=press.block_id.startswith(("evaluation", "element-")))


def _evidence_form(
    press: Press, own: OwnCourse, kinds: dict[str, int] | None, origin: Origin
) -> dict[str, Any]:
    return evidence_form(
        own.pieces,
        own.pieces.kinds if kinds is None else kinds,
        press.bot.rubric,
        origin,
        is_balance_needed=own.cycle.needs_balance,
    )


def _self_rating(gesture: Gesture, own: OwnCourse, element: str, origin: Origin) -> dict[str, Any]:
    if element not in own.cycle.elements:
        raise BadInput(OLDER_MESSAGE)
    return self_rating_form(own, element, gesture.bot.rubric, gesture.today, origin)


async def _show(submission: Submission, standing: Standing, *, opening: str) -> None:
    """The evaluation as it is now, where its form came from."""
    message = await evaluation_as_it_is(submission, standing.cycle.id, opening=opening)
    submission.answer_at(replace(submission.origin, row=None), message)


async def evaluation_as_it_is(
    gesture: Gesture, cycle_id: int | None, *, opening: str = ""
) -> Message:
    """Theirs in that cycle, else in the first that is theirs."""

    def look(session: Session) -> _Own:
        person_id = gesture.caller.person_id
        cycles, read = cycles_of(session, person_id), shown_evaluations(session, person_id)
        shown = next((each for each in cycles if cycle_id is None or each.id == cycle_id), None)
        return _Own(
            own_course(session, person_id, shown.id) if shown is not None else None,
            others=[each for each in cycles if each is not shown],
            asked=[each for each in read if each.is_peer],
            awaiting=sum(each.is_awaiting for each in read),
        )

    found = await gesture.find(look)
    if found.shown is None and cycle_id is not None:
        raise BadInput("That evaluation is no longer there. “/pln evaluation” shows yours.")
    if found.shown is None:
        return no_evaluation_message(found.asked, found.awaiting)
    return evaluation_message(
        found.shown,
        gesture.bot.rubric,
        gesture.today,
        opening=opening,
        others=found.others,
        asked=found.asked,
        awaiting=found.awaiting,
    )


LISTENERS = Listeners(
    presses={
        Action.OPEN_EVALUATION: open_evaluation,
        Action.MOVE_EVALUATION: take_step,
        Action.LINK_GOALS: open_goals_form,
        Action.RATE_SKILLS: open_skills_form,
        Action.CHOOSE_EVIDENCE: open_evidence_form,
        Action.FIND_INDICATORS: recount_evidence,
        Action.FIND_ENTRIES: recount_evidence,
        Action.FIND_REFLECTIONS: recount_evidence,
        Action.RATE_SELF: open_self_rating,
        Action.APPOINT_PEER: open_peer_form,
        Action.DIFFER: open_difference_form,
    },
    replacing={Action.OPEN_EVALUATION, Action.MOVE_EVALUATION},
    submissions={
        Form.EVALUATION_GOALS: submit_goals,
        Form.SKILLS: submit_skills,
        Form.EVIDENCE: submit_evidence,
        Form.SELF_RATING: submit_self_rating,
        Form.PEER: submit_peer,
        Form.DIFFERENCE: submit_difference,
    },
    searches={EVIDENCE[sort]: searching(sort) for sort in SORTS},
)
