"""What the sender makes of each of Slack's answers, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.typedefs import Handler
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages.message import Message, section
from bot.sender import (
    BadBlocks,
    NeverForPerson,
    Sender,
    TryLater,
    Unsettled,
    WorkspaceRefuses,
    open_connections,
)
from sandbox.clock import Clock
from sandbox.district import PEOPLE
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from tests.conftest import NOW

HELLO = Message("Hello", [section("Hello")])
BEFORE = NOW - timedelta(minutes=5)
MAYA = PEOPLE["maya"].id
EDUCATORS = [person.id for person in PEOPLE.values() if person.id.startswith("U0EDU")]


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    clock = Clock(start=NOW, ticking=False)
    async with LocalSlack(clock=clock, limits=RateLimits.off()) as slack:
        yield slack


@pytest.fixture
async def sender(slack: LocalSlack) -> AsyncIterator[Sender]:
    async with open_connections() as connections:
        yield make_sender(slack, connections)


def make_sender(slack: LocalSlack, connections: ClientSession) -> Sender:
    client = AsyncWebClient(
        token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], session=connections
    )
    return Sender(client, posts_per_minute=6000)


async def deliver(sender: Sender, to: str = MAYA, mark: str = "1@now") -> None:
    await sender.deliver(to, HELLO, mark=mark, may_go=lambda: True)


async def test_a_person_is_written_to_by_their_id_and_the_answer_says_where(
    slack: LocalSlack, sender: Sender
) -> None:
    sent = await sender.post(MAYA, HELLO)
    assert sent.channel == slack.workspace.dm(MAYA).id
    assert [each.ts for each in slack.person("maya").messages()] == [sent.ts]


async def test_one_post_after_the_other_goes_over_the_same_connection() -> None:
    connections_seen: set[object] = set()

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        connections_seen.add(request.transport)
        return await handler(request)

    slack = LocalSlack(limits=RateLimits.off())
    slack.application.middlewares.append(note)
    async with slack, open_connections() as connections:
        for each in EDUCATORS:
            await deliver(make_sender(slack, connections), each)
    assert len(slack.calls_of("chat.postMessage")) == len(EDUCATORS)
    assert len(connections_seen) == 1


async def test_one_refusal_holds_the_workspace_and_not_each_message(
    slack: LocalSlack, sender: Sender
) -> None:
    slack.faults.add("rate_limited", "chat.postMessage", count=None, retry_after=1)
    with pytest.raises(TryLater) as refused:
        await deliver(sender)
    assert refused.value.hold_seconds == 1
    slack.faults.clear()
    await asyncio.gather(*(deliver(sender, each) for each in EDUCATORS))
    assert [call.status for call in slack.calls_of("chat.postMessage")] == [429] + 39 * [200]


async def test_a_hold_on_posts_holds_nothing_else(slack: LocalSlack, sender: Sender) -> None:
    sent = await sender.post(MAYA, HELLO)
    slack.faults.add("rate_limited", "chat.postMessage", retry_after=3600)
    with pytest.raises(TryLater):
        await deliver(sender)
    with pytest.raises(TryLater) as held:
        await deliver(sender)
    assert held.value.hold_seconds > 3500
    assert len(slack.calls_of("chat.postMessage")) == 2
    await sender.update(sent.channel, sent.ts, Message("Changed"))
    assert await sender.find_posted(sent.channel, "none", since=NOW) is None
    assert slack.person("maya").messages()[0].plain() == "Changed"


async def test_an_answer_that_slack_did_not_take_is_given_again(
    slack: LocalSlack, sender: Sender
) -> None:
    slack.faults.add("rate_limited", "chat.postMessage", count=2, retry_after=0)
    await sender.post(MAYA, HELLO)
    assert len(slack.person("maya").messages()) == 1


@pytest.mark.parametrize("kind", ["server_error", "reset_before", "reset_after"])
async def test_what_slack_may_have_taken_is_unsettled(
    slack: LocalSlack, sender: Sender, kind: str
) -> None:
    slack.faults.add(kind, "chat.postMessage")  # type: ignore[arg-type]
    with pytest.raises(Unsettled):
        await deliver(sender)
    sent = await sender.find_posted(slack.workspace.dm(MAYA).id, "1@now", since=BEFORE)
    assert (sent is not None) == (kind == "reset_after")


async def test_a_message_is_found_on_a_later_page_of_the_conversation(
    slack: LocalSlack, sender: Sender
) -> None:
    await deliver(sender, mark="wanted")
    for place in range(210):
        await slack.person("maya").say(f"{place}")
    channel = slack.workspace.dm(MAYA).id
    found = await sender.find_posted(channel, "wanted", since=BEFORE)
    assert found is not None
    assert len(slack.calls_of("conversations.history")) == 3
    assert await sender.find_posted(channel, "another", since=BEFORE) is None
    assert await sender.find_posted(channel, "wanted", since=NOW + timedelta(hours=1)) is None


async def test_while_history_is_held_nobody_guesses(slack: LocalSlack, sender: Sender) -> None:
    await deliver(sender)
    channel = slack.workspace.dm(MAYA).id
    slack.faults.add("rate_limited", "conversations.history", retry_after=60)
    for _ in range(2):
        with pytest.raises(TryLater):
            await sender.find_posted(channel, "1@now", since=BEFORE)
    assert len(slack.calls_of("conversations.history")) == 1
    await deliver(sender)


async def test_a_message_that_is_gone_is_not_found_and_not_missed(
    slack: LocalSlack, sender: Sender
) -> None:
    sent = await sender.post(MAYA, HELLO)
    slack.workspace.delete(slack.person("maya").messages()[0])
    assert await sender.find_posted(sent.channel, "1@now", since=BEFORE) is None
    await sender.update(sent.channel, sent.ts, HELLO)


async def test_a_person_who_left_is_never_tried_again(slack: LocalSlack, sender: Sender) -> None:
    slack.change_person("maya", deleted=True)
    with pytest.raises(NeverForPerson):
        await deliver(sender)


async def test_a_token_that_was_revoked_is_the_whole_workspaces_trouble(
    slack: LocalSlack, sender: Sender
) -> None:
    await sender.check()
    slack.uninstall()
    with pytest.raises(WorkspaceRefuses, match="token_revoked"):
        await deliver(sender)
    with pytest.raises(WorkspaceRefuses, match="token_revoked"):
        await sender.check()


async def test_a_message_that_slack_would_not_draw_is_ours_to_mend(
    slack: LocalSlack, sender: Sender
) -> None:
    with pytest.raises(BadBlocks, match="msg_too_long"):
        await sender.post(MAYA, Message("x" * 40_001))


async def test_what_is_called_off_at_the_last_moment_never_reaches_slack(
    slack: LocalSlack, sender: Sender
) -> None:
    with pytest.raises(TryLater):
        await sender.deliver(MAYA, HELLO, mark="1", may_go=lambda: False)
    assert slack.calls_of("chat.postMessage") == []


async def test_slacks_limits_are_never_met(slack: LocalSlack) -> None:
    """Within its first seconds, where a limit would be met if it were met at all."""
    slack.limits.enabled = True
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    sender = Sender(client, posts_per_minute=300)
    twice = [each for each in EDUCATORS[:8] for _ in range(2)]
    await asyncio.gather(
        *(deliver(sender, each, f"{place}") for place, each in enumerate(twice)),
        *(sender.post(MAYA, HELLO) for _ in range(4)),
    )
    assert {call.status for call in slack.calls_of("chat.postMessage")} == {200}
