"""Several connections, refreshed and broken, as Slack does it to apps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.sandbox.conftest import client_of, over_socket
from tests.sandbox.small_app import MANIFEST, small_app

Json = dict[str, Any]


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(limits=RateLimits.off(), ack_seconds=0.3, retry_delays=(0, 0)) as slack:
        slack.apply_manifest(MANIFEST)
        yield slack


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def link(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> aiohttp.ClientWebSocketResponse:
    """One bare connection, without a library's cleverness."""
    answer = await client_of(slack, session).apps_connections_open(app_token=slack.app_token)
    socket = await session.ws_connect(str(answer["url"]))
    hello = await socket.receive_json()
    assert hello["type"] == "hello"
    return socket


async def test_each_payload_goes_to_one_of_the_connections(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    links = [await link(slack, session) for _ in range(3)]

    async def answer_one(socket: aiohttp.ClientWebSocketResponse) -> Json:
        envelope: Json = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        return envelope

    answering = [asyncio.create_task(answer_one(socket)) for socket in links]
    maya = slack.person("maya")
    answers = [await maya.command(f"/small {number}") for number in range(3)]
    envelopes = await asyncio.gather(*answering)
    assert [answer.error for answer in answers] == [None] * 3
    assert {envelope["payload"]["text"] for envelope in envelopes} == {"0", "1", "2"}
    assert {envelope["type"] for envelope in envelopes} == {"slash_commands"}


async def test_an_acknowledgement_may_come_on_another_connection(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    first, second = [await link(slack, session) for _ in range(2)]

    async def answer_elsewhere() -> None:
        envelope = await first.receive_json()
        await second.send_json(
            {"envelope_id": envelope["envelope_id"], "payload": {"text": "from the other one"}}
        )

    answering = asyncio.create_task(answer_elsewhere())
    answer = await slack.person("maya").command("/small hello")
    await answering
    assert answer.plain() == "from the other one"


async def test_an_event_that_nobody_acknowledges_comes_again(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    socket = await link(slack, session)
    await slack.person("maya").say("hello?")
    envelopes = [await socket.receive_json() for _ in range(3)]
    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2]
    assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    await slack.settled()
    assert not slack.deliveries[0].is_acknowledged


async def test_the_eleventh_connection_is_turned_away(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    held = [await link(slack, session) for _ in range(10)]
    answer = await client_of(slack, session).apps_connections_open(app_token=slack.app_token)
    socket = await session.ws_connect(str(answer["url"]))
    assert (await socket.receive_json())["reason"] == "too_many_websockets"
    assert not any(socket.closed for socket in held)


async def test_where_socket_mode_is_off_a_connection_ends_with_a_word_that_says_so(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    off = {**MANIFEST, "settings": {**MANIFEST["settings"], "socket_mode_enabled": False}}
    slack.apply_manifest(off)
    answer = await client_of(slack, session).apps_connections_open(app_token=slack.app_token)
    socket = await session.ws_connect(str(answer["url"]))
    assert await socket.receive_json() == {"type": "disconnect", "reason": "link_disabled"}


async def test_a_ticket_opens_one_connection(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    answer = await client_of(slack, session).apps_connections_open(app_token=slack.app_token)
    await session.ws_connect(str(answer["url"]))
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(str(answer["url"]))


async def test_bolt_comes_back_when_slack_refreshes_the_connection(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    app, _ = small_app(client_of(slack, session), slack.signing_secret)
    async with over_socket(slack, app):
        opened = len(slack.calls_of("apps.connections.open"))
        await slack.disconnect("refresh_requested")
        await slack.workspace.wait_until(
            lambda: (
                len(slack.calls_of("apps.connections.open")) > opened
                and slack.platform.links.count == 1
            ),
            what="the new connection",
        )
        answer = await slack.person("maya").command("/small again")
        assert "You said again" in answer.plain()


async def test_a_broken_connection_leaves_the_other_one_to_serve(
    slack: LocalSlack, session: aiohttp.ClientSession
) -> None:
    app, _ = small_app(client_of(slack, session), slack.signing_secret)
    bare = await link(slack, session)
    slack.drop_connections()
    assert (await bare.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    answer = await slack.person("maya").command("/small after the break")
    assert "after the break" in answer.plain()
    await handler.close_async()  # type: ignore[no-untyped-call]
