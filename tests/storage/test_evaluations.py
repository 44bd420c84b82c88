"""Who reads and moves an evaluation, and what stays on record of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, usual_terms
from domain.drafts import EntryDraft, GoalDraft
from domain.errors import BadInput
from domain.evaluation import Act
from domain.indicators import IndicatorDraft
from domain.membership import Member
from rubric_data import Rubric
from storage.cycles import (
    add_cycle,
    change_cycle,
    close_cycle,
    close_ended,
    cycles_of,
    draft_of,
    find_cycle,
    remove_cycle,
    reopen_cycle,
)
from storage.entries import keep_entry, take_back_entry
from storage.evaluations import (
    appoint_peer,
    begin,
    choose_evidence,
    comment,
    differ,
    meet,
    move,
    rate_self,
    rate_skills,
    respond,
    set_goals,
    take_back_response,
)
from storage.evidence import find_pieces
from storage.exports import EvaluationRecord, export_records
from storage.forgetting import forget
from storage.fresh_news import fresh_news
from storage.goals import keep_goal
from storage.groups import keep_group, keep_membership, set_people, take_out
from storage.indicators import keep_indicator
from storage.nearest import nearest_leaders
from storage.ownership import rows_of
from storage.people import get_person, keep_members
from storage.readings import (
    Reading,
    awaiting_response,
    own_course,
    read_evaluation,
    shown_evaluations,
)
from storage.tables import Cycle, Look, Occurrence, Person
from tests.conftest import NOW, AddPerson

TODAY = NOW.date()
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
NAMES = ("Maya", "Ruth", "Ian", "Dana", "Noor", "Edwin", "Priya")
WORDS = "I plan with my colleagues, and students speak more."


@dataclass
class District:
    """Maya and Noor are of Harbor, which Ruth and Ian lead; Dana leads the district around it,
    Edwin another school. Priya is an admin."""

    session: Session
    workspace_id: int
    people: dict[str, Person]
    groups: dict[str, int]
    cycle: Cycle

    def id(self, name: str) -> int:
        return self.people[name].id

    def begin(self, name: str = "Maya", today: date = TODAY) -> int:
        """The id of their evaluation."""
        standing = begin(self.session, self.id(name), self.cycle.id, now=NOW, today=today)
        return standing.evaluation.id

    def move(self, name: str, evaluation_id: int, act: Act, today: date = TODAY) -> str:
        """The state that it leads to."""
        standing = move(self.session, self.id(name), evaluation_id, act, now=NOW, today=today)
        return standing.evaluation.state

    def add_goal(self, name: str = "Maya") -> int:
        goal = keep_goal(
            self.session, self.id(name), GoalDraft(text="Run two conferences"),
            submission=None, now=NOW, today=TODAY,
        )  # fmt: skip
        return goal.id

    def prepare(self, name: str = "Maya") -> int:
        """An evaluation that is rated, and not yet submitted."""
        evaluation_id = self.begin(name)
        self.set_goals(evaluation_id, [self.add_goal(name)], name)
        self.move(name, evaluation_id, "begin-rating")
        self.rate(evaluation_id, dict.fromkeys(ELEMENTS, ("Growing", WORDS)), name)
        return evaluation_id

    def submit(self, name: str = "Maya") -> int:
        evaluation_id = self.prepare(name)
        assert self.move(name, evaluation_id, "submit") == "submitted"
        return evaluation_id

    def set_goals(self, evaluation_id: int, goal_ids: list[int], name: str = "Maya") -> str:
        standing = set_goals(
            self.session, self.id(name), evaluation_id, goal_ids, now=NOW, today=TODAY
        )
        return standing.evaluation.state

    def rate(
        self,
        evaluation_id: int,
        ratings: dict[str, tuple[str | None, str | None]],
        name: str = "Maya",
    ) -> None:
        rate_self(self.session, self.id(name), evaluation_id, ratings, now=NOW, today=TODAY)

    def respond(
        self,
        evaluation_id: int,
        name: str = "Ruth",
        words: str = "I saw your students lead.",
        submission: str | None = None,
        **ratings: str,
    ) -> str:
        standing = respond(
            self.session, self.id(name), evaluation_id, words, ratings,
            submission=submission, now=NOW, today=TODAY,
        )  # fmt: skip
        return standing.evaluation.state

    def comment(self, evaluation_id: int, name: str, words: str = "I tried it, too.") -> None:
        comment(
            self.session, self.id(name), evaluation_id, words,
            submission=None, now=NOW, today=TODAY,
        )  # fmt: skip

    def read(self, name: str, evaluation_id: int) -> Reading:
        return read_evaluation(self.session, self.id(name), evaluation_id, now=NOW)

    def readers(self, evaluation_id: int) -> set[str]:
        return {name for name in NAMES if self.may_read(name, evaluation_id)}

    def may_read(self, name: str, evaluation_id: int) -> bool:
        try:
            meet(self.session, self.id(name), evaluation_id)
        except BadInput:
            return False
        return True

    def news(self) -> list[tuple[str, str | None]]:
        """Who is told what, in order."""
        rows = self.session.execute(
            select(Person.name, Occurrence.news)
            .join(Person, Person.id == Occurrence.person_id)
            .where(Occurrence.purpose == "evaluation")
            .order_by(Occurrence.id)
        )
        return [(name, news) for name, news in rows]


@pytest.fixture
def district(session: Session, workspace_id: int, add_person: AddPerson) -> District:
    people = {name: add_person(name) for name in NAMES}
    people["Priya"].is_admin = True
    groups = {
        "Harbor": keep_group(session, workspace_id, "Harbor", parent="District").id,
        "Cedar": keep_group(session, workspace_id, "Cedar", parent="District").id,
    }
    groups["District"] = keep_group(session, workspace_id, "District").id
    for name, group, role in (
        ("Maya", "Harbor", "member"), ("Noor", "Harbor", "member"), ("Ruth", "Harbor", "leader"),
        ("Ruth", "Harbor", "member"), ("Ian", "Harbor", "leader"), ("Dana", "District", "leader"),
        ("Edwin", "Cedar", "leader"),
    ):  # fmt: skip
        keep_membership(session, groups[group], people[name].id, role)
    cycle = add_cycle(
        session, workspace_id,
        CycleDraft("Year 2026-27", usual_terms(ELEMENTS, TODAY), groups=("District",)),
        elements=ELEMENTS, submission=None, now=NOW,
    )  # fmt: skip
    return District(session, workspace_id, people, groups, cycle)


# Who reads


def test_until_it_is_submitted_only_the_educator_reads_it(district: District) -> None:
    evaluation = district.prepare()
    appoint_peer(district.session, district.id("Maya"), evaluation, "UNOOR", now=NOW, today=TODAY)
    assert district.readers(evaluation) == {"Maya"}
    district.move("Maya", evaluation, "submit")
    assert district.readers(evaluation) == {"Maya", "Ruth", "Ian", "Dana", "Noor"}
    district.move("Maya", evaluation, "withdraw")
    assert district.readers(evaluation) == {"Maya"}


def test_an_admin_and_a_leader_of_another_school_never_read_it(district: District) -> None:
    evaluation = district.submit()
    district.respond(evaluation)
    assert not {"Priya", "Edwin"} & district.readers(evaluation)
    with pytest.raises(BadInput, match="isn't shown to you"):
        district.read("Edwin", evaluation)


def test_the_peer_reads_what_was_submitted_and_no_answer_of_a_leader_s(district: District) -> None:
    evaluation = district.submit()
    appoint_peer(district.session, district.id("Maya"), evaluation, "UNOOR", now=NOW, today=TODAY)
    district.comment(evaluation, "Noor")
    district.comment(evaluation, "Ruth", "Shall we talk on Friday?")
    district.respond(evaluation)
    seen = district.read("Noor", evaluation)
    assert [each.rating for each in seen.rated] == ["Growing"] * 4
    assert (seen.answer, seen.differences, seen.steps) == (None, (), ())
    assert [each.name for each in seen.remarks] == ["Noor"]
    assert len(district.read("Maya", evaluation).remarks) == 2
    appoint_peer(district.session, district.id("Maya"), evaluation, None, now=NOW, today=TODAY)
    assert not district.may_read("Noor", evaluation)


def test_each_look_is_written_down_with_its_reason_and_one_s_own_is_none(
    district: District,
) -> None:
    evaluation = district.submit()
    for name in ("Maya", "Ruth"):
        district.read(name, evaluation)
    looks = district.session.scalars(select(Look)).all()
    assert [(look.person_id, look.reader_id) for look in looks] == [
        (district.id("Maya"), district.id("Ruth"))
    ]
    assert (looks[0].what, looks[0].why) == (
        "the evaluation that you submitted", "leads a group that you are in",
    )  # fmt: skip


# Who responds


def test_either_of_two_leaders_responds_and_the_second_is_told(district: District) -> None:
    evaluation = district.submit()
    assert district.respond(evaluation, "Ian") == "responded"
    with pytest.raises(BadInput, match=r"Ian has responded to this evaluation already\. Read it"):
        district.respond(evaluation, "Ruth")
    answer = district.read("Maya", evaluation).answer
    assert answer is not None
    assert (answer.name, answer.response.words) == ("Ian", "I saw your students lead.")


def test_a_leader_changes_their_own_response_until_the_talk(district: District) -> None:
    evaluation = district.submit()
    district.respond(evaluation, "Ruth", submission="V1")
    district.respond(evaluation, "Ruth", submission="V1")
    district.respond(evaluation, "Ruth", "I saw it twice.", submission="V2")
    answer = district.read("Maya", evaluation).answer
    assert answer is not None
    assert (answer.response.words, answer.response.edited_at) == ("I saw it twice.", NOW)
    assert district.move("Ian", evaluation, "discuss") == "discussed"
    with pytest.raises(BadInput, match="can be changed until you have talked"):
        district.respond(evaluation, "Ruth", "A third time.")


def test_a_response_taken_back_leaves_the_evaluation_awaiting_one(district: District) -> None:
    evaluation = district.submit()
    district.respond(evaluation, "Ruth")
    with pytest.raises(BadInput, match="Another leader wrote"):
        take_back_response(district.session, district.id("Ian"), evaluation, now=NOW, today=TODAY)
    for _ in range(2):
        take_back_response(district.session, district.id("Ruth"), evaluation, now=NOW, today=TODAY)
    assert district.read("Maya", evaluation).answer is None
    assert district.respond(evaluation, "Ian") == "responded"


def test_leaders_rate_beside_only_where_the_cycle_says_so_and_in_its_words(
    district: District,
) -> None:
    evaluation = district.submit()
    with pytest.raises(BadInput, match="leaders respond in words"):
        district.respond(evaluation, skills="Practising")
    district.cycle.leaders_rate = True
    with pytest.raises(BadInput, match="none of the words") as refusal:
        district.respond(evaluation, skills="Splendid")
    assert refusal.value.field == "rating-skills"
    district.respond(evaluation, skills="Practising")
    rated = {each.element: each for each in district.read("Maya", evaluation).rated}
    assert (rated["skills"].rating, rated["skills"].beside) == ("Growing", "Practising")
    assert rated["ownership"].beside is None


def test_a_leader_does_not_respond_to_themselves(district: District) -> None:
    evaluation = district.submit("Ruth")
    with pytest.raises(BadInput, match="Only those who lead a group"):
        district.respond(evaluation, "Ruth")
    assert district.respond(evaluation, "Dana") == "responded"


def test_a_leader_who_leaves_reads_no_more_and_their_response_stays(district: District) -> None:
    evaluation = district.submit()
    district.respond(evaluation, "Ruth")
    take_out(
        district.session, district.workspace_id, district.groups["Harbor"], ["URUTH"], "leader",
        now=NOW,
    )  # fmt: skip
    assert not district.may_read("Ruth", evaluation)
    answer = district.read("Maya", evaluation).answer
    assert answer is not None
    assert answer.name == "Ruth"
    assert district.move("Ian", evaluation, "discuss") == "discussed"


def test_a_leader_who_comes_reads_what_awaits_from_then_on(district: District) -> None:
    evaluation = district.submit()
    assert not district.may_read("Edwin", evaluation)
    set_people(
        district.session, district.workspace_id, district.groups["Harbor"], ["UEDWIN"], "leader",
        now=NOW,
    )  # fmt: skip
    assert district.respond(evaluation, "Edwin") == "responded"


def test_who_leads_most_closely_is_told_and_the_others_find_it_last(district: District) -> None:
    evaluation = district.submit()
    assert district.news() == [("Ruth", "submitted"), ("Ian", "submitted")]
    (ruths,) = awaiting_response(district.session, district.id("Ruth"))
    assert (ruths.evaluation_id, ruths.name, ruths.is_nearest) == (evaluation, "Maya", True)
    (danas,) = awaiting_response(district.session, district.id("Dana"))
    assert not danas.is_nearest
    assert awaiting_response(district.session, district.id("Edwin")) == []
    assert awaiting_response(district.session, district.id("Maya")) == []
    district.respond(evaluation)
    assert awaiting_response(district.session, district.id("Ruth")) == []


def test_the_nearest_leader_of_a_principal_is_above_them(district: District) -> None:
    found = nearest_leaders(
        district.session, district.workspace_id, [district.id(name) for name in NAMES]
    )
    by_name = {
        name: {each for each in NAMES if district.id(each) in found[district.id(name)]}
        for name in NAMES
    }
    assert by_name["Maya"] == {"Ruth", "Ian"}
    assert by_name["Ruth"] == by_name["Edwin"] == {"Dana"}
    assert by_name["Dana"] == by_name["Priya"] == set()


def test_without_any_leader_it_is_submitted_all_the_same_and_waits_for_one(
    district: District,
) -> None:
    evaluation = district.submit("Dana")
    assert own_course(district.session, district.id("Dana"), district.cycle.id).leaders == []
    assert district.readers(evaluation) == {"Dana"}
    assert district.news() == []


# What the educator does


def test_goals_move_it_on_once_there_are_enough_and_must_be_one_s_own(district: District) -> None:
    evaluation = district.begin()
    with pytest.raises(BadInput, match="Choose at least one goal"):
        district.set_goals(evaluation, [])
    with pytest.raises(BadInput, match="no longer there"):
        district.set_goals(evaluation, [district.add_goal("Noor")])
    goal = district.add_goal()
    assert district.set_goals(evaluation, [goal]) == "collecting"
    assert district.set_goals(evaluation, [goal, district.add_goal()]) == "collecting"
    with pytest.raises(BadInput, match="Choose at least one goal"):
        district.set_goals(evaluation, [])
    assert district.move("Maya", evaluation, "change-goals") == "goal-setting"


def test_a_rating_without_words_is_kept_as_a_draft_and_can_t_be_submitted(
    district: District,
) -> None:
    evaluation = district.prepare()
    district.rate(evaluation, {"skills": ("Growing", "  ")})
    with pytest.raises(BadInput, match="1 of 4 are left"):
        district.move("Maya", evaluation, "submit")
    draft = next(
        each for each in district.read("Maya", evaluation).rated if each.element == "skills"
    )
    assert (draft.rating, draft.words) == ("Growing", None)


def test_what_is_submitted_is_changed_only_after_it_is_withdrawn(district: District) -> None:
    evaluation = district.submit()
    with pytest.raises(BadInput, match="withdraw it first"):
        district.rate(evaluation, {"skills": ("Practising", WORDS)})
    district.move("Maya", evaluation, "withdraw")
    district.rate(evaluation, {"skills": ("Practising", WORDS)})
    assert district.move("Maya", evaluation, "submit") == "submitted"
    acts = [each.step.act for each in district.read("Maya", evaluation).steps]
    assert acts == ["finish-goals", "begin-rating", "submit", "withdraw", "submit"]


def test_once_there_is_a_response_it_is_withdrawn_no_more(district: District) -> None:
    evaluation = district.submit()
    district.respond(evaluation)
    with pytest.raises(BadInput, match="can be withdrawn until a leader responds"):
        district.move("Maya", evaluation, "withdraw")


def test_pressed_twice_a_step_is_taken_once(district: District) -> None:
    evaluation = district.submit()
    assert district.move("Maya", evaluation, "submit") == "submitted"
    assert [each.step.act for each in district.read("Maya", evaluation).steps].count("submit") == 1
    assert district.news().count(("Ruth", "submitted")) == 1


def test_skills_are_rated_at_the_start_and_at_the_end_and_growth_shows(
    district: District,
) -> None:
    evaluation = district.begin()

    def rate(**levels: int) -> None:
        rate_skills(district.session, district.id("Maya"), evaluation, levels, now=NOW, today=TODAY)

    rate(creativity=2, communication=3)
    rate(creativity=1)
    district.set_goals(evaluation, [district.add_goal()])
    district.move("Maya", evaluation, "begin-rating")
    rate(creativity=4, technology=5)
    assert district.read("Maya", evaluation).growth == {"creativity": 3}


def test_evidence_is_chosen_from_one_s_own_and_what_is_taken_back_stands_no_more(
    district: District,
) -> None:
    session, maya = district.session, district.id("Maya")
    evaluation = district.prepare()
    entries = [
        keep_entry(
            session, maya, EntryDraft(text=f"Webinar {number}", happened_on=TODAY),
            submission=None, now=NOW,
        ).id
        for number in range(3)
    ]  # fmt: skip
    indicator = keep_indicator(
        session, maya, IndicatorDraft("student-engagement", "They all spoke"),
        submission=None, now=NOW, today=TODAY,
    )  # fmt: skip

    def choose(sort: Any, chosen: list[int], among: list[int]) -> None:
        choose_evidence(
            session, maya, evaluation, sort, among=among, chosen=chosen, now=NOW, today=TODAY
        )

    choose("entry", entries[:2], entries[:2])
    choose("entry", entries[2:], entries[2:])
    choose("entry", entries[1:2], entries[:2])
    choose("indicator", [indicator.id], [indicator.id])
    own = own_course(session, maya, district.cycle.id)
    assert [entry.id for entry in own.pieces.entries] == entries[1:]
    assert (own.course.evidence, set(own.course.kinds)) == (3, {"student-engagement"})
    others = keep_entry(
        session, district.id("Noor"), EntryDraft(text="Mine", happened_on=TODAY),
        submission=None, now=NOW,
    )  # fmt: skip
    with pytest.raises(BadInput, match="no longer there"):
        choose("entry", [others.id], [others.id])
    take_back_entry(session, maya, entries[2], NOW)
    assert own_course(session, maya, district.cycle.id).course.evidence == 2


def test_a_peer_is_another_educator(district: District) -> None:
    evaluation = district.begin()
    for slack_id, words in (("UMAYA", "Choose somebody else"), ("UNOBODY", "nobody with the id")):
        with pytest.raises(BadInput, match=words):
            appoint_peer(
                district.session, district.id("Maya"), evaluation, slack_id, now=NOW, today=TODAY
            )


def test_the_peer_is_asked_once_there_is_something_to_read(district: District) -> None:
    evaluation = district.prepare()
    appoint_peer(district.session, district.id("Maya"), evaluation, "UNOOR", now=NOW, today=TODAY)
    assert district.news() == []
    district.move("Maya", evaluation, "submit")
    assert ("Noor", "peer-asked") in district.news()
    (shown,) = shown_evaluations(district.session, district.id("Noor"))
    assert (shown.name, shown.is_peer) == ("Maya", True)


def test_more_evidence_than_anybody_reads_is_refused_beside_its_field(district: District) -> None:
    evaluation = district.prepare()
    with pytest.raises(BadInput, match="Choose at most 100") as refusal:
        choose_evidence(
            district.session, district.id("Maya"), evaluation, "entry",
            among=(), chosen=range(1, 102), now=NOW, today=TODAY,
        )  # fmt: skip
    assert refusal.value.field == "evidence_entry"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", 2), ("ДЕТИ", 1), ("zoe spoke", 1), ("spoke дети", 0), ("100%", 0)],
)
def test_indicators_are_found_by_words_in_any_script_and_only_one_s_own(
    district: District, rubric: Rubric, typed: str, found: int
) -> None:
    for name, text in (("Maya", "Zoë spoke first"), ("Maya", "Все дети спорили"), ("Noor", "Zoë")):
        keep_indicator(
            district.session, district.id(name), IndicatorDraft("student-engagement", text),
            submission=None, now=NOW, today=TODAY,
        )  # fmt: skip
    pieces = find_pieces(
        district.session, district.id("Maya"), "indicator", typed,
        rubric=rubric, today=TODAY, most=100,
    )  # fmt: skip
    assert len(pieces) == found


def test_news_that_is_so_no_more_is_none(district: District) -> None:
    session = district.session
    evaluation = district.prepare()
    appoint_peer(session, district.id("Maya"), evaluation, "UNOOR", now=NOW, today=TODAY)
    district.move("Maya", evaluation, "submit")
    news = {
        row.news: row
        for row in session.scalars(select(Occurrence).where(Occurrence.purpose == "evaluation"))
    }
    assert fresh_news(session, news["peer-asked"]).educator == "Maya"
    appoint_peer(session, district.id("Maya"), evaluation, None, now=NOW, today=TODAY)
    with pytest.raises(BadInput, match="not shown to them any more"):
        fresh_news(session, news["peer-asked"])
    district.respond(evaluation, "Ian")
    with pytest.raises(BadInput, match="has moved on meanwhile"):
        fresh_news(session, news["submitted"])


# How it ends


def test_a_difference_stays_on_record_though_they_agree_later(district: District) -> None:
    evaluation = district.submit()
    district.respond(evaluation)
    district.move("Ruth", evaluation, "discuss")
    maya = district.id("Maya")
    for _ in range(2):
        differ(
            district.session, maya, evaluation, "I see more growth. 我不同意。",
            submission="V1", now=NOW, today=TODAY,
        )  # fmt: skip
    district.move("Maya", evaluation, "think-again")
    assert district.move("Maya", evaluation, "agree") == "agreed"
    read = district.read("Ruth", evaluation)
    assert [each.words for each in read.differences] == ["I see more growth. 我不同意。"]
    assert [each.step.act for each in read.steps][-3:] == ["differ", "think-again", "agree"]
    assert ("Ruth", "decided") in district.news()


def test_a_closed_cycle_leaves_everything_as_it_stood_and_can_be_opened_again(
    district: District,
) -> None:
    submitted, begun = district.submit(), district.begin("Noor")
    assert close_cycle(district.session, district.cycle, by=district.id("Priya"), now=NOW) == 2
    assert close_cycle(district.session, district.cycle, by=None, now=NOW) == 0
    with pytest.raises(BadInput, match="is closed"):
        district.respond(submitted)
    with pytest.raises(BadInput, match="closed, so nothing can be begun"):
        district.begin("Edwin")
    assert district.readers(begun) == {"Noor"}
    assert district.read("Ruth", submitted).evaluation.reached == "submitted"
    assert (
        reopen_cycle(
            district.session, district.cycle, closes_on=None, by=district.id("Priya"), now=NOW
        )
        == 2
    )
    assert district.respond(submitted) == "responded"


def test_a_cycle_that_has_ended_closes_by_itself_a_day_later_everywhere(
    district: District,
) -> None:
    evaluation = district.submit()
    over = NOW + timedelta(days=(district.cycle.closes_on - TODAY).days + 1)
    with pytest.raises(BadInput, match="This cycle ended on"):
        district.move("Maya", evaluation, "withdraw", today=over.date())
    close_ended(district.session, district.workspace_id, over)
    assert district.cycle.closed_at is None
    close_ended(district.session, district.workspace_id, over + timedelta(days=1))
    (step,) = [each for each in district.read("Maya", evaluation).steps if each.step.act == "close"]
    assert (step.name, step.step.part) == ("PLNudge", "admin")
    with pytest.raises(BadInput, match="say until when it is open again"):
        reopen_cycle(
            district.session, district.cycle, closes_on=None, by=None, now=over + timedelta(days=3)
        )


def test_a_step_that_came_after_its_day_says_so(district: District) -> None:
    evaluation = district.prepare()
    late = district.cycle.submit_by + timedelta(days=1)
    district.move("Maya", evaluation, "submit", today=late)
    last = district.read("Maya", evaluation).steps[-1].step
    assert (last.act, last.is_late) == ("submit", True)


# Who is in it


def test_who_joins_in_mid_cycle_is_in_it_and_who_leaves_finishes_what_they_began(
    district: District,
) -> None:
    session, harbor = district.session, district.groups["Harbor"]
    assert cycles_of(session, district.id("Priya")) == []
    with pytest.raises(BadInput, match="not for the groups that you are in"):
        district.begin("Priya")
    set_people(session, district.workspace_id, harbor, ["UPRIYA"], "member", now=NOW)
    assert district.begin("Priya")
    evaluation = district.prepare()
    take_out(session, district.workspace_id, harbor, ["UMAYA"], "member", now=NOW)
    own = own_course(session, district.id("Maya"), district.cycle.id)
    assert (own.is_still_in, own.course.state) == (False, "self-evaluation")
    assert district.move("Maya", evaluation, "submit") == "submitted"
    assert district.readers(evaluation) == {"Maya"}
    assert cycles_of(session, district.id("Noor")) == [district.cycle]


def test_a_cycle_s_elements_and_words_stay_once_somebody_rated_by_them(
    district: District,
) -> None:
    session = district.session
    draft = draft_of(session, district.cycle)
    longer = replace(draft.terms, closes_on=draft.terms.closes_on + timedelta(days=7))
    change_cycle(session, district.cycle, replace(draft, terms=longer), elements=ELEMENTS, now=NOW)
    district.prepare()
    for field, value in (("elements", ELEMENTS[:2]), ("ratings", ("No", "Yes"))):
        other = replace(longer, **{field: value})  # type: ignore[arg-type]
        with pytest.raises(BadInput, match="stay as they are") as refusal:
            change_cycle(
                session, district.cycle, replace(draft, terms=other), elements=ELEMENTS, now=NOW
            )
        assert refusal.value.field == field
    with pytest.raises(BadInput, match="close it instead"):
        remove_cycle(session, district.cycle, NOW)


def test_a_cycle_s_name_is_its_own_in_any_letter_case(district: District) -> None:
    with pytest.raises(BadInput, match="already") as refusal:
        add_cycle(
            district.session, district.workspace_id,
            CycleDraft("year 2026-27", usual_terms(ELEMENTS, TODAY)),
            elements=ELEMENTS, submission=None, now=NOW,
        )  # fmt: skip
    assert refusal.value.field == "name"
    assert find_cycle(district.session, district.workspace_id, " YEAR 2026-27") == district.cycle
    with pytest.raises(BadInput, match="There are: Year 2026-27"):
        find_cycle(district.session, district.workspace_id, "Spring")


@pytest.mark.parametrize("name", ["Ж. Иванова", "李小龙", "محمد الفاتح", "Zoë <!channel>"])
def test_names_of_any_script_are_read_as_they_are(district: District, name: str) -> None:
    evaluation = district.submit()
    keep_members(
        district.session, district.workspace_id, [Member("UMAYA", name, "America/Chicago")], NOW
    )
    assert district.read("Ruth", evaluation).name == name


# What leaves the house, and what is erased


def answered_and_decided(district: District) -> int:
    """Maya's, with all that may be in one."""
    session, maya = district.session, district.id("Maya")
    district.cycle.leaders_rate = True
    evaluation = district.prepare()
    rate_skills(session, maya, evaluation, {"creativity": 4}, now=NOW, today=TODAY)
    indicator = keep_indicator(
        session, maya, IndicatorDraft("student-engagement", "They all spoke"),
        submission=None, now=NOW, today=TODAY,
    )  # fmt: skip
    choose_evidence(
        session, maya, evaluation, "indicator",
        among=(), chosen=[indicator.id], now=NOW, today=TODAY,
    )  # fmt: skip
    appoint_peer(session, maya, evaluation, "UNOOR", now=NOW, today=TODAY)
    district.move("Maya", evaluation, "submit")
    district.respond(evaluation, "Ruth", "Gone soon.")
    take_back_response(session, district.id("Ruth"), evaluation, now=NOW, today=TODAY)
    district.respond(evaluation, "Ruth", skills="Practising")
    district.comment(evaluation, "Noor")
    district.move("Ruth", evaluation, "discuss")
    differ(session, maya, evaluation, "I see more growth.", submission=None, now=NOW, today=TODAY)
    return evaluation


def exported(district: District, name: str | None = None) -> tuple[EvaluationRecord, ...]:
    person_id = get_person(district.session, district.workspace_id, name).id if name else None
    return export_records(district.session, district.workspace_id, person_id=person_id).evaluations


def test_the_whole_of_an_evaluation_leaves_with_its_educator_s_record(district: District) -> None:
    evaluation = answered_and_decided(district)
    (record,) = exported(district, "UMAYA")
    assert (record.id, record.person, record.cycle) == (evaluation, "UMAYA", "Year 2026-27")
    assert (record.state, record.peer) == ("difference-stated", "UNOOR")
    assert len(record.goals) == 1
    assert [each["rating"] for each in record.ratings] == ["Growing"] * 4
    assert [(each["skill"], each["moment"], each["level"]) for each in record.skills] == [
        ("creativity", "end", 4)
    ]
    assert {sort: len(ids) for sort, ids in record.evidence.items()} == {
        "entries": 0, "reflections": 0, "indicators": 1,
    }  # fmt: skip
    (response,) = record.responses
    assert (response["person"], response["ratings"]) == ("URUTH", {"skills": "Practising"})
    assert [each["words"] for each in record.differences] == ["I see more growth."]
    assert [(each["person"], each["part"]) for each in record.comments] == [("UNOOR", "peer")]
    assert [each["act"] for each in record.steps][-2:] == ["discuss", "differ"]
    assert exported(district) == (record,)
    assert exported(district, "UNOOR") == exported(district, "URUTH") == ()


def test_what_one_wrote_in_another_s_evaluation_is_one_s_own_and_the_rest_of_it_is_not(
    district: District,
) -> None:
    answered_and_decided(district)
    noors, ruths = (rows_of(district.session, district.id(name)) for name in ("Noor", "Ruth"))
    assert noors["evaluation"] == ruths["evaluation"] == noors["self_rating"] == []
    assert [row["words"] for row in noors["evaluation_comment"]] == ["I tried it, too."]
    assert len(ruths["evaluation_response"]) == 2
    mayas = rows_of(district.session, district.id("Maya"))
    assert len(mayas["evaluation_response"]) == 2
    assert len(mayas["evaluation_comment"]) == 1


def test_erasing_takes_one_s_evaluation_and_leaves_nameless_words_in_others(
    district: District,
) -> None:
    evaluation = answered_and_decided(district)
    for name in ("Ruth", "Noor"):
        forget(district.session, district.id(name), NOW)
    district.session.expire_all()
    (record,) = exported(district)
    assert record.peer is None
    assert [each["person"] for each in (*record.responses, *record.comments)] == [None, None]
    answer = district.read("Maya", evaluation).answer
    assert answer is not None
    assert answer.name == "Somebody who is no longer here"
    forget(district.session, district.id("Maya"), NOW)
    assert exported(district) == ()
