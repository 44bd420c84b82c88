"""response_url: five answers within thirty minutes to somebody's action, without a token.

docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.arguments import Arguments
from sandbox.posting import app_message, read_content, rewrite
from sandbox.refusal import Refusal
from sandbox.state import Channel, Message, Workspace

MOST_USES = 5
GONE = ("used_url", "expired_url", "no_active_hooks")  # why a URL itself is refused


@dataclass
class ResponseUrl:
    """`source` is the message acted on, where there is one to replace or delete."""

    person: str
    channel: Channel
    delivery: int
    source: Message | None
    issued_at: float  # monotonic seconds
    uses: int = 0


class ResponseUrls:
    """Those given out; `seconds` of real time is how long each is good."""

    def __init__(
        self,
        workspace: Workspace,
        seconds: float = 30 * 60.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds
        self._workspace = workspace
        self._now = now
        self._issued: dict[str, ResponseUrl] = {}

    def issue(
        self, person: str, channel: Channel, delivery: int, source: Message | None = None
    ) -> str:
        """The path of a new one, to be put behind the sandbox's URL."""
        path = f"/commands/{self._workspace.id}/{delivery}/{secrets.token_urlsafe(18)}"
        self._issued[path] = ResponseUrl(person, channel, delivery, source, self._now())
        return path

    def answer(self, path: str, arguments: Arguments) -> None:
        """Take one answer to this path.

        Raises:
            Refusal: the path is unknown, used up or too old, or the content can't be shown.
        """
        url = self._issued.get(path)
        if url is None:
            raise Refusal("no_active_hooks")
        if self._now() - url.issued_at > self.seconds:
            raise Refusal("expired_url")
        if url.uses >= MOST_USES:
            raise Refusal("used_url")
        show(self._workspace, url, arguments)
        url.uses += 1


def show(workspace: Workspace, url: ResponseUrl, arguments: Arguments) -> None:
    """Post, replace or delete as the app answered; only the person sees it by default."""
    if arguments.flag("delete_original"):
        if url.source:
            workspace.delete(url.source)
        return
    content = read_content(workspace, arguments)
    if arguments.flag("replace_original") and url.source and not url.source.deleted:
        rewrite(workspace, url.source, content)
        return
    public = arguments.text("response_type") == "in_channel"
    app_message(
        workspace,
        url.channel,
        content,
        ephemeral_to=None if public else url.person,
        thread_ts=arguments.text("thread_ts") or None,
        came_of=url.delivery,
    )
