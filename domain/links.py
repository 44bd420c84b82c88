"""Links as people paste them and as Slack sends them (`<https://…|label>`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from domain.errors import BadInput
from domain.typed_line import Span

LONGEST: Final = 2000
"""Browsers and Slack alike stop somewhere above this."""

_LINK: Final = re.compile(
    r"<(?P<in_slack>[a-z][a-z0-9+.-]*://[^|<>\s]*)(?:\|(?P<label>[^<>]*))?>"
    r"|(?<![\w@./])(?P<bare>[a-z][a-z0-9+.-]*:/{1,2}(?!/)[^\s<>]*|www\.[^\s<>.]+\.[^\s<>]+)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}|localhost|[\d.]{7,15}")
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}
_AFTER: Final = ".,;:!?'\"”’»…*_~"


@dataclass(frozen=True)
class Link:
    """A link that was found; `label` is the words that Slack shows for it, where there are."""

    span: Span
    url: str
    label: str = ""


def find_links(text: str) -> Iterator[Link]:
    """Links from left to right. Raises BadInput for what looks like one and is none."""
    for match in _LINK.finditer(text):
        if match["in_slack"]:
            url, label = match["in_slack"], match["label"] or ""
            shows_url = label.removeprefix("https://").removeprefix("http://") in url
            yield Link(Span(*match.span()), read_link(url), "" if shows_url else label.strip())
        else:
            url = _without_what_follows(match["bare"])
            yield Link(Span(match.start(), match.start() + len(url)), read_link(url))


def _without_what_follows(url: str) -> str:
    """Punctuation after a link isn't part of it, nor a bracket that opened before it."""
    while url:
        opening = _BRACKETS.get(url[-1])
        is_stray = opening is not None and url.count(url[-1]) > url.count(opening)
        if url[-1] not in _AFTER and not is_stray:
            break
        url = url[:-1]
    return url


def read_link(text: str) -> str:
    """An address that a browser can open, `https://` put before a bare `www.`.

    Raises BadInput for anything else.
    """
    url = text.strip().removeprefix("<").removesuffix(">").partition("|")[0].replace("&amp;", "&")
    if re.match(r"www\.", url, re.IGNORECASE):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_link(text) from None
    is_address = parts.scheme in ("http", "https") and _HOST.fullmatch(host) is not None
    if not is_address or re.search(r"\s", url):
        raise _no_link(text)
    if len(url) > LONGEST:
        raise BadInput(
            "That link has {count} letters: use one of at most {longest}, such as the "
            "page's own short link.",
            count=len(url),
            longest=LONGEST,
            field="link",
        )
    return url


def _no_link(text: str) -> BadInput:
    return BadInput(
        "“{text}” is no link that opens: write it like https://example.org/page.",
        text=text.strip()[:80],
        field="link",
    )
