"""The shape of everything that goes out, and the few rules that all of it keeps.

Blocks are `slack_sdk.models`: typed, they ship with the client, and they check Slack's
limits when they are turned into a payload. What those models leave unchecked (the number
of blocks, the length of fields, blocks with the same id) is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
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

from bot.messages.language import say, say_list, say_number
from bot.messages.model_checks import check_quickly

check_quickly()

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
SECTION_TEXT: Final = 3000
FIELD_TEXT: Final = 2000
CONTEXT_TEXT: Final = 2000
CONFIRM_TEXT: Final = 300
HEADER_TEXT: Final = 150
OPTION_TEXT: Final = 75
EDGE_TEXT: Final = 24


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
            "text": as_notified(self.text)
            if self.blocks
            else in_markup(self.text, SECTION_TEXT).text,
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
    """Somebody's words inside ours, on one line: as typed, at most that long with escapes.

    What keeps a mark of style from styling them does not count: `section` sees to that.
    """
    return _as_typed(" ".join(text.split()), most)


_MARKS: Final = re.compile(
    r"https?://\S+|(?<=[^\W_])[*_~`](?=[^\W_])"
    r"|(?P<style>[*＊_＿~`｀]+)|(?P<quotation>(?m:^)>)"
)
"""What Slack styles words by; it leaves alone what stands in an address or within a word."""
_LITERAL: Final = "<!date^00000000^{_}|%s>"
"""There is no escape for those. A date that can't be shown shows its fallback, never styled:
https://docs.slack.dev/messaging/formatting-message-text#date-formatting
"""
_LITERALS: Final = re.compile(re.escape(_LITERAL).replace("%s", "([^>])"))


def _as_typed(text: str, most: int) -> str:
    kept = len(text)
    is_cut = len(escape(text)) > most
    if is_cut:
        # An escape is longer than its letter, and must not be cut in two.
        ends = accumulate(len(escape(letter)) for letter in text)
        fitting = sum(1 for _ in takewhile(most.__gt__, ends))
        kept = len(shorten(text, max(fitting, 1))) - 1
    shown, at = [], 0
    # What follows the last letter kept says whether that stands within a word.
    for marks in _MARKS.finditer(text, 0, kept + 1):
        first, end = marks.start(), min(marks.end(), kept)
        if first >= kept:
            break
        shown.append(escape(text[at:first]))
        if marks["style"]:
            shown += [_LITERAL % letter for letter in text[first:end]]
        elif marks["quotation"]:
            shown.append(f"\u00ad{escape('>')}")
        else:
            shown.append(escape(text[first:end]))
        at = end
    shown.append(escape(text[at:kept]))
    return "".join(shown) + ("…" if is_cut else "")


def as_notified(text: str) -> str:
    """Words for a notification, which styles nothing: marks that people typed are plain there."""
    return _LITERALS.sub(r"\1", text)


def unstyled(words: str) -> str:
    """Words of ours without what makes them bold, for a notification."""
    return re.sub(rf"{_LITERALS.pattern}|\*", lambda found: found[1] or "", words)


def spoken(does: str, what: str) -> str:
    """What a screen reader calls a button that stands beside others with the same words."""
    return shorten(f"{does}: {' '.join(what.split())}", OPTION_TEXT)


def first_name(name: str) -> str:
    """How a message addresses somebody, escaped."""
    return typed(name.strip().partition(" ")[0], 40) or say("there")


def section(text: str, **more: Any) -> SectionBlock:
    """Words of ours, with `typed` parts already escaped."""
    return SectionBlock(text=in_markup(text, SECTION_TEXT), **more)


def in_markup(text: str, most: int) -> MarkdownTextObject:
    """Where there is no room to show every mark as typed, words in another style beat none."""
    return MarkdownTextObject(text=text if len(text) <= most else as_notified(text))


def header(text: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=shorten(text, HEADER_TEXT), emoji=True))


def context(text: str) -> ContextBlock:
    """Small print."""
    return ContextBlock(elements=[in_markup(text, CONTEXT_TEXT)])


def quote(text: str, most: int = 600) -> str:
    """Somebody's words as a quotation, lines kept; with its marks at most twice that long."""
    return "\n".join(f">{line}" for line in _as_typed(text, most).splitlines())


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return say_list(words)


def in_digits(number: float) -> str:
    """`12`, `12.5`."""
    return say_number(number)


def in_hours(minutes: int) -> str:
    """`45 min`, `1 h`, `2 h 15 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say("{minutes} min", minutes=rest)
    if not rest:
        return say("{hours} h", hours=hours)
    return say("{hours} h {minutes} min", hours=hours, minutes=rest)
