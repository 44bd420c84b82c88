"""Sending to Slack at a pace below its limits, with every refusal sorted by what can be done.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.messages.message import Message
from bot.metrics import Metrics
from bot.pace import Channels, Held, Pace
from domain.words import later

METADATA_EVENT: Final = "plnudge_occurrence"
HELD: Final = later("Slack asked to wait")
CALLED_OFF: Final = later("called off before it was sent")
HISTORY_PAGE: Final = 100
CALL_SECONDS: Final = 30
"""As long as slack_sdk waits by itself."""
IDLE_SECONDS: Final = 10
PATIENT_TRIES: Final = 5
ANSWER_TRIES: Final = 3
USUAL_HOLD_SECONDS: Final = 30.0
_TOO_MANY: Final = frozenset({"ratelimited", "rate_limited"})
_PASSING: Final = frozenset(
    {
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
        "messages_tab_disabled",  # it is the app's tab: off for one person is off for all
        "no_permission",
        "org_login_required",
        "team_access_not_granted",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "not_allowed_token_type",
        "access_denied",
    }
)


class NotSent(Exception):
    """Slack did not take it. `reason` is Slack's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(NotSent):
    """It passes by itself. Slack did not take it, and wants no such call for `hold_seconds`."""

    def __init__(self, reason: str, hold_seconds: float) -> None:
        super().__init__(reason)
        self.hold_seconds = hold_seconds


class Unsettled(NotSent):
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


def open_connections() -> ClientSession:
    """Connections for posting that stay open from one call to the next: a handshake costs more
    than a post. Close them when done.

    One that Slack closes just as it is used again makes that post `Unsettled`, so none is kept
    for as long as Slack keeps an idle one.
    """
    return ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
        # Many workspaces share them: what Slack sets for one is not sent with another's.
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=CALL_SECONDS),
    )


def patient(client: AsyncWebClient) -> AsyncWebClient:
    """A client that waits and tries again: for what may be done twice, never for posting."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        retry_handlers=[
            AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENT_TRIES),
            AsyncServerErrorRetryHandler(max_retry_count=PATIENT_TRIES),
            AsyncConnectionErrorRetryHandler(max_retry_count=PATIENT_TRIES),
        ],
    )


@dataclass(frozen=True)
class Attachment:
    """A file to be uploaded."""

    name: str
    title: str
    content: bytes
    alt_text: str | None = None


class Sender:
    """Posts for one workspace. Its client must not retry by itself: that could post twice."""

    def __init__(
        self, client: AsyncWebClient, *, posts_per_minute: int, metrics: Metrics | None = None
    ) -> None:
        self._client = client
        self._metrics = metrics or Metrics()
        self._patient_client = patient(client)
        self.posts_per_minute = posts_per_minute
        # A second's worth together, so that the pace is even over the minute.
        self._posts = Pace(per_minute=posts_per_minute, at_once=max(1.0, posts_per_minute / 60))
        self._channels = Channels()
        # Slack grants 50 a minute: twenty together and 30 more stay within that.
        self._history = Pace(per_minute=30, at_once=20)

    def take_token(self, token: str) -> None:
        """A new token for the same workspace; the pace stays as it is."""
        self._client.token = self._patient_client.token = token

    async def open_dm(self, slack_id: str) -> str:
        """The channel of the direct message with that person."""
        response = await _sorted(self._patient_client.conversations_open(users=[slack_id]))
        channel: str = response["channel"]["id"]
        return channel

    async def post(self, channel: str, message: Message) -> Sent:
        """Posts an answer that somebody waits for, before whatever is sent in bulk.

        `channel` may be a person's id: then it is their direct message with the app. Raises a
        NotSent that says what can be done.
        """
        for _ in range(ANSWER_TRIES - 1):
            try:
                return await self._post(channel, message.payload(), self._posts.turn)
            except TryLater:
                continue  # Slack did not take it, and the pace knows how long to wait.
        return await self._post(channel, message.payload(), self._posts.turn)

    async def deliver(
        self, channel: str, message: Message, *, mark: str, may_go: Callable[[], bool]
    ) -> Sent:
        """Posts one of many; `mark` is what `find_posted` looks for afterwards.

        `may_go` is asked when its turn has come; where it may not, TryLater is raised and Slack
        has not seen it. Raises a NotSent that says what can be done.
        """

        async def turn() -> None:
            try:
                await self._posts.turn_in_bulk()
            except Held as held:
                raise TryLater(HELD, held.seconds) from None
            if not may_go():
                raise TryLater(CALLED_OFF, 0)

        metadata = {"event_type": METADATA_EVENT, "event_payload": {"mark": mark}}
        return await self._post(channel, message.payload() | {"metadata": metadata}, turn)

    async def upload(
        self, *attachments: Attachment, channel: str | None = None, text: str | None = None
    ) -> list[str]:
        """The files' ids; they show together in that channel with `text`, or nowhere at all.

        Raises a NotSent that says what can be done.
        """
        if channel is not None:
            await self._posts.turn()
        response = await _sorted(
            self._client.files_upload_v2(
                file_uploads=[
                    {
                        "content": attachment.content,
                        "filename": attachment.name,
                        "title": attachment.title,
                        "alt_txt": attachment.alt_text,
                    }
                    for attachment in attachments
                ],
                channel=channel,
                initial_comment=text,
            )
        )
        return [file["id"] for file in response["files"]]

    async def update(self, channel: str, ts: str, message: Message) -> None:
        """Changes a message that was posted, if it is still there.

        Raises a NotSent that says what can be done.
        """
        payload = message.payload()
        try:
            await _sorted(
                self._patient_client.chat_update(
                    channel=channel, ts=ts, text=payload["text"], blocks=payload["blocks"]
                )
            )
        except BadBlocks as refusal:
            if refusal.reason != "message_not_found":
                raise

    async def delete(self, channel: str, ts: str) -> None:
        """Takes down a message that was posted. Raises a NotSent that says what can be done."""
        await _sorted(self._patient_client.chat_delete(channel=channel, ts=ts))

    async def find_posted(self, channel: str, mark: str, *, since: datetime) -> Sent | None:
        """The message that carries that mark, if Slack has it.

        Raises a NotSent where Slack can't be asked now.
        """
        cursor: str | None = None
        while True:
            try:
                await self._history.turn_in_bulk()
            except Held as held:
                raise TryLater(HELD, held.seconds) from None
            try:
                response = await _sorted(
                    self._client.conversations_history(
                        channel=channel,
                        oldest=f"{since.timestamp():.6f}",
                        include_all_metadata=True,
                        limit=HISTORY_PAGE,
                        cursor=cursor,
                    )
                )
            except TryLater as later:
                self._history.hold(later.hold_seconds)
                self._metrics.count_hold("conversations.history", later.hold_seconds)
                raise
            for message in response["messages"]:
                metadata = message.get("metadata") or {}
                if (
                    metadata.get("event_type") == METADATA_EVENT
                    and (metadata.get("event_payload") or {}).get("mark") == mark
                ):
                    return Sent(channel, message["ts"])
            cursor = (response.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def check(self) -> None:
        """Asks whether Slack lets the app in. Raises a NotSent where it does not."""
        await _sorted(self._client.auth_test())

    async def _post(
        self, channel: str, payload: dict[str, Any], turn: Callable[[], Awaitable[None]]
    ) -> Sent:
        in_order, a_second_apart = self._channels.line(channel)
        async with in_order, a_second_apart:
            await turn()
            try:
                response = await _sorted(self._client.chat_postMessage(channel=channel, **payload))
            except TryLater as later:
                self._posts.hold(later.hold_seconds)
                self._metrics.count_hold("chat.postMessage", later.hold_seconds)
                raise
        return Sent(response["channel"], response["ts"])


async def _sorted(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """What Slack answers; its refusals as a NotSent."""
    try:
        return await call
    except SlackApiError as refusal:
        raise _sort(refusal) from refusal
    except SlackRequestError as refusal:
        # The second step of an upload failed, so nothing shows.
        raise TryLater("upload_failed", 5) from refusal
    except (ClientError, TimeoutError, ConnectionError) as broken:
        raise Unsettled(type(broken).__name__) from broken


def _sort(refusal: SlackApiError) -> NotSent:
    response = refusal.response
    status = getattr(response, "status_code", 200)
    reason = response.get("error") if isinstance(response.data, dict) else None
    reason = str(reason or f"http_{status}")
    if status == 429 or reason in _TOO_MANY:
        seconds = str(response.headers.get("Retry-After", ""))
        return TryLater(reason, float(seconds) if seconds.isdecimal() else USUAL_HOLD_SECONDS)
    if status >= 500 or reason in _PASSING:
        # Neither says whether the message was taken.
        return Unsettled(reason)
    if reason in _FINAL_FOR_WORKSPACE:
        return WorkspaceRefuses(reason)
    if reason in _FINAL_FOR_PERSON or reason.startswith("restricted_action"):
        return NeverForPerson(reason)
    return BadBlocks(reason)
