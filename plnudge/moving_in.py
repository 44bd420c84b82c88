"""Moving into a workspace: met for the first time, or again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.afterwards import Afterwards
from bot.roster import read_member
from domain.errors import BadInput
from jobs.roster import PAGE, sync_roster
from rubric_data import Rubric
from storage.catalogue import keep_starters
from storage.database import Database
from storage.installations import note_access, note_installed, to_move_into
from storage.people import get_person, keep_members, named_admins, set_admin
from storage.schedules import add_schedule, default_schedules
from storage.tables import Installation
from storage.workspaces import keep_workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Newcomer:
    """A workspace as Slack names it."""

    slack_id: str
    name: str
    bot_slack_id: str
    organisation: str | None = None


def keep_house(session: Session, newcomer: Newcomer, rubric: Rubric, now: datetime) -> int:
    """Its id; a new one gets the default schedules, one that was here has the app back."""
    workspace, is_new = keep_workspace(
        session,
        slack_id=newcomer.slack_id,
        name=newcomer.name,
        bot_slack_id=newcomer.bot_slack_id,
        organisation=newcomer.organisation,
        now=now,
    )
    if is_new:
        elements = [element.key for element in rubric.elements]
        for draft in default_schedules(elements, now.date()):
            add_schedule(session, workspace.id, draft, now)
    keep_starters(session, workspace.id, rubric, now)
    note_installed(session, workspace, now)
    return workspace.id


class MovingIn:
    """Makes workspaces known, with their people."""

    def __init__(self, database: Database, rubric: Rubric, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._rubric = rubric
        self._clock = clock

    async def by_token(self, client: AsyncWebClient) -> tuple[str, int]:
        """The workspace of the token in the settings: Slack's id and ours. Its people are read
        afterwards, by whoever works: 50,000 take minutes.

        Raises BadInput where the token is a whole organisation's.
        """
        me = await client.auth_test()
        if me.get("is_enterprise_install"):
            raise BadInput(
                "SLACK_BOT_TOKEN is the token of a whole organisation: set SLACK_CLIENT_ID and "
                "SLACK_CLIENT_SECRET in its place, and install PLNudge over OAuth."
            )
        now = self._clock()
        newcomer = Newcomer(me["team_id"], me["team"], me["user_id"], me.get("enterprise_id"))
        workspace_id = await self._database.write(
            lambda session: keep_house(session, newcomer, self._rubric, now)
        )
        return newcomer.slack_id, workspace_id

    async def follow_organisation(
        self, installation: Installation, client: AsyncWebClient, afterwards: Afterwards
    ) -> None:
        """Moves into each workspace that the organisation lets the app into, and out of those
        where it does no longer. Slack is asked, since what it says by itself may be late.

        https://docs.slack.dev/reference/methods/auth.teams.list
        """
        organisation, now = installation.slack_id, self._clock()
        names = await _granted_workspaces(client)

        def follow(session: Session) -> list[int]:
            for team in note_access(session, organisation, names, now):
                log.info("%s lets the app into %s no longer", organisation, team)
            return [
                keep_house(
                    session,
                    Newcomer(team, names[team], installation.bot_slack_id, organisation),
                    self._rubric,
                    now,
                )
                for team in to_move_into(session, names)
            ]

        for workspace_id in await self._database.write(follow):
            afterwards.start(
                sync_roster(client, self._database, workspace_id=workspace_id, now=now),
                what="meeting the people of an organisation's workspace",
            )

    async def meet_people(
        self, workspace_id: int, client: AsyncWebClient, *, team: str, installer: str
    ) -> None:
        """Reads the roster. Whoever installed the app is the first admin, where nobody is one."""
        now = self._clock()
        profile = (await client.users_info(user=installer, include_locale=True))["user"]
        member = read_member(profile, team)

        def keep(session: Session) -> None:
            keep_members(session, workspace_id, [member], now)
            person = get_person(session, workspace_id, installer)
            if person.is_educator and not named_admins(session, workspace_id):
                set_admin(session, workspace_id, installer, is_admin=True, now=now)

        await self._database.write(keep)
        await sync_roster(client, self._database, workspace_id=workspace_id, now=now)


async def _granted_workspaces(client: AsyncWebClient) -> dict[str, str]:
    """Those that the organisation of that token lets the app into, by Slack's id: their names."""
    names: dict[str, str] = {}
    cursor: str | None = None
    while True:
        page = await client.auth_teams_list(cursor=cursor, limit=PAGE)
        names |= {each["id"]: each["name"] for each in page["teams"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return names
