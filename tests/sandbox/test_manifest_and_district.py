"""What the app declares, and who lives in the district."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox import district
from sandbox.manifest import Manifest
from tests.sandbox.small_app import MANIFEST


def test_a_manifest_declares_commands_scopes_and_tabs() -> None:
    manifest = Manifest.read(MANIFEST)
    assert [one.command for one in manifest.commands] == ["/small"]
    assert manifest.command("/small") == manifest.commands[0]
    assert manifest.command("/large") is None
    assert "chat:write" in manifest.scopes
    assert manifest.home_tab_enabled
    assert not manifest.messages_tab_read_only


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"display_information": {"name": "x" * 36}}, "display_information.name"),
        ({"display_information": {"long_description": "short"}}, "long_description"),
        ({"features": {"slash_commands": [{"command": "small"}]}}, "slash_commands.command"),
        ({"features": {"shortcuts": [{"name": "x", "type": "odd"}]}}, "shortcuts.type"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_refused(changes: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Manifest.read({**MANIFEST, **changes})


def test_the_district_has_a_person_of_every_kind() -> None:
    people = district.PEOPLE
    assert len(people) > 40
    assert people["guest"].is_restricted
    assert people["former"].deleted
    assert people["stranger"].team_id != district.TEAM_ID
    assert people["calendar_bot"].is_bot
    assert [key for key, person in people.items() if person.is_primary_owner] == ["priya"]
    zones = Counter(person.tz for person in people.values())
    assert len(zones) >= 8
    assert all(ZoneInfo(zone) for zone in zones)


def test_ids_addresses_and_handles_are_unique() -> None:
    people = district.PEOPLE.values()
    assert len({person.id for person in people}) == len(people)
    assert len({person.name for person in people}) == len(people)
    addresses = [person.email for person in people if person.email]
    assert len(set(addresses)) == len(addresses)
    assert all(address.isascii() for address in addresses)


def test_every_school_has_a_channel_and_a_group_of_its_people() -> None:
    workspace = district.workspace()
    for key in ("harbor", "cedar", "high", "online"):
        members = [district.PEOPLE[one].id for one in district.SCHOOL_MEMBERS[key]]
        assert workspace.channel(key).members == members
        (group,) = [one for one in workspace.user_groups.values() if one.handle == key]
        assert group.members == members


def test_each_workspace_is_a_fresh_one() -> None:
    first, second = district.workspace(), district.workspace()
    first.change_person(district.PEOPLE["maya"].id, deleted=True)
    first.channel("general").members.clear()
    assert not second.person("maya").deleted
    assert second.channel("general").members
