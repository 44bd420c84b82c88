"""Slack's markup as HTML. What people typed is escaped before anything is made of it.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from sandbox.state import Workspace

EMOJI: Final = {
    "seedling": "🌱", "dart": "🎯", "tada": "🎉", "wave": "👋", "zzz": "💤", "+1": "👍",
    "white_check_mark": "✅", "warning": "⚠️", "bulb": "💡", "books": "📚", "calendar": "📅",
    "clock3": "🕒", "chart_with_upwards_trend": "📈", "heart": "❤️", "star": "⭐", "memo": "📝",
    "bell": "🔔", "eyes": "👀", "clap": "👏", "rocket": "🚀", "smile": "😄", "thinking_face": "🤔",
    "pencil2": "✏️", "mortar_board": "🎓", "link": "🔗", "lock": "🔒", "raised_hands": "🙌",
}  # fmt: skip

_REFERENCE = re.compile(r"<([^<>\s|][^<>|]*)(?:\|([^<>]*))?>")
_STYLES: Final = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), r"<s>\1</s>"),
)
_BARE_LINK = re.compile(r"(?<![\"'>=])\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_EMOJI = re.compile(r":([a-z0-9_+-]+):")


def to_html(text: str, workspace: Workspace) -> Markup:
    """mrkdwn as HTML: bold, italic, code, quotes, links, mentions, emoji."""
    parts: list[str] = []
    for number, piece in enumerate(re.split(r"```(.*?)```", text, flags=re.DOTALL)):
        if number % 2:
            parts.append(f"<pre>{escape(_unescaped(piece.strip()))}</pre>")
        else:
            parts += _lines(piece, workspace)
    return Markup("".join(parts))  # noqa: S704 (each part was escaped above)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def to_plain(text: str) -> str:
    """plain_text with its emoji."""
    return _EMOJI.sub(lambda match: EMOJI.get(match[1], match[0]), text)


def _lines(text: str, workspace: Workspace) -> list[str]:
    drawn: list[str] = []
    quoted: list[str] = []
    for line in text.split("\n"):
        if line.startswith((">", "&gt;")):
            quoted.append(_inline(line.removeprefix("&gt;").removeprefix(">"), workspace))
            continue
        if quoted:
            drawn.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
            quoted = []
        elif drawn:
            drawn.append("<br>")
        drawn.append(_inline(line, workspace))
    if quoted:
        drawn.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
    return drawn


def _inline(text: str, workspace: Workspace) -> str:
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\ue000{len(kept) - 1}\ue001"

    text = text.replace("\ue000", "").replace("\ue001", "")
    text = re.sub(
        r"`([^`\n]+)`", lambda match: keep(f"<code>{escape(_unescaped(match[1]))}</code>"), text
    )
    text = _REFERENCE.sub(lambda match: keep(_reference(match, workspace)), text)
    html = str(escape(_unescaped(text)))
    html = _BARE_LINK.sub(
        lambda match: f'<a href="{match[0]}" rel="noreferrer" target="_blank">{match[0]}</a>', html
    )
    for pattern, replacement in _STYLES:
        html = pattern.sub(replacement, html)
    html = to_plain(html)
    return re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match[1])], html)


def _reference(match: re.Match[str], workspace: Workspace) -> str:
    target, label = match[1], match[2]
    if target.startswith("@"):
        person = workspace.people.get(target[1:])
        return f'<span class="mention">@{escape(person.real_name if person else target[1:])}</span>'
    if target.startswith("#"):
        channel = workspace.channels.get(target[1:])
        return f'<span class="mention">#{escape(channel.name if channel else target[1:])}</span>'
    if target.startswith("!date^"):
        return str(escape(_unescaped(label or "")))
    if target.startswith("!"):
        return f'<span class="mention">@{escape(label or target[1:].split("^")[0])}</span>'
    if target.startswith(("https://", "http://", "mailto:")):
        address, words = escape(_unescaped(target)), escape(_unescaped(label or target))
        return f'<a href="{address}" rel="noreferrer" target="_blank">{words}</a>'
    return str(escape(_unescaped(match[0])))
