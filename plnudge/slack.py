"""The way to Slack for commands that ask it something once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from domain.errors import BadInput
from plnudge.settings import Settings

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
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
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


def slack_word(refusal: SlackApiError) -> str:
    """Slack's own word for why it refused."""
    response = refusal.response
    named = response.get("error") if not isinstance(response.data, bytes) else None
    return str(named or f"http_{response.status_code}")
