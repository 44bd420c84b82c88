"""Posting somebody's own words to a channel, and taking them down again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from bot.messages.message import Message
from bot.sender import NotSent, Sender, Sent, TryLater, Unsettled, WorkspaceRefuses
from domain.errors import BadInput
from domain.words import Words
from storage.database import Database
from storage.shares import abandoned_shares, drop_share

log = logging.getLogger(__name__)

_NOT_THERE: Final = frozenset({"not_in_channel", "channel_not_found"})
_GONE: Final = frozenset({"message_not_found"})


async def post_to_channel(sender: Sender, channel: str, message: Message) -> Sent:
    """Posts it. Raises BadInput with a sentence that says what to do where Slack won't take it."""
    try:
        return await sender.post(channel, message)
    except Unsettled as doubt:
        raise BadInput(
            "Slack gave no answer, so I can't tell whether it was posted: look in "
            "<#{channel}> before you share it again.",
            channel=channel,
        ) from doubt
    except TryLater as busy:
        raise BadInput(
            "Slack is busy and did not post it. Share it again in a few minutes."
        ) from busy
    except NotSent as refusal:
        raise BadInput(_words(refusal.reason, channel)) from refusal


async def take_down(sender: Sender, channel: str, ts: str) -> None:
    """Deletes a post; one that is gone already is fine.

    Raises BadInput with a sentence that says what to do where Slack won't.
    """
    try:
        await sender.delete(channel, ts)
    except (TryLater, Unsettled) as busy:
        raise BadInput(
            "Slack did not answer, so the post may still be there. Try again in a minute."
        ) from busy
    except NotSent as refusal:
        if refusal.reason not in _GONE:
            raise BadInput(
                "I can't reach the post in <#{channel}> any more. Add me there with `/invite "
                "@PLNudge` and try again, or ask an admin of Slack to delete it.",
                channel=channel,
            ) from refusal


async def take_down_abandoned(
    database: Database, workspace_id: int, sender_of: Callable[[], Awaitable[Sender]]
) -> None:
    """Deletes what people there had shared who had everything erased; what fails is tried again.

    `sender_of` gives that workspace's sender, or raises WorkspaceRefuses.
    """
    for share in await database.read(lambda session: abandoned_shares(session, workspace_id)):
        try:
            await take_down(await sender_of(), share.channel, share.ts or "")
        except WorkspaceRefuses as refusal:
            log.warning("a post of somebody who had all erased is still up: %s", refusal.reason)
        except BadInput as refusal:
            log.warning("a post of somebody who had all erased is still up: %s", refusal.sentence)
        else:
            await database.write(partial(drop_share, share_id=share.id))


def _words(reason: str, channel: str) -> Words:
    if reason in _NOT_THERE:
        return Words(
            "I'm not in <#{channel}>, so I can't post there. Type `/invite @PLNudge` in that "
            "channel, then share it again.",
            channel=channel,
        )
    if reason == "is_archived":
        return Words(
            "<#{channel}> is archived, so nobody can post there: choose another channel.",
            channel=channel,
        )
    if reason.startswith("restricted_action"):
        return Words(
            "Only some people may post in <#{channel}>: choose another channel, or ask them.",
            channel=channel,
        )
    if reason == "missing_scope":
        return Words(
            "PLNudge lacks the right to post there. Ask whoever installed it to install it again."
        )
    return Words(
        "Slack did not take it ({reason}). Choose another channel, or tell an admin that word.",
        reason=reason,
    )
