"""Uploads in three steps: docs.slack.dev/messaging/working-with-files#upload."""

from __future__ import annotations

from typing import Any

from sandbox import events, wire
from sandbox.arguments import Arguments
from sandbox.platform import Platform
from sandbox.refusal import Refusal
from sandbox.state import Channel, Message, StoredFile
from sandbox.web_api.method import method
from sandbox.web_api.places import visible_channel

Json = dict[str, Any]

LARGEST_FILE = 1_000_000_000  # bytes
MOST_CHANNELS = 100
PRIVATE_FILES = "/files-pri/"
"""Where an app gets a file's bytes, with its token."""


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    length = arguments.number("length", 0)
    if length <= 0:
        raise Refusal("invalid_arguments", messages=["[ERROR] missing required field: length"])
    if length > LARGEST_FILE:
        raise Refusal("file_upload_size_restricted")
    stored = StoredFile(
        id=workspace.new_id("F"),
        name=arguments.required("filename"),
        alt_text=arguments.text("alt_txt"),
        uploader=workspace.app.id,
        length=length,
    )
    workspace.files[stored.id] = stored
    return {"upload_url": f"{platform.url}/upload/v1/{stored.id}", "file_id": stored.id}


@method("files.info", "files:read")
def info(platform: Platform, arguments: Arguments) -> Json:
    stored = platform.workspace.files.get(arguments.required("file"))
    if stored is None or not stored.is_complete:
        raise Refusal("file_not_found")
    address = f"{platform.url}{PRIVATE_FILES}{stored.id}"
    drawn = wire.stored_file(platform.workspace, stored)
    return {"file": drawn | {"url_private": address, "url_private_download": address}}


@method("files.completeUploadExternal", "files:write")
def complete_upload(platform: Platform, arguments: Arguments) -> Json:
    workspace = platform.workspace
    listed = arguments.json("files")
    if not isinstance(listed, list) or not listed:
        raise Refusal("invalid_arguments", messages=["[ERROR] missing required field: files"])
    uploads = [(_uploaded(platform, one), one.get("title")) for one in listed]
    places = _places(platform, arguments)
    for stored, title in uploads:
        stored.title = str(title or stored.name)
        stored.is_complete = True
        stored.channels = [place.id for place in places]
    files = [stored for stored, _ in uploads]
    for place in places:
        _share(platform, place, files, arguments)
    return {"files": [wire.stored_file(workspace, stored) for stored in files]}


def _uploaded(platform: Platform, listed: Any) -> StoredFile:
    file_id = listed.get("id") if isinstance(listed, dict) else None
    stored = platform.workspace.files.get(str(file_id))
    if stored is None or stored.is_complete or stored.content is None:
        raise Refusal("file_not_found")
    return stored


def _places(platform: Platform, arguments: Arguments) -> list[Channel]:
    """Where to share. Slack wants ids of conversations here: a person's id won't do."""
    named = arguments.names("channels") or arguments.names("channel_id")
    if len(named) > MOST_CHANNELS:
        raise Refusal("too_many_channels")
    places = [visible_channel(platform, one) for one in named]
    if any(platform.workspace.app.id not in place.members for place in places):
        raise Refusal("not_in_channel")
    return places


def _share(
    platform: Platform, place: Channel, files: list[StoredFile], arguments: Arguments
) -> None:
    workspace = platform.workspace
    message = workspace.post(
        Message(
            ts=workspace.next_ts(),
            channel=place.id,
            author=workspace.app.id,
            text=arguments.text("initial_comment"),
            files=files,
            thread_ts=arguments.text("thread_ts") or None,
            by_app=True,
        )
    )
    events.message_posted(platform, message)
