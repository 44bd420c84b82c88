"""The way of an evaluation: nothing about an educator is rated without them, whatever is tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, get_args

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.cycles import Terms
from domain.errors import BadInput
from domain.evaluation import (
    KINDS,
    SHOWN,
    STATES,
    Act,
    Answered,
    Course,
    due_on,
    growth,
    is_late,
    may_take,
    missing_kinds,
    next_for_educator,
    parts_in,
    take,
)
from domain.keys import EvaluationPart, EvaluationState

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
ELEMENTS = ("ownership", "skills", "evaluation")
TERMS = Terms(
    elements=ELEMENTS,
    opens_on=TODAY,
    goals_by=TODAY + 30 * DAY,
    submit_by=TODAY + 60 * DAY,
    respond_by=TODAY + 70 * DAY,
    agree_by=TODAY + 80 * DAY,
    closes_on=TODAY + 90 * DAY,
    leaders_rate=True,
)
ACTS: Final[tuple[Act, ...]] = get_args(Act)
EDUCATOR, RUTH, EDWIN, PEER, STRANGER, ADMIN = range(1, 7)
PARTS: Final[dict[int, frozenset[EvaluationPart]]] = {
    # Whoever it is about stays that, though they lead, chose themselves or are an admin.
    EDUCATOR: parts_in(is_own=True, leads=True, is_peer=True, is_admin=True),
    RUTH: parts_in(is_own=False, leads=True, is_peer=True),
    EDWIN: parts_in(is_own=False, leads=True),
    PEER: parts_in(is_own=False, is_peer=True),
    STRANGER: parts_in(is_own=False),
    ADMIN: parts_in(is_own=False, is_admin=True),
}
elements = st.frozensets(st.sampled_from([*ELEMENTS, "opportunities"]), max_size=1)


# Out of many, so that none is tried much more often than another.
numbers = st.integers(0, 10**9)


class AnybodyTriesAnything(RuleBasedStateMachine):
    """Everybody tries every act at every time, and the record is held to the rule."""

    def __init__(self) -> None:
        super().__init__()
        self.evaluation = Course()
        self.terms = TERMS
        self.today = TODAY
        self.submitted: frozenset[str] | None = None
        """What the educator had rated when they submitted; None while nothing is submitted."""
        self.spoken: EvaluationState | None = None
        """What the educator said at the end."""
        self.differences = 0

    @initialize(
        leaders_rate=st.booleans(),
        needs_balance=st.booleans(),
        steps=numbers,
    )
    def begin(self, leaders_rate: bool, needs_balance: bool, steps: int) -> None:
        """Somewhere on the way, so that late states are met often."""
        self.terms = replace(TERMS, leaders_rate=leaders_rate, needs_balance=needs_balance)
        way: list[tuple[Act, int]] = [
            ("finish-goals", EDUCATOR), ("begin-rating", EDUCATOR), ("submit", EDUCATOR),
            ("respond", RUTH), ("discuss", EDWIN), ("differ", EDUCATOR),
        ]  # fmt: skip
        steps %= len(way) + 1
        for act, person in way[:steps]:
            self.educator_prepares(frozenset(ELEMENTS), 1, frozenset(KINDS))
            self.somebody_tries(act, person)
        assert self.evaluation.state == ([*STATES[:6], "difference-stated"])[steps]

    @rule(days=st.integers(0, 5))
    def wait(self, days: int) -> None:
        self.today += days * DAY

    @rule(
        rated=st.frozensets(st.sampled_from(ELEMENTS)),
        goals=st.integers(0, 2),
        kinds=st.frozensets(st.sampled_from(KINDS)),
    )
    def educator_prepares(self, rated: frozenset[str], goals: int, kinds: frozenset[str]) -> None:
        """What the educator fills in, as far as the rules let them."""
        if self.attempt("link-goals", EDUCATOR):
            self.evaluation = replace(self.evaluation, goals=goals)
        if self.attempt("rate", EDUCATOR):
            self.evaluation = replace(self.evaluation, rated=rated)
        if self.attempt("choose-evidence", EDUCATOR):
            self.evaluation = replace(self.evaluation, kinds=kinds, evidence=len(kinds))

    @rule(act=st.sampled_from(ACTS), person=st.sampled_from(list(PARTS)), beside=elements)
    def somebody_tries_anything(self, act: Act, person: int, beside: frozenset[str]) -> None:
        self.somebody_tries(act, person, beside)

    def somebody_tries(self, act: Act, person: int, beside: frozenset[str] = frozenset()) -> None:
        before = self.evaluation
        if not self.attempt(act, person, beside):
            assert self.evaluation == before
            return
        if act == "submit":
            self.submitted = before.rated
        elif act == "withdraw":
            self.submitted = None
        elif act in {"agree", "differ", "think-again"}:
            assert person == EDUCATOR
            self.spoken = None if act == "think-again" else self.evaluation.state
            self.differences += act == "differ"

    @rule(choices=st.lists(st.tuples(numbers, elements), min_size=1, max_size=12))
    def they_go_on_as_they_may(self, choices: list[tuple[int, frozenset[str]]]) -> None:
        for number, beside in choices:
            allowed = [
                (act, person)
                for act in ACTS
                for person, parts in PARTS.items()
                if act not in {"close", "appoint-peer", "comment", "rate-skills"}
                and may_take(self.evaluation, act, parts=parts, terms=self.terms, today=self.today)
            ]
            if allowed:
                self.somebody_tries(*allowed[number % len(allowed)], beside)
                self.check_all()

    def attempt(self, act: Act, person: int, beside: frozenset[str] = frozenset()) -> bool:
        parts, before = PARTS[person], self.evaluation
        try:
            self.evaluation = take(
                before, act, parts=parts, terms=self.terms, today=self.today,
                person_id=person, beside=beside,
            )  # fmt: skip
        except BadInput as refusal:
            assert refusal.sentence.endswith(".")
            return False
        assert may_take(before, act, parts=parts, terms=self.terms, today=self.today)
        return True

    @invariant()
    def check_all(self) -> None:
        self.nothing_is_rated_that_the_educator_did_not_rate_and_submit()
        self.what_is_submitted_stays_as_it_was_submitted()
        self.a_response_is_there_exactly_where_the_state_says_so()
        self.only_the_educator_says_how_it_ends_and_a_difference_stays()

    def nothing_is_rated_that_the_educator_did_not_rate_and_submit(self) -> None:
        response = self.evaluation.response
        if response is None:
            return
        assert self.submitted is not None
        assert response.beside <= self.submitted
        assert not response.beside or self.terms.leaders_rate
        assert response.by in {RUTH, EDWIN}

    def what_is_submitted_stays_as_it_was_submitted(self) -> None:
        is_shown = self.evaluation.state in SHOWN or self.evaluation.closed_from in SHOWN
        assert is_shown == (self.submitted is not None)
        if self.submitted is not None:
            assert self.evaluation.rated == self.submitted
            assert frozenset(ELEMENTS) <= self.submitted

    def a_response_is_there_exactly_where_the_state_says_so(self) -> None:
        state = self.evaluation.closed_from or self.evaluation.state
        answered = {"responded", "discussed", "agreed", "difference-stated"}
        assert (self.evaluation.response is not None) == (state in answered)

    def only_the_educator_says_how_it_ends_and_a_difference_stays(self) -> None:
        state = self.evaluation.closed_from or self.evaluation.state
        assert self.spoken == (state if state in {"agreed", "difference-stated"} else None)
        assert self.evaluation.differences == self.differences


TestAnybodyTriesAnything = AnybodyTriesAnything.TestCase
# To shorten a long history takes minutes, and it reads well as it is.
TestAnybodyTriesAnything.settings = settings(
    max_examples=150, stateful_step_count=40, phases=[Phase.generate]
)


def at(state: EvaluationState) -> Course:
    """An evaluation that came there the usual way."""
    place = STATES.index(state)
    return Course(
        state=state,
        goals=1,
        rated=frozenset(ELEMENTS) if place >= STATES.index("submitted") else frozenset(),
        response=Answered(RUTH) if place >= STATES.index("responded") else None,
        closed_from="agreed" if state == "closed" else None,
    )


def attempt(
    course: Course, act: Act, person: int, *, terms: Terms = TERMS, today: date = TODAY
) -> Course:
    return take(course, act, parts=PARTS[person], terms=terms, today=today, person_id=person)


@pytest.mark.parametrize(
    ("state", "act", "person", "leads_to"),
    [
        ("goal-setting", "finish-goals", EDUCATOR, "collecting"),
        ("collecting", "change-goals", EDUCATOR, "goal-setting"),
        ("collecting", "begin-rating", EDUCATOR, "self-evaluation"),
        ("self-evaluation", "collect-more", EDUCATOR, "collecting"),
        ("submitted", "withdraw", EDUCATOR, "self-evaluation"),
        ("submitted", "respond", EDWIN, "responded"),
        ("responded", "take-back-response", RUTH, "submitted"),
        ("responded", "discuss", EDWIN, "discussed"),
        ("responded", "discuss", EDUCATOR, "discussed"),
        ("discussed", "agree", EDUCATOR, "agreed"),
        ("discussed", "differ", EDUCATOR, "difference-stated"),
        ("agreed", "think-again", EDUCATOR, "discussed"),
        ("difference-stated", "close", ADMIN, "closed"),
        ("collecting", "close", ADMIN, "closed"),
        ("closed", "reopen", ADMIN, "agreed"),
    ],
)
def test_an_act_leads_on_or_back(
    state: EvaluationState, act: Act, person: int, leads_to: EvaluationState
) -> None:
    assert attempt(at(state), act, person).state == leads_to


@pytest.mark.parametrize(
    ("state", "act", "person", "sentence"),
    [
        ("submitted", "submit", EDUCATOR, "submitted, and no leader has responded"),
        ("responded", "withdraw", EDUCATOR, "can be withdrawn until a leader responds"),
        ("responded", "respond", EDWIN, "A leader has responded to this evaluation already"),
        ("self-evaluation", "respond", RUTH, "A leader responds once it is submitted"),
        ("submitted", "rate", EDUCATOR, "to change it later, withdraw it first"),
        ("responded", "agree", EDUCATOR, "That comes after the talk"),
        ("responded", "take-back-response", EDWIN, "Another leader wrote that response"),
        ("submitted", "respond", EDUCATOR, "Only those who lead a group"),
        ("discussed", "agree", RUTH, "Only the educator"),
        ("collecting", "comment", PEER, "Comments are for what is submitted"),
        ("submitted", "comment", STRANGER, "the peer whom they chose"),
        ("submitted", "close", RUTH, "Only admins"),
        ("closed", "comment", EDUCATOR, "This evaluation is closed"),
    ],
)
def test_what_does_not_fit_is_refused_with_where_it_stands_and_when_it_can_be_done(
    state: EvaluationState, act: Act, person: int, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        attempt(at(state), act, person)


def test_submitting_asks_for_a_rating_of_every_element_and_for_no_evidence() -> None:
    rating = replace(at("self-evaluation"), rated=frozenset(ELEMENTS[:2]))
    with pytest.raises(BadInput, match="1 of 3 are left"):
        attempt(rating, "submit", EDUCATOR)
    whole = replace(rating, rated=frozenset(ELEMENTS))
    assert attempt(whole, "submit", EDUCATOR).state == "submitted"


def test_balance_and_evidence_are_a_hurdle_only_where_policy_says_so() -> None:
    whole = replace(at("self-evaluation"), rated=frozenset(ELEMENTS), kinds=frozenset(KINDS[:3]))
    strict = replace(TERMS, needs_balance=True, evidence_expected=2)
    with pytest.raises(BadInput, match="at least 2 pieces of evidence; you have chosen 0"):
        attempt(whole, "submit", EDUCATOR, terms=strict)
    with pytest.raises(BadInput, match="none yet of: skill attainment"):
        attempt(replace(whole, evidence=3), "submit", EDUCATOR, terms=strict)
    balanced = replace(whole, evidence=4, kinds=frozenset(KINDS))
    assert attempt(balanced, "submit", EDUCATOR, terms=strict).state == "submitted"


def test_goals_are_settled_once_there_are_as_many_as_are_asked_for() -> None:
    with pytest.raises(BadInput, match="at least 2 goals; you have chosen 1") as refusal:
        attempt(
            at("goal-setting"), "finish-goals", EDUCATOR, terms=replace(TERMS, goals_expected=2)
        )
    assert refusal.value.field == "goals"


def test_a_step_s_day_that_is_past_closes_nothing_and_is_on_record_as_late() -> None:
    late = TERMS.submit_by + DAY
    whole = replace(at("self-evaluation"), rated=frozenset(ELEMENTS))
    assert attempt(whole, "submit", EDUCATOR, today=late).state == "submitted"
    assert is_late("submit", "self-evaluation", TERMS, late)
    assert not is_late("submit", "self-evaluation", TERMS, TERMS.submit_by)
    assert not is_late("withdraw", "submitted", TERMS, TERMS.closes_on)
    assert due_on("submitted", TERMS) == TERMS.respond_by
    assert due_on("agreed", TERMS) is None


def test_before_and_after_the_cycle_only_an_admin_moves_anything() -> None:
    over = TERMS.closes_on + DAY
    with pytest.raises(BadInput, match=r"ended on February 22, 2027.*ask an admin"):
        attempt(at("discussed"), "agree", EDUCATOR, today=over)
    with pytest.raises(BadInput, match="begins on November 24, 2026"):
        attempt(at("goal-setting"), "link-goals", EDUCATOR, today=TODAY - DAY)
    assert attempt(at("discussed"), "close", ADMIN, today=over).closed_from == "discussed"


def test_one_thing_comes_next_for_the_educator() -> None:
    def following(course: Course, *, start: bool = True, end: bool = True) -> str:
        return next_for_educator(course, TERMS, has_start=start, has_end=end)

    assert following(at("goal-setting")) == "set-goals"
    assert following(at("collecting"), start=False) == "rate-skills-at-start"
    assert following(at("collecting")) == "collect"
    assert following(at("self-evaluation")) == "rate"
    whole = replace(at("self-evaluation"), rated=frozenset(ELEMENTS))
    assert following(whole, end=False) == "rate-skills-at-end"
    assert following(whole) == "choose-evidence"
    assert following(replace(whole, evidence=1)) == "submit"
    assert following(at("responded")) == "talk"
    assert following(at("discussed")) == "decide"
    assert following(at("closed")) == "read"


def test_kinds_without_evidence_are_named_and_growth_needs_both_times() -> None:
    assert missing_kinds(frozenset({"student-engagement"})) == (
        "student-achievement", "improved-practice", "skill-attainment",
    )  # fmt: skip
    assert growth({"creativity": 2, "communication": 4}, {"creativity": 4, "technology": 1}) == {
        "creativity": 2
    }
