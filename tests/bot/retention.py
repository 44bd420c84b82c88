"""What admins see of how long things are kept, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from slack_sdk.models.blocks import Block

from bot.messages.forms import Origin
from bot.messages.retention import as_said, retention_block, retention_form, retention_preview
from domain.retention import KEPT, Limits, Retention
from storage.retention import Due

TODAY = date(2026, 11, 24)
LONGEST = Limits(50, 50, 50)


def retention_home() -> Block:
    return retention_block(Retention(LONGEST, TODAY + timedelta(days=30)), TODAY)


def retention_views() -> Iterator[dict[str, Any]]:
    origin = Origin(home_page="admin", said=as_said(LONGEST))
    for limits in (Limits(), LONGEST, Limits(entries=4)):
        yield retention_form(limits, origin)
    yield retention_preview(None, {}, TODAY, origin)
    due = dict.fromkeys(KEPT, Due(10**9, 10**9))
    for begins_on in (TODAY, TODAY + timedelta(days=30)):
        yield retention_preview(Retention(LONGEST, begins_on), due, TODAY, origin)
        yield retention_preview(Retention(LONGEST, begins_on), {}, TODAY, origin)
