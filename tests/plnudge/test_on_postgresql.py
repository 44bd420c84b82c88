"""What an operator meets with PostgreSQL: `plnudge doctor`, `plnudge migrate`, and the rest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, select

from storage.database import Database
from storage.occurrences import welcome_now
from storage.people import get_person
from storage.tables import Occurrence
from tests.conftest import NOW
from tests.plnudge.conftest import Call
from tests.postgres import Server, database_name

PASSWORD = "planted-secret"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def backend() -> str:
    return "postgresql"


def look(call: Call) -> dict[str, Any]:
    answer = call("doctor", "--json")
    assert PASSWORD not in answer.stdout + answer.stderr
    found = json.loads(answer.stdout)
    assert all(check["ok"] == (check["remedy"] is None) for check in found)
    assert all(check["remedy"] is None or check["remedy"].count("\n") == 0 for check in found)
    return {check["name"]: check for check in found}


def test_all_is_well_where_it_is(call: Call) -> None:
    found = look(call)
    assert list(found) == [
        "settings", "rubric", "zones", "database", "server", "schema", "deliveries",
    ]  # fmt: skip
    assert [name for name, check in found.items() if not check["ok"]] == ["settings"]
    assert found["server"]["sentence"].startswith("PostgreSQL 18, ")


@pytest.fixture
def guarded(postgres: Server) -> Callable[[], None]:
    """Lets an account in by its password alone."""
    rules = postgres.folder / "data" / "pg_hba.conf"
    before = rules.read_text()

    def guard() -> None:
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute("DROP ROLE IF EXISTS teacher")
            connection.execute(
                sql.SQL("CREATE ROLE teacher LOGIN PASSWORD {}").format(sql.Literal(PASSWORD))
            )
            rules.write_text(f"local all teacher scram-sha-256\n{before}")
            connection.execute("SELECT pg_reload_conf()")

    return guard


def as_account(url: str, name: str, password: str) -> str:
    changed = make_url(url).set(username=name, password=password)
    return changed.render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"username": "nobody"}, ('role "nobody" does not exist', "createuser")),
        ({"database": "nothing"}, ('database "nothing" does not exist', "createdb")),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, ("Connection refused", "Start the server")),
        ({"host": "nowhere.invalid", "query": {}}, ("resolve host", "Set the host")),
    ],
)
def test_a_database_out_of_reach_is_told_with_its_remedy(
    call: Call,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    told: tuple[str, str],
) -> None:
    said, remedy = told
    url = make_url(database_url).set(password=PASSWORD).set(**change)
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    check = look(call)["database"]
    assert said in check["sentence"]
    assert remedy in check["remedy"]
    refused = call("role", "list")
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert PASSWORD not in refused.stderr


def test_a_wrong_password_is_told_and_no_password_is(
    call: Call, database_url: str, monkeypatch: pytest.MonkeyPatch, guarded: Callable[[], None]
) -> None:
    guarded()
    monkeypatch.setenv("DATABASE_URL", as_account(database_url, "teacher", "another-secret"))
    check = look(call)["database"]
    assert "password authentication failed" in check["sentence"]
    assert "another-secret" not in json.dumps(check)
    assert "Set the name and password" in check["remedy"]


def test_an_account_that_may_make_no_tables_is_told(
    call: Call, postgres: Server, monkeypatch: pytest.MonkeyPatch, guarded: Callable[[], None]
) -> None:
    guarded()
    name = postgres.make()
    monkeypatch.setenv("DATABASE_URL", as_account(postgres.url(name), "teacher", PASSWORD))
    check = look(call)["server"]
    assert check["sentence"] == "The account may make no tables in this database."
    refused = call("migrate")
    assert refused.exit_code == 1
    assert "permission denied for schema public" in refused.stderr
    postgres.drop(name)


def test_a_schema_that_is_behind_is_told_and_migrated(
    call: Call, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.make()
    monkeypatch.setenv("DATABASE_URL", postgres.url(name))
    assert look(call)["schema"]["remedy"] == "Run “plnudge migrate”."
    assert "run “plnudge migrate”" in call("role", "list").stderr
    assert call("migrate", "--json").value["before"] is None
    assert look(call)["schema"]["ok"]
    assert call("role", "list").exit_code == 1  # no workspace yet
    postgres.drop(name)


def test_a_database_that_can_not_hold_every_script_is_told(
    call: Call, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
            " LOCALE_PROVIDER libc"
        )
    monkeypatch.setenv("DATABASE_URL", postgres.url("latin"))
    assert "LATIN1" in look(call)["server"]["sentence"]
    postgres.drop("latin")


def test_what_pg_dump_copied_comes_back_as_the_operators_page_says(
    call: Call,
    postgres: Server,
    database: Database,
    lakeview: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Path(__file__).parents[2].joinpath("docs/operators.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", page.partition("## PostgreSQL")[2], re.DOTALL)
    _, copying, restoring = blocks[:3]
    at = NOW - timedelta(minutes=1)
    database.write_now(
        lambda session: welcome_now(
            session, get_person(session, lakeview, "UANA").id, "America/Chicago", at
        )
    )
    programs = f"{postgres.programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    fresh = postgres.url(postgres.make())
    for commands, url in ((copying, database.url), (restoring, fresh)):
        environment = {"PATH": programs, "DATABASE_URL": url}
        subprocess.run(["sh", "-ec", commands], env=environment, check=True)  # noqa: S603, S607
    restored = Database(fresh)
    (welcome,) = restored.read_now(lambda session: session.scalars(select(Occurrence)).all())
    assert welcome.is_unsettled == (welcome.due_at <= datetime.now(UTC))
    restored.close()
    monkeypatch.setenv("DATABASE_URL", fresh)
    assert look(call)["schema"]["ok"]
    postgres.drop(database_name(fresh))


def test_a_command_keeps_what_it_is_told(call: Call, database: Database, lakeview: int) -> None:
    assert call("prompt", "add", "What went well?", "--element", "skills", "--json").exit_code == 0
    listed = call("prompt", "list", "--json").value
    assert "What went well?" in {prompt["text"] for prompt in listed}
