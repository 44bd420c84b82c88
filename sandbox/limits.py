"""Slack's rate limits, in real time: docs.slack.dev/apis/web-api/rate-limits."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute that each tier grants at least

METHOD_TIERS: Mapping[str, int] = {
    "auth.test": 4,
    "chat.delete": 3,
    "chat.getPermalink": 4,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.open": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "team.info": 3,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}

# Tier 1 by the book; but an app may hold ten links and refresh them all within a minute.
SPECIAL_PER_MINUTE: Mapping[str, int] = {"apps.connections.open": 30}


@dataclass
class RateLimits:
    """What an app may call before Slack answers 429.

    Attributes:
        enabled: False lets everything pass.
        scale: multiplies every allowance; 0.1 makes Slack ten times as strict.
        per_minute: allowances of single methods, in place of their tier's.
        posts_per_second: chat.postMessage in one channel, in the long run.
        post_burst: messages that a channel takes at once before that pace counts.
        posts_per_minute: chat.postMessage in the whole workspace ("several hundred").
    """

    enabled: bool = True
    scale: float = 1.0
    per_minute: Mapping[str, int] = field(default_factory=dict)
    posts_per_second: float = 1.0
    post_burst: int = 5
    posts_per_minute: int = 400
    now: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens left, when that was

    @classmethod
    def off(cls) -> RateLimits:
        return cls(enabled=False)

    def refuse(self, method: str, channel: str | None = None) -> int | None:
        """Seconds for Retry-After where this call is one too many; None counts it."""
        if not self.enabled:
            return None
        if method != "chat.postMessage":
            return self._window(method, self._allowance(method))
        wait = self._channel_wait(channel or "")
        if wait is not None:
            return wait
        wait = self._window(method, self._allowance(method))
        if wait is None:
            self._take_token(channel or "")
        return wait

    def _allowance(self, method: str) -> int:
        if method in self.per_minute:
            return self.per_minute[method]
        if method == "chat.postMessage":
            allowed = self.posts_per_minute
        elif method in SPECIAL_PER_MINUTE:
            allowed = SPECIAL_PER_MINUTE[method]
        else:
            allowed = TIERS[METHOD_TIERS.get(method, 3)]
        return max(1, int(allowed * self.scale))

    def _window(self, method: str, allowed: int) -> int | None:
        now = self.now()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= 60:
            calls.popleft()
        if len(calls) >= allowed:
            return max(1, math.ceil(60 - (now - calls[0]))) if calls else 60
        calls.append(now)
        return None

    def _tokens(self, channel: str) -> float:
        tokens, since = self._buckets.get(channel, (float(self.post_burst), self.now()))
        pace = self.posts_per_second * self.scale
        return min(float(self.post_burst), tokens + (self.now() - since) * pace)

    def _channel_wait(self, channel: str) -> int | None:
        tokens = self._tokens(channel)
        if tokens >= 1:
            return None
        return max(1, math.ceil((1 - tokens) / (self.posts_per_second * self.scale)))

    def _take_token(self, channel: str) -> None:
        self._buckets[channel] = (self._tokens(channel) - 1, self.now())
