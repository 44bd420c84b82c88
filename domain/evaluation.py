"""An evaluation's way from goals to agreement: who may move it, from where, until when, and back.

The rule above all: nothing about an educator is rated without them. A leader responds to what
the educator submitted, and rates beside a rating of theirs, never in place of it. Silence is
never agreement: only the educator says that they agree, or that they see it otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

from domain.cycles import Terms
from domain.errors import BadInput
from domain.keys import EvaluationPart, EvaluationState, IndicatorKind
from domain.words import LongDay, Words, count_words, later

STATES: Final[tuple[EvaluationState, ...]] = get_args(EvaluationState)
KINDS: Final[tuple[IndicatorKind, ...]] = get_args(IndicatorKind)
SHOWN: Final[frozenset[EvaluationState]] = frozenset(
    {"submitted", "responded", "discussed", "agreed", "difference-stated"}
)
"""What the educator has submitted and not withdrawn: leaders and the peer may read it."""

SKILL_LEVELS: Final = (1, 2, 3, 4, 5)

Act = Literal[
    "link-goals",
    "finish-goals",
    "change-goals",
    "rate-skills",
    "choose-evidence",
    "begin-rating",
    "collect-more",
    "rate",
    "submit",
    "withdraw",
    "appoint-peer",
    "comment",
    "respond",
    "revise-response",
    "take-back-response",
    "discuss",
    "agree",
    "differ",
    "think-again",
    "close",
    "reopen",
]


@dataclass(frozen=True)
class Answered:
    """What a leader answered; `beside` names the elements that they rated beside the educator."""

    by: int
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Course:
    """As much of an evaluation as its rules look at: how far it came, and by what."""

    state: EvaluationState = "goal-setting"
    goals: int = 0
    rated: frozenset[str] = frozenset()
    """Elements that the educator rated themselves on, with words."""
    evidence: int = 0
    kinds: frozenset[str] = frozenset()
    """Of the indicators that stand as evidence."""
    response: Answered | None = None
    differences: int = 0
    """How often the educator stated one; each stays on record."""
    closed_from: EvaluationState | None = None


@dataclass(frozen=True)
class _Move:
    by: frozenset[EvaluationPart]
    sources: frozenset[EvaluationState]
    to: EvaluationState | None
    """None stays where it is."""
    when: str
    """Says when it can be done, to whoever tries at another time."""


def _move(
    by: tuple[EvaluationPart, ...],
    sources: tuple[EvaluationState, ...],
    to: EvaluationState | None,
    when: str,
) -> _Move:
    return _Move(frozenset(by), frozenset(sources), to, when)


_OWN: Final[tuple[EvaluationPart, ...]] = ("educator",)
_LEADER: Final[tuple[EvaluationPart, ...]] = ("leader",)
_PREPARING: Final[tuple[EvaluationState, ...]] = ("goal-setting", "collecting", "self-evaluation")
_OPEN: Final[tuple[EvaluationState, ...]] = tuple(each for each in STATES if each != "closed")

_MOVES: Final[Mapping[Act, _Move]] = {
    "link-goals": _move(
        _OWN, _PREPARING, None, later("Its goals can be changed until it is submitted.")
    ),
    "finish-goals": _move(
        _OWN, ("goal-setting",), "collecting", later("Goals are settled at its beginning.")
    ),
    "change-goals": _move(
        _OWN, ("collecting",), "goal-setting", later("One goes back to goals from collecting.")
    ),
    "rate-skills": _move(
        _OWN, _PREPARING, None, later("Skills can be rated until it is submitted.")
    ),
    "choose-evidence": _move(
        _OWN,
        ("collecting", "self-evaluation"),
        None,
        later("Evidence is chosen after the goals and before it is submitted."),
    ),
    "begin-rating": _move(
        _OWN,
        ("collecting",),
        "self-evaluation",
        later("The self-evaluation comes after collecting."),
    ),
    "collect-more": _move(
        _OWN, ("self-evaluation",), "collecting", later("One goes back to collecting from rating.")
    ),
    "rate": _move(
        _OWN,
        ("self-evaluation",),
        None,
        later("You rate yourself in the self-evaluation; to change it later, withdraw it first."),
    ),
    "submit": _move(
        _OWN, ("self-evaluation",), "submitted", later("It is submitted from the self-evaluation.")
    ),
    "withdraw": _move(
        _OWN,
        ("submitted",),
        "self-evaluation",
        later("It can be withdrawn until a leader responds."),
    ),
    "appoint-peer": _move(_OWN, _OPEN, None, later("A peer can be chosen until it is closed.")),
    "comment": _move(
        ("educator", "leader", "peer"),
        tuple(each for each in STATES if each in SHOWN),
        None,
        later("Comments are for what is submitted."),
    ),
    "respond": _move(
        _LEADER, ("submitted",), "responded", later("A leader responds once it is submitted.")
    ),
    "revise-response": _move(
        _LEADER, ("responded",), None, later("A response can be changed until you have talked.")
    ),
    "take-back-response": _move(
        _LEADER,
        ("responded",),
        "submitted",
        later("A response can be taken back until you have talked."),
    ),
    "discuss": _move(
        ("educator", "leader"),
        ("responded",),
        "discussed",
        later("The talk comes after the response."),
    ),
    "agree": _move(_OWN, ("discussed",), "agreed", later("That comes after the talk.")),
    "differ": _move(_OWN, ("discussed",), "difference-stated", later("That comes after the talk.")),
    "think-again": _move(
        _OWN,
        ("agreed", "difference-stated"),
        "discussed",
        later("There is nothing to think over again yet."),
    ),
    "close": _move(("admin",), _OPEN, "closed", later("It was closed before.")),
    "reopen": _move(("admin",), ("closed",), None, later("It is open.")),
}

_NOT_YOURS: Final[Mapping[frozenset[EvaluationPart], str]] = {
    frozenset(_OWN): later("Only the educator whose evaluation it is can do that."),
    frozenset(_LEADER): later("Only those who lead a group that this educator is in can do that."),
    frozenset({"educator", "leader"}): (
        later("Only the educator and those who lead a group that they are in can do that.")
    ),
    frozenset({"educator", "leader", "peer"}): (
        later("Only the educator, their leaders and the peer whom they chose can comment.")
    ),
    frozenset({"admin"}): later("Only admins of PLNudge open and close a cycle."),
}

_STANDS: Final[Mapping[EvaluationState, str]] = {
    "goal-setting": later("This evaluation is at its beginning: goals come first."),
    "collecting": later(
        "This evaluation is at its second step: indicators of progress are collected."
    ),
    "self-evaluation": later("This evaluation is with its educator, who rates themselves."),
    "submitted": later("This evaluation is submitted, and no leader has responded yet."),
    "responded": later("A leader has responded to this evaluation already."),
    "discussed": later("This evaluation has been talked over already."),
    "agreed": later("The educator has agreed already."),
    "difference-stated": later("The educator has stated a difference already."),
    "closed": later("This evaluation is closed."),
}


def parts_in(
    *, is_own: bool, leads: bool = False, is_peer: bool = False, is_admin: bool = False
) -> frozenset[EvaluationPart]:
    """What somebody is to an evaluation: to their own, nobody is a leader or a peer."""
    held: Mapping[EvaluationPart, bool] = {
        "educator": is_own,
        "leader": leads and not is_own,
        "peer": is_peer and not is_own,
        "admin": is_admin,
    }
    return frozenset(part for part, holds in held.items() if holds)


def take(
    course: Course,
    act: Act,
    *,
    parts: frozenset[EvaluationPart],
    terms: Terms,
    today: date,
    person_id: int = 0,
    beside: frozenset[str] = frozenset(),
) -> Course:
    """The evaluation after that act of somebody who is `parts` to it.

    `today` is where they are; `beside` are the elements that a response rates. Raises BadInput
    with a sentence where they may not, where it is not the time, and where something is missing.
    """
    move = _MOVES[act]
    if not move.by & parts:
        raise BadInput(_NOT_YOURS[move.by])
    if "admin" not in move.by:
        check_open(terms, today)
    if course.state not in move.sources:
        raise BadInput(
            "{stands} {when}", stands=Words(_STANDS[course.state]), when=Words(move.when)
        )
    if act in _CHECKS:
        _CHECKS[act](course, terms)
    moved = replace(course, state=move.to or course.state)
    if act in {"respond", "revise-response"}:
        return replace(moved, response=_respond(course, act, terms, person_id, beside))
    if act == "take-back-response":
        _check_same_leader(course, person_id)
        return replace(moved, response=None)
    if act == "differ":
        return replace(moved, differences=course.differences + 1)
    if act == "close":
        return replace(moved, closed_from=course.state)
    if act == "reopen":
        return replace(moved, state=course.closed_from or "goal-setting", closed_from=None)
    return moved


def may_take(
    course: Course,
    act: Act,
    *,
    parts: frozenset[EvaluationPart],
    terms: Terms,
    today: date,
) -> bool:
    """Whether a button for it makes sense: who, where and when fit, though more may be missing."""
    move = _MOVES[act]
    is_time = "admin" in move.by or terms.opens_on <= today <= terms.closes_on
    return bool(move.by & parts) and course.state in move.sources and is_time


def check_open(terms: Terms, today: date) -> None:
    """Raises BadInput outside the cycle's days. A step's own day that is past closes nothing."""
    if today < terms.opens_on:
        raise BadInput("This cycle begins on {day}.", day=LongDay(terms.opens_on))
    if today > terms.closes_on:
        raise BadInput(
            "This cycle ended on {day}, and what was written stays as it is. If "
            "something is missing, ask an admin to open it again.",
            day=LongDay(terms.closes_on),
        )


def due_on(state: EvaluationState, terms: Terms) -> date | None:
    """By when an evaluation in that state should move on; None where nothing is due."""
    return {
        "goal-setting": terms.goals_by,
        "collecting": terms.submit_by,
        "self-evaluation": terms.submit_by,
        "submitted": terms.respond_by,
        "responded": terms.agree_by,
        "discussed": terms.agree_by,
    }.get(state)


def is_late(act: Act, state: EvaluationState, terms: Terms, today: date) -> bool:
    """A step came after its day: it counts all the same, and the record says so."""
    due = due_on(state, terms)
    moves_on = act in {"finish-goals", "submit", "respond", "agree", "differ"}
    return moves_on and due is not None and today > due


# What a submission rests on


def missing_kinds(kinds: frozenset[str]) -> tuple[IndicatorKind, ...]:
    """Kinds of indicators that nothing stands for yet, in the rubric's order."""
    return tuple(kind for kind in KINDS if kind not in kinds)


def is_whole(rated: frozenset[str], terms: Terms) -> bool:
    """The educator has rated themselves on every element."""
    return frozenset(terms.elements) <= rated


def growth(start: Mapping[str, int], end: Mapping[str, int]) -> dict[str, int]:
    """By how many levels each skill grew that was rated both times."""
    return {skill: end[skill] - level for skill, level in start.items() if skill in end}


Next = Literal[
    "set-goals",
    "rate-skills-at-start",
    "collect",
    "rate",
    "rate-skills-at-end",
    "choose-evidence",
    "submit",
    "wait",
    "read",
    "talk",
    "decide",
    "done",
]
"""What comes next for the educator: one thing at a time."""


def next_for_educator(
    course: Course,
    terms: Terms,
    *,
    has_start: bool,
    has_end: bool,
) -> Next:
    """`has_start` and `has_end`: the skills were rated at that time."""
    settled: Mapping[EvaluationState, Next] = {
        "goal-setting": "set-goals",
        "submitted": "wait",
        "responded": "talk",
        "discussed": "decide",
        "agreed": "done",
        "difference-stated": "done",
        "closed": "read",
    }
    if course.state in settled:
        return settled[course.state]
    if course.state == "collecting":
        return "collect" if has_start else "rate-skills-at-start"
    if not is_whole(course.rated, terms):
        return "rate"
    if not has_end:
        return "rate-skills-at-end"
    is_enough = course.evidence >= max(1, terms.evidence_expected)
    return "submit" if is_enough and not hindrance(course, terms) else "choose-evidence"


_KIND_WORDS: Final = {
    "student-achievement": later("student achievement"),
    "improved-practice": later("improved practice"),
    "student-engagement": later("student engagement"),
    "skill-attainment": later("skill attainment"),
}


def hindrance(course: Course, terms: Terms) -> Words | None:
    """What keeps it from being submitted; None where it can be."""
    left = [element for element in terms.elements if element not in course.rated]
    if left:
        return Words(
            "Rate yourself on every element first, with a few words: {left} of {all} are left.",
            left=len(left),
            all=len(terms.elements),
        )
    if course.evidence < terms.evidence_expected:
        return Words(
            "This cycle asks for at least {count} pieces of evidence; you have chosen {chosen}.",
            count=terms.evidence_expected,
            chosen=course.evidence,
        )
    if terms.needs_balance and missing_kinds(course.kinds):
        return Words(
            "This cycle asks for evidence of all four kinds. There is none yet of: {missing}.",
            missing=[Words(_KIND_WORDS[kind]) for kind in missing_kinds(course.kinds)],
        )
    return None


def _check_goals(course: Course, terms: Terms) -> None:
    if course.goals < terms.goals_expected:
        raise BadInput(
            count_words(
                "This cycle asks for at least one goal; you have chosen {chosen}.",
                "This cycle asks for at least {count} goals; you have chosen {chosen}.",
                terms.goals_expected,
                chosen=course.goals,
            ),
            field="goals",
        )


def _check_whole(course: Course, terms: Terms) -> None:
    missing = hindrance(course, terms)
    if missing is not None:
        raise BadInput(missing)


_CHECKS: Final[Mapping[Act, Callable[[Course, Terms], None]]] = {
    "finish-goals": _check_goals,
    "submit": _check_whole,
}


def _respond(
    course: Course, act: Act, terms: Terms, person_id: int, beside: frozenset[str]
) -> Answered:
    if act == "revise-response":
        _check_same_leader(course, person_id)
    if beside and not terms.leaders_rate:
        raise BadInput("In this cycle leaders respond in words: ratings are the educator's own.")
    if not beside <= course.rated:
        raise BadInput("A leader rates only beside a rating that the educator gave.")
    return Answered(person_id, beside)


def _check_same_leader(course: Course, person_id: int) -> None:
    if course.response is None or course.response.by != person_id:
        raise BadInput(
            "Another leader wrote that response: only they can change it. You can comment on it."
        )
