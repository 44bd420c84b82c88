"""conversations.*: docs.slack.dev/reference/methods?family=conversations."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox import wire
from sandbox.arguments import Arguments
from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.web_api.method import method
from sandbox.web_api.paging import page
from sandbox.web_api.places import reachable_person, visible_channel

Json = dict[str, Any]

_READ = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
_HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


@method("conversations.open", "im:write")
def open_(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    if arguments.text("channel"):
        place = visible_channel(platform, arguments.text("channel"))
        if place.kind != "im":
            raise Refusal("method_not_supported_for_channel_type")
        return {"channel": {"id": place.id}}
    people = arguments.names("users")
    if not people:
        raise Refusal("users_list_not_supplied")
    if len(people) > 1:  # a group's direct message
        platform.need_scope("mpim:write")
        raise Refusal("method_not_supported_for_channel_type")
    person = reachable_person(platform, people[0])
    if not platform.manifest.messages_tab_enabled:
        raise Refusal("messages_tab_disabled")
    was_open = "D" + person.id[1:] in workspace.channels
    place = workspace.dm(person.id)
    channel = {"id": place.id}
    if arguments.flag("return_im"):
        channel = wire.channel(workspace, place)
    opened: Json = {"no_op": True, "already_open": True} if was_open else {}
    return {"channel": channel, **opened}


@method("conversations.info")
def info(platform: Platform, arguments: Arguments) -> Json:
    place = visible_channel(platform, arguments.required("channel"))
    platform.need_scope(_READ[place.kind])
    channel = wire.channel(platform.workspace, place)
    if not arguments.flag("include_num_members"):
        channel.pop("num_members", None)
    return {"channel": channel}


@method("conversations.list")
def list_(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    named = arguments.names("types") or ["public_channel"]
    if not set(named) <= set(_KINDS):
        raise Refusal("invalid_types")
    kinds = [_KINDS[name] for name in named]
    for kind in kinds:
        platform.need_scope(_READ.get(kind, "mpim:read"))
    places = [
        place
        for place in workspace.channels.values()
        if place.kind in kinds
        and (place.kind == "public" or workspace.app.id in place.members)
        and not (place.is_archived and arguments.flag("exclude_archived"))
    ]
    rows, cursor = page(places, arguments, default=100)
    return {
        "channels": [wire.channel(workspace, place) for place in rows],
        "response_metadata": {"next_cursor": cursor},
    }


@method("conversations.history")
def history(platform: Platform, arguments: Arguments) -> Json:
    """Newest first; what only one person saw is not in it."""
    workspace = platform.workspace
    place = visible_channel(platform, arguments.required("channel"))
    platform.need_scope(_HISTORY[place.kind])
    if workspace.app.id not in place.members:
        raise Refusal("not_in_channel")
    oldest, latest = _moment(arguments, "oldest", "0"), _moment(arguments, "latest", "Infinity")
    inclusive = arguments.flag("inclusive")
    messages = [
        message
        for message in reversed(workspace.messages)
        if message.channel == place.id
        and not message.deleted
        and message.ephemeral_to is None
        and (
            oldest < Decimal(message.ts) < latest
            or (inclusive and Decimal(message.ts) in (oldest, latest))
        )
    ]
    rows, cursor = page(messages, arguments, default=100, most=999)
    with_metadata = arguments.flag("include_all_metadata")
    answer: Json = {
        "messages": [wire.message(workspace, row, with_metadata=with_metadata) for row in rows],
        "has_more": bool(cursor),
        "pin_count": 0,
    }
    return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer


def _moment(arguments: Arguments, name: str, default: str) -> Decimal:
    try:
        return Decimal(arguments.text(name) or default)
    except InvalidOperation:
        raise Refusal(f"invalid_ts_{name}") from None
