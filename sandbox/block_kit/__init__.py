"""Block Kit as strictly as Slack takes it. Pure: payloads in, sentences out.

The rules come from docs.slack.dev/reference/block-kit. Where Slack's page and practice
differ, the stricter one counts, so that what passes here passes there.
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.block_kit.blocks import Surface, check_blocks, check_view
from sandbox.block_kit.composition import SUGGESTIONS
from sandbox.block_kit.rules import Place

LARGEST_VIEW = 250_000  # bytes of JSON

__all__ = [
    "LARGEST_VIEW",
    "Surface",
    "option_problems",
    "problems",
    "view_problems",
    "view_size",
]


def problems(blocks: Any, surface: Surface) -> list[str]:
    """What Slack would say of these blocks; nothing where it would take them."""
    faults: list[str] = []
    check_blocks(blocks, surface, Place("/blocks", faults))
    return faults


def view_problems(view: Any) -> list[str]:
    """What Slack would say of this view, its blocks among it."""
    faults: list[str] = []
    check_view(view, Place("/view", faults))
    return faults


def view_size(view: Any) -> int:
    return len(json.dumps(view, separators=(",", ":")).encode())


def option_problems(suggestions: Any) -> list[str]:
    """What Slack would say of the answer to a block_suggestion.

    docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    faults: list[str] = []
    SUGGESTIONS(suggestions, Place("", faults))
    return faults
