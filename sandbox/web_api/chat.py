"""chat.*: docs.slack.dev/reference/methods?family=chat."""

from __future__ import annotations

from typing import Any

from sandbox import events, wire
from sandbox.arguments import Arguments
from sandbox.platform import Platform
from sandbox.posting import app_message, read_content, rewrite
from sandbox.refusal import Refusal
from sandbox.state import Message
from sandbox.web_api.method import method
from sandbox.web_api.places import postable_channel, visible_channel

Json = dict[str, Any]


@method("chat.postMessage", "chat:write")
def post_message(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    place = postable_channel(platform, arguments.required("channel"))
    content = read_content(workspace, arguments)
    thread_ts = arguments.text("thread_ts") or None
    message = app_message(workspace, place, content, thread_ts=thread_ts)
    events.message_posted(platform, message)
    return {
        "channel": place.id,
        "ts": message.ts,
        "message": wire.message(workspace, message),
    }


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    place = postable_channel(platform, arguments.required("channel"))
    person = arguments.required("user")
    if person not in place.members:
        raise Refusal("user_not_in_channel")
    content = read_content(workspace, arguments)
    thread_ts = arguments.text("thread_ts") or None
    message = app_message(workspace, place, content, ephemeral_to=person, thread_ts=thread_ts)
    return {"message_ts": message.ts}


def _own_message(platform: Platform, arguments: Arguments, refused: str) -> Message:
    place = visible_channel(platform, arguments.required("channel"))
    message = platform.workspace.message(place.id, arguments.required("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if not message.by_app:
        raise Refusal(refused)
    return message


@method("chat.update", "chat:write")
def update(platform: Platform, arguments: Arguments) -> Json:
    message = _own_message(platform, arguments, "cant_update_message")
    rewrite(platform.workspace, message, read_content(platform.workspace, arguments))
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": wire.message(platform.workspace, message),
    }


@method("chat.delete", "chat:write")
def delete(platform: Platform, arguments: Arguments) -> Json:
    message = _own_message(platform, arguments, "cant_delete_message")
    platform.workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(platform: Platform, arguments: Arguments) -> Json:
    place = visible_channel(platform, arguments.required("channel"))
    message = platform.workspace.message(place.id, arguments.required("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    stamp = "p" + message.ts.replace(".", "")
    link = f"https://{platform.workspace.domain}.slack.com/archives/{place.id}/{stamp}"
    return {"channel": place.id, "permalink": link}
