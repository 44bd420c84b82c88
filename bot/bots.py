"""A Bot for each workspace: made when it is first needed, let go when it is long unused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.afterwards import Afterwards
from bot.bot import Bot
from bot.metrics import Metrics
from bot.sender import Sender, WorkspaceRefuses, patient
from bot.tokens import Token, Tokens, Unmet, slack_word
from rubric_data import Rubric
from storage.database import Database
from storage.installations import find_installation
from storage.tables import Installation

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 2
"""Slack waits for three at most."""
GONE: Final = frozenset({"token_revoked", "account_inactive", "invalid_auth"})
"""What Slack says to the token of an app that was removed."""
LONG_UNUSED: Final = timedelta(hours=1)

Follow = Callable[[Installation, AsyncWebClient, Afterwards], Awaitable[None]]


@dataclass
class _Lodger:
    """A workspace's Bot, with the token that it was last given."""

    bot: Bot
    token: Token
    used_at: datetime


class Bots:
    """What all workspaces share, and what each has of its own: client, sender, and pace.

    Whoever holds a sender may go on with it: as long as somebody does, the next Bot of that
    workspace gets the same one, so that no workspace is ever sent to at twice its pace.
    """

    def __init__(
        self,
        database: Database,
        rubric: Rubric,
        tokens: Tokens,
        clock: Callable[[], datetime],
        *,
        api_url: str,
        posts_per_minute: int,
        wake_jobs: Callable[[], None],
        metrics: Metrics,
        follow: Follow,
        connections: ClientSession,
    ) -> None:
        """`connections` are what all senders post over; whoever opened them closes them.

        `follow` finds out which workspaces an organisation lets the app into."""
        self.database = database
        self.tokens = tokens
        self.clock = clock
        self.metrics = metrics
        self.afterwards = Afterwards()
        self._rubric = rubric
        self._api_url = api_url
        self._posts_per_minute = posts_per_minute
        self._wake_jobs = wake_jobs
        self._follow = follow
        self._connections = connections
        self._lodgers: dict[int, _Lodger] = {}
        self._senders: WeakValueDictionary[int, Sender] = WeakValueDictionary()

    async def of_team(self, team: str | None, organisation: str | None = None) -> Bot | None:
        """By Slack's ids; None where the app is not installed, or its token can't be opened."""
        if team is None:
            return None
        try:
            try:
                token = await self.tokens.of_team(team, organisation)
            except Unmet as unmet:
                await self._follow_by(unmet.installation)
                token = await self.tokens.of_team(team, organisation)
        except Unmet:
            log.warning("%s has the app by nobody's leave", team)
            return None
        except WorkspaceRefuses as refusal:
            log.error("the token of %s can't be used: %s", team, refusal.reason)
            return None
        return None if token is None else self._at(token)

    async def of(self, workspace_id: int) -> Bot:
        """Raises WorkspaceRefuses where nothing lets the app in."""
        return self._at(await self.tokens.of(workspace_id))

    async def sender_of(self, workspace_id: int) -> Sender:
        """Raises WorkspaceRefuses where nothing lets the app in."""
        return (await self.of(workspace_id)).sender

    async def follow_organisation(self, organisation: str) -> None:
        """Which of its workspaces it lets the app into may have changed.

        Raises where Slack can't be asked now.
        """
        installation = await self.database.read(
            lambda session: find_installation(session, organisation)
        )
        if installation is not None and installation.is_for_organisation:
            await self._follow_by(installation)

    async def _follow_by(self, installation: Installation) -> None:
        if installation.removed_at is None:
            client = self.client(self.tokens.open(installation, 0).text)
            await self._follow(installation, client, self.afterwards)

    async def look_whether_gone(self, team: str, organisation: str | None = None) -> None:
        """Whether the app was removed there, as was said: Slack is asked, since news may be late.

        Raises where Slack can't be asked now.
        """
        try:
            token = await self.tokens.of_team(team, organisation)
        except Unmet as unmet:
            token = self.tokens.open(unmet.installation, 0)
        if token is None:
            return
        client = self._client(token.text)
        client.timeout = ASK_SECONDS
        try:
            await client.auth_test()
        except SlackApiError as refusal:
            if slack_word(refusal) not in GONE:
                raise
            await self.tokens.note_gone(token)

    def client(self, token: str | None = None) -> AsyncWebClient:
        """For what may be done twice; it waits where Slack asks it to."""
        return patient(self._client(token))

    def _client(self, token: str | None) -> AsyncWebClient:
        # A client that repeats a post by itself may post twice.
        return AsyncWebClient(token=token, base_url=self._api_url, retry_handlers=[])

    def _at(self, token: Token) -> Bot:
        now = self.clock()
        lodger = self._lodgers.get(token.workspace_id)
        if lodger is None:
            self._let_go(now)
            lodger = _Lodger(self._make(token), token, now)
            self._lodgers[token.workspace_id] = lodger
        elif lodger.token != token:
            # In place: what is on its way goes on with the new one.
            lodger.bot.sender.take_token(token.text)
            lodger.bot.client.token = token.text
            lodger.token = token
        lodger.used_at = now
        return lodger.bot

    def _make(self, token: Token) -> Bot:
        sender = self._senders.get(token.workspace_id)
        if sender is None:
            client = self._client(token.text)
            client.session = self._connections
            sender = Sender(
                client,
                posts_per_minute=self._posts_per_minute,
                metrics=self.metrics,
            )
            self._senders[token.workspace_id] = sender
        sender.take_token(token.text)
        return Bot(
            token.workspace_id,
            self.database,
            self._rubric,
            self.client(token.text),
            sender,
            self.clock,
            wake_jobs=self._wake_jobs,
            metrics=self.metrics,
            afterwards=self.afterwards,
        )

    def _let_go(self, now: datetime) -> None:
        for workspace_id, lodger in list(self._lodgers.items()):
            if now - lodger.used_at > LONG_UNUSED:
                del self._lodgers[workspace_id]
