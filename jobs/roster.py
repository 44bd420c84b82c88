"""Following who is in the workspace: everyone, from Slack's own list."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.roster import read_member
from domain.membership import Member
from storage.database import Database
from storage.people import keep_members
from storage.workspaces import slack_id_of

PAGE = 200
"""As many as Slack advises: 50,000 take 250 calls, of which it grants 20 a minute."""


async def sync_roster(
    client: AsyncWebClient, database: Database, *, workspace_id: int, now: datetime
) -> int:
    """Reads all people of the workspace, and keeps each page as it comes; gives how many were new
    or changed.

    https://docs.slack.dev/reference/methods/users.list
    """
    team = await database.read(lambda session: slack_id_of(session, workspace_id))
    changed = 0
    cursor: str | None = None
    while True:
        # A token of a whole organisation needs to know which of its workspaces is meant.
        page = await client.users_list(limit=PAGE, cursor=cursor, team_id=team, include_locale=True)
        members = [read_member(profile, team) for profile in page["members"]]
        changed += await database.write(partial(_keep, workspace_id, members, now))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return changed


def _keep(workspace_id: int, members: list[Member], now: datetime, session: Session) -> int:
    return keep_members(session, workspace_id, members, now)
