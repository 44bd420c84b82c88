"""The demo opens whenever somebody wants to see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from plnudge.demo import open_demo
from rubric_data import Rubric
from sandbox import district
from storage.database import Database
from storage.people import get_person
from storage.readings import awaiting_response
from tests.demo_district import keep_demo_district

HOUR = timedelta(hours=1)
AN_ORDINARY_WEEK = datetime(2026, 11, 23, tzinfo=UTC)
DAYS_BETWEEN_TWO = (
    datetime(2027, 3, 14, tzinfo=UTC),  # clocks go forward in America
    datetime(2027, 11, 7, tzinfo=UTC),  # and back
    datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2027, 6, 12, tzinfo=UTC),  # a usual cycle ends
    datetime(2027, 7, 1, tzinfo=UTC),  # a usual year of credit begins
    datetime(2028, 2, 29, tzinfo=UTC),
    datetime(2028, 3, 1, tzinfo=UTC),
)


def moments(*, all_hours: bool) -> Iterator[datetime]:
    """Of a week and of the days on which two calendars or two clocks meet: all hours, or few.

    The few are those at which the day is another in London, Chicago or Honolulu.
    """
    for number in range(7):
        for hour in range(24) if all_hours else [(0, 3, 5, 7, 9, 17, 23)[number]]:
            yield AN_ORDINARY_WEEK + timedelta(days=number, hours=hour)
    for day_at in DAYS_BETWEEN_TWO:
        for hour in range(24) if all_hours else [4]:
            yield day_at + hour * HOUR


def test_the_district_can_begin_at_every_hour_of_a_week_and_on_days_between_two(
    database: Database, rubric: Rubric, at_full_size: bool
) -> None:
    with Session(database.writing) as session:
        for now in moments(all_hours=at_full_size):
            workspace_id = keep_demo_district(session, rubric, now)
            principal = get_person(session, workspace_id, district.PEOPLE["ruth"].id)
            assert len(awaiting_response(session, principal.id)) == 1, now
            session.rollback()


@pytest.mark.parametrize("begins_at", DAYS_BETWEEN_TWO[::5])
async def test_it_opens_then_too_and_a_day_can_pass(begins_at: datetime, tmp_path: Path) -> None:
    async with open_demo(0, tmp_path, begins_at) as (slack, _):
        await slack.clock.advance(24 * HOUR)
        assert any(slack.person(key).messages() for key in district.SCHOOL_MEMBERS["harbor"])
