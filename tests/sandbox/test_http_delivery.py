"""Signed deliveries: what the app can check, and what Slack does when it answers badly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from sandbox.http_delivery import signed_headers
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.sandbox.conftest import client_of, over_http
from tests.sandbox.small_app import small_app

Listener = Callable[[web.Request], Awaitable[web.Response]]


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(limits=RateLimits.off(), retry_delays=(0, 0, 0)) as slack:
        yield slack


async def listen(slack: LocalSlack, listener: Listener) -> web.AppRunner:
    """Serve a bare endpoint as the app's request URL."""
    application = web.Application()
    application.router.add_post("/", listener)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_by_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    return runner


async def test_a_delivery_is_signed_as_slack_signs(slack: LocalSlack) -> None:
    checked: list[bool] = []

    async def check(request: web.Request) -> web.Response:
        verifier = SignatureVerifier(slack.signing_secret)
        headers = {name.lower(): value for name, value in request.headers.items()}
        checked.append(verifier.is_valid_request(await request.read(), headers))
        form = await request.post()
        assert form["command"] == "/small"
        return web.Response(text="plain words will do")

    runner = await listen(slack, check)
    answer = await slack.person("maya").command("/small x")
    assert answer.plain() == "plain words will do"
    assert checked == [True]
    await runner.cleanup()


async def test_events_come_again_with_number_and_reason_until_told_not_to(
    slack: LocalSlack,
) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def fail(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")))
        asks_for_no_more = {"x-slack-no-retry": "1"} if len(seen) == 3 else {}
        return web.Response(status=500, headers=asks_for_no_more)

    runner = await listen(slack, fail)
    await slack.person("maya").open_messages_tab()
    await slack.settled()
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert slack.deliveries[0].status == 500
    await runner.cleanup()


async def test_a_request_url_proves_itself(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        app, _ = small_app(client_of(slack, session), slack.signing_secret)
        async with over_http(slack, app):
            assert await slack.verify_request_url()


async def test_bolt_turns_a_forged_or_stale_request_away(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        app, seen = small_app(client_of(slack, session), slack.signing_secret)
        async with over_http(slack, app):
            url = slack.platform.courier.request_url
            assert url is not None
            body = b"command=%2Fsmall&text=forged"
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            forged = signed_headers("another secret", body)
            stale = signed_headers(slack.signing_secret, body, timestamp=1_700_000_000)
            for headers in (forged, stale):
                async with session.post(url, data=body, headers={**form, **headers}) as answer:
                    assert answer.status == 401
    assert "command" not in seen
