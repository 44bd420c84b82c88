"""The manifest says what the app is, and no more than it uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plnudge.manifest import build_manifest
from sandbox.manifest import Manifest
from tests.plnudge.conftest import Call

ROOT = Path(__file__).parents[2]
SCOPES_OF = {
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_postMessage": {"chat:write", "chat:write.public"},
    "chat_update": {"chat:write"},
    "conversations_history": {"im:history"},
    "conversations_open": {"im:write"},
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read", "users:read.email"},
    "users_list": {"users:read", "users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
"""What each Web API method asks for: docs.slack.dev/reference/methods."""


def test_it_asks_for_the_scopes_that_the_app_uses_and_no_others() -> None:
    source = "".join(
        path.read_text() for room in ("bot", "jobs") for path in (ROOT / room).rglob("*.py")
    )
    called = set(re.findall(r"client\.([a-z]+_[a-zA-Z_0-9]+)\(", source))
    used = set().union(*(SCOPES_OF[method] for method in called))
    if "FileInputElement(" in source:
        used.add("files:read")
    scopes = build_manifest(url=None, socket_mode=True)["oauth_config"]["scopes"]["bot"]
    assert set(scopes) == used | {"commands"}


def test_it_hears_the_events_that_the_app_listens_for() -> None:
    source = (ROOT / "bot" / "app.py").read_text()
    heard = set(re.findall(r'app\.event\("(\w+)"\)', source))
    events = build_manifest(url=None, socket_mode=True)["settings"]["event_subscriptions"]
    assert heard <= set(events["bot_events"])


def test_over_socket_mode_it_needs_no_address(call: Call) -> None:
    manifest = call("manifest").value
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "url" not in manifest["features"]["slash_commands"][0]
    assert "request_url" not in manifest["settings"]["interactivity"]
    assert manifest == call("manifest", "--json").value


@pytest.mark.parametrize("end", ["", "/", "/slack/events"])
def test_over_http_every_address_is_the_same(call: Call, end: str) -> None:
    manifest = call("manifest", "--url", f"https://pln.example.org{end}").value
    address = "https://pln.example.org/slack/events"
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["features"]["slash_commands"][0]["url"] == address
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address
    assert manifest["settings"]["interactivity"]["request_url"] == address


@pytest.mark.parametrize(
    "url",
    ["pln.example.org", "http://pln.example.org", "https://", "x y", "https://a b.c", "https://[::1",
     "https://pln.example.org:99999"],
)  # fmt: skip
def test_an_address_that_slack_would_refuse_is_refused(call: Call, url: str) -> None:
    answer = call("manifest", "--url", url)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "https://" in answer.stderr


def test_it_keeps_to_slacks_limits() -> None:
    manifest = build_manifest(url="https://pln.example.org", socket_mode=False)
    about = manifest["display_information"]
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    Manifest.read(manifest)  # refuses what Slack refuses
    assert [
        (each["type"], each["callback_id"], each["name"])
        for each in manifest["features"]["shortcuts"]
    ] == [
        ("global", "log_activity", "Log PLN activity"),
        ("message", "log_message", "Log as PLN activity"),
    ]
