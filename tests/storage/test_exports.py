"""Records leave the house complete, and without what was taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.attachments.sheets import as_csv, sheets_of
from domain.drafts import EntryDraft, GoalDraft
from domain.indicators import IndicatorDraft
from storage.check_ins import check_in
from storage.entries import keep_entry, take_back_entry
from storage.exports import CheckInRecord, EntryRecord, GoalRecord, PersonRecord, export_records
from storage.goals import keep_goal, move_goal, take_back_goal
from storage.groups import keep_group, keep_membership
from storage.indicators import keep_indicator
from storage.occurrences import ask_now, welcome_now
from storage.reflections import keep_reflection
from storage.tables import Entry, Goal, Person
from tests.conftest import NOW, AddPerson

TODAY = date(2026, 11, 24)


@pytest.fixture
def ana(add_person: AddPerson) -> Person:
    return add_person("Ana")


def set_goal(session: Session, person: Person, text: str = "Two conferences") -> Goal:
    draft = GoalDraft(
        text=text,
        element="skills",
        due_on=date(2027, 3, 20),
        plan_when="a unit ends",
        plan_then="plan one",
    )
    return keep_goal(session, person.id, draft, submission=None, now=NOW, today=TODAY)


def log(session: Session, person: Person, text: str, goal: Goal | None = None) -> Entry:
    draft = EntryDraft(
        text=text,
        happened_on=TODAY,
        minutes=45,
        kind="edcamp",
        elements=("skills", "ownership"),
        goal_id=goal.id if goal else None,
    )
    return keep_entry(session, person.id, draft, submission=None, now=NOW)


def test_a_record_holds_all_that_was_kept(session: Session, workspace_id: int, ana: Person) -> None:
    goal = set_goal(session, ana)
    entry = log(session, ana, "EdCamp", goal)
    check_in(
        session, ana.id, goal.id, progress=40, note="Half", submission=None, now=NOW, today=TODAY
    )
    group = keep_group(session, workspace_id, "Maple")
    keep_membership(session, group.id, ana.id, "member")
    keep_membership(session, group.id, ana.id, "leader")
    records = export_records(session, workspace_id)
    assert records.people == (
        PersonRecord(
            id="UANA",
            name="Ana",
            email="ana@lakeview.example",
            zone="America/Chicago",
            is_educator=True,
            roles=("leader",),
            groups=("Maple",),
            is_opted_out=False,
        ),
    )
    assert records.entries == (
        EntryRecord(
            id=entry.id,
            person="UANA",
            text="EdCamp",
            minutes=45,
            happened_on=TODAY,
            logged_at=NOW,
            kind="edcamp",
            mode=None,
            elements=("skills", "ownership"),
            skills=(),
            network_act=None,
            reach=None,
            link=None,
            classroom_note=None,
            visibility="private",
            goal=goal.id,
        ),
    )
    assert records.goals == (
        GoalRecord(
            id=goal.id,
            person="UANA",
            text="Two conferences",
            element="skills",
            skill=None,
            indicator=None,
            target=None,
            due_on=date(2027, 3, 20),
            state="open",
            visibility="private",
            plan_when="a unit ends",
            plan_then="plan one",
            set_on=TODAY,
            closed_on=None,
        ),
    )
    (checked,) = records.check_ins
    assert checked == CheckInRecord(checked.id, "UANA", goal.id, 40, "Half", NOW, None, None)


def test_what_changed_in_a_goal_and_what_came_of_it_leave_with_it(
    session: Session, workspace_id: int, ana: Person
) -> None:
    goal = set_goal(session, ana)
    entry = log(session, ana, "EdCamp", goal)
    move_goal(
        session, ana.id, goal.id, "let-go", reason="Enough", submission=None, now=NOW, today=TODAY
    )
    draft = IndicatorDraft("student-engagement", "They spoke up", before=3, after=9.5)
    keep_indicator(session, ana.id, draft, entry_id=entry.id, submission=None, now=NOW, today=TODAY)
    records = export_records(session, workspace_id)
    (revision,) = records.goal_revisions
    assert (revision.person, revision.goal, revision.act) == ("UANA", goal.id, "let-go")
    assert revision.before == {"state": "open", "closed_on": None}
    assert revision.after == {"state": "let-go", "closed_on": "2026-11-24"}
    assert revision.reason == "Enough"
    (indicator,) = records.indicators
    assert (indicator.kind, indicator.before, indicator.after) == ("student-engagement", 3, 9.5)
    assert (indicator.entry, indicator.goal) == (entry.id, None)
    (sheet,) = [each for each in sheets_of(records) if each.title == "goal_revisions"]
    assert "state: let-go; closed_on: 2026-11-24" in as_csv(sheet)


def test_what_was_taken_back_is_left_out(session: Session, workspace_id: int, ana: Person) -> None:
    goal = set_goal(session, ana)
    kept, gone = log(session, ana, "Kept", goal), log(session, ana, "Gone")
    check_in(session, ana.id, goal.id, progress=1, note=None, submission=None, now=NOW, today=TODAY)
    take_back_entry(session, ana.id, gone.id, NOW)
    take_back_goal(session, ana.id, goal.id, NOW)
    session.flush()
    records = export_records(session, workspace_id)
    assert [(entry.id, entry.goal) for entry in records.entries] == [(kept.id, None)]
    assert (records.goals, records.check_ins) == ((), ())


def test_an_occurrence_is_a_prompt_and_its_reflection_has_the_words(
    session: Session, workspace_id: int, ana: Person
) -> None:
    welcome_now(session, ana.id, "America/Chicago", NOW)
    asked = ask_now(
        session,
        ana.id,
        element="skills",
        prompt_id="p1",
        prompt_text="What changed?",
        zone="America/Chicago",
        now=NOW,
    )
    keep_reflection(session, ana.id, asked.id, "A lot", now=NOW, today=TODAY)
    records = export_records(session, workspace_id)
    (occurrence,) = records.occurrences
    assert (occurrence.person, occurrence.schedule, occurrence.prompt) == (
        "UANA",
        None,
        "What changed?",
    )
    assert (occurrence.local, occurrence.due_at) == (
        datetime(2026, 11, 24, 12, 0),
        datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
    )
    assert (occurrence.state, occurrence.element) == ("answered", "skills")
    (reflection,) = records.reflections
    assert (reflection.prompt, reflection.text) == ("What changed?", "A lot")


def test_one_persons_export_holds_nothing_of_others(
    session: Session, workspace_id: int, ana: Person, add_person: AddPerson
) -> None:
    ben = add_person("Ben")
    for person in (ana, ben):
        log(session, person, person.name, set_goal(session, person))
    records = export_records(session, workspace_id, person_id=ben.id)
    for kind in (records.entries, records.goals):
        assert [record.person for record in kind] == ["UBEN"]
    assert [record.id for record in records.people] == ["UBEN"]


def test_a_guest_has_no_role(session: Session, workspace_id: int, add_person: AddPerson) -> None:
    add_person("Boss", is_slack_admin=True)
    add_person("Gus", is_guest=True)
    add_person("Cy")
    people = export_records(session, workspace_id).people
    assert {person.name: person.roles for person in people} == {
        "Boss": ("admin",),
        "Gus": (),
        "Cy": ("member",),
    }
