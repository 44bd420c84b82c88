"""A workbook that somebody asked for, on its way into their direct message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.attachments.sheets import Sheet
from bot.attachments.workbook import render_workbook
from bot.bot import Bot
from bot.messages.language import say
from bot.messages.message import Message, typed
from bot.sender import Attachment, NotSent
from domain.words import later

COMING = later("The workbook comes into your direct message with me in a moment.")


async def send_workbook(
    bot: Bot, slack_id: str, sheets: Sequence[Sheet], *, name: str, words: str
) -> None:
    """With those words (in Slack's markup) beside it; whoever asked is told where it can't come."""
    workbook = Attachment(
        name=name, title=name, content=await asyncio.to_thread(render_workbook, sheets)
    )
    channel = await bot.sender.open_dm(slack_id)
    try:
        await bot.sender.upload(workbook, channel=channel, text=words)
    except NotSent as refusal:
        apology = say(
            "I could not send the workbook (Slack says {reason}). Please press the button again "
            "in a minute.",
            reason=typed(refusal.reason, 60),
        )
        await bot.sender.post(channel, Message(apology))
        raise
