"""What an app is told of a person's act: docs.slack.dev/reference/interaction-payloads."""

from __future__ import annotations

from typing import Any

from sandbox import wire
from sandbox.elements import Element, interactive
from sandbox.platform import Platform
from sandbox.record import Delivery
from sandbox.state import Channel, Message, Person, View

Json = dict[str, Any]

_CHANNEL_NAMES = {"im": "directmessage", "private": "privategroup"}


def _channel_name(place: Channel) -> str:
    return _CHANNEL_NAMES.get(place.kind, place.name)


def _from(platform: Platform, person: Person, type_: str) -> Json:
    workspace = platform.workspace
    return {
        "type": type_,
        "token": platform.verification_token,
        "api_app_id": workspace.app_id,
        "team": {
            "id": workspace.id,
            "domain": workspace.domain,
            **_named(platform),
        },
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "enterprise": platform.enterprise,
        "is_enterprise_install": platform.is_of_organisation,
    }


def _named(platform: Platform) -> Json:
    there = platform.organisation
    return {"enterprise_id": there.id, "enterprise_name": there.name} if there else {}


def _response_url(
    platform: Platform,
    person: Person,
    place: Channel,
    delivery: Delivery,
    source: Message | None = None,
) -> str:
    issued = platform.response_urls.issue(person.id, place, delivery.number, source)
    return platform.url + issued


def slash_command(
    platform: Platform, person: Person, place: Channel, delivery: Delivery, typed: str
) -> Json:
    workspace = platform.workspace
    command, _, text = typed.partition(" ")
    return {
        "token": platform.verification_token,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": place.id,
        "channel_name": _channel_name(place),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": str(platform.is_of_organisation).lower(),
        **_named(platform),
        "response_url": _response_url(platform, person, place, delivery),
        "trigger_id": platform.triggers.issue(person.id, delivery.number),
    }


def block_actions(
    platform: Platform,
    person: Person,
    place: Message | View,
    delivery: Delivery,
    action: Json,
) -> Json:
    payload = {
        **_from(platform, person, "block_actions"),
        "trigger_id": platform.triggers.issue(person.id, delivery.number),
        **_where(platform, place),
        "actions": [action],
    }
    if isinstance(place, Message):
        channel = platform.workspace.channels[place.channel]
        payload["response_url"] = _response_url(platform, person, channel, delivery, place)
        payload["state"] = place.state
    return payload


def _where(platform: Platform, place: Message | View) -> Json:
    workspace = platform.workspace
    if isinstance(place, View):
        return {
            "container": {"type": "view", "view_id": place.id},
            "view": wire.view(workspace, place),
        }
    channel = workspace.channels[place.channel]
    where: Json = {
        "container": {
            "type": "message",
            "message_ts": place.ts,
            "channel_id": place.channel,
            "is_ephemeral": place.ephemeral_to is not None,
        },
        "channel": {"id": channel.id, "name": _channel_name(channel)},
    }
    if place.ephemeral_to is None:  # Slack keeps no ephemeral message to send along
        where["message"] = wire.message(workspace, place)
    return where


def action(element: Element, action_ts: str, chosen: Json | None = None) -> Json:
    """One entry of `actions`: the element as it was used."""
    drawn: Json = {
        "type": element.type,
        "action_id": element.action_id,
        "block_id": element.block_id,
        "action_ts": action_ts,
    }
    for name in ("text", "value", "style", "placeholder", "initial_option"):
        if name in element.definition:
            drawn[name] = element.definition[name]
    return {**drawn, **(chosen or {}), "type": element.type}


def block_suggestion(
    platform: Platform, person: Person, place: Message | View, element: Element, typed: str
) -> Json:
    return {
        **_from(platform, person, "block_suggestion"),
        **_where(platform, place),
        "action_id": element.action_id,
        "block_id": element.block_id,
        "value": typed,
    }


def view_submission(platform: Platform, person: Person, view: View, delivery: Delivery) -> Json:
    return {
        **_from(platform, person, "view_submission"),
        "trigger_id": platform.triggers.issue(person.id, delivery.number),
        "view": wire.view(platform.workspace, view),
        "response_urls": _response_urls(platform, person, view, delivery),
    }


def _response_urls(
    platform: Platform, person: Person, view: View, delivery: Delivery
) -> list[Json]:
    """For conversations chosen in a menu that has response_url_enabled."""
    urls = []
    for element in interactive(view.blocks):
        held = element.bare_value(view.chosen) if element.is_stateful else None
        if held and element.definition.get("response_url_enabled"):
            channel = platform.workspace.channels[held]
            url = _response_url(platform, person, channel, delivery)
            urls.append(
                {
                    "block_id": element.block_id,
                    "action_id": element.action_id,
                    "channel_id": channel.id,
                    "response_url": url,
                }
            )
    return urls


def view_closed(
    platform: Platform, person: Person, view: View, *, is_cleared: bool = False
) -> Json:
    return {
        **_from(platform, person, "view_closed"),
        "view": wire.view(platform.workspace, view),
        "is_cleared": is_cleared,
    }


def global_shortcut(
    platform: Platform, person: Person, delivery: Delivery, callback_id: str
) -> Json:
    return {
        **_from(platform, person, "shortcut"),
        "callback_id": callback_id,
        "trigger_id": platform.triggers.issue(person.id, delivery.number),
        "action_ts": platform.workspace.next_ts(),
    }


def message_shortcut(
    platform: Platform, person: Person, delivery: Delivery, callback_id: str, message: Message
) -> Json:
    channel = platform.workspace.channels[message.channel]
    return {
        **_from(platform, person, "message_action"),
        "callback_id": callback_id,
        "trigger_id": platform.triggers.issue(person.id, delivery.number),
        "response_url": _response_url(platform, person, channel, delivery),
        "action_ts": platform.workspace.next_ts(),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message": wire.message(platform.workspace, message),
    }
