"""The keys that seal tokens, and the workspaces that there are."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.installations import Grant, find_installation, keep_installation
from storage.sealing import Keys, make_key
from storage.tables import Person, Workspace
from tests.conftest import NOW, TEAM
from tests.plnudge.conftest import Call

OLD, NEW = make_key(), make_key()


def install(session: Session) -> None:
    sealed = Keys([OLD]).seal("xoxb-1", about=TEAM)
    keep_installation(session, Grant(TEAM, "Lakeview", False, "U0BOT", [], sealed), NOW)


def leave(session: Session) -> None:
    workspace = session.scalars(select(Workspace).where(Workspace.slack_id == TEAM)).one()
    workspace.uninstalled_at = NOW


def test_a_new_key_seals_at_once(call: Call) -> None:
    key = call("keys", "make", "--json").value["key"]
    assert key != call("keys", "make", "--json").value["key"]
    assert Keys([key]).open(Keys([key]).seal("a", about="b"), about="b") == "a"


def test_tokens_are_sealed_anew_or_not_at_all(
    call: Call, database: Database, lakeview: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write_now(install)
    assert "PLNUDGE_SECRET_KEYS is missing" in call("keys", "rotate").stderr
    monkeypatch.setenv("PLNUDGE_SECRET_KEYS", NEW)
    refused = call("keys", "rotate")
    assert (refused.exit_code, "nothing was changed" in refused.stderr) == (1, True)
    monkeypatch.setenv("PLNUDGE_SECRET_KEYS", f"{NEW},{OLD}")
    assert call("keys", "rotate", "--json").value == {"installations": 1}
    found = database.read_now(lambda session: find_installation(session, TEAM))
    assert found is not None
    assert Keys([NEW]).open(found.sealed_token or "", about=TEAM) == "xoxb-1"


def test_workspaces_are_listed_with_when_they_will_be_erased(
    call: Call, database: Database, lakeview: int, harbor: int
) -> None:
    database.write_now(leave)
    states = {each["workspace"]: each for each in call("workspace", "list", "--json").value}
    assert states["T0HARBOR"]["state"] == "installed"
    assert states[TEAM]["state"] == "uninstalled"
    assert states[TEAM]["erased_at"] == "2026-12-24T18:00:00Z"


def test_what_one_left_behind_is_erased_when_one_is_sure_and_nobody_else_s(
    call: Call, database: Database, lakeview: int, harbor: int
) -> None:
    def people() -> set[str]:
        return database.read_now(lambda session: set(session.scalars(select(Person.name))))

    everyone = people()
    still_there = call("workspace", "erase", TEAM, "--yes")
    assert (still_there.exit_code, people()) == (1, everyone)
    database.write_now(leave)
    unsure = call("workspace", "erase", TEAM)
    assert (unsure.exit_code, "--yes" in unsure.stderr, people()) == (1, True, everyone)
    assert call("workspace", "erase", TEAM, "--yes").exit_code == 0
    assert people() == {"Hal"}
    assert call("workspace", "erase", "T0NOWHERE", "--yes").exit_code == 1
