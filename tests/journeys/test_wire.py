"""What comes over HTTP is Slack's, or has no effect."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import func, select
from yarl import URL

from plnudge.house import House
from sandbox.server import LocalSlack
from storage.tables import Entry
from tests.journeys.conftest import house_beside
from tests.test_deploying import health_check, pods

COMMAND = urlencode(
    {
        "command": "/pln",
        "text": "log 45m webinar",
        "team_id": "T0LAKEVIEW",
        "user_id": "U0EDU00008",
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:9/none",
    }
)


@pytest.fixture
def transport() -> str:
    return "http"


async def post(house: House, body: str, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{house.server.address}/slack/events", data=body.encode(), headers=headers
        ) as response,
    ):
        return response.status


def signed(secret: str, body: str, at: float, content_type: str) -> dict[str, str]:
    stamp = str(int(at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature or "",
    }


async def entries(house: House) -> int:
    return await house.database.read(
        lambda session: session.scalar(select(func.count()).select_from(Entry)) or 0
    )


async def test_a_command_that_slack_signed_is_kept(slack: LocalSlack, house: House) -> None:
    form = "application/x-www-form-urlencoded"
    headers = signed(slack.signing_secret, COMMAND, time.time(), form)
    assert await post(house, COMMAND, headers) == 200
    assert await entries(house) == 1
    assert await post(house, COMMAND, headers) == 200
    assert await entries(house) == 1


@pytest.mark.parametrize("fault", ["forged", "stale", "absent", "no number"])
async def test_a_command_that_slack_did_not_sign_has_no_effect(
    slack: LocalSlack, house: House, fault: str
) -> None:
    form = "application/x-www-form-urlencoded"
    secret = "guessed" if fault == "forged" else slack.signing_secret
    at = time.time() - (600 if fault == "stale" else 0)
    headers = {"content-type": form} if fault == "absent" else signed(secret, COMMAND, at, form)
    if fault == "no number":
        headers["x-slack-request-timestamp"] = "²"
    assert await post(house, COMMAND, headers) == 401
    assert await entries(house) == 0


@pytest.mark.parametrize("body", ["{", "[1, 2]", "", "\x00", "payload=%7B"])
async def test_a_body_that_is_no_json_is_refused(
    slack: LocalSlack, house: House, body: str
) -> None:
    headers = signed(slack.signing_secret, body, time.time(), "application/json")
    assert 400 <= await post(house, body, headers) < 500


async def test_an_event_for_another_workspace_is_not_followed(
    slack: LocalSlack, house: House
) -> None:
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": "T0ELSEWHERE",
            "event": {"type": "app_home_opened", "tab": "home", "user": "U0EDU00008"},
        }
    )
    headers = signed(slack.signing_secret, body, time.time(), "application/json")
    assert await post(house, body, headers) in {200, 404}


async def test_it_says_that_it_is_well(house: House) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz", "/readyz"):
            async with session.get(f"{house.server.address}{path}") as response:
                assert (response.status, await response.text()) == (200, "ok")


async def test_a_delivery_that_never_ends_does_not_hold_up_a_stop(
    slack: LocalSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plnudge.server.STOP_SECONDS", 0.1)
    async with asyncio.timeout(30), AsyncExitStack() as stack:
        house = await stack.enter_async_context(house_beside(slack, tmp_path, transport="http"))
        address = URL(house.server.address)
        assert address.host
        assert address.port
        _, half = await asyncio.open_connection(address.host, address.port)
        half.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        await half.drain()
        # An answer on another line shows that what came before was taken up.
        assert await post(house, "", {}) == 401
        await stack.aclose()
        half.close()


async def test_the_image_s_own_check_tells_a_live_app_from_a_dead_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLNUDGE_PORT", str(URL(house.server.address).port))

    async def ask() -> int:
        asking = await asyncio.create_subprocess_exec(
            *health_check(), stderr=asyncio.subprocess.DEVNULL
        )
        return await asking.wait()

    assert await ask() == 0
    await house.server.close()
    assert await ask() == 1


async def test_every_probe_of_the_cluster_is_answered(house: House) -> None:
    paths = {
        container[probe]["httpGet"]["path"]
        for _, container in pods()
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    async with aiohttp.ClientSession(house.server.address) as session:
        for path in paths:
            async with session.get(path) as response:
                assert response.status == 200, path
