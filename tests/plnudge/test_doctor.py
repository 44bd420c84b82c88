"""`plnudge doctor`, `plnudge migrate`: what an operator does first."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.tokens import about_token
from plnudge.doctor import examine
from plnudge.house import open_house
from plnudge.manifest import SCOPES, build_manifest
from plnudge.settings import read_settings
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.database import Database
from storage.deliveries import note_refusal, note_welcome_back
from storage.installations import Grant, keep_installation
from storage.occurrences import welcome_now
from storage.people import get_person
from storage.sealing import Keys, make_key
from storage.tables import Occurrence
from tests.plnudge.conftest import Answer, Call

CHECKS = [
    "settings",
    "rubric",
    "zones",
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


async def test_socket_mode_that_is_off_is_told_with_where_its_switch_is(
    call: Call, slack: LocalSlack
) -> None:
    slack.apply_manifest(build_manifest(url="https://plnudge.example.org", socket_mode=False))
    check = checks(await asyncio.to_thread(call, "doctor", "--json"))["tokens"]
    assert check["sentence"] == "Slack ends the app's connection at once (link_disabled)."
    assert "switch on “Socket Mode”" in check["remedy"]


async def test_a_connection_is_not_tried_beside_a_running_app_that_needs_what_comes_over_it(
    call: Call, slack: LocalSlack, database: Database
) -> None:
    slack.platform.links.is_enabled = False
    with database.held():
        check = checks(await asyncio.to_thread(call, "doctor", "--json"))["tokens"]
    assert check["ok"]
    assert "its connection was not tried" in check["sentence"]


async def test_a_messages_tab_that_is_off_loses_nothing_and_is_told_with_its_remedy(
    call: Call, slack: LocalSlack, database: Database
) -> None:
    manifest = build_manifest(url=None, socket_mode=True)
    manifest["features"]["app_home"]["messages_tab_enabled"] = False
    slack.apply_manifest(manifest)
    async with open_house(read_settings()):
        await slack.connected()
        await slack.person("maya").command("/pln log 20m webinar")
        await slack.workspace.wait_until(
            lambda: slack.calls_of("chat.postMessage"), what="a try to send"
        )
    check = checks(await asyncio.to_thread(call, "doctor", "--json"))["deliveries"]
    assert check["sentence"].startswith(
        "Slack lets the app do nothing in Lakeview Unified School District: "
        "messages_tab_disabled since"
    )
    assert "“Messages Tab” under “App Home”" in check["remedy"]
    left = database.read_now(lambda session: session.scalars(select(Occurrence.state)).all())
    assert set(left) == {"planned"}


@pytest.mark.usefixtures("slack")
@pytest.mark.parametrize(("minutes", "is_ok"), [(0, True), (2, False), (-2, False)])
async def test_a_clock_that_is_off_is_told(minutes: int, is_ok: bool) -> None:
    found = await examine(datetime.now(UTC) + timedelta(minutes=minutes))
    (clock,) = [check for check in found if check.name == "clock"]
    assert clock.ok is is_ok
    if not is_ok:
        assert ("ahead of" if minutes > 0 else "behind") in clock.sentence
        assert "NTP" in (clock.remedy or "")


async def test_a_clock_is_compared_where_no_workspace_has_installed_the_app_yet(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_workspaces(monkeypatch)
    for minutes, is_ok in ((0, True), (2, False)):
        found = await examine(datetime.now(UTC) + timedelta(minutes=minutes))
        assert {check.name: check.ok for check in found}["clock"] is is_ok


def many_workspaces(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Settings that serve many; the keys that seal their tokens."""
    key = make_key()
    for name, value in {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "secret",
        "SLACK_SIGNING_SECRET": "secret",
        "PLNUDGE_SECRET_KEYS": key,
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return Keys([key])


@pytest.mark.usefixtures("slack")
async def test_scopes_that_an_installation_lacks_are_named_with_its_workspace(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = many_workspaces(monkeypatch)

    def install(session: Session) -> None:
        for team, name, scopes in (
            ("T1", "Harbor", [each for each in SCOPES if each != "im:write"]),
            ("T2", "Lakeview", list(SCOPES)),
        ):
            sealed = keys.seal(f"xoxb-{team}", about=about_token(team))
            keep_installation(
                session, Grant(team, name, False, "U0BOT", scopes, sealed), datetime.now(UTC)
            )

    database.write_now(install)
    (check,) = [each for each in await examine(datetime.now(UTC)) if each.name == "installations"]
    assert check.sentence == "Scopes are missing in Harbor: im:write."
    assert check.remedy == "Let somebody there install it again."


@pytest.fixture
def system_zones(tmp_path: Path) -> Iterator[Path]:
    """A folder of zones that Python takes before all others."""
    folder = tmp_path / "zoneinfo"
    (folder / "Europe").mkdir(parents=True)
    (folder / "Europe/Berlin").write_bytes(b"")
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder)])
    yield folder
    zoneinfo.reset_tzpath(before)


@pytest.mark.parametrize(
    ("file", "words"), [("tzdata.zi", "# version 2019c\n"), ("+VERSION", "2019c\n")]
)
async def test_zone_data_of_years_ago_is_told(
    call: Call, system_zones: Path, file: str, words: str
) -> None:
    (system_zones / file).write_text(words)
    check = checks(await asyncio.to_thread(call, "doctor", "--json"))["zones"]
    assert check["sentence"] == f"Time zones are the system's, from {system_zones}, of 2019c."
    assert "Update the system's package tzdata" in check["remedy"]


async def test_without_the_system_s_the_package_s_own_zones_are_looked_at(
    call: Call, system_zones: Path
) -> None:
    (system_zones / "Europe/Berlin").unlink()
    check = checks(await asyncio.to_thread(call, "doctor", "--json"))["zones"]
    assert check["ok"]
    assert check["sentence"] == f"Time zones are PLNudge's own, of {version('tzdata')}."
    assert [each.ok for each in await examine(datetime(2035, 1, 1, tzinfo=UTC))][2] is False


def test_a_slack_out_of_reach_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    found = checks(call("doctor", "--json"))
    assert not found["tokens"]["ok"]
    assert "scopes" not in found


def test_without_settings_the_rest_is_looked_at_all_the_same(call: Call) -> None:
    found = checks(call("doctor", "--json"))
    assert list(found) == CHECKS[:7]
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
