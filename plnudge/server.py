"""What the app serves over HTTP: Slack's deliveries, and whether it is well."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.metrics import Metrics
from storage.database import Database
from storage.deliveries import backlog_at

log = logging.getLogger(__name__)

MOST_BYTES = 2**20
"""Slack's largest deliveries, views with all that was typed, stay below 250 KB."""


class Server:
    """Listens from `start` to `close`."""

    def __init__(
        self,
        app: AsyncApp | None,
        database: Database,
        *,
        signing_secret: str | None,
        host: str,
        port: int,
        metrics: Metrics,
        clock: Callable[[], datetime],
        trouble: Callable[[], str | None],
    ) -> None:
        """`app` takes Slack's deliveries; None where they come over Socket Mode.

        `trouble` says in a sentence why the app is not ready.
        """
        self._app = app
        self._verifier = SignatureVerifier(signing_secret or secrets.token_hex())
        self._database = database
        self._metrics = metrics
        self._clock = clock
        self._trouble = trouble
        self._host = host
        self._port = port
        application = web.Application(client_max_size=MOST_BYTES)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._tell_metrics)
        if app is not None:
            application.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(application, access_log=None)

    @property
    def address(self) -> str:
        """Where it listens, once it does."""
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        assert self._app is not None  # noqa: S101 (the route is there only with an app)
        # Before anything is read: what is not Slack's own has no effect, however it is made.
        if not await self._is_signed(request):
            return web.Response(status=401, text="This is not signed as Slack signs.")
        if not await _is_form_or_object(request):
            return web.Response(status=400, text="This is no delivery that Slack would send.")
        delivery = await to_bolt_request(request)
        response: web.Response = await to_aiohttp_response(await self._app.async_dispatch(delivery))
        return response

    async def _is_signed(self, request: web.Request) -> bool:
        """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
        try:
            return self._verifier.is_valid(
                body=await request.read(),
                timestamp=request.headers.get("x-slack-request-timestamp", ""),
                signature=request.headers.get("x-slack-signature", ""),
            )
        except (ValueError, TypeError, web.RequestPayloadError):
            # A time that is no number, bytes that are no text, a body that can't be unpacked.
            return False

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _readyz(self, _request: web.Request) -> web.Response:
        try:
            await asyncio.to_thread(self._database.ping)
        except Exception:
            log.exception("the database can't be reached")
            return web.Response(status=503, text="The database can't be reached.")
        if trouble := self._trouble():
            return web.Response(status=503, text=trouble)
        return web.Response(text="ok")

    async def _tell_metrics(self, _request: web.Request) -> web.Response:
        now = self._clock()
        backlog = await self._database.read(lambda session: backlog_at(session, now))
        self._metrics.due.set(backlog.count)
        self._metrics.longest_due.set(backlog.longest.total_seconds())
        return web.Response(
            body=self._metrics.as_text(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
        )


async def _is_form_or_object(request: web.Request) -> bool:
    """Whether Bolt can read it: a form whose payload, if any, is a JSON object; or an object."""
    try:
        text = await request.text()
        if request.content_type == "application/x-www-form-urlencoded":
            texts = parse_qs(text).get("payload", ["{}"])
        else:
            texts = [text]
        return all(isinstance(json.loads(each), dict) for each in texts)
    except (ValueError, LookupError, RecursionError):
        return False
