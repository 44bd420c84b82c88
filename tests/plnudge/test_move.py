"""All records move to PostgreSQL in one go, or none do."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from filelock import FileLock
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.preferences import Preferences
from storage import moving
from storage.database import Database
from storage.groups import keep_group
from storage.people import get_person
from storage.preferences import keep_preferences
from storage.tables import Group, Person, Workspace
from tests.conftest import NOW
from tests.plnudge.conftest import Call
from tests.postgres import Server, database_name


@pytest.fixture
def empty_url(postgres: Server) -> Iterator[str]:
    url = postgres.url(postgres.make())
    yield url
    postgres.drop(database_name(url))


@pytest.fixture
def target(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url)
    yield database
    database.close()


@pytest.fixture
def records(database: Database, lakeview: int, harbor: int) -> None:
    """Two workspaces; a group whose parent came after it; a text with what nobody sees."""

    def furnish(session: Session) -> None:
        late = keep_group(session, lakeview, "Late to come")
        session.scalars(select(Group).where(Group.name == "District")).one().parent_id = late.id
        ana = get_person(session, lakeview, "UANA")
        ana.name = "Ana \U0001f33b “Ω”"
        keep_preferences(
            session,
            ana.id,
            Preferences(frequency="fewer"),
            elements=("skills",),
            today=NOW.date(),
            now=NOW,
        )
        session.execute(delete(Person).where(Person.name == "Guest"))

    database.write_now(furnish)


def names(database: Database) -> list[tuple[int, str]]:
    return database.read_now(
        lambda session: [(row.id, row.name) for row in session.scalars(select(Person))]
    )


pytestmark = pytest.mark.usefixtures("records")


def test_every_row_arrives_and_what_comes_next_comes_after_it(
    call: Call, database: Database, target: Database, empty_url: str
) -> None:
    told = call("move", "--to", empty_url, "--json").value
    rows = {each["name"]: each["rows"] for each in told["tables"]}
    assert (rows["workspace"], rows["person"]) == (2, 8)
    assert told["rows"] == sum(rows.values())
    assert sorted(names(target)) == sorted(names(database))
    made = target.write_now(lambda session: keep_group(session, 1, "The next one").id)
    assert made == max(database.read_now(lambda s: s.scalars(select(Group.id)).all())) + 1
    again = call("move", "--to", empty_url)
    assert again.exit_code == 1
    assert "There are records in that database already (in the table " in again.stderr


def test_a_dry_run_counts_and_writes_nothing(
    call: Call, database: Database, target: Database, empty_url: str
) -> None:
    told = call("move", "--to", empty_url, "--dry-run", "--json").value
    with psycopg.connect(empty_url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert found.fetchone() == (0,)
    done = call("move", "--to", empty_url, "--json").value
    assert told["tables"] == done["tables"]
    assert (told["dry_run"], done["dry_run"]) == (True, False)


def test_it_is_refused_while_the_app_runs(
    call: Call, target: Database, empty_url: str, database_url: str
) -> None:
    with FileLock(f"{database_url.removeprefix('sqlite:///')}.lock"):
        refused = call("move", "--to", empty_url)
    assert "stop that one first" in refused.stderr
    with target.held():
        target.let_others_in()
        refused = call("move", "--to", empty_url)
    assert refused.stderr == "An app runs on that database already: stop it first.\n"


def test_what_is_no_empty_database_of_postgresql_is_refused(
    call: Call, empty_url: str, tmp_path: object
) -> None:
    with psycopg.connect(empty_url) as connection:
        connection.execute("CREATE TABLE pupils (name text)")
    for to, words in (
        (empty_url, "There is something in that database already (the table pupils)"),
        ("sqlite:///other.sqlite3", "--to takes a database of PostgreSQL"),
        ("mysql://x:planted@y/z", "--to can't be"),
        ("postgresql://x:planted@127.0.0.1:1/z", "The database can't be used (connection failed"),
    ):
        refused = call("move", "--to", to)
        assert refused.exit_code == 1
        assert words in refused.stderr
        assert "planted" not in refused.stderr


def test_where_one_row_arrives_otherwise_nothing_is_moved(
    call: Call, target: Database, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = moving._copy

    def garble(here: object, there: object, table: object) -> None:
        copy(here, there, table)  # type: ignore[arg-type]
        if table is Person.__table__:
            there.exec_driver_sql("UPDATE person SET name = 'Somebody'")  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_copy", garble)
        refused = call("move", "--to", empty_url)
    assert "The table person did not arrive as it was (8 rows sent, 8 arrived)" in refused.stderr
    assert target.read_now(lambda session: session.scalars(select(Workspace.id)).all()) == []
    assert call("move", "--to", empty_url).exit_code == 0


def test_a_file_of_an_older_schema_is_refused(
    call: Call, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new.sqlite3")
    assert "There is no database at new.sqlite3" in call("move", "--to", empty_url).stderr
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert "PostgreSQL keeps these records" in call("move", "--to", empty_url).stderr
