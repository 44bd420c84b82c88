"""The way to Slack for commands that ask it something once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sender import WorkspaceRefuses
from bot.tokens import NO_KEY, Tokens, slack_word
from domain.errors import BadInput
from plnudge.settings import Settings, read_keys
from storage.database import Database
from storage.tables import Workspace

TIMEOUT_SECONDS = 10
_REMEDIES = {
    "invalid_auth": "check SLACK_BOT_TOKEN, which Slack does not know",
    "not_authed": "check SLACK_BOT_TOKEN, which Slack does not know",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "the token was revoked: install the app again and set the new one",
    "token_expired": "the token has expired: install the app again and set the new one",
    "missing_scope": "give the app the scopes of “plnudge manifest”, and install it again",
    "ratelimited": "wait a minute and try again",
}


def slack_client(settings: Settings) -> AsyncWebClient:
    """A client for the one workspace of the settings. Raises BadInput without a token."""
    if settings.slack_bot_token is None:
        raise BadInput(
            "SLACK_BOT_TOKEN is missing: set it to the token that begins with xoxb-, from "
            "“OAuth & Permissions” on your app's page."
        )
    return client_with(settings.slack_bot_token.get_secret_value(), settings)


async def client_of(settings: Settings, database: Database, workspace: Workspace) -> AsyncWebClient:
    """A client for one of many workspaces.

    Raises BadInput where nothing lets the app in there.
    """
    tokens = Tokens(database, lambda: datetime.now(UTC), keys=read_keys(settings))
    try:
        return client_with((await tokens.of(workspace.id)).text, settings)
    except WorkspaceRefuses as refusal:
        if refusal.reason == NO_KEY:
            raise BadInput(
                f"The token of {workspace.slack_id} is sealed with a key that is not in "
                "PLNUDGE_SECRET_KEYS: add that key."
            ) from None
        raise BadInput(
            f"{workspace.name} does not have PLNudge: let somebody there install it."
        ) from None


def client_with(token: str, settings: Settings) -> AsyncWebClient:
    """A client that asks once; without a token it may ask what everybody may."""
    return AsyncWebClient(
        token=token or None,
        base_url=settings.slack_api_url,
        timeout=TIMEOUT_SECONDS,
        retry_handlers=[],
    )


@contextmanager
def reaching_slack(settings: Settings) -> Iterator[None]:
    """Raises BadInput where Slack refuses, or can't be reached."""
    try:
        yield
    except SlackApiError as refusal:
        word = slack_word(refusal)
        remedy = _REMEDIES.get(word, "“plnudge doctor” shows what is amiss")
        raise BadInput(f"Slack refused ({word}): {remedy}.") from refusal
    except (ClientError, TimeoutError, SlackClientError) as error:
        raise BadInput(
            f"Slack can't be reached at {settings.slack_api_url} ({type(error).__name__}): check "
            "the network, and SLACK_API_URL where it is set."
        ) from error
