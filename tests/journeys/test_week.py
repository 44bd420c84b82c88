"""A week of a thousand educators in twelve zones, over a clock change, against plain Python.

What is to come is reckoned here by walking through every minute of the week, and nothing of
ours is asked but what the educators chose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.sender import METADATA_EVENT
from domain.cadence import weekly
from domain.preferences import Hours, Preferences
from plnudge.house import House
from plnudge.manifest import build_manifest
from sandbox.clock import Clock
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.people import set_opted_out
from storage.preferences import keep_preferences
from storage.schedules import ScheduleDraft, add_schedule
from storage.tables import Occurrence, Person, Schedule
from tests.journeys.conftest import house_beside
from tests.journeys.crowd import crowd

pytestmark = pytest.mark.long

ZONES: Final = (
    "America/New_York", "America/Chicago", "America/Phoenix", "America/Anchorage",
    "Pacific/Honolulu", "America/Havana", "Europe/London", "Europe/Berlin",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip
MINUTE: Final = timedelta(minutes=1)
SCHEDULES: Final = {
    "Weekly reflection": ("wed", time(15, 30)),
    "Early": ("sun", time(1, 30)),
    "Gap": ("sun", time(2, 30)),
    "Midnight": ("sun", time(0, 0)),
}
"""The first is there from the beginning; Havana's clocks change at midnight."""
QUIET: Final = Hours(time(22), time(7))


@dataclass(frozen=True)
class Educator:
    """What one chose, by their number."""

    number: int

    @property
    def zone(self) -> str:
        return ZONES[(self.number - 1) % len(ZONES)]

    @property
    def is_opted_out(self) -> bool:
        return self.number % 11 == 0

    @property
    def is_quiet(self) -> bool:
        return self.number % 7 == 0

    @property
    def wants_fewer(self) -> bool:
        return self.number % 13 == 0

    @property
    def slack_id(self) -> str:
        return f"UCROWD{self.number:05d}"


Coming = tuple[str, str, datetime, datetime]
"""Who, which schedule, the local time that was meant, and the instant at which it comes."""


def reckon(people: int, start: datetime, until: datetime) -> set[Coming]:
    """Everything that is to come after `start`, up to `until`."""
    walls = {zone: wall_clock(zone, start, until) for zone in ZONES}
    coming: set[Coming] = set()
    for educator in map(Educator, range(1, people + 1)):
        if not educator.is_opted_out:
            coming |= reckon_one(educator, walls[educator.zone], start, until)
    return coming


def reckon_one(
    educator: Educator, wall: dict[datetime, datetime], start: datetime, until: datetime
) -> set[Coming]:
    due: list[tuple[datetime, str, datetime]] = []
    for name, (weekday, clock) in SCHEDULES.items():
        locals_ = [
            datetime.combine(day, clock) for day in days_of(wall) if f"{day:%a}".lower() == weekday
        ]
        slots = [(first_minute(wall, local), name, local) for local in locals_]
        slots = [slot for slot in slots if start < slot[0] <= until]
        due += slots[:: 2 if educator.wants_fewer else 1]
    coming: set[Coming] = set()
    per_day: Counter[date] = Counter()
    for meant_at, name, local in sorted(due):
        at = after_quiet(educator, meant_at)
        day = local_of(at, educator.zone).date()
        if per_day[day] == 2:
            # The third of a day waits for its usual time on the next.
            day += timedelta(days=1)
            at = after_quiet(educator, first_minute(wall, datetime.combine(day, local.time())))
        per_day[day] += 1
        if at <= until:
            coming.add((educator.slack_id, name, local, at))
    return coming


def after_quiet(educator: Educator, at: datetime) -> datetime:
    while educator.is_quiet and is_quiet(local_of(at, educator.zone)):
        at += MINUTE
    return at


def wall_clock(zone: str, start: datetime, until: datetime) -> dict[datetime, datetime]:
    """What the clock on the wall shows there, minute by minute, with the first instant of each."""
    shown: dict[datetime, datetime] = {}
    moment = start - timedelta(days=2)
    while moment <= until + timedelta(days=2):
        shown.setdefault(local_of(moment, zone), moment)
        moment += MINUTE
    return shown


def first_minute(wall: dict[datetime, datetime], local: datetime) -> datetime:
    """When the wall shows that; a time that is left out comes as long after the last one before."""
    before = local
    while before not in wall:
        before -= MINUTE
    return wall[before] + (local - before)


def days_of(wall: dict[datetime, datetime]) -> list[date]:
    days = sorted({local.date() for local in wall})
    return days[1:-1]


def local_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def is_quiet(local: datetime) -> bool:
    return local.hour >= 22 or local.hour < 7


def furnish(session: Session, workspace_id: int, people: int, now: datetime) -> None:
    for name, (weekday, at) in list(SCHEDULES.items())[1:]:
        draft = ScheduleDraft(
            name=name, cadence=weekly([weekday], at), from_on=now.date(), elements=("skills",)
        )
        add_schedule(session, workspace_id, draft, now)
    by_id = {
        person.slack_id: person
        for person in session.scalars(select(Person).where(Person.workspace_id == workspace_id))
    }
    for educator in map(Educator, range(1, people + 1)):
        person = by_id[educator.slack_id]
        if educator.is_opted_out:
            set_opted_out(session, person.id, workspace_id, is_opted_out=True, now=now)
        if educator.is_quiet or educator.wants_fewer:
            keep_preferences(
                session,
                person.id,
                Preferences(
                    quiet=QUIET if educator.is_quiet else None,
                    frequency="fewer" if educator.wants_fewer else "usual",
                ),
                elements=("skills",),
                today=now.date(),
                now=now,
            )


async def came(slack: LocalSlack, house: House, start: datetime) -> Counter[Coming]:
    """Every prompt that the local Slack got, and when."""
    rows = await house.database.read(
        lambda session: {
            occurrence_id: (slack_id, name, local_at)
            for occurrence_id, slack_id, name, local_at in session.execute(
                select(Occurrence.id, Person.slack_id, Schedule.name, Occurrence.local_at)
                .join(Person, Person.id == Occurrence.person_id)
                .join(Schedule, Schedule.id == Occurrence.schedule_id)
                .where(Occurrence.purpose == "prompt")
            )
        }
    )
    found: Counter[Coming] = Counter()
    for message in slack.workspace.messages:
        if not message.metadata or message.metadata["event_type"] != METADATA_EVENT:
            continue
        mark = str(message.metadata["event_payload"]["mark"])
        row = rows.get(int(mark.partition("@")[0]))
        if row is not None:
            # Stamps of one moment differ by microseconds.
            at = datetime.fromtimestamp(int(float(message.ts)), UTC)
            found[(*row, at)] += 1
    return found


@pytest.mark.parametrize(
    ("start", "days"),
    [
        (datetime(2026, 10, 31, 12, tzinfo=UTC), 7),
        (datetime(2027, 3, 13, 9, tzinfo=UTC), 7),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 9),
        (datetime(2027, 3, 27, 9, tzinfo=UTC), 9),
    ],
    ids=["autumn in America", "spring in America", "autumn in Europe", "spring in Europe"],
)
async def test_a_week_over_a_clock_change_is_exact(
    tmp_path: Path, at_full_size: bool, start: datetime, days: int
) -> None:
    is_first = start.month == 10 and days == 7
    if not at_full_size and days > 7:
        pytest.skip("a second autumn and a second spring: make crash")
    people = 1000 if at_full_size or is_first else 96
    slack = LocalSlack(
        district=crowd(people, ZONES),
        clock=Clock(start=start, ticking=False),
        limits=RateLimits.off(),
    )
    slack.apply_manifest(build_manifest(url=None, socket_mode=True))
    async with slack, house_beside(slack, tmp_path, transport="socket") as house:
        await house.database.write(
            lambda session: furnish(session, house.workspace_id, people, start)
        )
        await house.jobs.run_due()
        await slack.clock.advance(timedelta(days=days))
        found = await came(slack, house, start)
    wanted = reckon(people, start, start + timedelta(days=days))
    assert len(wanted) > people
    assert set(found) - wanted == set()
    assert wanted - set(found) == set()
    assert set(found.values()) == {1}
