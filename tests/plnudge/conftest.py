"""The real command on a real database, with a small district in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from domain.membership import Member
from plnudge.cli import app
from plnudge.settings import Settings
from storage.database import Database
from storage.groups import keep_group, keep_membership
from storage.people import get_person, keep_members
from storage.tables import Person
from storage.workspaces import keep_workspace
from tests.conftest import NOW, TEAM

MEMBERS = ("Ana", "Ben", "Cy", "Dot", "Eve", "Fay")
"""Of Maple School, which lies in the District; Ana leads it, Ben lives in New York."""


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def value(self) -> Any:
        """Its one JSON value."""
        assert self.exit_code == 0, self.stderr
        return json.loads(self.stdout)


Call = Callable[..., Answer]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Call:
    """Calls `plnudge` with those words, in an empty folder and with no settings but a database."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DATABASE_URL", database_url)

    def run(*words: str) -> Answer:
        result = CliRunner().invoke(app, list(words), prog_name="plnudge")
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def lakeview(database: Database) -> int:
    """A workspace of six educators in a school, a seventh, and a guest; its id."""

    def furnish(session: Session) -> int:
        workspace, _ = keep_workspace(
            session, slack_id=TEAM, name="Lakeview", bot_slack_id="U0BOT", now=NOW
        )
        zones = {"Ben": "America/New_York"}
        members = [
            Member(
                f"U{name.upper()}",
                name,
                zones.get(name, "America/Chicago"),
                f"{name.lower()}@lakeview.example",
                is_guest=name == "Guest",
                is_slack_admin=name == "Gil",
            )
            for name in (*MEMBERS, "Gil", "Guest")
        ]
        keep_members(session, workspace.id, members, NOW)
        school = keep_group(session, workspace.id, "Maple School", parent="District")
        for name in MEMBERS:
            person = get_person(session, workspace.id, f"U{name.upper()}")
            keep_membership(session, school.id, person.id, "member")
        keep_membership(session, school.id, get_person(session, workspace.id, "UANA").id, "leader")
        return workspace.id

    return database.write_now(furnish)


@pytest.fixture
def harbor(database: Database) -> int:
    """A second workspace."""

    def furnish(session: Session) -> int:
        workspace, _ = keep_workspace(
            session, slack_id="T0HARBOR", name="Harbor", bot_slack_id="U0BOT2", now=NOW
        )
        keep_members(session, workspace.id, [Member("UHAL", "Hal", "Europe/Berlin")], NOW)
        return workspace.id

    return database.write_now(furnish)


@pytest.fixture
def person(database: Database, lakeview: int) -> Callable[[str], Person]:
    """Somebody of Lakeview by name."""
    return lambda name: database.read_now(
        lambda session: get_person(session, lakeview, f"U{name.upper()}")
    )


def contents(file: Path) -> list[str]:
    """All that a database holds, to see whether anything was written."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())
