"""Sending to Slack at a pace below its limits, with every refusal sorted by what can be done.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from aiohttp import ClientError
from aiolimiter import AsyncLimiter
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages.message import Message

METADATA_EVENT: Final = "plnudge_occurrence"
_PASSING: Final = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
    }
)
_FINAL_FOR_PERSON: Final = frozenset(
    {
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "channel_not_found",
        "is_archived",
    }
)
_FINAL_FOR_WORKSPACE: Final = frozenset(
    {
        "token_revoked",
        "token_expired",
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "missing_scope",
    }
)


class NotSent(Exception):
    """Slack did not take it. `reason` is Slack's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(NotSent):
    """It passes by itself; try again after `retry_after_seconds`."""

    def __init__(self, reason: str, retry_after_seconds: float) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class Unsettled(TryLater):
    """The connection broke: Slack may have taken it or not. Look before trying again."""


class NeverForPerson(NotSent):
    """This person can't be written to."""


class WorkspaceRefuses(NotSent):
    """Nobody of this workspace can be written to until somebody mends the installation."""


class BadBlocks(NotSent):
    """The message itself is not to Slack's liking: ours to mend."""


@dataclass(frozen=True)
class Sent:
    """Where a message is."""

    channel: str
    ts: str


class Sender:
    """Posts for one workspace. Its client must not retry by itself: that could post twice."""

    def __init__(self, client: AsyncWebClient, *, posts_per_minute: int) -> None:
        self._client = client
        # A second's worth of burst, so that the pace is even over the minute.
        per_second = max(1.0, posts_per_minute / 60)
        self._pace = AsyncLimiter(per_second, 60 * per_second / posts_per_minute)
        self._channels: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open_dm(self, slack_id: str) -> str:
        """The channel of the direct message with that person."""
        response = await self._call(lambda: self._client.conversations_open(users=[slack_id]))
        channel: str = response["channel"]["id"]
        return channel

    async def post(self, channel: str, message: Message, *, mark: str | None = None) -> Sent:
        """Posts it; `mark` is what `find_posted` looks for afterwards.

        Raises a NotSent that says what can be done.
        """
        payload: dict[str, Any] = message.payload()
        if mark is not None:
            payload["metadata"] = {
                "event_type": METADATA_EVENT,
                "event_payload": {"mark": mark},
            }
        async with self._turn(channel):
            await self._pace.acquire()
            response = await self._call(
                lambda: self._client.chat_postMessage(channel=channel, **payload)
            )
        return Sent(response["channel"], response["ts"])

    async def update(self, channel: str, ts: str, message: Message) -> None:
        """Changes a message that was posted. Raises a NotSent that says what can be done."""
        payload = message.payload()
        await self._call(
            lambda: self._client.chat_update(
                channel=channel, ts=ts, text=payload["text"], blocks=payload["blocks"]
            )
        )

    async def find_posted(self, channel: str, mark: str, *, since: datetime) -> Sent | None:
        """The message that carries that mark, if Slack has it."""
        cursor: str | None = None
        while True:
            response = await self._call(
                lambda cursor=cursor: self._client.conversations_history(  # type: ignore[misc]
                    channel=channel,
                    oldest=str((since - timedelta(minutes=5)).timestamp()),
                    include_all_metadata=True,
                    limit=100,
                    cursor=cursor,
                )
            )
            for message in response["messages"]:
                metadata = message.get("metadata") or {}
                if (
                    metadata.get("event_type") == METADATA_EVENT
                    and metadata.get("event_payload", {}).get("mark") == mark
                ):
                    return Sent(channel, message["ts"])
            cursor = (response.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    def _turn(self, channel: str) -> AbstractAsyncContextManager[None]:
        """One message at a time in a channel, so that they come in order."""
        return self._channels.setdefault(channel, asyncio.Lock())

    async def _call(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await call()
        except SlackApiError as refusal:
            raise _sort(refusal) from refusal
        except (ClientError, TimeoutError, ConnectionError) as broken:
            raise Unsettled(type(broken).__name__, 5) from broken


def _sort(refusal: SlackApiError) -> NotSent:
    response = refusal.response
    status = getattr(response, "status_code", 200)
    reason = response.get("error") if not isinstance(response.data, bytes) else None
    reason = str(reason or f"http_{status}")
    if status == 429 or reason in {"ratelimited", "rate_limited"}:
        return TryLater(reason, float(response.headers.get("Retry-After", 30)))
    if status >= 500:
        # An error page says nothing of whether the message was taken.
        return Unsettled(reason, 5)
    if reason in _PASSING:
        return Unsettled(reason, 10)
    if reason in _FINAL_FOR_WORKSPACE:
        return WorkspaceRefuses(reason)
    if reason in _FINAL_FOR_PERSON or reason.startswith("restricted_action"):
        return NeverForPerson(reason)
    return BadBlocks(reason)
