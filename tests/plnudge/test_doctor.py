"""`plnudge doctor`, `plnudge migrate`: what an operator does first."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plnudge.doctor import examine
from plnudge.manifest import SCOPES
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.database import Database
from storage.deliveries import note_refusal, note_welcome_back
from storage.occurrences import welcome_now
from storage.people import get_person
from tests.plnudge.conftest import Answer, Call

CHECKS = [
    "settings",
    "rubric",
    "database",
    "schema",
    "deliveries",
    "disk",
    "tokens",
    "scopes",
    "clock",
]


@pytest.fixture
async def slack(call: Call, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalSlack]:
    """A local Slack that the settings lead to, with the app installed as its manifest says."""
    async with LocalSlack(limits=RateLimits.off(), scopes=SCOPES) as slack:
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        yield slack


def checks(answer: Answer) -> dict[str, Any]:
    found = json.loads(answer.stdout)
    assert all(list(check) == ["name", "ok", "sentence", "remedy"] for check in found)
    assert all(check["ok"] == (check["remedy"] is None) for check in found)
    return {check["name"]: check for check in found}


@pytest.mark.usefixtures("slack")
async def test_all_is_well_where_it_is(call: Call) -> None:
    answer = await asyncio.to_thread(call, "doctor", "--json")
    assert answer.exit_code == 0, answer.stderr
    assert list(checks(answer)) == CHECKS
    told = await asyncio.to_thread(call, "doctor")
    assert told.stdout.count("ok  ") == len(CHECKS)


async def test_missing_scopes_are_named_with_what_they_are_for(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with LocalSlack(limits=RateLimits.off(), scopes=["chat:write", "commands"]) as slack:
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
        answer = await asyncio.to_thread(call, "doctor", "--json")
    assert answer.exit_code == 1
    assert answer.stderr == "To be mended: scopes.\n"
    assert "im:write (opening the direct message" in checks(answer)["scopes"]["sentence"]


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_that_slack_does_not_know_is_named(
    call: Call, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "unknown")
    answer = await asyncio.to_thread(call, "doctor", "--json")
    assert answer.exit_code == 1
    tokens = checks(answer)["tokens"]
    assert not tokens["ok"]
    assert "invalid_auth" in tokens["sentence"]
    assert "clock" in checks(answer)


@pytest.mark.usefixtures("slack")
@pytest.mark.parametrize(("minutes", "is_ok"), [(0, True), (2, False), (-2, False)])
async def test_a_clock_that_is_off_is_told(minutes: int, is_ok: bool) -> None:
    found = await examine(datetime.now(UTC) + timedelta(minutes=minutes))
    assert {check.name: check.ok for check in found}["clock"] is is_ok


def test_a_slack_out_of_reach_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    found = checks(call("doctor", "--json"))
    assert not found["tokens"]["ok"]
    assert "scopes" not in found


def test_without_settings_the_rest_is_looked_at_all_the_same(call: Call) -> None:
    found = checks(call("doctor", "--json"))
    assert list(found) == CHECKS[:6]
    assert not found["settings"]["ok"]


@pytest.mark.parametrize(
    ("setting", "value", "name"),
    [
        ("PLNUDGE_PORT", "abc", "settings"),
        ("DATABASE_URL", "sqlite:///missing.sqlite3", "database"),
        ("DATABASE_URL", "sqlite:///notes.txt", "database"),
        ("DATABASE_URL", "mysql://x", "database"),
        ("PLNUDGE_RUBRIC", "notes.txt", "rubric"),
    ],
)
def test_what_is_amiss_has_its_remedy(
    call: Call, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, name: str
) -> None:
    Path("notes.txt").write_text("Not what is wanted here. " * 100)
    monkeypatch.setenv(setting, value)
    answer = call("doctor", "--json")
    assert answer.exit_code == 1
    assert name in answer.stderr
    assert checks(answer)[name]["remedy"]
    assert [path.name for path in Path.cwd().iterdir()] == ["notes.txt"]


def test_a_schema_that_is_behind_is_told_and_migrated(call: Call, database_file: Path) -> None:
    assert call("migrate", "--json").value["before"] is not None
    with closing(sqlite3.connect(database_file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_newer'")
        connection.commit()
    assert not checks(call("doctor", "--json"))["schema"]["ok"]
    answer = call("migrate")
    assert answer.exit_code == 1
    assert "update PLNudge" in answer.stderr


def test_migrate_makes_a_database_and_says_so(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///new.sqlite3")
    made = call("migrate", "--json").value
    assert made["before"] is None
    assert call("migrate", "--json").value == {"before": made["after"], "after": made["after"]}
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/new.sqlite3")
    answer = call("migrate")
    assert answer.exit_code == 1
    assert "There is no folder nowhere" in answer.stderr


def test_a_workspace_that_slack_shut_the_app_out_of_is_named(
    call: Call, database: Database, lakeview: int
) -> None:
    at = datetime(2026, 11, 24, 18, tzinfo=UTC)
    database.write_now(lambda session: note_refusal(session, lakeview, "token_revoked", at))
    check = checks(call("doctor", "--json"))["deliveries"]
    assert check["sentence"] == (
        "Slack lets the app do nothing in Lakeview: token_revoked since 2026-11-24 18:00 UTC."
    )
    assert "Install the app again" in check["remedy"]
    database.write_now(lambda session: note_welcome_back(session, lakeview))
    assert checks(call("doctor", "--json"))["deliveries"]["ok"]


def test_what_should_have_gone_out_is_counted(
    call: Call, database: Database, lakeview: int
) -> None:
    at = datetime(2026, 11, 24, 18, tzinfo=UTC)
    database.write_now(
        lambda session: welcome_now(
            session, get_person(session, lakeview, "UANA").id, "America/Chicago", at
        )
    )
    check = checks(call("doctor", "--json"))["deliveries"]
    assert check["sentence"] == "One message was due more than 10 minutes ago."
