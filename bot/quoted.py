"""Somebody's message in Slack, as an entry begins from it.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from bot.messages.forms import TYPED_TEXT
from bot.messages.language import say
from bot.messages.message import shorten, unescape
from domain.drafts import EntryDraft, draft_of_words
from domain.typed_line import without_hashes
from domain.zones import local_date
from rubric_data import Rubric

_PERSON: Final = re.compile(r"<@([UW]\w+)(?:\|([^<>]*))?>")
_CHANNEL: Final = re.compile(r"<#[CG]\w+(?:\|([^<>]*))?>")
_SPECIAL: Final = re.compile(r"<!(?:subteam\^\w+|date\^[^<>|]*|(\w+))(?:\|([^<>]*))?>")
_MAIL: Final = re.compile(r"<(?:mailto|tel):([^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Quoted:
    """A message that a shortcut was used on; the payload of a message shortcut has all of it."""

    body: Mapping[str, Any]

    @property
    def author(self) -> str | None:
        """Slack's id of who wrote it; None where an app or nobody known did."""
        return self._message.get("user") or None

    @property
    def people(self) -> set[str]:
        """Slack's ids of all whose names it takes to read it."""
        named = {match[1] for match in _PERSON.finditer(self._text)}
        return named | ({self.author} if self.author else set())

    @property
    def permalink(self) -> str | None:
        """Where Slack shows it; None of a direct message, which is nobody else's to open."""
        channel, team = self.body.get("channel") or {}, self.body.get("team") or {}
        channel_id, domain = str(channel.get("id") or ""), team.get("domain")
        if not domain or channel_id[:1] not in ("C", "G"):
            return None
        page = f"https://{domain}.slack.com/archives/{channel_id}/p{self._ts.replace('.', '')}"
        thread = self._message.get("thread_ts")
        is_reply = thread and thread != self._ts
        return f"{page}?thread_ts={thread}&cid={channel_id}" if is_reply else page

    def day(self, zone: str) -> date:
        """The day on which it was written, where its reader is."""
        return local_date(datetime.fromtimestamp(float(self._ts), UTC), zone)

    def words(self, names: Mapping[str, str]) -> str:
        """What it says, people by their names; its links are still in Slack's form."""
        text = _PERSON.sub(lambda who: f"@{names.get(who[1]) or who[2] or 'somebody'}", self._text)
        text = _CHANNEL.sub(lambda place: place[1] or "a channel", text)
        text = _SPECIAL.sub(lambda special: special[2] or f"@{special[1] or 'group'}", text)
        return unescape(_MAIL.sub(lambda mail: mail[2] or mail[1], text))

    @property
    def _message(self) -> Mapping[str, Any]:
        message: Mapping[str, Any] = self.body["message"]
        return message

    @property
    def _text(self) -> str:
        files = (str(file.get("title") or "") for file in self._message.get("files") or ())
        return str(self._message.get("text") or ", ".join(filter(None, files)))

    @property
    def _ts(self) -> str:
        return str(self._message["ts"])


def draft_from(
    quoted: Quoted,
    rubric: Rubric,
    names: Mapping[str, str],
    *,
    reader: str,
    zone: str,
    today: date,
    day_first: bool,
) -> EntryDraft:
    """What a reader may have learned from it, for them to put right.

    Their own message tells on which day they did it; anybody else's is read today, and says
    whose it was.
    """
    words = without_hashes(quoted.words(names))
    written_on = min(quoted.day(zone), today)
    draft = draft_of_words(words, rubric=rubric, today=written_on, day_first=day_first)
    is_own = quoted.author == reader
    author = "" if is_own else names.get(quoted.author or "", "")
    credit = f" {say('(shared by {name})', name=author)}" if author else ""
    return replace(
        draft,
        text=shorten(draft.text, TYPED_TEXT - len(credit)) + credit,
        happened_on=draft.happened_on if is_own else today,
        link=draft.link or quoted.permalink,
    )
