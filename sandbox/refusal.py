"""How the sandbox says no, in Slack's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """Slack answers `{"ok": false, "error": …}`, with more fields where it has more to say."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.answer: dict[str, Any] = {"ok": False, "error": error, **more}
        if messages:
            self.answer["response_metadata"] = {"messages": list(messages)}
