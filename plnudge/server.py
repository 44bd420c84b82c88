"""What the app serves over HTTP: Slack's deliveries, and whether it is well."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier

from bot.messages.language import language, reading_in
from bot.metrics import Metrics
from plnudge.pages import (
    PAGE_HEADERS,
    PRIVACY_PATH,
    failed_page,
    front_page,
    language_asked,
    privacy_page,
)
from plnudge.payloads import why_not_of_slack
from storage.database import Database
from storage.deliveries import backlog_at

log = logging.getLogger(__name__)

MOST_BYTES: Final = 2**20
"""Slack's largest deliveries, views with all that was typed, stay below 250 KB."""
IDLE_SECONDS: Final = 75.0
"""A connection without a whole request is ended after so long: a little more than the minute for
which proxies keep one open, so that none is ended as they send the next."""
BODY_SECONDS: Final = 10.0
"""For what Slack has waited for three seconds, it sends again."""
LINGER_SECONDS: Final = 2.0
"""What is refused is read for so long, so that its sender gets to see why."""
UNREAD_SECONDS: Final = 30.0
"""Who does not take an answer for so long is cut off."""
STOP_SECONDS: Final = 10.0
"""How long deliveries that are still coming in or being answered may hold up a stop."""
WAITING: Final = 1024
"""Connections that the system holds until there is time for them."""


class _Noise(logging.Filter):
    """What strangers send that is no HTTP, and connections that break, are no errors of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError | web.RequestPayloadError | OSError)


logging.getLogger("aiohttp.server").addFilter(_Noise())


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
        flow: AsyncOAuthFlow | None = None,
        keep_uninstalled_days: int = 30,
    ) -> None:
        """`app` takes Slack's deliveries; None where they come over Socket Mode. `flow` takes
        installs; None where there is one workspace, by its token.

        `trouble` says in a sentence why the app is not ready.
        """
        self._app = app
        self._flow = flow
        self._keep_uninstalled_days = keep_uninstalled_days
        self._verifier = SignatureVerifier(signing_secret or secrets.token_hex())
        self._database = database
        self._metrics = metrics
        self._clock = clock
        self._trouble = trouble
        self._host = host
        self._port = port
        application = web.Application(client_max_size=MOST_BYTES, middlewares=[_answer_in_time])
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._tell_metrics)
        application.router.add_get("/", _as_asked(self._show_front))
        application.router.add_get(PRIVACY_PATH, _as_asked(self._show_privacy))
        if flow is not None:
            application.router.add_get(flow.install_path, self._install)
            application.router.add_get(flow.redirect_uri_path, _as_asked(self._finish_install))
        if app is not None:
            application.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            shutdown_timeout=STOP_SECONDS,
            # Slack sends nothing packed, and a stranger's small body may be large within.
            auto_decompress=False,
        )

    @property
    def address(self) -> str:
        """Where it listens, once it does."""
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port, backlog=WAITING).start()

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        assert self._app is not None  # noqa: S101 (the route is there only with an app)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408, text="The rest of this did not come in time.")
        except (web.RequestPayloadError, ConnectionError):
            return web.Response(status=400, text="This ended before its end.")
        # Before anything is made of it: what is not Slack's own has no effect, however it is made.
        if not self._is_signed(request, body):
            return web.Response(status=401, text="This is not signed as Slack signs.")
        if (why := await _why_not_of_slack(request)) is not None:
            log.warning("a signed delivery is not as Slack makes them: %s", why)
            return web.Response(status=400, text="This is no delivery that Slack would send.")
        delivery = await to_bolt_request(request)
        response: web.Response = await to_aiohttp_response(await self._app.async_dispatch(delivery))
        return response

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
        try:
            return self._verifier.is_valid(
                body=body,
                timestamp=request.headers.get("x-slack-request-timestamp", ""),
                signature=request.headers.get("x-slack-signature", ""),
            )
        except (ValueError, TypeError, OverflowError):
            # A time that is no number or none that ever comes, bytes that are no text.
            return False

    async def _show_front(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=front_page(may_install=self._flow is not None), headers=PAGE_HEADERS
        )

    async def _show_privacy(self, _request: web.Request) -> web.Response:
        page = privacy_page(keep_days=self._keep_uninstalled_days)
        return web.Response(text=page, headers=PAGE_HEADERS)

    async def _install(self, request: web.Request) -> web.Response:
        assert self._flow is not None  # noqa: S101 (the route is there only with a flow)
        begun = await self._flow.handle_installation(await to_bolt_request(request))
        response: web.Response = await to_aiohttp_response(begun)
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _finish_install(self, request: web.Request) -> web.Response:
        assert self._flow is not None  # noqa: S101 (the route is there only with a flow)
        try:
            done = await self._flow.handle_callback(await to_bolt_request(request))
        except Exception:
            log.exception("an install failed")
            return web.Response(text=failed_page(""), status=500, headers=PAGE_HEADERS)
        response: web.Response = await to_aiohttp_response(done)
        response.charset = "utf-8"
        return response

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


@web.middleware
async def _answer_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Else who sends on and never reads an answer would keep the connection for good."""
    refusal: web.HTTPException | None = None
    try:
        response = await handler(request)
    except web.HTTPException as raised:
        response = refusal = raised
    try:
        async with asyncio.timeout(UNREAD_SECONDS):
            await response.prepare(request)
            await response.write_eof()
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
    if refusal is not None:
        raise refusal
    return response


def _as_asked(show: Handler) -> Handler:
    """That page in the language that the browser asks for."""

    async def show_as_asked(request: web.Request) -> web.StreamResponse:
        with reading_in(language(language_asked(request.headers.get("Accept-Language", "")))):
            return await show(request)

    return show_as_asked


async def _why_not_of_slack(request: web.Request) -> str | None:
    try:
        return why_not_of_slack(await request.text(), request.content_type)
    except (ValueError, LookupError):  # its bytes are no text, or of an encoding unheard of
        return "no text"
