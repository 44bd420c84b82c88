"""Slack's refusals that pass by themselves: rate limits, outages, broken connections."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.district import OAKDALE_ID, oakdale
from sandbox.faults import Fault, Faults
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.sandbox.conftest import client_of


@pytest.fixture
async def limited() -> AsyncIterator[tuple[LocalSlack, AsyncWebClient]]:
    limits = RateLimits(per_minute={"users.list": 2}, post_burst=2)
    async with LocalSlack(limits=limits) as slack, aiohttp.ClientSession() as session:
        yield slack, client_of(slack, session)


async def test_one_call_too_many_is_told_when_to_come_back(
    limited: tuple[LocalSlack, AsyncWebClient],
) -> None:
    slack, client = limited
    await client.users_list()
    await client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert 58 <= int(refused.value.response.headers["Retry-After"]) <= 60
    assert slack.calls[-1].status == 429


async def test_what_one_workspace_uses_up_its_neighbour_still_has() -> None:
    limits = RateLimits(per_minute={"users.list": 1})
    async with (
        LocalSlack(limits=limits, neighbours=[oakdale()]) as slack,
        aiohttp.ClientSession() as session,
    ):
        slack.platforms[OAKDALE_ID].is_installed = True
        slack.platform.grants.add("xoxb-oakdale", OAKDALE_ID)
        await client_of(slack, session).users_list()
        neighbour = client_of(slack, session)
        neighbour.token = "xoxb-oakdale"
        await neighbour.users_list()
        with pytest.raises(SlackApiError):
            await neighbour.users_list()


async def test_a_channel_takes_a_burst_and_then_one_message_a_second(
    limited: tuple[LocalSlack, AsyncWebClient],
) -> None:
    _, client = limited
    await client.chat_postMessage(channel="#general", text="1")
    await client.chat_postMessage(channel="#general", text="2")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="#general", text="3")
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="#professional-learning", text="elsewhere")


class Seconds:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_allowance_comes_back_as_time_passes() -> None:
    seconds = Seconds()
    limits = RateLimits(post_burst=1, posts_per_minute=3, now=seconds)
    assert limits.refuse("chat.postMessage", "C1") is None
    assert limits.refuse("chat.postMessage", "C1") == 1
    seconds.now = 1.0
    assert limits.refuse("chat.postMessage", "C1") is None
    assert limits.refuse("chat.postMessage", "C2") is None
    assert limits.refuse("chat.postMessage", "C3") == 59
    seconds.now = 61.0
    assert limits.refuse("chat.postMessage", "C3") is None


@given(st.integers(1, 30), st.lists(st.floats(0, 20), max_size=60))
def test_no_minute_ever_holds_more_than_is_allowed(allowed: int, pauses: list[float]) -> None:
    seconds = Seconds()
    limits = RateLimits(per_minute={"users.info": allowed}, now=seconds)
    taken = []
    for pause in pauses:
        seconds.now += pause
        wait = limits.refuse("users.info")
        if wait is None:
            taken.append(seconds.now)
            assert sum(seconds.now - 60 < moment for moment in taken) <= allowed
        else:
            assert wait > 0


async def test_a_429_comes_as_often_as_it_was_ordered(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    slack.faults.add("rate_limited", "chat.postMessage", count=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel="#general", text="x")
        assert refused.value.response.headers["Retry-After"] == "7"
    assert (await client.chat_postMessage(channel="#general", text="x"))["ok"]


async def test_an_outage_answers_with_no_json(slack: LocalSlack, client: AsyncWebClient) -> None:
    slack.faults.add("server_error", status=502)
    with pytest.raises(SlackApiError) as refused:
        await client.users_list()
    assert refused.value.response.status_code == 502


async def test_a_connection_broken_before_the_effect_leaves_nothing(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    slack.faults.add("reset_before", "chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel="#general", text="lost")
    assert slack.workspace.messages == []


async def test_a_connection_broken_after_the_effect_leaves_the_message(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    slack.faults.add("reset_after", "chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel="#general", text="there after all")
    assert [message.text for message in slack.workspace.messages] == ["there after all"]
    (call,) = slack.calls_of("chat.postMessage")
    assert call.fault == "reset_after"
    history = await client.conversations_open(users=slack.person("maya").person.id)
    assert history["ok"]


def test_the_same_seed_brings_the_same_misfortune() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(Fault("server_error", count=None, probability=0.3), seed=seed)
        return [bool(faults.strike("users.list")) for _ in range(200)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90


def test_a_fault_waits_strikes_its_method_and_heals() -> None:
    faults = Faults(Fault("latency", "views.open", after=1, count=1))
    assert [len(faults.strike(name)) for name in ("users.list", *["views.open"] * 3)] == [
        0,
        0,
        1,
        0,
    ]
    faults.add("server_error", count=None)
    faults.clear()
    assert faults.strike("views.open") == []
