"""What may be posted, edited and shown, however it reached Slack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox import elements, reading
from sandbox.arguments import Arguments
from sandbox.block_kit import problems
from sandbox.refusal import Refusal
from sandbox.state import Channel, Message, Workspace

Json = dict[str, Any]

LONGEST_TEXT = 40_000
MOST_ATTACHMENTS = 100
PICTURES = {"png", "jpg", "jpeg", "gif"}  # what a slack_file may be


@dataclass
class Content:
    """The checked content of a message. None means that it was left out."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None = None
    pings: list[str] = field(default_factory=list)


def read_content(workspace: Workspace, arguments: Arguments) -> Content:
    """Check text, blocks, attachments and metadata of a message.

    Raises:
        Refusal: as chat.postMessage does; see docs.slack.dev/reference/methods/chat.postMessage.
    """
    text = arguments.text("text") if "text" in arguments else None
    if text is not None and len(text) > LONGEST_TEXT:
        raise Refusal("msg_too_long")
    blocks = arguments.json("blocks", error="invalid_blocks_format")
    if blocks is not None:
        check_blocks(workspace, blocks)
        blocks = elements.with_ids(blocks, lambda: workspace.new_id("b"))
    attachments = arguments.json("attachments", error="invalid_attachments")
    if attachments is not None:
        _check_attachments(workspace, attachments)
    names_count = arguments.flag("link_names") or arguments.text("parse") == "full"
    below = [block for one in attachments or [] for block in one.get("blocks") or []]
    return Content(
        text=text,
        blocks=blocks,
        attachments=attachments,
        metadata=_metadata(arguments.json("metadata", error="invalid_metadata_format")),
        pings=reading.pings(text or "", [*(blocks or []), *below], names_count=names_count),
    )


def check_blocks(workspace: Workspace, blocks: Any) -> None:
    found = problems(blocks, "message")
    if not found:
        found = [
            f"[ERROR] unsupported type: {block['type']} [json-pointer:/blocks/{index}/type]"
            for index, block in enumerate(blocks)
            if block["type"] in workspace.unknown_blocks
        ]
    if not found:
        found = file_problems(workspace, blocks, "/blocks")
    if found:
        raise Refusal("invalid_blocks", messages=found, errors=found)


def file_problems(workspace: Workspace, blocks: Sequence[Json], pointer: str) -> list[str]:
    """An image from Slack's own files must be a picture that has been uploaded."""
    found = []
    for index, block in enumerate(blocks):
        for reference in _slack_files(block):
            stored = _find_file(workspace, reference)
            if not stored or stored.name.rpartition(".")[2].lower() not in PICTURES:
                found.append(f"[ERROR] invalid slack file [json-pointer:{pointer}/{index}]")
    return found


def _find_file(workspace: Workspace, reference: Json) -> Any:
    for stored in workspace.files.values():
        named = stored.id == reference.get("id") or stored.id in reference.get("url", "")
        if named and stored.is_complete:
            return stored
    return None


def _slack_files(part: Any) -> Iterator[Json]:
    if isinstance(part, list):
        for one in part:
            yield from _slack_files(one)
    elif isinstance(part, dict):
        if part.get("type") == "image" and "slack_file" in part:
            yield part["slack_file"]
        yield from _slack_files([one for one in part.values() if isinstance(one, dict | list)])


def _check_attachments(workspace: Workspace, attachments: Any) -> None:
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refusal("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for attachment in attachments:
        if "blocks" in attachment:
            check_blocks(workspace, attachment["blocks"])


def _metadata(metadata: Any) -> Json | None:
    """docs.slack.dev/messaging/message-metadata"""
    if metadata is None or metadata == {}:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not metadata["event_type"]
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise Refusal("invalid_metadata_format")
    return metadata


def app_message(
    workspace: Workspace,
    place: Channel,
    content: Content,
    *,
    ephemeral_to: str | None = None,
    thread_ts: str | None = None,
    came_of: int | None = None,
) -> Message:
    """Post what the app wrote.

    Raises:
        Refusal: it wrote nothing.
    """
    if not content.text and not content.blocks and not content.attachments:
        raise Refusal("no_text")
    return workspace.post(
        Message(
            ts=workspace.next_ts(),
            channel=place.id,
            author=workspace.app.id,
            text=content.text or "",
            blocks=content.blocks or [],
            attachments=content.attachments or [],
            metadata=content.metadata,
            thread_ts=thread_ts,
            ephemeral_to=ephemeral_to,
            by_app=True,
            pings=content.pings,
            came_of=came_of,
        )
    )


def rewrite(workspace: Workspace, message: Message, content: Content) -> Message:
    """Edit what the app wrote. Blocks left out go, unless the text is left out too.

    docs.slack.dev/reference/methods/chat.update
    """
    if content.text is None and content.blocks is None and content.attachments is None:
        raise Refusal("no_text")
    blocks = content.blocks
    if blocks is None:
        blocks = message.blocks if content.text is None else []
    text = message.text if content.text is None else content.text
    if not text and not blocks and not content.attachments:
        raise Refusal("no_text")
    changes: Mapping[str, Any] = {
        "text": text,
        "blocks": blocks,
        "attachments": message.attachments if content.attachments is None else content.attachments,
        "metadata": message.metadata if content.metadata is None else content.metadata,
        "pings": [*message.pings, *content.pings],
        "chosen": elements.still_there(blocks, message.chosen),
    }
    return workspace.edit(message, **changes)
