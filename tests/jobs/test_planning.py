"""Schedules become occurrences: each once, for those whom they are for, at their local time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.cadence import weekly
from domain.errors import BadInput
from domain.membership import Member
from domain.replanning import Shift
from jobs.planning import plan_where_wanted
from storage.calendars import add_calendar, attach_calendars, remove_calendar
from storage.groups import keep_group, keep_membership
from storage.people import keep_members, set_opted_out
from storage.planning import what_changes
from storage.schedules import (
    ScheduleDraft,
    add_schedule,
    change_schedule,
    draft_of,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from storage.tables import Occurrence, Person
from tests.conftest import NOW, AddPerson

ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
LATER = NOW + timedelta(minutes=1)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def daily(name: str = "Daily", **more: object) -> ScheduleDraft:
    settings: dict[str, object] = {
        "name": name,
        "cadence": weekly(DAYS, time(15, 30)),
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


def move(session: Session, workspace_id: int, name: str, zone: str, now: datetime) -> None:
    moved = Member(f"U{name.upper()}", name, zone, f"{name.lower()}@lakeview.example")
    keep_members(session, workspace_id, [moved], now)
    plan_where_wanted(session, now + timedelta(seconds=1))


def of(session: Session, name: str) -> list[tuple[datetime, datetime]]:
    return [(local, due) for who, local, due in planned(session) if who == name]


def test_whoever_moves_east_over_the_time_gets_that_day_s_prompt_at_once(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    before = of(session, "Ana")
    # Noon in Chicago is seven in the evening in Berlin.
    move(session, workspace_id, "Ana", "Europe/Berlin", LATER)
    after = of(session, "Ana")
    assert [local for local, _ in after][: len(before)] == [local for local, _ in before]
    assert after[0][1] == datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    assert after[1][1] == datetime(2026, 11, 25, 14, 30, tzinfo=UTC)


def test_whoever_moves_west_is_not_asked_again_on_a_day_that_they_had(
    session: Session, workspace_id: int, people: dict[str, Person], add_person: AddPerson
) -> None:
    morning = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    add_person("Bea", "Europe/Berlin").met_at = morning
    add_schedule(session, workspace_id, daily(), morning)
    plan_where_wanted(session, morning + timedelta(minutes=1))
    send(session, "Bea", datetime(2026, 11, 24, 15, 30))
    move(session, workspace_id, "Bea", "America/Chicago", LATER)
    assert [local.day for local, _ in of(session, "Bea")] == [25, 26, 27, 28, 29, 30, 1]
    assert of(session, "Bea")[0][1] == datetime(2026, 11, 25, 21, 30, tzinfo=UTC)


def test_whoever_moves_over_the_date_line_loses_no_prompt(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(cadence=weekly(["tue"], time(15, 30))), NOW)
    plan_where_wanted(session, LATER)
    # Tuesday 8:00 in Honolulu is Wednesday 3:00 in Tokyo: no Tuesday is left there.
    move(session, workspace_id, "Kai", "Asia/Tokyo", LATER)
    assert of(session, "Kai") == [
        (datetime(2026, 11, 24, 15, 30), datetime(2026, 11, 25, 1, 30, tzinfo=UTC)),
        (datetime(2026, 12, 1, 15, 30), datetime(2026, 12, 1, 6, 30, tzinfo=UTC)),
    ]


def test_new_rules_of_a_zone_move_the_instant_and_leave_the_local_time(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    before = planned(session)
    # As it would stand in the table had the rules been others when it was planned.
    session.execute(
        update(Occurrence)
        .where(Occurrence.purpose == "prompt", Occurrence.zone == "America/Chicago")
        .values(due_at=datetime(2026, 11, 24, 22, 30, tzinfo=UTC))
    )
    plan_where_wanted(session, LATER + timedelta(hours=1))
    assert planned(session)[: len(before)] == before


def send(session: Session, name: str, local_at: datetime) -> None:
    """As delivery would mark it."""
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.local_at == local_at,
            Occurrence.purpose == "prompt",
            Occurrence.person_id.in_(select(Person.id).where(Person.name == name)),
        )
        .values(state="sent", sent_at=Occurrence.due_at, attempts=1)
    )


def test_what_was_sent_or_snoozed_is_never_touched(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    send(session, "Ana", datetime(2026, 11, 24, 15, 30))
    send(session, "Ana", datetime(2026, 11, 25, 15, 30))
    tomorrow = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    session.execute(
        update(Occurrence)
        .where(Occurrence.local_at == datetime(2026, 11, 25, 15, 30), Occurrence.state == "sent")
        .values(state="planned", due_at=tomorrow, attempts=0)
    )
    move(session, workspace_id, "Ana", "Europe/Berlin", LATER)
    remove_schedule(session, workspace_id, "daily", LATER + timedelta(seconds=2))
    plan_where_wanted(session, LATER + timedelta(seconds=3))
    kept = session.execute(
        select(Occurrence.state, Occurrence.zone, Occurrence.due_at)
        .where(Occurrence.purpose == "prompt")
        .order_by(Occurrence.local_at)
    ).all()
    assert kept == [
        ("sent", "America/Chicago", datetime(2026, 11, 24, 21, 30, tzinfo=UTC)),
        ("planned", "America/Chicago", tomorrow),
    ]


def test_days_off_are_left_out_for_everyone_and_for_the_groups_that_have_them(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    school = keep_group(session, workspace_id, "Maple School")
    keep_membership(session, school.id, people["Kai"].id, "member")
    schedule = add_schedule(session, workspace_id, daily(rotation="in-turn"), NOW)
    plan_where_wanted(session, LATER)
    elements = elements_of(session, "Ana")
    texas = add_calendar(session, workspace_id, "Texas", region="US-TX", now=LATER)
    snow = add_calendar(
        session, workspace_id, "Snow", days={date(2026, 11, 30): "Snow day"},
        group="Maple School", now=LATER,
    )  # fmt: skip
    attach_calendars(session, schedule, [texas, snow])
    plan_where_wanted(session, LATER + timedelta(seconds=1))
    assert [local.day for local, _ in of(session, "Ana")] == [24, 25, 28, 29, 30, 1]
    assert [local.day for local, _ in of(session, "Kai")] == [24, 25, 28, 29, 1]
    # Whose turn Thanksgiving would have been comes next.
    assert list(elements_of(session, "Ana").values()) == list(elements.values())[:6]
    remove_calendar(session, texas, LATER + timedelta(seconds=2))
    plan_where_wanted(session, LATER + timedelta(seconds=3))
    assert elements_of(session, "Ana") == elements


def elements_of(session: Session, name: str) -> dict[int, str | None]:
    rows = session.execute(
        select(Occurrence.local_at, Occurrence.element, Occurrence.element_because)
        .join(Person, Person.id == Occurrence.person_id)
        .where(Person.name == name, Occurrence.purpose == "prompt")
        .order_by(Occurrence.local_at)
    ).all()
    assert {because for _, _, because in rows} == {"in-turn"}
    return {local_at.day: element for local_at, element, _ in rows}


def test_after_a_long_downtime_what_came_due_meanwhile_is_on_record_for_two_days(
    session: Session, workspace_id: int, people: dict[str, Person], add_person: AddPerson
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    plan_where_wanted(session, LATER)
    back = NOW + timedelta(days=20, hours=6)
    session.execute(update(Person).where(Person.name == "Kai").values(met_at=back))
    plan_where_wanted(session, back)
    anas = [local for local, _ in of(session, "Ana") if local > datetime(2026, 12, 3)]
    assert anas[:3] == [datetime(2026, 12, day, 15, 30) for day in (13, 14, 15)]
    kais = [local for local, _ in of(session, "Kai") if local > datetime(2026, 12, 3)]
    assert kais[0] == datetime(2026, 12, 14, 15, 30)


def test_what_was_due_while_it_was_paused_is_owed_to_nobody(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily(), NOW)
    pause_schedule(session, workspace_id, "daily", NOW)
    evening = NOW + timedelta(hours=8)
    resume_schedule(session, workspace_id, "daily", evening)
    plan_where_wanted(session, evening + timedelta(minutes=1))
    assert of(session, "Ana")[0][0] == datetime(2026, 11, 25, 15, 30)


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


def test_a_change_moves_what_is_planned_as_it_was_told_beforehand(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    schedule = add_schedule(
        session, workspace_id, daily(cadence=weekly(["wed"], time(15, 30))), NOW
    )
    plan_where_wanted(session, LATER)
    draft = replace(draft_of(session, schedule), cadence=weekly(["thu"], time(9)))
    told = what_changes(session, schedule, draft, LATER)
    assert told == [Shift(2, datetime(2026, 11, 25, 15, 30), datetime(2026, 11, 26, 9, 0))]
    assert of(session, "Ana")[0][0] == datetime(2026, 11, 25, 15, 30)
    change_schedule(session, schedule, draft, LATER)
    plan_where_wanted(session, LATER + timedelta(seconds=1))
    assert [local for local, _ in of(session, "Ana")] == [datetime(2026, 11, 26, 9, 0)]
    assert what_changes(session, schedule, draft, LATER) == []


def test_a_change_of_audience_days_off_or_zone_is_told_beforehand(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    team = keep_group(session, workspace_id, "Team")
    keep_membership(session, team.id, people["Ana"].id, "member")
    add_calendar(session, workspace_id, "Texas", region="US-TX", now=NOW)
    cadence = weekly(["thu"], time(15, 30))
    schedule = add_schedule(session, workspace_id, daily(cadence=cadence), NOW)
    plan_where_wanted(session, LATER)
    draft = draft_of(session, schedule)
    thanksgiving = datetime(2026, 11, 26, 15, 30)
    for_team = replace(draft, groups=("Team",))
    assert what_changes(session, schedule, for_team, LATER) == [Shift(1, thanksgiving, None)]
    off = replace(draft, calendars=("Texas",))
    assert what_changes(session, schedule, off, LATER) == [Shift(2, thanksgiving, None)]
    assert what_changes(session, schedule, None, LATER) == [Shift(2, thanksgiving, None)]
    change_schedule(session, schedule, off, LATER)
    assert draft_of(session, schedule) == off


def test_a_change_brings_no_second_prompt_on_a_day_that_had_one(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    morning = NOW - timedelta(hours=6)
    people["Ana"].met_at = people["Kai"].met_at = morning
    schedule = add_schedule(session, workspace_id, daily(cadence=weekly(DAYS, time(8))), morning)
    plan_where_wanted(session, morning + timedelta(seconds=1))
    send(session, "Ana", datetime(2026, 11, 24, 8, 0))
    draft = replace(draft_of(session, schedule), cadence=weekly(DAYS, time(16)))
    change_schedule(session, schedule, draft, NOW)
    plan_where_wanted(session, LATER)
    assert of(session, "Ana")[0][0] == datetime(2026, 11, 25, 16, 0)
    # It is just past eight in the morning in Honolulu, and nothing came yet.
    assert of(session, "Kai")[0][0] == datetime(2026, 11, 24, 16, 0)


def test_a_change_that_can_t_be_is_refused_and_changes_nothing(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    add_schedule(session, workspace_id, daily("Other"), NOW)
    schedule = add_schedule(session, workspace_id, daily(), NOW)
    draft = draft_of(session, schedule)
    for change, sentence in (
        ({"name": "OTHER"}, "already"),
        ({"until_on": date(2026, 1, 1)}, "end"),
        ({"groups": ("Nowhere",)}, "no group"),
        ({"roles": ("chef",)}, "no role"),
        ({"calendars": ("Utah",)}, "no calendar"),
        ({"remind_after_hours": 0}, "1 to 168 hours"),
    ):
        with pytest.raises(BadInput, match=sentence):
            what_changes(session, schedule, replace(draft, **change), LATER)
    assert draft_of(session, schedule) == draft
    assert change_schedule(session, schedule, replace(draft, name="daily"), LATER).name == "daily"
