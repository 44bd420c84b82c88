"""Charts as pictures, for a Slack that draws none: uploaded, and put where the charts would be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from slack_sdk.models.blocks import Block

from bot.messages.charts import Picture
from bot.messages.message import Message
from bot.sender import Attachment, BadBlocks, NotSent, Sender

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

PAUSES_SECONDS: Final = (0, 1, 3)
"""Slack may take a moment to know a file that it was just given."""


async def send_with_pictures(
    sender: Sender, message: Message, send: Callable[[Message], Awaitable[Answer]]
) -> Answer:
    """What `send` gives. Where Slack won't have the pictures, bars of text go out instead.

    Raises whatever `send` does, and nothing of its own.
    """
    if not any(isinstance(block, Picture) for block in message.blocks):
        return await send(message)
    drawn = await _draw_pictures(sender, message)
    if drawn is not None:
        for pause in PAUSES_SECONDS:
            await asyncio.sleep(pause)
            try:
                return await send(drawn)
            except BadBlocks as refusal:
                log.info("Slack refuses a picture: %s", refusal.reason)
    return await send(message)


async def _draw_pictures(sender: Sender, message: Message) -> Message | None:
    """None where they can't be uploaded."""
    # Loaded where it is wanted: most Slacks draw charts themselves.
    from bot.attachments.picture import draw_chart  # noqa: PLC0415

    blocks: list[Block] = []
    for block in message.blocks:
        if not isinstance(block, Picture):
            blocks.append(block)
            continue
        chart = block.chart
        picture = Attachment(
            name="chart.png",
            title=chart.title,
            content=await asyncio.to_thread(draw_chart, chart),
            alt_text=chart.in_words(),
        )
        try:
            # Without a channel it belongs to us alone, and shows in the message only.
            [file_id] = await sender.upload(picture)
            blocks.append(block.drawn(file_id))
        except NotSent as refusal:
            log.warning("a picture can't be uploaded: %s", refusal.reason)
            return None
    return Message(message.text, blocks)
