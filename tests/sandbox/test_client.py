"""A person with Slack open: choosing, confirming, waiting, and what stays out of reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Upload
from sandbox.limits import RateLimits
from sandbox.server import LocalSlack
from sandbox.state import Message
from tests.sandbox.conftest import over_socket
from tests.sandbox.small_app import MANIFEST, button, modal, plain, section, small_app

Json = dict[str, Any]


@dataclass
class Echo:
    """An app that acknowledges everything; `slack.deliveries` shows what it got."""

    slack: LocalSlack
    client: AsyncWebClient

    async def show(self, who: str, *blocks: Json) -> Message:
        person = self.slack.person(who)
        await self.client.chat_postMessage(
            channel=person.person.id, text="shown", blocks=list(blocks)
        )
        return await person.wait_for_message()

    @property
    def last(self) -> Json:
        return self.slack.deliveries[-1].payload


@pytest.fixture
async def echo(client: AsyncWebClient, slack: LocalSlack) -> AsyncIterator[Echo]:
    async with aiohttp.ClientSession() as session:
        answer = await client.apps_connections_open(app_token=slack.app_token)
        socket = await session.ws_connect(str(answer["url"]))

        async def acknowledge() -> None:
            async for frame in socket:
                envelope = frame.json()
                if "envelope_id" in envelope:
                    await socket.send_json({"envelope_id": envelope["envelope_id"]})

        acknowledging = asyncio.create_task(acknowledge())
        await slack.connected()
        yield Echo(slack, client)
        await socket.close()
        await acknowledging


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


async def test_a_choice_outside_a_form_reaches_the_app_at_once(echo: Echo) -> None:
    maya = echo.slack.person("maya")
    menu = {"type": "static_select", "action_id": "how", "options": [option("a"), option("b")]}
    day = {"type": "datepicker", "action_id": "day"}
    message = await echo.show("maya", section("How?", accessory=menu), {
        "type": "actions", "elements": [day]
    })  # fmt: skip
    await maya.select(message, "how", "b")
    assert echo.last["actions"][0]["selected_option"]["value"] == "b"
    await maya.select(message, "day", "2026-03-08")
    assert echo.last["actions"][0]["selected_date"] == "2026-03-08"
    values = [field for block in echo.last["state"]["values"].values() for field in block.items()]
    assert dict(values)["how"]["selected_option"]["value"] == "b"
    assert echo.last["message"]["ts"] == message.ts


async def test_an_overflow_is_used_like_a_menu_or_a_button(echo: Echo) -> None:
    maya = echo.slack.person("maya")
    menus = [
        section(
            str(number),
            accessory={
                "type": "overflow",
                "action_id": "entry",
                "options": [option(f"edit:{number}"), option(f"delete:{number}")],
            },
        )
        for number in (1, 2)
    ]
    message = await echo.show("maya", *menus)
    await maya.select(message, "entry", "delete:2")
    assert echo.last["actions"][0]["selected_option"]["value"] == "delete:2"
    await maya.press(message, "entry", "edit:1")
    assert echo.last["actions"][0]["selected_option"]["value"] == "edit:1"
    with pytest.raises(LookupError):
        await maya.select(message, "entry", "delete:3")


async def test_a_confirmation_that_is_declined_sends_nothing(echo: Echo) -> None:
    maya = echo.slack.person("maya")
    confirm = {
        "title": plain("Sure?"),
        "text": plain("It is final."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    message = await echo.show(
        "maya", {"type": "actions", "elements": [button("erase", "Erase", confirm=confirm)]}
    )
    declined = await maya.press(message, "erase", confirm=False)
    assert declined.delivery is None
    assert echo.slack.deliveries == []
    await maya.press(message, "erase")
    assert echo.last["actions"][0]["action_id"] == "erase"


async def test_each_message_is_waited_for_once(echo: Echo) -> None:
    maya, ben = echo.slack.person("maya"), echo.slack.person("ben")
    post = echo.client.chat_postMessage
    await post(channel=maya.person.id, text="first")
    await maya.say("my own words do not count")
    await ben.say("from a colleague", "harbor")
    assert (await maya.wait_for_message()).text == "first"
    assert (await maya.wait_for_message(channel="harbor")).text == "from a colleague"
    waiting = asyncio.create_task(maya.wait_for_message(lambda message: "third" in message.text))
    await post(channel=maya.person.id, text="second")
    await post(channel=maya.person.id, text="third")
    assert (await waiting).text == "third"
    assert (await maya.wait_for_message()).text == "second"
    with pytest.raises(TimeoutError, match="a message to Maya Castellanos"):
        await maya.wait_for_message(timeout=0.01)


async def test_nobody_writes_where_they_are_not(slack: LocalSlack) -> None:
    with pytest.raises(ValueError, match="not in #leadership"):
        await slack.person("maya").say("hello", "leadership")
    with pytest.raises(ValueError, match="deactivated"):
        await slack.person("former").command("/small")
    with pytest.raises(ValueError, match="begins with a slash"):
        await slack.person("maya").command("small")
    with pytest.raises(LookupError, match="no modal open"):
        await slack.person("maya").submit()
    with pytest.raises(LookupError, match="'nobody'"):
        slack.person("nobody")


async def test_a_read_only_messages_tab_takes_no_words(slack: LocalSlack) -> None:
    home = {**MANIFEST["features"]["app_home"], "messages_tab_read_only_enabled": True}
    slack.apply_manifest({**MANIFEST, "features": {**MANIFEST["features"], "app_home": home}})
    with pytest.raises(ValueError, match="nobody write"):
        await slack.person("maya").say("hello")


async def test_joining_and_changing_are_told_to_an_app_that_asked(slack: LocalSlack) -> None:
    events = {"event_subscriptions": {"bot_events": ["team_join", "user_change"]}}
    slack.apply_manifest({**MANIFEST, "settings": events})
    slack.change_person("maya", tz="Asia/Tokyo")
    newcomer = slack.person("ben").person
    slack.join(type(newcomer)(id="U0NEW00001", key="nia", real_name="Nia Adeyemi"))
    assert slack.person("nia").person.real_name == "Nia Adeyemi"
    changed, joined = slack.deliveries
    assert changed.payload["event"]["user"]["tz_offset"] == 9 * 3600
    assert joined.type == "team_join"


async def test_changes_are_heard_by_who_subscribed(slack: LocalSlack) -> None:
    with slack.workspace.subscribe() as changes:
        message = await slack.person("maya").say("hello", "general")
        change = await anext(aiter(changes))
    assert (change.kind, change.channel, change.subject) == ("message", "C0GENERAL1", message)


async def test_time_stamps_are_unique_and_rise(slack: LocalSlack) -> None:
    stamps = [slack.workspace.next_ts() for _ in range(1000)]
    assert stamps == sorted(set(stamps))


async def test_home_is_waited_for_and_named_when_it_never_comes() -> None:
    async with (
        LocalSlack(limits=RateLimits.off(), retry_delays=()) as slack,
        aiohttp.ClientSession() as session,
    ):
        with pytest.raises(TimeoutError, match="Home tab of Maya"):
            await slack.person("maya").open_home(timeout=0.01)
        app, _ = small_app(
            AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session),
            slack.signing_secret,
        )
        async with over_socket(slack, app):
            first = await slack.person("maya").open_home()
            before = first.hash
            again = await slack.person("maya").open_home()
            assert again is first
            assert again.hash != before


async def test_a_file_is_slacks_as_soon_as_it_is_chosen(echo: Echo) -> None:
    slack, maya = echo.slack, echo.slack.person("maya")
    element = {"type": "file_input", "action_id": "proof", "filetypes": ["pdf"], "max_files": 2}
    field = {
        "type": "input", "block_id": "proof", "label": plain("Proof"), "optional": True,
        "element": element,
    }  # fmt: skip
    trigger = slack.platform.triggers.issue(maya.person.id, 1)
    await echo.client.views_open(trigger_id=trigger, view=modal(field))
    with pytest.raises(ValueError, match="takes"):
        await maya.fill({"proof": [Upload("proof.exe", b"MZ")]})
    with pytest.raises(ValueError, match="at most 2"):
        await maya.fill({"proof": [Upload(f"{number}.pdf", b"%PDF") for number in range(3)]})
    await maya.submit({"proof": [Upload("Exit tickets.pdf", b"%PDF-1.7")]})
    (file,) = echo.last["view"]["state"]["values"]["proof"]["proof"]["files"]
    assert file["name"] == "Exit tickets.pdf"
    assert file["user"] == maya.person.id
    assert file["permalink"].startswith("https://")
    assert slack.workspace.files[file["id"]].content == b"%PDF-1.7"


async def test_a_form_that_takes_files_needs_the_scope_to_read_them(client: AsyncWebClient) -> None:
    async with LocalSlack(limits=RateLimits.off(), scopes=["chat:write"]) as slack:
        field = {
            "type": "input", "label": plain("Proof"),
            "element": {"type": "file_input", "action_id": "proof"},
        }  # fmt: skip
        trigger = slack.platform.triggers.issue(slack.person("maya").person.id, 1)
        client.base_url = slack.api_url
        with pytest.raises(SlackApiError) as refusal:
            await client.views_open(trigger_id=trigger, view=modal(field))
    assert refusal.value.response["error"] == "missing_scope"
    assert refusal.value.response["needed"] == "files:read"
