"""A running house for every test that wants one, and records to fill it with."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings
from sqlalchemy.orm import Session

from domain.membership import Member
from rubric_data import Rubric, load_rubric
from sandbox.server import LocalSlack
from storage.database import Database
from storage.people import get_person, keep_members
from storage.schema import migrate
from storage.tables import Occurrence, Person
from storage.workspaces import keep_workspace
from tests.postgres import NoServer, Server, running_server

# How long an example takes says more of the machine than of the code.
settings.register_profile("any-machine", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=10)
settings.load_profile("any-machine")

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""A Tuesday; noon in Chicago."""
TEAM = "T0LAKEVIEW"

PatientSlack: Final = partial(LocalSlack, trigger_seconds=60.0, ack_seconds=60.0)
"""A local Slack for tests in which a busy machine may be slower than Slack allows."""

AddPerson = Callable[..., Person]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at-full-size",
        action="store_true",
        help="crash and fault tests as large as they are meant to be, with their figures",
    )
    parser.addoption(
        "--on",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="the database of the tests that need but one",
    )


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for a process to start or a lease to end."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no core waits for it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was loaded stays: to look again and again for what of it is no longer used takes time
    that tests want."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def at_full_size(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--at-full-size"))


@pytest.fixture(scope="session")
def rubric() -> Rubric:
    return load_rubric()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by the real migrations, once a run; tests copy it."""
    path = tmp_path_factory.mktemp("database") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate(database.writing)
    database.close()
    return path


@pytest.fixture
def database_file(migrated_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plnudge.sqlite3"
    shutil.copyfile(migrated_file, path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server a run; a worker among several has one of its own."""
    try:
        with running_server() as server:
            yield server
    except NoServer as reason:
        pytest.fail(f"There is no PostgreSQL to test with: {reason}", pytrace=False)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> str:
    """A database made by the real migrations, once a run; tests copy it."""
    name = postgres.make("migrated")
    database = Database(postgres.url(name))
    migrate(database.writing)
    database.close()
    return name


@pytest.fixture
def postgres_url(postgres: Server, migrated_postgres: str) -> Iterator[str]:
    """A migrated database with nothing in it; one test after the other uses the same."""
    yield postgres.url(migrated_postgres)
    postgres.empty(migrated_postgres)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on; rooms whose tests run on both say so beside them."""
    return str(request.config.getoption("--on"))


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest) -> str:
    if backend == "sqlite":
        return f"sqlite:///{request.getfixturevalue('database_file')}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that ends with the test."""
    with Session(database.writing, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def workspace_id(session: Session) -> int:
    workspace, _ = keep_workspace(
        session, slack_id=TEAM, name="Lakeview", bot_slack_id="U0BOT", now=NOW
    )
    return workspace.id


@pytest.fixture
def add_person(session: Session, workspace_id: int) -> AddPerson:
    """Somebody on the roster; their Slack id is made of their name."""

    def add(name: str, zone: str = "America/Chicago", **traits: Any) -> Person:
        slack_id = f"U{name.upper()}"
        member = Member(slack_id, name, zone, f"{name.lower()}@lakeview.example", **traits)
        keep_members(session, workspace_id, [member], NOW)
        return get_person(session, workspace_id, slack_id)

    return add


def due_prompt(person_id: int, due_at: datetime, **more: Any) -> Occurrence:
    """A prompt for somebody who lives by UTC, due at that instant."""
    return Occurrence(
        person_id=person_id,
        purpose="prompt",
        local_at=due_at.replace(tzinfo=None),
        zone="UTC",
        due_at=due_at,
        **more,
    )


def member_like(person: Person, **traits: Any) -> Member:
    """What Slack says of somebody, with those traits."""
    return Member(person.slack_id, person.name, person.slack_zone, person.email, **traits)
