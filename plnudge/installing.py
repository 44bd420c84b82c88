"""Installing the app over OAuth, on Bolt's own flow.

Its installation stores keep tokens in clear text, make their tables themselves and write naive
times, so ours takes their place: sealed, in migrated tables, and renewed by one process at a
time. States need no row until they are used: each is sealed, says when it ends, and is bound to
the browser by Bolt's cookie; used ones are remembered until they would have ended.
https://docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from aiohttp import ClientError
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Installation as Installed
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.bots import Bots
from bot.tokens import SILENT, about_token
from plnudge.manifest import INSTALL_PATH, REDIRECT_PATH, SCOPES
from plnudge.moving_in import MovingIn, Newcomer, keep_house
from plnudge.pages import PAGE_HEADERS, failed_page, installed_page
from rubric_data import Rubric
from storage.database import Database
from storage.faults import CannotSave
from storage.installations import Grant, keep_installation, spend_state
from storage.sealing import CannotOpen, Keys

log = logging.getLogger(__name__)

STATE_MINUTES: Final = 10
_STATE: Final = "state of an install"
_BROKEN: Final = (SlackClientError, ClientError, TimeoutError, CannotSave)


class States(AsyncOAuthStateStore):
    """Good for one install, for a while."""

    def __init__(self, database: Database, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    async def async_issue(self, *_args: object, **_more: object) -> str:
        ends_at = self._clock() + timedelta(minutes=STATE_MINUTES)
        said = f"{int(ends_at.timestamp())} {secrets.token_urlsafe(16)}"
        # As it goes through an address and a cookie unchanged.
        return self._keys.seal(said, about=_STATE).rstrip("=")

    async def async_consume(self, state: str) -> bool:
        """False for one that is forged, too old, or used before."""
        now = self._clock()
        try:
            said = self._keys.open(state + "=" * (-len(state) % 4), about=_STATE)
        except CannotOpen:
            return False
        ends_at = datetime.fromtimestamp(int(said.partition(" ")[0]), UTC)
        if ends_at < now:
            return False
        # Of what it says: the same can be written in more than one way.
        digest = hashlib.sha256(said.encode()).hexdigest()
        return await self._database.write(
            lambda session: spend_state(session, digest, ends_at=ends_at, now=now)
        )


class Installations(AsyncInstallationStore):
    """Keeps what Slack grants, and moves in."""

    def __init__(
        self, bots: Bots, moving_in: MovingIn, database: Database, rubric: Rubric, keys: Keys
    ) -> None:
        self._bots = bots
        self._moving_in = moving_in
        self._database = database
        self._rubric = rubric
        self._keys = keys

    async def async_save(self, installation: Installed) -> None:
        now = self._bots.clock()
        grant = self._grant(installation)

        def keep(session: Session) -> int | None:
            keep_installation(session, grant, now)
            if grant.is_for_organisation:
                return None  # it says of which workspaces
            newcomer = Newcomer(
                grant.slack_id, grant.name, grant.bot_slack_id, installation.enterprise_id
            )
            return keep_house(session, newcomer, self._rubric, now)

        workspace_id = await self._database.write(keep)
        log.info("%s installed the app", grant.slack_id)
        if workspace_id is None:
            self._bots.afterwards.start(
                self._bots.follow_organisation(grant.slack_id),
                what="meeting the workspaces of an organisation",
            )
        else:
            client = self._bots.client(installation.bot_token or "")
            self._bots.afterwards.start(
                self._moving_in.meet_people(
                    workspace_id, client, team=grant.slack_id, installer=installation.user_id
                ),
                what="meeting the people of a new workspace",
            )

    def _grant(self, installed: Installed) -> Grant:
        is_for_organisation = installed.is_enterprise_install
        slack_id = installed.enterprise_id if is_for_organisation else installed.team_id
        name = installed.enterprise_name if is_for_organisation else installed.team_name
        if not slack_id or not installed.bot_token or not installed.bot_user_id:
            raise BoltError("Slack's answer to the install lacks what it was for")
        refresh, ends_at = installed.bot_refresh_token, installed.bot_token_expires_at
        about = about_token(slack_id)
        lasts = timedelta(seconds=ends_at - installed.installed_at) if ends_at else None
        return Grant(
            slack_id,
            name or slack_id,
            is_for_organisation,
            installed.bot_user_id,
            tuple(installed.bot_scopes or ()),
            self._keys.seal(installed.bot_token, about=about),
            self._keys.seal(refresh, about=about) if refresh else None,
            self._bots.clock() + lasts if lasts else None,
        )


class Flow(AsyncOAuthFlow):
    """Bolt's flow; what breaks on the way to Slack ends on a page, not in an error."""

    async def run_installation(self, code: str) -> Installed | None:
        try:
            return await super().run_installation(code)
        except _BROKEN as error:
            log.warning("Slack did not finish an install (%s)", type(error).__name__)
            return None

    async def store_installation(
        self,
        request: object,  # noqa: ARG002 (Bolt hands it over)
        installation: Installed,
    ) -> None:
        try:
            await self.settings.installation_store.async_save(installation)
        except CannotSave as error:
            raise BoltError("the database takes nothing") from error


def build_flow(
    bots: Bots,
    moving_in: MovingIn,
    *,
    database: Database,
    rubric: Rubric,
    keys: Keys,
    client_id: str,
    client_secret: str,
    api_url: str,
) -> Flow:
    """The two pages of an install, at INSTALL_PATH and REDIRECT_PATH."""
    return Flow(
        client=AsyncWebClient(base_url=api_url, retry_handlers=[], logger=SILENT),
        # Bolt would write down the code that Slack gave.
        logger=SILENT,
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            install_page_rendering_enabled=False,
            authorization_url=f"{api_url.removesuffix('api/')}oauth/v2/authorize",
            installation_store=Installations(bots, moving_in, database, rubric, keys),
            state_store=States(database, keys, bots.clock),
            state_expiration_seconds=STATE_MINUTES * 60,
            callback_options=AsyncCallbackOptions(success=_succeed, failure=_fail),
            logger=SILENT,
        ),
    )


async def _succeed(done: AsyncSuccessArgs) -> BoltResponse:
    installed = done.installation
    name = installed.enterprise_name if installed.is_enterprise_install else installed.team_name
    page = installed_page(name or "", is_for_organisation=installed.is_enterprise_install)
    forget_state = done.settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(
        status=200, body=page, headers={**PAGE_HEADERS, "set-cookie": [forget_state]}
    )


async def _fail(failed: AsyncFailureArgs) -> BoltResponse:
    log.info("an install was not finished: %s", failed.reason[:40])
    return BoltResponse(
        status=failed.suggested_status_code,
        body=failed_page(failed.reason),
        headers=dict(PAGE_HEADERS),
    )
