"""The local Slack: one process that an app can talk to as it would to slack.com."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Self

from aiohttp import web

from sandbox import district as lakeview
from sandbox.client import Actor
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.limits import RateLimits
from sandbox.record import ApiCall, Delivery
from sandbox.state import Workspace

# SIGNATURES ONLY, being filled in.


class SlashCommand:
    command: str
    description: str
    usage_hint: str
    should_escape: bool


class LocalSlack:
    """An async context manager that serves Slack's Web API, Socket Mode and deliveries."""

    url: str  # "http://127.0.0.1:PORT"
    api_url: str  # url + "/api/"
    bot_token: str
    app_token: str
    signing_secret: str
    workspace: Workspace
    clock: Clock
    faults: Faults
    limits: RateLimits
    calls: list[ApiCall]
    deliveries: list[Delivery]
    commands: list[SlashCommand]
    application: web.Application  # the page may add routes to it before __aenter__

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        district: Workspace | None = None,
        port: int = 0,
        host: str = "127.0.0.1",
        limits: RateLimits | None = None,  # None: Slack's own; RateLimits.off() for none
        faults: Faults | None = None,
        retry_delays: Sequence[float] = (0.0, 60.0, 300.0),
        scopes: Collection[str] | None = None,  # None: the full set that the sandbox knows
        trigger_seconds: float = 3.0,
        ack_seconds: float = 3.0,
    ) -> None:
        self.workspace = district or lakeview.workspace()
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(self, *exc: object) -> None:
        raise NotImplementedError

    def deliver_by_http(self, url: str) -> None:
        """Signed POSTs to this URL from now on, in place of Socket Mode."""

    def apply_manifest(self, manifest: dict[str, Any]) -> None:
        """Commands, shortcuts, scopes, bot events and tabs from the app's manifest."""

    def person(self, who: str) -> Actor:
        """One person with Slack open, by id, easy name or email. Same Actor each time."""
        raise NotImplementedError

    async def connected(self, links: int = 1, *, timeout: float = 5.0) -> None:
        """Wait until the app holds this many Socket Mode connections."""

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` on every Socket Mode connection, as Slack does now and then."""

    async def drop_connections(self) -> None:
        """Break every Socket Mode connection without a word."""

    async def settled(self) -> None:
        """Wait until every delivery under way is acknowledged or has failed.

        Retries that are due later than within a second are not waited for.
        """
