"""Schedules become occurrences: each once, for those whom they are for, at their local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.cadence import weekly
from domain.membership import Member
from jobs.planning import plan_where_wanted
from storage.groups import keep_group, keep_membership
from storage.people import keep_members, set_opted_out
from storage.schedules import (
    ScheduleDraft,
    add_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from storage.tables import Occurrence, Person
from tests.conftest import NOW, AddPerson

ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
LATER = NOW + timedelta(minutes=1)


def daily(name: str = "Daily", **more: object) -> ScheduleDraft:
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    settings: dict[str, object] = {
        "name": name,
        "cadence": weekly(days, time(15, 30)),
        "from_on": date(2026, 11, 23),
        "elements": ELEMENTS,
    }
    return ScheduleDraft(**(settings | more))  # type: ignore[arg-type]


def planned(session: Session, *, purpose: str = "prompt") -> list[tuple[str, datetime, datetime]]:
    rows = session.execute(
        select(Person.name, Occurrence.local_at, Occurrence.due_at)
        .join(Person, Person.id == Occurrence.person_id)
        .where(Occurrence.purpose == purpose, Occurrence.state == "planned")
        .order_by(Person.name, Occurrence.local_at)
    )
    return [(name, local_at, due_at) for name, local_at, due_at in rows]


def who(session: Session) -> set[str]:
    return {name for name, _, _ in planned(session)}


@pytest.fixture
def people(add_person: AddPerson) -> dict[str, Person]:
    return {
        "Ana": add_person("Ana"),
        "Kai": add_person("Kai", "Pacific/Honolulu"),
        "Guest": add_person("Guest", is_guest=True),
    }


def test_each_educator_is_planned_at_their_own_local_time_once(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    first = planned(session)
    assert who(session) == {"Ana", "Kai"}
    assert first[0] == (
        "Ana",
        datetime(2026, 11, 24, 15, 30),
        datetime(2026, 11, 24, 21, 30, tzinfo=UTC),
    )
    assert (
        "Kai",
        datetime(2026, 11, 24, 15, 30),
        datetime(2026, 11, 25, 1, 30, tzinfo=UTC),
    ) in first
    plan_where_wanted(session, LATER + timedelta(hours=1))
    assert planned(session)[: len(first)] == first


def test_a_change_is_planned_at_once_and_no_change_is_left_alone(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    assert plan_where_wanted(session, LATER) == 1
    assert plan_where_wanted(session, LATER + timedelta(seconds=5)) == 0
    add_schedule(session, workspace_id, daily("Second"), LATER + timedelta(seconds=6))
    assert plan_where_wanted(session, LATER + timedelta(seconds=7)) == 1


def test_whoever_opts_out_is_planned_no_more(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    set_opted_out(session, people["Ana"].id, workspace_id, is_opted_out=True, now=NOW)
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    assert who(session) == {"Kai"}


def test_a_schedule_reaches_its_groups_with_all_nested_in_them_and_its_roles(
    session: Session, workspace_id: int, people: dict[str, Person], add_person: AddPerson
) -> None:
    team = keep_group(session, workspace_id, "Team", parent="School")
    keep_membership(session, team.id, people["Ana"].id, "member")
    keep_membership(session, team.id, add_person("Lee").id, "leader")
    add_schedule(session, workspace_id, daily(groups=("school",)), NOW)
    plan_where_wanted(session, LATER)
    assert who(session) == {"Ana", "Lee"}
    remove_schedule(session, workspace_id, "Daily", LATER)
    add_schedule(session, workspace_id, daily(roles=("leader",)), LATER)
    plan_where_wanted(session, LATER + timedelta(seconds=1))
    assert who(session) == {"Lee"}


def test_whoever_moves_to_another_zone_is_planned_by_the_clock_there(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    moved = Member("UANA", "Ana", "Europe/Berlin", "ana@lakeview.example")
    keep_members(session, workspace_id, [moved], LATER)
    plan_where_wanted(session, LATER + timedelta(seconds=1))
    anas = [(local, due) for name, local, due in planned(session) if name == "Ana"]
    assert anas[0] == (
        datetime(2026, 11, 25, 15, 30),
        datetime(2026, 11, 25, 14, 30, tzinfo=UTC),
    )
    assert len({local.date() for local, _ in anas}) == len(anas)


def test_a_removed_schedule_leaves_nothing_planned_and_a_paused_one_goes_on_when_resumed(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    pause_schedule(session, workspace_id, "daily", NOW)
    plan_where_wanted(session, LATER)
    assert planned(session) == []
    resume_schedule(session, workspace_id, "daily", LATER)
    plan_where_wanted(session, LATER + timedelta(seconds=1))
    assert who(session) == {"Ana", "Kai"}
    remove_schedule(session, workspace_id, "daily", LATER + timedelta(seconds=2))
    plan_where_wanted(session, LATER + timedelta(seconds=3))
    assert planned(session) == []


def test_the_first_prompt_brings_one_welcome(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    plan_where_wanted(session, LATER + timedelta(hours=1))
    welcomes = planned(session, purpose="welcome")
    assert [name for name, _, _ in welcomes] == ["Ana", "Kai"]
    assert welcomes[0][2] == planned(session)[0][2]


def test_a_prompt_missed_by_the_spring_clock_change_comes_once(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    spring = datetime(2027, 3, 13, 18, tzinfo=UTC)
    early = weekly(["sun"], time(2, 30))
    add_schedule(session, workspace_id, daily(cadence=early), spring)
    plan_where_wanted(session, spring + timedelta(minutes=1))
    anas = [(local, due) for name, local, due in planned(session) if name == "Ana"]
    assert anas == [
        (datetime(2027, 3, 14, 2, 30), datetime(2027, 3, 14, 8, 30, tzinfo=UTC)),
        (datetime(2027, 3, 21, 2, 30), datetime(2027, 3, 21, 7, 30, tzinfo=UTC)),
    ]
