"""Whose days off they are, and which schedules leave them out."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy.orm import Session

from domain.cadence import weekly
from domain.errors import BadInput
from storage.calendars import (
    add_calendar,
    all_calendars,
    attach_calendars,
    calendars_of,
    days_of,
    days_off,
    find_calendar,
    remove_calendar,
    replace_days,
    school_days,
)
from storage.groups import keep_group, keep_membership
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Person, Schedule
from tests.conftest import NOW, AddPerson

BREAK = {date(2026, 12, 21): "Winter break", date(2026, 12, 22): "Winter break"}
SNOW = {date(2026, 12, 3): "Snow day"}
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
WINTER = (date(2026, 12, 1), date(2026, 12, 24))


@pytest.fixture
def schedule(session: Session, workspace_id: int) -> Schedule:
    draft = ScheduleDraft("Thought", weekly(["wed"], time(9)), date(2026, 11, 1), ("skills",))
    return add_schedule(session, workspace_id, draft, NOW)


@pytest.fixture
def ana(session: Session, workspace_id: int, add_person: AddPerson) -> Person:
    """Of a team in Maple School."""
    person = add_person("Ana")
    keep_group(session, workspace_id, "Maple School", parent="District")
    team = keep_group(session, workspace_id, "Team", parent="Maple School")
    keep_membership(session, team.id, person.id, "member")
    return person


def test_all_calendars_of_a_workspace_are_combined(
    session: Session, workspace_id: int, ana: Person
) -> None:
    add_calendar(session, workspace_id, "Breaks", days=BREAK, now=NOW)
    add_calendar(session, workspace_id, "Texas", region="US-TX", now=NOW)
    assert BREAK.items() < days_off(session, ana, *WINTER).items()
    assert list(days_off(session, ana, *NOVEMBER).values())[-1] == "Friday After Thanksgiving"


def test_a_group_s_days_are_off_for_all_nested_in_it_and_for_nobody_else(
    session: Session, workspace_id: int, ana: Person, add_person: AddPerson
) -> None:
    add_calendar(session, workspace_id, "Snow", days=SNOW, group="maple school", now=NOW)
    assert days_off(session, ana, *WINTER) == SNOW
    assert days_off(session, add_person("Ben"), *WINTER) == {}


def test_a_schedule_leaves_out_only_the_days_of_its_own_calendars(
    session: Session, workspace_id: int, ana: Person, schedule: Schedule
) -> None:
    breaks = add_calendar(session, workspace_id, "Breaks", days=BREAK, now=NOW)
    snow = add_calendar(session, workspace_id, "Snow", days=SNOW, group="Maple School", now=NOW)
    attach_calendars(session, schedule, [snow, snow])
    assert days_off(session, ana, *WINTER, schedule_id=schedule.id) == SNOW
    left_out = school_days(session, calendars_of(session, schedule.id))
    assert date(2026, 12, 3) not in left_out.everyone
    assert left_out.groups_off(date(2026, 12, 3)) == [snow.group_id]
    attach_calendars(session, schedule, [breaks])
    assert days_off(session, ana, *WINTER, schedule_id=schedule.id) == BREAK


def test_days_are_replaced_whole_and_a_removed_calendar_leaves_no_trace(
    session: Session, workspace_id: int, ana: Person, schedule: Schedule
) -> None:
    calendar = add_calendar(session, workspace_id, "Breaks", days=BREAK, now=NOW)
    attach_calendars(session, schedule, [calendar])
    replace_days(session, calendar, SNOW, NOW)
    assert days_of(session, calendar, *WINTER) == SNOW
    remove_calendar(session, calendar, NOW)
    assert days_off(session, ana, *WINTER) == {}
    assert calendars_of(session, schedule.id) == []


def test_a_calendar_that_can_t_be_is_refused(session: Session, workspace_id: int) -> None:
    add_calendar(session, workspace_id, "Texas", region="US-TX", now=NOW)
    with pytest.raises(BadInput, match="“TEXAS” already"):
        add_calendar(session, workspace_id, "TEXAS", days=SNOW, now=NOW)
    with pytest.raises(BadInput, match="1 to 100"):
        add_calendar(session, workspace_id, "  ", days=SNOW, now=NOW)
    with pytest.raises(BadInput, match="no group “Nowhere”"):
        add_calendar(session, workspace_id, "Snow", days=SNOW, group="Nowhere", now=NOW)
    with pytest.raises(BadInput, match="follow the law"):
        replace_days(session, find_calendar(session, workspace_id, "texas"), SNOW, NOW)
    with pytest.raises(BadInput, match="There are: Texas"):
        find_calendar(session, workspace_id, "Utah")
    assert [each.name for each in all_calendars(session, workspace_id)] == ["Texas"]
