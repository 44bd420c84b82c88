"""A cycle reminds few people, few times, and only of what is still ahead of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cycles import CycleDraft, Terms
from domain.drafts import GoalDraft
from domain.errors import BadInput
from domain.preferences import Hours, Preferences
from jobs.planning import plan_where_wanted
from storage.calendars import add_calendar
from storage.cycles import add_cycle, change_cycle, close_cycle, draft_of, reopen_cycle
from storage.evaluations import begin, move, rate_self, respond, set_goals
from storage.goals import keep_goal
from storage.groups import keep_group, keep_membership, set_people, take_out
from storage.people import set_opted_out
from storage.preferences import keep_preferences
from storage.reminders import reminding
from storage.tables import Cycle, Evaluation, Occurrence, Person
from storage.workspaces import want_plan
from tests.conftest import NOW, AddPerson

ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
WEEK = timedelta(weeks=1)
TERMS = Terms(
    elements=ELEMENTS,
    opens_on=date(2026, 11, 25),
    goals_by=date(2026, 12, 18),
    submit_by=date(2027, 4, 16),
    respond_by=date(2027, 5, 7),
    agree_by=date(2027, 5, 28),
    closes_on=date(2027, 6, 11),
)
DAYS = {
    "opens": date(2026, 11, 25),
    "goals": date(2026, 12, 11),
    "submit": date(2027, 4, 2),
    "submit-last": date(2027, 4, 14),
    "respond": date(2027, 4, 30),
    "decide": date(2027, 5, 21),
}


class School:
    """Maple, which Ruth leads; Ana and Ben are of it, Cy is of another school."""

    def __init__(self, session: Session, workspace_id: int, add_person: AddPerson) -> None:
        self.session, self.workspace_id = session, workspace_id
        self.people = {name: add_person(name) for name in ("Ana", "Ben", "Cy", "Ruth")}
        self.maple = keep_group(session, workspace_id, "Maple")
        self.cedar = keep_group(session, workspace_id, "Cedar")
        for name in ("Ana", "Ben"):
            keep_membership(session, self.maple.id, self.people[name].id, "member")
        keep_membership(session, self.maple.id, self.people["Ruth"].id, "leader")
        keep_membership(session, self.cedar.id, self.people["Cy"].id, "member")
        self.cycle = self.open(groups=("Maple",))

    def open(self, name: str = "Year 2026-27", groups: tuple[str, ...] = ()) -> Cycle:
        return add_cycle(
            self.session, self.workspace_id, CycleDraft(name, TERMS, groups=groups),
            elements=ELEMENTS, submission=None, now=NOW,
        )  # fmt: skip

    def change(self, now: datetime = NOW, **terms: Any) -> None:
        draft = draft_of(self.session, self.cycle)
        draft = replace(draft, terms=replace(draft.terms, **terms))
        change_cycle(self.session, self.cycle, draft, elements=ELEMENTS, now=now)

    def plan(self, now: datetime = NOW) -> None:
        want_plan(self.session, self.workspace_id, now)
        plan_where_wanted(self.session, now + timedelta(seconds=1))

    def live(self, until: date, since: datetime = NOW) -> list[tuple[str, str, date]]:
        """Plans once a day up to that day, and sends what is due: who got what, and when."""
        came, now = [], since
        while now.date() <= until:
            self.plan(now)
            for row, person in self.rows():
                if row.state == "planned" and row.due_at <= now:
                    try:
                        reminding(self.session, row, now.date())
                    except BadInput as refusal:
                        row.state, row.reason = "skipped", refusal.sentence
                        continue
                    row.state, row.sent_at = "sent", now
                    came.append((person.name, row.news or "", row.local_at.date()))
            now += timedelta(days=1)
        return came

    def rows(self) -> list[Any]:
        return list(
            self.session.execute(
                select(Occurrence, Person)
                .join(Person, Person.id == Occurrence.person_id)
                .where(Occurrence.purpose == "cycle")
                .order_by(Occurrence.due_at, Person.name)
            )
        )

    def planned(self) -> list[tuple[str, str, datetime]]:
        return [(person.name, row.news, row.local_at) for row, person in self.rows()
                if row.state == "planned"]  # fmt: skip

    def wish(self, name: str, **wishes: Any) -> None:
        keep_preferences(
            self.session, self.people[name].id, Preferences(**wishes), elements=ELEMENTS,
            today=NOW.date(), now=NOW,
        )  # fmt: skip

    def submit(self, name: str, now: datetime) -> Evaluation:
        person_id, today = self.people[name].id, now.date()
        begun = begin(self.session, person_id, self.cycle.id, now=now, today=today).evaluation
        goal = keep_goal(
            self.session, person_id, GoalDraft(text="Run two conferences"), submission=None,
            now=now, today=today,
        )  # fmt: skip
        set_goals(self.session, person_id, begun.id, [goal.id], now=now, today=today)
        move(self.session, person_id, begun.id, "begin-rating", now=now, today=today)
        rated = dict.fromkeys(ELEMENTS, ("Growing", "I plan with others."))
        rate_self(self.session, person_id, begun.id, rated, now=now, today=today)
        move(self.session, person_id, begun.id, "submit", now=now, today=today)
        return begun


@pytest.fixture
def school(session: Session, workspace_id: int, add_person: AddPerson) -> School:
    return School(session, workspace_id, add_person)


def at(day: date, hour: int = 15, minute: int = 30) -> datetime:
    return datetime.combine(day, time(hour, minute))


def test_the_opening_reaches_those_it_is_for_and_no_one_else(school: School) -> None:
    school.plan()
    opening = at(TERMS.opens_on)
    assert school.planned() == [(name, "opens", opening) for name in ("Ana", "Ben", "Ruth")]


def test_whoever_does_nothing_is_reminded_four_times_in_a_year(school: School) -> None:
    came = school.live(date(2027, 6, 20))
    theirs = [(news, day) for name, news, day in came if name == "Ana"]
    assert theirs == [(news, DAYS[news]) for news in ("opens", "goals", "submit", "submit-last")]
    assert not [each for each in came if each[1] == "respond"]
    assert school.cycle.closed_at is not None


def test_none_comes_for_a_step_that_is_behind_them_and_the_leader_hears_once(
    school: School,
) -> None:
    march = datetime(2027, 3, 1, 18, tzinfo=UTC)
    school.live(march.date() - WEEK)
    evaluation = school.submit("Ana", march)
    came = school.live(date(2027, 5, 10), march)
    assert {each for each in came if each[0] != "Ben"} == {
        ("Ruth", "submit", DAYS["submit"]),
        ("Ruth", "submit-last", DAYS["submit-last"]),
        ("Ruth", "respond", DAYS["respond"]),
    }
    may = datetime(2027, 5, 11, 18, tzinfo=UTC)
    respond(
        school.session, school.people["Ruth"].id, evaluation.id, "Well done.", {},
        submission=None, now=may, today=may.date(),
    )  # fmt: skip
    came = school.live(date(2027, 6, 30), may)
    assert came == [("Ana", "decide", DAYS["decide"])]


def test_days_off_move_a_reminder_to_a_weekday_before_them(school: School) -> None:
    break_days = {date(2026, 12, day): "Fall break" for day in (9, 10, 11)}
    add_calendar(school.session, school.workspace_id, "Breaks", days=break_days, now=NOW)
    snow = {date(2026, 11, 25): "Snow", date(2026, 12, 8): "Snow"}
    add_calendar(school.session, school.workspace_id, "Snow", days=snow, group="Cedar", now=NOW)
    school.open("For all")
    came = school.live(date(2026, 12, 20))
    goals = {(name, day) for name, news, day in came if news == "goals"}
    tuesday, monday = date(2026, 12, 8), date(2026, 12, 7)
    assert goals == {("Ana", tuesday), ("Ben", tuesday), ("Ruth", tuesday), ("Cy", monday)}
    opens = {day for name, news, day in came if (name, news) == ("Cy", "opens")}
    assert opens == {date(2026, 11, 26)}


def test_a_pause_holds_the_opening_back_until_it_ends(school: School) -> None:
    school.wish("Ana", paused_until_on=date(2026, 12, 3))
    school.wish("Ben", quiet=Hours(time(15), time(8)))
    school.plan()
    assert ("Ben", "opens", at(TERMS.opens_on, 8, 0)) in school.planned()
    came = school.live(date(2026, 12, 4))
    assert [day for name, _, day in came if name == "Ana"] == [date(2026, 12, 3)]


def test_a_pause_that_begins_after_planning_moves_the_opening_too(school: School) -> None:
    school.plan()
    for row, _ in school.rows():
        row.state, row.reason = "skipped", "paused by the educator"
    school.wish("Ana", paused_until_on=date(2026, 12, 3))
    came = school.live(date(2026, 12, 4), NOW + timedelta(days=2))
    assert [each for each in came if each[0] == "Ana"] == [("Ana", "opens", date(2026, 12, 3))]
    assert [each for each in came if each[0] == "Ben"] == [("Ben", "opens", date(2026, 11, 26))]


def test_who_opted_out_gets_none(school: School) -> None:
    school.plan()
    set_opted_out(
        school.session, school.people["Ana"].id, school.workspace_id, is_opted_out=True, now=NOW
    )
    assert {name for name, _, _ in school.live(date(2026, 12, 20))} == {"Ben", "Ruth"}


def test_a_changed_cycle_plans_them_anew_and_repeats_none_that_came(school: School) -> None:
    school.live(date(2026, 11, 27))
    later = NOW + timedelta(days=5)
    school.change(later, opens_on=date(2026, 11, 24), goals_by=date(2026, 12, 10))
    school.plan(later)
    assert {each[1:] for each in school.planned()} == {("goals", at(date(2026, 12, 3)))}
    school.change(later, goals_by=date(2027, 1, 29))
    school.plan(later)
    assert school.planned() == []
    came = school.live(date(2027, 1, 30), later)
    assert {each[1:] for each in came} == {("goals", date(2027, 1, 22))}


def test_planning_again_changes_nothing_and_follows_a_move(school: School) -> None:
    school.plan()
    before = school.planned()
    school.plan(NOW + timedelta(minutes=5))
    assert school.planned() == before
    ana = school.people["Ana"]
    ana.own_zone = "Pacific/Honolulu"
    school.session.flush()
    school.plan(NOW + timedelta(minutes=6))
    row = next(row for row, person in school.rows() if person.name == "Ana")
    assert row.due_at == datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


def test_what_is_due_is_not_put_off_by_planning_once_more(school: School) -> None:
    school.plan()
    school.plan(datetime(2026, 11, 25, 21, 30, 5, tzinfo=UTC))
    assert {each[2] for each in school.planned()} == {at(TERMS.opens_on)}


def test_whoever_joins_gets_the_opening_and_whoever_leaves_nothing_more(school: School) -> None:
    school.live(date(2026, 11, 30))
    later = datetime(2026, 12, 1, 18, tzinfo=UTC)
    begin(school.session, school.people["Ben"].id, school.cycle.id, now=later, today=later.date())
    session, workspace_id, maple = school.session, school.workspace_id, school.maple.id
    set_people(session, workspace_id, maple, ["UCY"], "member", now=later)
    take_out(session, workspace_id, maple, ["UANA"], "member", now=later)
    take_out(session, workspace_id, maple, ["UBEN"], "member", now=later)
    came = school.live(date(2026, 12, 20), later)
    assert set(came) == {
        ("Cy", "opens", date(2026, 12, 1)),
        ("Cy", "goals", DAYS["goals"]),
        ("Ben", "goals", DAYS["goals"]),
        ("Ruth", "goals", DAYS["goals"]),
    }


def test_a_closed_cycle_says_nothing_until_it_is_reopened(school: School) -> None:
    school.plan()
    close_cycle(school.session, school.cycle, by=None, now=NOW)
    assert school.planned() == []
    school.plan()
    assert school.planned() == []
    reopen_cycle(school.session, school.cycle, closes_on=None, by=None, now=NOW)
    school.plan()
    assert len(school.planned()) == 3


def test_a_cycle_whose_last_day_is_past_closes_by_itself(school: School) -> None:
    begin(
        school.session, school.people["Ana"].id, school.cycle.id, now=NOW + 7 * WEEK,
        today=date(2027, 1, 12),
    )  # fmt: skip
    last_day = datetime(2027, 6, 12, 23, tzinfo=UTC)
    for moment, is_closed in ((last_day, False), (last_day + timedelta(days=1), True)):
        school.plan(moment)
        assert (school.cycle.closed_at is not None) is is_closed
    (evaluation,) = school.session.scalars(select(Evaluation))
    assert (evaluation.state, evaluation.closed_from) == ("closed", "goal-setting")


def test_with_two_leaders_each_hears_and_one_who_left_does_not(
    school: School, add_person: AddPerson
) -> None:
    session, workspace_id = school.session, school.workspace_id
    ian = add_person("Ian")
    keep_membership(session, school.maple.id, ian.id, "leader")
    april = datetime(2027, 4, 20, 18, tzinfo=UTC)
    school.submit("Ana", april)
    school.plan(april + timedelta(days=3))
    assert {name for name, news, _ in school.planned() if news == "respond"} == {"Ruth", "Ian"}
    take_out(session, workspace_id, school.maple.id, ["URUTH"], "leader", now=april)
    school.plan(april + timedelta(days=4))
    assert {name for name, news, _ in school.planned() if news == "respond"} == {"Ian"}


def test_what_awaits_nobody_waits_until_somebody_leads_them(school: School) -> None:
    session, workspace_id = school.session, school.workspace_id
    april = datetime(2027, 4, 20, 18, tzinfo=UTC)
    school.submit("Ana", april)
    take_out(session, workspace_id, school.maple.id, ["URUTH"], "leader", now=april)
    school.plan(april + timedelta(days=3))
    assert not [each for each in school.planned() if each[1] == "respond"]
    set_people(session, workspace_id, school.maple.id, ["UCY"], "leader", now=april)
    school.plan(april + timedelta(days=4))
    awaited = [each for each in school.planned() if each[1] == "respond"]
    assert awaited == [("Cy", "respond", at(DAYS["respond"]))]
    (row,) = [row for row, _ in school.rows() if row.news == "respond"]
    assert reminding(session, row, DAYS["respond"]).awaiting == 1
