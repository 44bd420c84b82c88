"""Reading people out of Slack's profiles."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from domain.errors import BadInput
from domain.membership import Member
from domain.zones import read_zone

log = logging.getLogger(__name__)

SLACKBOT: Final = "USLACKBOT"
"""Slack's own account, which does not call itself a bot."""


def read_member(profile: Mapping[str, Any], team: str) -> Member:
    """A member object as `users.list`, `users.info` and events give it, seen from `team`.

    https://docs.slack.dev/reference/objects/user-object
    """
    details: Mapping[str, Any] = profile.get("profile") or {}
    slack_id = str(profile["id"])
    name = profile.get("real_name") or details.get("real_name") or profile.get("name") or slack_id
    return Member(
        slack_id=slack_id,
        name=str(name),
        zone=_known_zone(str(profile.get("tz") or "UTC")),
        email=details.get("email"),
        is_deactivated=bool(profile.get("deleted")),
        is_bot=bool(profile.get("is_bot")) or slack_id == SLACKBOT,
        is_guest=bool(profile.get("is_restricted") or profile.get("is_ultra_restricted")),
        is_stranger=bool(profile.get("is_stranger")) or profile.get("team_id", team) != team,
        is_slack_admin=bool(profile.get("is_admin") or profile.get("is_owner")),
    )


def _known_zone(name: str) -> str:
    """The same zone, or UTC where this machine's zone data has no such name yet."""
    try:
        return read_zone(name).key
    except BadInput:
        log.warning("no time zone %r is known here: newer tzdata may have it", name)
        return "UTC"
