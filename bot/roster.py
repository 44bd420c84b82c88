"""Reading people, and the groups that Slack knows, out of Slack."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.membership import Member
from domain.words import later
from domain.zones import read_zone
from storage.database import Database
from storage.groups import all_groups, keep_in_step
from storage.workspaces import slack_id_of

log = logging.getLogger(__name__)

LARGEST_FILE: Final = 5 * 1024 * 1024
"""Of a file that is read, in bytes."""
NO_FILE: Final = later(
    "I can't open that file any more. Put it into the form again; if that goes on, ask whoever "
    "set PLNudge up whether it has the scope files:read."
)
NO_SUCH_USER_GROUP: Final = "no_such_subteam"
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
        locale=profile.get("locale"),
        is_deactivated=bool(profile.get("deleted")),
        is_bot=bool(profile.get("is_bot")) or slack_id == SLACKBOT,
        is_guest=bool(profile.get("is_restricted") or profile.get("is_ultra_restricted")),
        is_stranger=bool(profile.get("is_stranger")) or team not in _teams_of(profile, team),
        is_slack_admin=bool(profile.get("is_admin") or profile.get("is_owner")),
    )


def _teams_of(profile: Mapping[str, Any], team: str) -> Collection[str]:
    """The workspaces that they are in. In an organisation, `team_id` names but one of them."""
    in_organisation: Mapping[str, Any] = profile.get("enterprise_user") or {}
    return in_organisation.get("teams") or [profile.get("team_id") or team]


def _known_zone(name: str) -> str:
    """The same zone, or UTC where this machine's zone data has no such name yet."""
    try:
        return read_zone(name).key
    except BadInput:
        log.warning("no time zone %r is known here: newer tzdata may have it", name)
        return "UTC"


@dataclass(frozen=True)
class InStep:
    """What following Slack's user groups came to."""

    joined: int
    left: int
    not_found: tuple[str, ...]
    """Groups whose user group Slack no longer has, or has switched off: they stay as they are."""


async def sync_user_groups(
    client: AsyncWebClient, database: Database, *, workspace_id: int, now: datetime
) -> InStep:
    """Brings each group that follows a user group in step with it.

    https://docs.slack.dev/reference/methods/usergroups.users.list
    """
    followed = await database.read(
        lambda session: [
            (group.id, group.name, group.user_group)
            for group in all_groups(session, workspace_id)
            if group.user_group is not None
        ]
    )
    team = await database.read(lambda session: slack_id_of(session, workspace_id))
    joined = left = 0
    not_found: list[str] = []
    for group_id, name, user_group in followed:
        try:
            answer = await client.usergroups_users_list(usergroup=user_group, team_id=team)
        except SlackApiError as refusal:
            if refusal.response.get("error") != NO_SUCH_USER_GROUP:
                raise
            not_found.append(name)
            continue
        slack_ids: list[str] = answer["users"]

        def keep(
            session: Session,
            group_id: int = group_id,
            user_group: str = user_group,
            slack_ids: Sequence[str] = slack_ids,
        ) -> tuple[int, int]:
            return keep_in_step(session, workspace_id, group_id, user_group, slack_ids, now=now)

        came, went = await database.write(keep)
        joined, left = joined + came, left + went
    return InStep(joined, left, tuple(not_found))


async def read_user_groups(client: AsyncWebClient, team: str) -> list[tuple[str, str]]:
    """A workspace's user groups as (id, name); none where the app may not read them.

    https://docs.slack.dev/reference/methods/usergroups.list
    """
    try:
        answer = await client.usergroups_list(team_id=team)
    except SlackApiError as refusal:
        if refusal.response.get("error") == "missing_scope":
            return []
        raise
    return [(str(each["id"]), str(each["name"])) for each in answer["usergroups"]]


async def read_slack_file(client: AsyncWebClient, file_id: str) -> bytes:
    """What is in a file that somebody put into a form. Raises BadInput where it can't be had.

    https://docs.slack.dev/reference/methods/files.info
    """
    try:
        file = (await client.files_info(file=file_id))["file"]
    except SlackApiError as refusal:
        if refusal.response.get("error") in {"file_not_found", "file_deleted", "missing_scope"}:
            raise BadInput(NO_FILE) from refusal
        raise
    if int(file["size"]) > LARGEST_FILE:
        raise BadInput("That file is too large: at most 5 MB.", field="file")
    async with (
        ClientSession(timeout=ClientTimeout(total=30)) as session,
        session.get(
            file["url_private_download"], headers={"Authorization": f"Bearer {client.token}"}
        ) as answer,
    ):
        # Slack answers with its sign-in page where the token may not read the file.
        if answer.status != HTTPStatus.OK or answer.content_type == "text/html":
            raise BadInput(NO_FILE)
        return await answer.read()
