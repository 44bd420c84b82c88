"""The token of each workspace: kept sealed, opened when needed, renewed before it ends.

https://docs.slack.dev/authentication/using-token-rotation
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot as InstalledBot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from sqlalchemy.orm import Session

from bot.sender import WorkspaceRefuses
from storage.database import Database
from storage.installations import (
    begin_renewal,
    expiring,
    find_entry,
    keep_renewed,
    note_own_uninstalled,
    note_uninstalled,
)
from storage.sealing import CannotOpen, Keys
from storage.tables import Installation, Workspace

log = logging.getLogger(__name__)

SILENT: Final = logging.getLogger(f"{__name__}.silent")
"""For the clients that get tokens: slack_sdk would write down Slack's whole answer."""
SILENT.setLevel(logging.CRITICAL)

RENEW_BEFORE: Final = timedelta(hours=2)
"""The end of a token, of the twelve hours that Slack gives it."""
NOT_INSTALLED: Final = "not_installed"
NO_KEY: Final = "secret_key_missing"
"""In the place of Slack's word: PLNUDGE_SECRET_KEYS lacks the key that sealed the token."""


@dataclass(frozen=True)
class Token:
    """What lets the app into a workspace."""

    workspace_id: int
    text: str = field(repr=False)
    installation_id: int | None = None
    """None where it is the one in the settings."""
    version: int = 0


class Unmet(Exception):
    """A workspace of an organisation that has the app, not met before."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(installation.slack_id)
        self.installation = installation


def about_token(installation_slack_id: str) -> str:
    """What a token is sealed for: in another installation's row it does not open."""
    return f"token of {installation_slack_id}"


class Tokens:
    """Finds them; those that are installed over OAuth in the database, each time anew."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        keys: Keys | None = None,
        rotator: AsyncTokenRotator | None = None,
    ) -> None:
        """Without `keys` there is one workspace: the one whose token is in the settings."""
        self._database = database
        self._clock = clock
        self._keys = keys
        self._rotator = rotator
        self._own: dict[str, Token] = {}
        self._unsaved: dict[int, Callable[[Session], bool]] = {}
        """By installation: what Slack renewed, and the database has not taken yet."""

    @property
    def are_many(self) -> bool:
        return self._keys is not None

    def keep_own(self, team: str, token: Token) -> None:
        """The token in the settings: it serves its workspace until that installs over OAuth."""
        self._own[team] = token

    async def of_team(self, team: str, organisation: str | None) -> Token | None:
        """By Slack's ids; None where nothing lets the app in.

        Raises Unmet, and WorkspaceRefuses where it can't be opened.
        """
        own = self._own.get(team)
        if not self.are_many:
            return own
        workspace, installation = await self._database.read(
            lambda session: find_entry(session, team=team, organisation=organisation)
        )
        return self._choose(own, workspace, installation)

    async def of(self, workspace_id: int) -> Token:
        """Raises WorkspaceRefuses where nothing lets the app in."""
        own = next((each for each in self._own.values() if each.workspace_id == workspace_id), None)
        token = own
        if self.are_many:

            def find(session: Session) -> tuple[Workspace | None, Installation | None]:
                workspace = session.get(Workspace, workspace_id)
                team = workspace.slack_id if workspace else None
                return find_entry(session, team=team, organisation=None)

            token = self._choose(own, *await self._database.read(find))
        if token is None:
            raise WorkspaceRefuses(NOT_INSTALLED)
        return token

    def _choose(
        self, own: Token | None, workspace: Workspace | None, installation: Installation | None
    ) -> Token | None:
        if workspace is not None and workspace.uninstalled_at is not None:
            return None
        if installation is None:
            return own
        if workspace is None:
            raise Unmet(installation)
        return self.open(installation, workspace.id)

    def open(self, installation: Installation, workspace_id: int) -> Token:
        """Raises WorkspaceRefuses where it can't be opened."""
        text = self._unsealed(installation.sealed_token, installation)
        return Token(workspace_id, text, installation.id, installation.version)

    def _unsealed(self, sealed: str | None, installation: Installation) -> str:
        if self._keys is None or sealed is None:
            raise WorkspaceRefuses(NOT_INSTALLED)
        try:
            return self._keys.open(sealed, about=about_token(installation.slack_id))
        except CannotOpen:
            raise WorkspaceRefuses(NO_KEY) from None

    async def note_gone(self, token: Token) -> None:
        """Slack takes that token no more; whatever was installed since stays as it is."""
        now, seen = self._clock(), token.version

        def note(session: Session) -> bool:
            if token.installation_id is None:
                return note_own_uninstalled(session, token.workspace_id, now)
            return note_uninstalled(session, token.installation_id, version=seen, now=now)

        if await self._database.write(note):
            log.info("workspace %d does not have the app any more", token.workspace_id)

    async def renew(self) -> int:
        """Renews those that end soon; gives how many. What fails is tried at the next look.

        Raises CannotSave where the database takes nothing now.
        """
        if self._rotator is None:
            return 0
        before = self._clock() + RENEW_BEFORE
        renewed = 0
        for installation_id in list(self._unsaved):
            renewed += await self._save(installation_id)
        for installation in await self._database.read(
            lambda session: expiring(session, before=before)
        ):
            try:
                renewed += await self._renew(installation, self._rotator)
            except (SlackTokenRotationError, ClientError, TimeoutError, WorkspaceRefuses) as error:
                # Slack's word alone: the rest of an error might hold what must stay secret.
                log.warning(
                    "the token of %s can't be renewed (%s)", installation.slack_id, _word(error)
                )
        return renewed

    async def _renew(self, installation: Installation, rotator: AsyncTokenRotator) -> bool:
        if self._keys is None:
            return False
        now, seen = self._clock(), installation.version
        refresh_token = self._unsealed(installation.sealed_refresh_token, installation)
        if not await self._database.write(
            lambda session: begin_renewal(session, installation.id, version=seen, now=now)
        ):
            return False
        # It would go by the machine's clock; by ours it is time.
        rotated = await rotator.perform_bot_token_rotation(
            bot=InstalledBot(
                bot_id="", bot_user_id=installation.bot_slack_id, bot_token="",
                bot_refresh_token=refresh_token, bot_token_expires_at=0, installed_at=0.0,
            )
        )  # fmt: skip
        if rotated is None or not rotated.bot_refresh_token:
            return False
        lasts = timedelta(seconds=cast("int", rotated.bot_token_expires_at) - int(time.time()))
        seal = partial(self._keys.seal, about=about_token(installation.slack_id))
        sealed, sealed_refresh = seal(rotated.bot_token), seal(rotated.bot_refresh_token)
        self._unsaved[installation.id] = partial(
            keep_renewed,
            installation_id=installation.id,
            version=seen,
            sealed_token=sealed,
            sealed_refresh_token=sealed_refresh,
            expires_at=now + lasts,
        )
        return await self._save(installation.id)

    async def _save(self, installation_id: int) -> bool:
        """Slack takes each refresh token once: what it gave for it must not get lost, so it stays
        here until it is saved."""
        keep = self._unsaved.get(installation_id)
        if keep is None:
            return False
        is_kept = await self._database.write(keep)
        self._unsaved.pop(installation_id, None)
        return is_kept


def _word(error: Exception) -> str:
    if isinstance(error, SlackTokenRotationError):
        return slack_word(error.api_error)
    return error.reason if isinstance(error, WorkspaceRefuses) else type(error).__name__


def slack_word(refusal: SlackApiError) -> str:
    """Slack's own word for why it refused."""
    response = refusal.response
    named = response.get("error") if not isinstance(response.data, bytes) else None
    return str(named or f"http_{response.status_code}")
