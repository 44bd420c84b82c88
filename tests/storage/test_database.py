"""What is written is committed, alone or together, on each database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.membership import Member
from storage.database import Database
from storage.entries import add_entry
from storage.people import get_person, keep_members
from storage.tables import Entry, Workspace
from storage.workspaces import keep_workspace
from tests.conftest import NOW


def adding(name: str) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        session.add(
            Workspace(
                slack_id=name, name=name, bot_slack_id="U", installed_at=NOW, plan_wanted_at=NOW
            )
        )
        return name

    return work


async def count(database: Database) -> int:
    return await database.read(
        lambda session: session.scalar(select(func.count()).select_from(Workspace)) or 0
    )


async def test_what_was_written_is_there_for_another_process(
    database: Database, database_url: str
) -> None:
    await database.write(adding("T1"))
    other = Database(database_url)
    assert await count(other) == 1
    other.close()


async def test_writes_that_wait_together_all_land(database: Database) -> None:
    names = [f"T{number}" for number in range(50)]
    kept = await asyncio.gather(*(database.write(adding(name)) for name in names))
    assert list(kept) == names
    assert await count(database) == 50


async def test_a_look_beside_a_write_sees_what_it_kept(database: Database) -> None:
    def look(session: Session, name: str) -> tuple[str, list[str]]:
        return name, list(session.scalars(select(Workspace.slack_id).order_by(Workspace.slack_id)))

    await database.write(adding("T1"))
    found = await database.write_and_read(adding("T2"), look)
    assert found == ("T2", ["T1", "T2"])
    assert await count(database) == 2


async def test_nothing_is_looked_at_beside_a_write_that_fails(database: Database) -> None:
    looked: list[int] = []

    def look(session: Session, _name: str) -> None:
        looked.append(session.scalars(select(func.count()).select_from(Workspace)).one())

    await database.write(adding("T1"))
    with pytest.raises(IntegrityError):
        await database.write_and_read(adding("T1"), look)
    assert (looked, await count(database)) == ([], 1)


async def test_one_write_that_fails_spoils_no_other(database: Database) -> None:
    def refuse(session: Session) -> None:
        adding("T-half-done")(session)
        raise BadInput("No.")

    writes = [adding("T1"), refuse, adding("T2"), adding("T1"), adding("T3")]
    kept = await asyncio.gather(*(database.write(work) for work in writes), return_exceptions=True)
    assert [kept[2], kept[4]] == ["T2", "T3"]
    assert isinstance(kept[1], BadInput)
    twice = {kept[0] if isinstance(kept[0], str) else kept[3], "T1"}
    refused = kept[3] if isinstance(kept[0], str) else kept[0]
    assert (twice, type(refused)) == ({"T1"}, IntegrityError)
    assert await count(database) == 3


async def test_what_nobody_can_see_in_a_text_does_not_keep_it_out(database: Database) -> None:
    await database.write(adding("T\0 1"))
    assert await count(database) == 1


async def test_what_two_would_write_upon_the_same_reading_is_written_one_after_the_other(
    database: Database,
) -> None:
    await database.write(adding("T1"))

    def raise_floor(session: Session) -> None:
        session.scalars(select(Workspace)).one().floor += 1

    # As many as run side by side, twice over: each is done again for as long as Slack can wait.
    await asyncio.gather(*(database.write(raise_floor) for _ in range(8)))
    assert await database.read(lambda session: session.scalar(select(Workspace.floor))) == 13


async def test_whoever_finds_what_somebody_quicker_kept_keeps_nothing_more(
    database: Database,
) -> None:
    def keep(session: Session) -> int:
        kept = session.scalar(select(Workspace).where(Workspace.slack_id == "T1"))
        if kept is None:
            adding("T1")(session)
            session.flush()
        return session.scalars(select(Workspace.id).where(Workspace.slack_id == "T1")).one()

    assert len(set(await asyncio.gather(*(database.write(keep) for _ in range(20))))) == 1


async def test_sums_are_whole_numbers_and_averages_fractions(database: Database) -> None:
    await asyncio.gather(*(database.write(adding(f"T{place}")) for place in range(3)))
    total, mean = await database.read(
        lambda session: (
            session.scalar(select(func.sum(Workspace.floor))),
            session.scalar(select(func.avg(Workspace.floor))),
        )
    )
    assert (type(total), total, type(mean), mean) == (int, 15, float, 5.0)


def test_a_closed_database_has_written_what_waited(database_url: str) -> None:
    database = Database(database_url)

    async def leave() -> None:
        task = asyncio.ensure_future(database.write(adding("T1")))
        await asyncio.sleep(0)
        database.close()
        await task

    asyncio.run(leave())
    again = Database(database_url)
    assert asyncio.run(count(again)) == 1
    again.close()


def test_a_rehearsal_keeps_nothing(database: Database) -> None:
    assert database.rehearse_now(adding("T1")) == "T1"
    assert asyncio.run(count(database)) == 0


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql://host", "plnudge.db"]
)
def test_an_address_that_is_none_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match=r"sqlite:///plnudge\.sqlite3, or as postgresql://"):
        Database(url)


def test_an_address_that_is_refused_shows_no_password() -> None:
    for url in (
        "mysql://x:planted@host/y",
        "postgresql+asyncpg://x:planted@host/y",
        "postgresql://x:pass@planted@host/y",
    ):
        with pytest.raises(BadInput) as refused:
            Database(url)
        assert "planted" not in refused.value.sentence


def test_an_error_tells_nothing_of_what_somebody_wrote(database: Database) -> None:
    def miss(session: Session) -> None:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "planted words"})

    def leave_out(session: Session) -> None:
        session.execute(
            text("INSERT INTO workspace (slack_id, name) VALUES ('T1', :words)"),
            {"words": "planted words"},
        )

    for work in (miss, leave_out):
        with pytest.raises(DBAPIError) as failed:
            database.write_now(work)
        assert "planted words" not in f"{failed.value} {failed.value.orig}"


async def test_commands_that_are_written_together_each_have_their_entry_and_one_delivered_twice_one(
    database: Database,
) -> None:
    person_id = await database.write(add_somebody)

    def log(number: int) -> Callable[[Session], Entry]:
        draft = EntryDraft(text=f"Webinar {number}", happened_on=NOW.date(), elements=("skills",))
        return lambda session: add_entry(
            session, person_id, draft, submission=f"trigger-{number}", now=NOW
        )

    numbers = [*range(20), 7]
    kept = await asyncio.gather(*(database.write(log(number)) for number in numbers))
    assert [entry.text for entry in kept] == [f"Webinar {number}" for number in numbers]
    assert len({entry.id for entry in kept}) == 20
    assert kept[7].id == kept[20].id
    in_database = await database.read(lambda session: session.scalars(select(Entry)).all())
    assert {entry.id: entry.text for entry in in_database} == {
        entry.id: entry.text for entry in kept
    }
    assert all(entry.elements == ("skills",) for entry in in_database)


def add_somebody(session: Session) -> int:
    workspace, _ = keep_workspace(session, slack_id="T1", name="T1", bot_slack_id="U", now=NOW)
    keep_members(session, workspace.id, [Member("U1", "Maya", "UTC", None)], NOW)
    return get_person(session, workspace.id, "U1").id


def test_whether_an_app_runs_is_told_at_once_also_while_it_keeps_others_out(
    database: Database, database_url: str
) -> None:
    beside = Database(database_url)
    assert not beside.is_held()
    with database.held():
        assert beside.is_held()
        database.let_others_in()
        assert beside.is_held()
    assert not beside.is_held()
    beside.close()
