"""The shape of everything that goes out, and the few rules that all of it keeps.

Blocks are `slack_sdk.models`: typed, they ship with the client, and they check Slack's
limits when they are turned into a payload. What those models leave unchecked (the number
of blocks, the length of fields, blocks with the same id) is checked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
SECTION_TEXT: Final = 3000
FIELD_TEXT: Final = 2000
HEADER_TEXT: Final = 150
OPTION_TEXT: Final = 75


class TooLarge(Exception):
    """A message that Slack would refuse: ours to mend, never the reader's."""


@dataclass(frozen=True)
class Message:
    """A message: `text` is what notifications and screen readers say."""

    text: str
    blocks: Sequence[Block] = ()

    def payload(self) -> dict[str, Any]:
        """As `chat.postMessage`, a `response_url` and an acknowledgement take it."""
        return {
            "text": self.text,
            "blocks": to_blocks(self.blocks, MESSAGE_BLOCKS),
            "unfurl_links": False,
            "unfurl_media": False,
        }


def to_view(view: View) -> dict[str, Any]:
    """A modal or App Home as Slack takes it."""
    payload: dict[str, Any] = view.to_dict()
    payload["blocks"] = to_blocks(view.blocks or (), VIEW_BLOCKS)
    return payload


def to_blocks(blocks: Sequence[Block], most: int) -> list[dict[str, Any]]:
    """Raises TooLarge where Slack would refuse them and the models would not."""
    payload: list[dict[str, Any]] = [block.to_dict() for block in blocks]
    if len(payload) > most:
        raise TooLarge(f"{len(payload)} blocks where Slack takes {most}")
    ids = [block["block_id"] for block in payload if "block_id" in block]
    if len(ids) != len(set(ids)):
        raise TooLarge(f"two blocks share an id: {ids}")
    for block in payload:
        for field in block.get("fields", ()):
            if len(field["text"]) > FIELD_TEXT:
                raise TooLarge(f"a field of {len(field['text'])} characters")
    return payload


def escape(text: str) -> str:
    """What somebody typed, so that it shows as typed and pings nobody.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What somebody typed, out of the form in which Slack hands it over."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shorten(text: str, most: int) -> str:
    """At most that many characters, cut at a word where one ends near."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at_word, _, rest = cut.rpartition(" ")
    return f"{(at_word if len(rest) < 30 and at_word else cut).rstrip()}…"


def typed(text: str, most: int = 300) -> str:
    """Somebody's words inside ours: on one line, escaped, at most that long."""
    return _escape_within(" ".join(text.split()), most)


def _escape_within(text: str, most: int) -> str:
    # Escaping lengthens, so it comes before the cut, and the cut must not split an escape.
    escaped = shorten(escape(text), most)
    before, ampersand, after = escaped.rpartition("&")
    return f"{before.rstrip()}…" if ampersand and ";" not in after else escaped


def first_name(name: str) -> str:
    """How a message addresses somebody, escaped."""
    return typed(name.strip().partition(" ")[0] or "there", 40)


def section(text: str, **more: Any) -> SectionBlock:
    """Words of ours, with `typed` parts already escaped."""
    return SectionBlock(text=MarkdownTextObject(text=text), **more)


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=shorten(text, HEADER_TEXT), emoji=True))


def context(text: str) -> ContextBlock:
    """Small print."""
    return ContextBlock(elements=[MarkdownTextObject(text=text)])


def quote(text: str, most: int = 600) -> str:
    """Somebody's words as a quotation, lines kept; with its marks at most twice that long."""
    return "\n".join(f">{line}" for line in _escape_within(text, most).splitlines())


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *head, tail = words
    return f"{', '.join(head)} and {tail}" if head else tail


def in_digits(number: float) -> str:
    """`12`, `12.5`."""
    return f"{number:.4f}".rstrip("0").rstrip(".")


def in_hours(minutes: int) -> str:
    """`45 min`, `1 h`, `2 h 15 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
