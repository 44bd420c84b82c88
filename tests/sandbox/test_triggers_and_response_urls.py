"""What an act entitles the app to, and for how long."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.client import Actor
from sandbox.limits import RateLimits
from sandbox.refusal import Refusal
from sandbox.server import LocalSlack
from sandbox.triggers import Triggers
from tests.sandbox.small_app import FORM, modal, section, text_input


@pytest.fixture
async def asked(slack: LocalSlack) -> tuple[Actor, str, str]:
    """Maya has typed a command that nobody answers: trigger_id and response_url are free."""
    maya = slack.person("maya")
    answer = await maya.command("/anything")
    assert answer.delivery is not None
    payload = answer.delivery.payload
    return maya, payload["trigger_id"], payload["response_url"]


async def refused(call: object) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call  # type: ignore[misc]
    return str(refusal.value.response["error"])


async def test_a_trigger_opens_one_view(
    client: AsyncWebClient, asked: tuple[Actor, str, str]
) -> None:
    maya, trigger_id, _ = asked
    opened = await client.views_open(trigger_id=trigger_id, view=FORM)
    assert maya.view is not None
    assert maya.view.id == opened["view"]["id"]
    again = client.views_open(trigger_id=trigger_id, view=FORM)
    assert await refused(again) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.x", view=FORM)) == "invalid_trigger_id"


async def test_a_trigger_does_not_keep(
    slack: LocalSlack, client: AsyncWebClient, asked: tuple[Actor, str, str]
) -> None:
    slack.platform.triggers.seconds = -1.0
    late = client.views_open(trigger_id=asked[1], view=FORM)
    assert await refused(late) == "expired_trigger_id"
    assert asked[0].view is None


def test_a_trigger_lives_three_seconds() -> None:
    now = [100.0]
    triggers = Triggers(now=lambda: now[0])
    early, late = triggers.issue("U1", 1), triggers.issue("U1", 1)
    now[0] = 103.0
    assert triggers.exchange(early).person == "U1"
    now[0] = 103.1
    with pytest.raises(Refusal, match="expired_trigger_id"):
        triggers.exchange(late)


async def test_three_views_stack_and_no_more(slack: LocalSlack, client: AsyncWebClient) -> None:
    maya = slack.person("maya")

    async def trigger() -> str:
        answer = await maya.command("/anything")
        assert answer.delivery is not None
        return str(answer.delivery.payload["trigger_id"])

    assert await refused(client.views_push(trigger_id=await trigger(), view=FORM)) == "not_found"
    await client.views_open(trigger_id=await trigger(), view=FORM)
    await client.views_push(trigger_id=await trigger(), view=FORM)
    await client.views_push(trigger_id=await trigger(), view=FORM)
    fourth = client.views_push(trigger_id=await trigger(), view=FORM)
    assert await refused(fourth) == "push_limit_reached"
    assert len(maya.views) == 3


async def test_an_update_keeps_what_was_typed_where_the_ids_stay(
    client: AsyncWebClient, asked: tuple[Actor, str, str]
) -> None:
    maya, trigger_id, _ = asked
    view = modal(text_input("a", "A"), text_input("b", "B"))
    opened = (await client.views_open(trigger_id=trigger_id, view=view))["view"]
    await maya.fill(a="kept", b="gone")
    renamed = modal(text_input("a", "A"), text_input("b2", "B"))
    update = client.views_update
    await update(view_id=opened["id"], view=renamed, hash=opened["hash"])
    assert maya.view is not None
    values = maya.view.state["values"]
    assert values["a"]["typed"]["value"] == "kept"
    assert values["b2"]["typed"]["value"] is None
    stale = update(view_id=opened["id"], view=renamed, hash=opened["hash"])
    assert await refused(stale) == "hash_conflict"
    await maya.close_view()
    assert await refused(update(view_id=opened["id"], view=renamed)) == "not_found"


async def test_a_bad_view_is_refused_with_its_places(
    client: AsyncWebClient, asked: tuple[Actor, str, str]
) -> None:
    view = modal(section("x"), title={"type": "plain_text", "text": "x" * 25})
    with pytest.raises(SlackApiError) as refusal:
        await client.views_open(trigger_id=asked[1], view=view)
    answer = refusal.value.response
    assert answer["error"] == "invalid_arguments"
    assert "/view/title/text" in answer["response_metadata"]["messages"][0]


async def test_a_view_may_be_too_large(
    client: AsyncWebClient, asked: tuple[Actor, str, str]
) -> None:
    view = modal(*[section("x" * 2900)] * 100)
    assert await refused(client.views_open(trigger_id=asked[1], view=view)) == "view_too_large"


async def test_an_external_id_is_used_once(
    slack: LocalSlack, client: AsyncWebClient, asked: tuple[Actor, str, str]
) -> None:
    view = {**FORM, "external_id": "only-one"}
    await client.views_open(trigger_id=asked[1], view=view)
    other = await slack.person("ben").command("/anything")
    assert other.delivery is not None
    trigger_id = other.delivery.payload["trigger_id"]
    twice = client.views_open(trigger_id=trigger_id, view=view)
    assert await refused(twice) == "duplicate_external_id"
    assert (await client.views_update(external_id="only-one", view=view))["ok"]


async def test_a_response_url_is_good_five_times(asked: tuple[Actor, str, str]) -> None:
    maya, _, response_url = asked
    webhook = AsyncWebhookClient(response_url)
    for number in range(5):
        assert (await webhook.send(text=f"answer {number}")).status_code == 200
    sixth = await webhook.send(text="answer 5")
    assert sixth.status_code == 404
    assert "used_url" in sixth.body
    assert len(maya.messages()) == 5
    assert all(message.ephemeral_to == maya.person.id for message in maya.messages())


async def test_a_response_url_is_good_for_half_an_hour(
    slack: LocalSlack, asked: tuple[Actor, str, str]
) -> None:
    assert slack.platform.response_urls.seconds == 30 * 60
    slack.platform.response_urls.seconds = -1.0
    late = await AsyncWebhookClient(asked[2]).send(text="too late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


async def test_a_response_url_refuses_what_slack_cannot_show(
    asked: tuple[Actor, str, str],
) -> None:
    answer = await AsyncWebhookClient(asked[2]).send(blocks=[{"type": "marquee"}])
    assert (answer.status_code, "invalid_blocks" in answer.body) == (400, True)
    assert (await AsyncWebhookClient(asked[2] + "x").send(text="x")).status_code == 404


async def test_a_response_may_be_for_all_or_take_the_message_away(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    maya, ben = slack.person("maya"), slack.person("ben")
    element = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [element]}]
    await client.chat_postMessage(channel="#general", text="Go?", blocks=blocks)
    message = await maya.wait_for_message()
    answer = await maya.press(message, "go")
    assert answer.delivery is not None
    webhook = AsyncWebhookClient(answer.delivery.payload["response_url"])
    await webhook.send(text="Maya went", response_type="in_channel")
    assert ben.messages("general")[-1].plain() == "Maya went"
    await webhook.send(delete_original=True)
    assert message not in ben.messages("general")


@pytest.fixture
async def slow_slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(limits=RateLimits.off(), ack_seconds=0.05) as slack:
        yield slack


async def test_a_command_without_an_app_fails_at_once(slow_slack: LocalSlack) -> None:
    answer = await slow_slack.person("maya").command("/anything")
    assert answer.error == '/anything failed with the error "dispatch_failed"'
    slow_slack.deliver_by_http("http://127.0.0.1:9/nobody")
    answer = await slow_slack.person("maya").command("/anything")
    assert answer.error == '/anything failed with the error "dispatch_failed"'
    async with aiohttp.ClientSession() as session:
        assert (await session.get(f"{slow_slack.url}/link/?ticket=forged")).status == 401
