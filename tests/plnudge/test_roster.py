"""`plnudge roster`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from storage.database import Database
from storage.workspaces import keep_workspace
from tests.conftest import NOW
from tests.plnudge.conftest import Call, contents

CSV = (
    "email;group;parent;role\r\n"
    "GIL@lakeview.example;Maple School;;leader\r\n"
    "ben@lakeview.example;Band;District;\r\n"
)


def test_a_file_comes_in_and_again_changes_nothing(
    call: Call, lakeview: int, database_file: Path
) -> None:
    Path("staff.csv").write_text(CSV, newline="")
    before = contents(database_file)
    planned = call("roster", "import", "staff.csv", "--dry-run", "--json").value
    assert planned == {
        "lines": 2,
        "groups_added": ["Band"],
        "parents_set": {"Band": "District"},
        "members_added": 1,
        "leaders_added": 1,
        "admins_added": 0,
        "roles_ended": 0,
        "staff_set": 0,
        "skipped": [],
        "unused_columns": [],
        "is_dry_run": True,
    }
    assert contents(database_file) == before
    done = call("roster", "import", "staff.csv", "--json").value
    assert done == planned | {"is_dry_run": False}
    assert "Gil" in call("role", "list").stdout
    again = call("roster", "import", "staff.csv")
    assert again.stdout == "All of it is so already: nothing to change.\n"


def test_every_bad_line_is_named(call: Call, lakeview: int, database_file: Path) -> None:
    Path("staff.csv").write_text(
        "slack_id,group,role\nUANA,Band,\nUNOBODY,Band,\nUGUEST,Band,\nUBEN,Band,boss\n"
    )
    before = contents(database_file)
    for options in ((), ("--dry-run",)):
        answer = call("roster", "import", "staff.csv", *options)
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert "because 3 lines can't be used" in answer.stderr
        for words in ("line 3: nobody here", "line 4: Guest is a guest", "line 5: “boss”"):
            assert words in answer.stderr
    assert contents(database_file) == before


def test_a_folder_is_no_file(call: Call, lakeview: int) -> None:
    answer = call("roster", "import", ".")
    assert answer.exit_code == 1
    assert "I can't read" in answer.stderr


@pytest.fixture
def known_workspaces(database: Database) -> None:
    for team in ("T0LAKEVIEW", "T0HARBOR"):
        database.write_now(
            lambda session, team=team: keep_workspace(  # type: ignore[misc]
                session, slack_id=team, name=team, bot_slack_id="U", now=NOW
            )
        )


@pytest.mark.usefixtures("known_workspaces")
async def test_a_sync_brings_in_everyone_of_the_tokens_workspace(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with LocalSlack(limits=RateLimits.off()) as slack:
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        first = await asyncio.to_thread(call, "roster", "sync", "--json")
        again = await asyncio.to_thread(call, "roster", "sync", "--json")
        other = await asyncio.to_thread(call, "roster", "sync", "--workspace", "T0HARBOR")
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-unknown")
        refused = await asyncio.to_thread(call, "roster", "sync")
    people = call("export", "--workspace", "T0LAKEVIEW").value["people"]
    assert first.value["changed"] == len(people)
    assert any(not person["is_educator"] for person in people)
    assert again.value == {"changed": 0, "joined": 0, "left": 0, "not_found": []}
    assert (other.exit_code, refused.exit_code) == (1, 1)
    assert "is of the workspace T0LAKEVIEW, and not of T0HARBOR" in other.stderr
    assert "Slack refused (invalid_auth)" in refused.stderr
    assert call("export", "--workspace", "T0HARBOR").value["people"] == []


@pytest.mark.usefixtures("known_workspaces")
def test_a_slack_out_of_reach_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    answer = call("roster", "sync")
    assert answer.exit_code == 1
    assert "can't be reached at http://127.0.0.1:9/api/" in answer.stderr


def test_bad_lines_are_left_out_where_that_is_said(call: Call, lakeview: int) -> None:
    Path("staff.csv").write_text(
        "slack_id,group,role,staff\nUANA,Band,,teacher\nUNOBODY,Choir,,\nUBEN,Band,boss,\n"
        "UCY,Band,,Other professional\nUCY,Band,leader,teacher\nUDOT,=1+1,,\n"
    )
    done = call("roster", "import", "staff.csv", "--skip-bad", "--json").value
    assert [each["line"] for each in done["skipped"]] == [3, 4, 6, 7]
    assert (done["groups_added"], done["members_added"], done["staff_set"]) == (["Band"], 2, 2)
    told = call("roster", "import", "staff.csv", "--skip-bad").stdout
    assert "Left out, 4 lines:\n  line 3: nobody here" in told
    assert "Cy is “other” by line 5" in told
    Path("worse.csv").write_text("slack_id,group\nUNOBODY,Choir\n")
    refused = call("roster", "import", "worse.csv", "--skip-bad")
    assert (refused.exit_code, refused.stdout) == (1, "")


@pytest.mark.usefixtures("known_workspaces")
async def test_a_sync_keeps_groups_in_step_with_user_groups_and_waits_where_slack_asks_it_to(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ("--workspace", "T0LAKEVIEW")
    async with LocalSlack(limits=RateLimits.off()) as slack:
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        for name, user_group in (("Harbor", "S0HARBOR00"), ("Pilot", "S0OLDPILOT")):
            await asyncio.to_thread(call, "group", "add", name, *here)
            await asyncio.to_thread(call, "group", "follow", name, user_group, *here)
        slack.faults.add("rate_limited", "usergroups.users.list", retry_after=1)
        first = await asyncio.to_thread(call, "roster", "sync", "--json")
        again = await asyncio.to_thread(call, "roster", "sync")
    assert (first.value["joined"], first.value["left"]) == (9, 0)
    assert first.value["not_found"] == ["Pilot"]
    assert "Pilot stays as it is" in again.stdout
    assert len(call("group", "show", "Harbor", "--json", *here).value) == 9
