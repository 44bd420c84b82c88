"""Several processes on one PostgreSQL database: nothing is claimed, planned or answered twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.membership import Member
from domain.zones import to_local
from jobs.planning import plan_where_wanted
from storage.database import Database
from storage.deliveries import Claim, Mark, claim_due, mark_sent
from storage.occurrences import snooze
from storage.people import keep_members
from storage.schedules import add_schedule
from storage.tables import Occurrence, Person, Workspace
from storage.workspaces import keep_workspace, want_plan
from tests.conftest import NOW, TEAM
from tests.jobs.test_planning import daily

PEOPLE = 60
EACH = 3
"""How many are due for each of them."""
LEASE = timedelta(minutes=5)


@pytest.fixture
def backend() -> str:
    return "postgresql"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may be slower than Slack allows: here all is to be done once."""
    for seconds in ("BUSY_SECONDS", "LATE_SECONDS", "PATIENCE_SECONDS"):
        monkeypatch.setattr(f"storage.postgresql.{seconds}", 60.0)


@pytest.fixture
def processes(database: Database, database_url: str) -> Iterator[list[Database]]:
    """Four, with connections of their own, on a workspace in which much is due."""
    database.write_now(owe)
    processes = [Database(database_url) for _ in range(4)]
    yield processes
    for each in processes:
        each.close()


def owe(session: Session) -> None:
    workspace, _ = keep_workspace(
        session, slack_id=TEAM, name="Lakeview", bot_slack_id="U0BOT", now=NOW
    )
    members = [Member(f"U{place}", f"P{place}", "America/Chicago") for place in range(PEOPLE)]
    keep_members(session, workspace.id, members, NOW)
    schedule = add_schedule(session, workspace.id, daily(), NOW)
    workspace.plan_wanted_at = workspace.planned_at = NOW
    for person in session.scalars(select(Person)):
        for place in range(EACH):
            due_at = NOW - timedelta(minutes=place)
            session.add(
                Occurrence(
                    person_id=person.id,
                    schedule_id=schedule.id,
                    purpose="prompt",
                    local_at=to_local(due_at, ZoneInfo(person.zone)),
                    zone=person.zone,
                    due_at=due_at,
                    planned_at=NOW,
                )
            )


def claim(session: Session, token: str, people: int = 5) -> list[Claim]:
    workspace_id = session.scalars(select(Workspace.id)).one()
    return claim_due(session, workspace_id, NOW, token=token, lease=LEASE, most_people=people)


async def claim_all(process: Database, name: str) -> list[tuple[int, int, str]]:
    """(occurrence, person, token) of all that it got, until there is nothing more."""
    got: list[tuple[int, int, str]] = []
    idle = 0
    while idle < 3:  # what another holds just now may come free
        token = f"{name}{len(got)}"
        claims = await process.claim(partial(claim, token=token))
        idle = 0 if claims else idle + 1
        got += [(each.occurrence.id, each.person.id, token) for each in claims]
    return got


async def test_what_several_claim_at_once_is_claimed_once_and_by_one_for_each_person(
    processes: list[Database],
) -> None:
    got = await asyncio.gather(
        *(claim_all(process, name) for process, name in zip(processes, "abcd", strict=True))
    )
    claims = [each for theirs in got for each in theirs]
    assert max(Counter(occurrence for occurrence, _, _ in claims).values()) == 1
    assert len(claims) == PEOPLE * EACH
    assert len({(person, token) for _, person, token in claims}) == PEOPLE
    assert sum(bool(theirs) for theirs in got) > 1
    kept = processes[0].read_now(
        lambda session: session.execute(select(Occurrence.id, Occurrence.claim)).all()
    )
    assert {row.id: row.claim for row in kept} == {
        occurrence: token for occurrence, _, token in claims
    }


async def test_whom_another_claims_for_just_now_is_passed_over_and_not_waited_for(
    processes: list[Database],
) -> None:
    first, second, *_ = processes
    with Session(first.writing) as session:
        mine = {each.person.id for each in claim(session, "a")}
        theirs = {each.person.id for each in await second.claim(lambda other: claim(other, "b"))}
        session.commit()
    assert (len(mine), len(theirs)) == (5, 5)
    assert not mine & theirs


async def test_what_is_snoozed_while_it_is_claimed_ends_as_one_or_the_other(
    processes: list[Database],
) -> None:
    later = NOW + timedelta(hours=1)
    ids = processes[0].read_now(lambda session: session.scalars(select(Occurrence.id)).all())

    def put_off(session: Session, occurrence_id: int) -> None:
        person_id = session.get_one(Occurrence, occurrence_id).person_id
        snooze(session, person_id, occurrence_id, until=later, now=NOW)

    claiming = asyncio.gather(
        *(claim_all(each, name) for each, name in zip(processes, "abcd", strict=True))
    )
    await asyncio.gather(
        *(processes[0].write(partial(put_off, occurrence_id=each)) for each in ids[::7])
    )
    got = {occurrence: token for theirs in await claiming for occurrence, _, token in theirs}
    rows = processes[0].read_now(
        lambda session: session.execute(
            select(Occurrence.id, Occurrence.claim, Occurrence.due_at)
        ).all()
    )
    for occurrence_id, token, due_at in rows:
        assert (token is None) == (due_at == later)
        assert token in {None, got.get(occurrence_id)}


async def test_each_of_many_is_marked_once_whoever_marks(processes: list[Database]) -> None:
    got = await claim_all(processes[0], "a")
    marked = await asyncio.gather(
        *(
            process.write(partial(mark_sent, marks=[Mark(each[0], each[2], "D1", "1.0")], now=NOW))
            for each in got
            for process in processes[:2]
        )
    )
    assert sum(map(len, marked)) == len(got)


async def test_several_that_plan_at_once_plan_each_one_once(processes: list[Database]) -> None:
    processes[0].write_now(
        lambda session: want_plan(session, session.scalars(select(Workspace.id)).one(), NOW)
    )
    await asyncio.gather(
        *(each.write(lambda session: plan_where_wanted(session, NOW)) for each in processes)
    )
    most = processes[0].read_now(
        lambda session: session.scalars(
            select(func.count(Occurrence.id)).group_by(
                Occurrence.person_id, Occurrence.local_at, Occurrence.purpose
            )
        ).all()
    )
    assert set(most) == {1}
    assert len(most) > PEOPLE * EACH
