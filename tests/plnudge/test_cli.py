"""What every command has in common."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from plnudge import cli
from storage.database import Database
from tests.plnudge.conftest import Call, contents

PLNUDGE = Path(sys.executable).with_name("plnudge")

REFUSED = (
    ("schedule", "add", "X", "--weekly", "moonday"),
    ("schedule", "add", "X", "--weekly", "mon", "--element", "cooking"),
    ("schedule", "add", "X", "--weekly", "mon", "--group", "Nowhere"),
    ("schedule", "add", "X", "--weekly", "mon", "--role", "boss"),
    ("schedule", "add", "X", "--weekly", "mon", "--zone", "Mars/Base"),
    ("schedule", "add", "X", "--weekly", "mon", "--from", "soon"),
    ("schedule", "add", "X", "--weekly", "mon", "--from", "2026-05-01", "--until", "2026-04-01"),
    ("schedule", "add", "X", "--cron", "0 9 * * 1", "--at", "09:00"),
    ("schedule", "add", "X", "--weekly", "mon", "--holidays", "Narnia"),
    ("schedule", "add", "X", "--weekly", "mon", "--remind-after", "soon"),
    ("schedule", "pause", "Nothing"),
    ("schedule", "resume", "Nothing"),
    ("schedule", "remove", "Nothing"),
    ("schedule", "preview", "Nothing"),
    ("role", "grant", "admin", "UNOBODY"),
    ("role", "grant", "admin", "UANA", "UGUEST"),
    ("role", "grant", "leader", "UANA", "--group", "Nowhere"),
    ("role", "revoke", "admin", "UANA"),
    ("role", "revoke", "leader", "UBEN", "--group", "Maple School"),
    ("prompt", "add", "--element", "skills", "Short"),
    ("prompt", "add", "--element", "cooking", "What did you cook with your class this week?"),
    ("prompt", "retire", "own-7"),
    ("roster", "sync"),
    ("roster", "import", "missing.csv"),
    ("digest", "--group", "Nowhere"),
    ("digest", "--group", "Maple School", "--week", "2026-W60"),
    ("export", "--user", "UNOBODY"),
    ("export", "--workspace", "TNONE"),
)
WRONG_USAGE = (
    ("dance",),
    ("schedule", "dance"),
    ("schedule", "add"),
    ("schedule", "add", "X"),
    ("schedule", "add", "X", "--weekly", "mon", "--monthly", "1"),
    ("schedule", "add", "X", "--every-weeks", "2"),
    ("schedule", "add", "X", "--on", "mon"),
    ("schedule", "add", "X", "--weekly", "mon", "--rotation", "backwards"),
    ("schedule", "change", "X", "--weekly", "mon", "--cron", "0 9 * * 1"),
    ("schedule", "preview", "X", "--count", "many"),
    ("schedule", "preview", "X", "--user", "UANA", "--zone", "Europe/Berlin"),
    ("role", "grant", "boss", "UANA"),
    ("role", "grant", "leader", "UANA"),
    ("role", "grant", "admin", "UANA", "--group", "Maple School"),
    ("prompt", "add", "Without an element"),
    ("digest",),
    ("export", "--format", "xlsx"),
    ("export", "--format", "csv", "--json"),
    ("export", "--format", "pdf"),
    ("migrate", "twice"),
    ("export", "--user", ""),
    ("schedule", "add", "X", "--weekly", "mon", "--role="),
    ("schedule", "add", "X", "--weekly", "mon", "--until", " "),
    ("role", "grant", "leader", "UANA", "--group", ""),
)


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refusal_is_a_sentence_and_writes_nothing(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, ...]
) -> None:
    before = contents(database_file)
    answer = call(*words, "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.endswith(".\n")
    assert "Traceback" not in answer.stderr
    assert "did not expect" not in answer.stderr
    assert contents(database_file) == before


@pytest.mark.parametrize("words", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_exits_with_2_and_writes_nothing(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, ...]
) -> None:
    before = contents(database_file)
    answer = call(*words)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "Usage:" in answer.stderr
    assert contents(database_file) == before


def test_a_file_that_is_no_database_of_ours_is_left_as_it_is(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE somebody_else (x)")
        connection.commit()
    before = other.read_bytes()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{other}")
    assert call("role", "list").exit_code == 1
    assert call("doctor").exit_code == 1
    assert other.read_bytes() == before


def test_what_was_not_expected_is_a_sentence_too(
    call: Call, lakeview: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_database: Database, _work: object) -> None:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(Database, "read_now", break_down)
    answer = call("role", "list")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "RuntimeError: the roof fell in" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_help_names_every_command_in_full(call: Call) -> None:
    answer = call("--help")
    assert answer.exit_code == 0
    for name, sentence in cli.COMMANDS.items():
        assert f"{name} " in answer.stdout
        assert sentence in answer.stdout


def leaves(command: Any, *words: str) -> list[tuple[tuple[str, ...], Any]]:
    if isinstance(command, TyperGroup):
        return [
            leaf for name, each in command.commands.items() for leaf in leaves(each, *words, name)
        ]
    return [(words, command)]


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_takes_json_and_says_what_it_does(name: str) -> None:
    module = import_module(f"plnudge.commands.{name}")
    for words, command in leaves(typer.main.get_command(module.app), name):
        assert any("--json" in param.opts for param in command.params), words
        assert command.help, words


def test_without_a_database_nothing_is_made(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new.sqlite3")
    answer = call("role", "list")
    assert answer.exit_code == 1
    assert "plnudge migrate" in answer.stderr
    assert list(Path.cwd().iterdir()) == []


def test_a_workspace_that_never_ran_is_told_to_run(call: Call) -> None:
    assert "plnudge run" in call("schedule", "list").stderr


@pytest.mark.parametrize(
    ("revision", "remedy"), [("0000_older", "update PLNudge"), (None, "plnudge migrate")]
)
def test_another_schema_is_refused_with_its_remedy(
    call: Call, database_file: Path, revision: str | None, remedy: str
) -> None:
    with closing(sqlite3.connect(database_file)) as connection:
        connection.execute("DELETE FROM alembic_version")
        if revision:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        connection.commit()
    answer = call("role", "list")
    assert answer.exit_code == 1
    assert remedy in answer.stderr


def test_a_file_that_is_no_database_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("notes.txt").write_text("Not a database, however long one looks at it." * 100)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///notes.txt")
    answer = call("role", "list")
    assert answer.exit_code == 1
    assert "file is not a database" in answer.stderr


def test_of_several_workspaces_one_must_be_named(call: Call, lakeview: int, harbor: int) -> None:
    answer = call("schedule", "list")
    assert answer.exit_code == 1
    assert "--workspace: T0LAKEVIEW, T0HARBOR" in answer.stderr
    call("schedule", "add", "Moin", "--weekly", "mon", "--workspace", "T0HARBOR")
    assert call("schedule", "list", "--workspace", "T0LAKEVIEW", "--json").value == []
    named = call("schedule", "list", "--workspace", "T0HARBOR", "--json").value
    assert [schedule["name"] for schedule in named] == ["Moin"]
    people = call("export", "--workspace", "T0HARBOR").value["people"]
    assert [person["id"] for person in people] == ["UHAL"]


def test_a_command_waits_for_a_running_app_that_is_writing(
    call: Call, lakeview: int, database: Database, database_file: Path
) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database_file}"}
    with database.writing.begin():
        command = subprocess.Popen(  # noqa: S603
            [PLNUDGE, "role", "grant", "admin", "UBEN", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(timeout=1.5)
    stdout, _ = command.communicate(timeout=20)
    assert command.returncode == 0
    assert '"UBEN"' in stdout
    assert "UBEN" in call("role", "list").stdout


def test_the_console_script_refuses_as_promised(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgresql://db.example/plnudge"}
    command = subprocess.run(  # noqa: S603
        [PLNUDGE, "schedule", "list"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (command.returncode, command.stdout) == (1, "")
    assert command.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_words_come_whole_in_any_locale() -> None:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    command = subprocess.run(  # noqa: S603
        [PLNUDGE, "manifest", "--help"], env=environment, capture_output=True, check=True
    )
    assert "https://…" in command.stdout.decode()
