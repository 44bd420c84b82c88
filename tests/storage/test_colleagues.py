"""Colleagues show what they chose to show, and nothing else can be found out of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from domain.topics import Topic
from storage.colleagues import Colleague, SharedWork, find_colleagues, topics_of_person
from storage.entries import keep_entry, take_back_entry
from storage.goals import keep_goal
from storage.tables import Entry, Person
from storage.workspaces import keep_workspace
from tests.conftest import NOW, AddPerson

TODAY = date(2026, 11, 24)
SKILLS = Topic("elements", "skills")


def log(session: Session, person: Person, text: str, **fields: Any) -> Entry:
    shown: dict[str, Any] = {"visibility": "colleagues", "elements": ("skills",)}
    draft = EntryDraft(text=text, **{"happened_on": TODAY, **shown, **fields})
    return keep_entry(session, person.id, draft, submission=None, now=NOW)


def find(session: Session, person: Person, *topics: Topic, **more: Any) -> list[Colleague]:
    paging: dict[str, Any] = {"since": TODAY - timedelta(days=365), "most": 10, **more}
    return list(find_colleagues(session, person.id, topics, **paging).rows)


def names(found: list[Colleague]) -> list[str]:
    return [colleague.name for colleague in found]


def test_only_what_is_shown_to_colleagues_is_found_and_counted(
    session: Session, add_person: AddPerson
) -> None:
    maya, ben = add_person("Maya"), add_person("Ben")
    log(session, ben, "shown", link="https://talk.example")
    log(session, ben, "private", visibility="private")
    log(session, ben, "for leaders", visibility="leaders")
    take_back_entry(session, ben.id, log(session, ben, "taken back").id, NOW)
    log(session, ben, "old", happened_on=TODAY - timedelta(days=366))
    log(session, maya, "my own")
    assert find(session, maya, SKILLS) == [
        Colleague(
            ben.slack_id, "Ben", 1, (SharedWork("entry", "shown", TODAY, "https://talk.example"),)
        )
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(hidden=st.lists(st.tuples(st.sampled_from(["private", "leaders"]), st.integers(0, 300))))
def test_what_is_not_shown_changes_nothing_that_others_see(
    session: Session, add_person: AddPerson, hidden: list[tuple[str, int]]
) -> None:
    maya, ben, ana = add_person("Maya"), add_person("Ben"), add_person("Ana")
    if not find(session, maya):
        log(session, ben, "shown", happened_on=TODAY - timedelta(days=9))
        log(session, ana, "shown too", happened_on=TODAY - timedelta(days=10))
    before = find(session, maya, SKILLS)
    for visibility, days in hidden:
        on = TODAY - timedelta(days=days)
        log(session, ana, "hidden", visibility=visibility, happened_on=on)
    assert find(session, maya, SKILLS) == before


def test_a_topic_leaves_out_those_who_share_other_work(
    session: Session, add_person: AddPerson
) -> None:
    maya, ben, ana = add_person("Maya"), add_person("Ben"), add_person("Ana")
    log(session, ben, "on evaluation", elements=("evaluation",), skills=("creativity",))
    goal = GoalDraft(text="Two conferences", element="skills", visibility="colleagues")
    keep_goal(session, ana.id, goal, submission=None, now=NOW, today=TODAY)
    assert names(find(session, maya, SKILLS)) == ["Ana"]
    assert names(find(session, maya, Topic("skills", "creativity"))) == ["Ben"]
    assert names(find(session, maya, SKILLS, Topic("skills", "creativity"))) == ["Ana", "Ben"]
    assert names(find(session, maya)) == ["Ana", "Ben"]
    assert find(session, maya, Topic("skills", "technology")) == []


def test_those_who_shared_last_come_first_and_pages_hold_everyone_once(
    session: Session, add_person: AddPerson
) -> None:
    maya = add_person("Maya")
    for number in range(7):
        on = TODAY - timedelta(days=number)
        log(session, add_person(f"P{number}"), "shown", happened_on=on)
    pages = [find(session, maya, most=3, first=first) for first in (0, 3, 6)]
    assert [names(page) for page in pages] == [["P0", "P1", "P2"], ["P3", "P4", "P5"], ["P6"]]


def test_the_latest_three_are_shown_of_each(session: Session, add_person: AddPerson) -> None:
    maya, ben = add_person("Maya"), add_person("Ben")
    for number in range(5):
        log(session, ben, f"number {number}", happened_on=TODAY - timedelta(days=number))
    [found] = find(session, maya, SKILLS)
    assert found.count == 5
    assert [work.text for work in found.latest] == ["number 0", "number 1", "number 2"]


def test_guests_leavers_and_other_workspaces_are_nobodys_colleagues(
    session: Session, add_person: AddPerson
) -> None:
    maya = add_person("Maya")
    log(session, add_person("Gil", is_guest=True), "shown")
    elsewhere, _ = keep_workspace(
        session, slack_id="T0OTHER", name="Other", bot_slack_id="U0B", now=NOW
    )
    stranger = Person(
        workspace_id=elsewhere.id, slack_id="U1", name="Zoe", slack_zone="UTC", is_educator=True,
        is_slack_admin=False, met_at=NOW,
    )  # fmt: skip
    session.add(stranger)
    session.flush()
    log(session, stranger, "shown")
    assert find(session, maya) == []


def test_what_somebody_works_on_comes_of_their_entries_and_open_goals(
    session: Session, add_person: AddPerson
) -> None:
    maya = add_person("Maya")
    log(session, maya, "mine", visibility="private", skills=("creativity",))
    log(session, maya, "old", elements=("evaluation",), happened_on=TODAY - timedelta(days=91))
    goal = GoalDraft(text="Two conferences", element="opportunities", skill="technology")
    keep_goal(session, maya.id, goal, submission=None, now=NOW, today=TODAY)
    found = topics_of_person(session, maya.id, since=TODAY - timedelta(days=90))
    assert found == {
        SKILLS,
        Topic("elements", "opportunities"),
        Topic("skills", "creativity"),
        Topic("skills", "technology"),
    }


@pytest.mark.parametrize("section", ["elements", "skills"])
def test_a_topic_is_told_by_its_section(section: str) -> None:
    topic = Topic(section, "skills")
    assert Topic.load(topic.dump()) == topic
