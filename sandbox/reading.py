"""Text as people read it: out of mrkdwn and out of blocks; and whom a text pings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sandbox import elements

Json = dict[str, Any]

_LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_PING = re.compile(r"<(?:!(?:channel|here|everyone|group|subteam\^\w+)|@[UW]\w+)(?:\|[^<>]*)?>")
_AT_ALL = re.compile(r"(?<!\w)@(?:channel|here|everyone|group)\b")
_STYLED = [
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^\n]*?\S){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~", "`")
]


def unescaped(mrkdwn: str) -> str:
    """What a person reads where Slack shows this mrkdwn: links by label, no style marks.

    docs.slack.dev/messaging/formatting-message-text
    """
    labels: list[str] = []

    def held(link: re.Match[str]) -> str:
        labels.append(_link_label(link))
        return f"\ue000{len(labels) - 1}\ue001"

    text = _LINK.sub(held, mrkdwn.replace("\ue000", "").replace("\ue001", ""))
    for styled in _STYLED:
        text = styled.sub(r"\1", text)
    # Marks in a label style nothing, so labels come in afterwards.
    text = re.sub("\ue000(\\d+)\ue001", lambda place: labels[int(place[1])], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link_label(link: re.Match[str]) -> str:
    target, label = link.group(1), link.group(2)
    if target.startswith("!"):
        return label or "@" + target[1:].split("^")[0]
    return label or target


def pings_in(text: str, *, names_count: bool = False) -> list[str]:
    """The mentions in this mrkdwn that would notify people, as they are written.

    `names_count` is for text sent with link_names or parse=full, where "@here" pings too.
    """
    found = _PING.findall(text)
    return [*found, *_AT_ALL.findall(text)] if names_count else found


def pings(text: str, blocks: Sequence[Json], *, names_count: bool = False) -> list[str]:
    """The same for a message: its top-level text, and all mrkdwn and rich text in blocks."""
    found = pings_in(text, names_count=names_count)
    for block in blocks:
        found.extend(_pings_below(block))
    return found


def _pings_below(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _pings_below(one)
    elif isinstance(part, dict):
        match part.get("type"):
            case "mrkdwn" | "markdown":
                yield from pings_in(str(part.get("text", "")))
            case "plain_text":
                return
            case "user":
                yield f"<@{part.get('user_id')}>"
            case "usergroup":
                yield f"<!subteam^{part.get('usergroup_id')}>"
            case "broadcast":
                yield f"<!{part.get('range')}>"
            case _:
                yield from _pings_below(list(part.values()))


def plain(
    blocks: Sequence[Json],
    *,
    chosen: elements.Chosen | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """Everything that a person reads in these blocks, one line for each piece, in order.

    Menus show what they hold, or their placeholder; the options behind them stay hidden, as
    on the screen. Radio buttons and checkboxes show them all.
    """
    lines: list[str] = []
    for block in blocks:
        lines.extend(_block(block, chosen or {}))
        if errors and (error := errors.get(block.get("block_id", ""))):
            lines.append(error)
    return "\n".join(line for line in lines if line)


def _block(  # noqa: PLR0912 - one case for each kind of block
    block: Json, chosen: elements.Chosen
) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield _text(block.get("text"))
            yield from map(_text, block.get("fields") or [])
            if block.get("accessory"):
                yield from _element(block, block["accessory"], chosen)
        case "header" | "alert":
            yield _text(block.get("text"))
        case "markdown":
            yield str(block.get("text", ""))
        case "context":
            for part in block.get("elements") or []:
                yield part["alt_text"] if part.get("type") == "image" else _text(part)
        case "actions" | "context_actions":
            for definition in block.get("elements") or []:
                yield from _element(block, definition, chosen)
        case "input":
            yield _text(block.get("label"))
            yield from _element(block, block.get("element") or {}, chosen)
            yield _text(block.get("hint"))
        case "image" | "video":
            yield _text(block.get("title"))
            yield _text(block.get("description"))
            yield str(block.get("alt_text", ""))
        case "rich_text":
            yield "".join(_rich(block.get("elements") or []))
        case "table" | "data_table":
            yield str(block.get("caption", ""))
            for row in block.get("rows") or []:
                yield " | ".join(_cell(cell) for cell in row)
        case "data_visualization":
            yield from _chart(block)


def _text(composed: Any) -> str:
    """A text composition, whichever of the two kinds."""
    if not isinstance(composed, dict):
        return ""
    text = str(composed.get("text", ""))
    return unescaped(text) if composed.get("type") == "mrkdwn" else text


def _element(block: Json, definition: Json, chosen: elements.Chosen) -> Iterator[str]:
    element = elements.Element(block, definition)
    match element.type:
        case "image":
            yield str(definition.get("alt_text", ""))
        case "button" | "workflow_button":
            yield _text(definition.get("text"))
        case "feedback_buttons":
            yield _text((definition.get("positive_button") or {}).get("text"))
            yield _text((definition.get("negative_button") or {}).get("text"))
        case "radio_buttons" | "checkboxes":
            for option in element.options():
                yield _text(option.get("text"))
                yield _text(option.get("description"))
        case _ if element.is_stateful:
            held = element.bare_value(chosen)
            yield _held(held) if held else _text(definition.get("placeholder"))


def _held(held: Any) -> str:
    if isinstance(held, list):
        return ", ".join(_held(one) for one in held)
    if isinstance(held, dict):
        if "filetype" in held:
            return str(held["name"])
        return _text(held["text"]) if "text" in held else "".join(_rich(held["elements"]))
    return str(held)


def _cell(cell: Json) -> str:
    if cell.get("type") == "rich_text":
        return "".join(_rich(cell.get("elements") or []))
    return str(cell.get("text", cell.get("value", "")))


def _rich(parts: Iterable[Json]) -> Iterator[str]:
    for part in parts:
        match part.get("type"):
            case "text":
                yield str(part.get("text", ""))
            case "link":
                yield str(part.get("text") or part.get("url", ""))
            case "user":
                yield f"@{part.get('user_id')}"
            case "broadcast":
                yield f"@{part.get('range')}"
            case "emoji":
                yield f":{part.get('name')}:"
            case "rich_text_list":
                for entry in part.get("elements") or []:
                    yield "• " + "".join(_rich([entry])) + "\n"
            case _:
                yield from _rich(part.get("elements") or [])


def _chart(block: Json) -> Iterator[str]:
    """A chart read aloud: its title, then each point with its value."""
    yield str(block.get("title", ""))
    chart = block.get("chart") or {}
    for segment in chart.get("segments") or []:
        yield f"{segment.get('label')}: {segment.get('value')}"
    for series in chart.get("series") or []:
        yield str(series.get("name", ""))
        for point in series.get("data") or []:
            yield f"{point.get('label')}: {point.get('value')}"
