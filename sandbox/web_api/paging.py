"""Pages with cursors: docs.slack.dev/apis/web-api/pagination."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.arguments import Arguments
from sandbox.refusal import Refusal

T = TypeVar("T")


def page(
    rows: Sequence[T], arguments: Arguments, *, default: int, most: int = 1000
) -> tuple[list[T], str]:
    """One page of rows and the cursor of the next, which is empty at the end."""
    limit = arguments.number("limit", default) or default
    if not 0 < limit <= most:
        raise Refusal("invalid_limit")
    start = _offset(arguments.text("cursor"))
    following = start + limit
    cursor = base64.b64encode(f"next:{following}".encode()).decode()
    return list(rows[start:following]), cursor if following < len(rows) else ""


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, offset = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next" or int(offset) < 0:
            raise ValueError(cursor)
        return int(offset)
    except (ValueError, binascii.Error):
        raise Refusal("invalid_cursor") from None
