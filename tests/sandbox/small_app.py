"""An app just big enough to use every way in which Slack and an app talk."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Small app"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {
                "command": "/small",
                "description": "Do something small",
                "usage_hint": "[what]",
                "should_escape": True,
            }
        ],
        "shortcuts": [
            {"name": "Note", "type": "global", "callback_id": "note", "description": "Note"},
            {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["app_mentions:read", "chat:write", "commands", "im:history", "im:write"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "socket_mode_enabled": True,
    },
}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, text: str, value: str = "", **more: Any) -> Json:
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain(text),
        "value": value,
        **more,
    }


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def text_input(block_id: str, label: str, **more: Any) -> Json:
    """An input block; its element's action_id is "typed"."""
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": list(blocks),
        **more,
    }


FORM = modal(
    text_input("what", "What", min_length=2, max_length=40),
    {
        "type": "input",
        "block_id": "colour",
        "label": plain("Colour"),
        "optional": True,
        "element": {
            "type": "static_select",
            "action_id": "colour",
            "options": [
                {"text": plain("Red"), "value": "red"},
                {"text": plain("Blue"), "value": "blue"},
            ],
        },
    },
    {
        "type": "input",
        "block_id": "town",
        "label": plain("Town"),
        "optional": True,
        "element": {"type": "external_select", "action_id": "town", "min_query_length": 0},
    },
    {"type": "actions", "block_id": "more", "elements": [button("deeper", "Deeper")]},
)


def small_app(  # noqa: PLR0915 - a listing of listeners, one short function each
    client: AsyncWebClient, signing_secret: str
) -> tuple[AsyncApp, Json]:
    seen: Json = {"events": [], "retries": [], "bodies": {}}
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)

    @app.command("/small")
    async def on_command(ack: Any, command: Json, client: AsyncWebClient, respond: Any) -> None:
        seen["command"] = command
        match command["text"].partition(" ")[0]:
            case "form":
                await client.views_open(trigger_id=command["trigger_id"], view=FORM)
                await ack()
            case "slow":
                await asyncio.sleep(0.8)
                await ack()
            case "late":
                await ack()
                await respond(text="here it is", response_type="ephemeral")
            case "break":
                raise RuntimeError("broken on purpose")
            case _:
                blocks = [
                    section(f"You said *{command['text']}*"),
                    {"type": "actions", "elements": [button("undo", "Undo", "7")]},
                ]
                await ack(text="You said it", blocks=blocks)

    @app.action("undo")
    async def on_undo(ack: Any, body: Json, respond: Any) -> None:
        seen["bodies"]["undo"] = body
        await ack()
        await respond(text="Undone", replace_original=True)

    @app.action("deeper")
    async def on_deeper(ack: Any, body: Json, client: AsyncWebClient) -> None:
        seen["bodies"]["deeper"] = body
        await client.views_push(
            trigger_id=body["trigger_id"],
            view=modal(section("Down here"), callback_id="deep", notify_on_close=True),
        )
        await ack()

    @app.options("town")
    async def on_town(ack: Any, payload: Json) -> None:
        towns = [name for name in ("Oslo", "Osaka", "Lima") if payload["value"] in name]
        await ack(options=[{"text": plain(name), "value": name.lower()} for name in towns])

    @app.view("form")
    async def on_form(ack: Any, view: Json, body: Json) -> None:
        seen["bodies"]["form"] = body
        what = view["state"]["values"]["what"]["typed"]["value"]
        if what == "bad":
            await ack(response_action="errors", errors={"what": "Not that one."})
        elif what == "more":
            await ack(response_action="update", view=modal(section("And now?"), callback_id="deep"))
        elif what == "push":
            await ack(response_action="push", view=modal(section("On top"), callback_id="deep"))
        else:
            await ack()

    @app.view("deep")
    async def on_deep(ack: Any) -> None:
        await ack(response_action="clear")

    @app.view_closed("deep")
    async def on_closed(ack: Any, body: Json) -> None:
        seen["bodies"]["closed"] = body
        await ack()

    @app.shortcut("note")
    async def on_note(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.shortcut("keep")
    async def on_keep(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        await respond(text=f"Kept: {body['message']['text']}")

    @app.event("app_home_opened")
    async def on_home(event: Json, client: AsyncWebClient) -> None:
        home = {"type": "home", "blocks": [section(f"Hello <@{event['user']}>")]}
        await client.views_publish(user_id=event["user"], view=home)

    @app.event("app_mention")
    async def on_mention(event: Json) -> None:
        seen["events"].append(event)

    @app.event("message")
    async def on_message(event: Json, request: Any) -> None:
        retry = request.headers.get("x-slack-retry-num", ["0"])[0]
        seen["retries"].append((retry, request.headers.get("x-slack-retry-reason", [""])[0]))
        if event["text"] == "fail twice" and len(seen["retries"]) <= 2:
            raise RuntimeError("not yet")
        seen["events"].append(event)

    return app, seen
