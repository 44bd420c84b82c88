"""Arguments of a call, however they came: query, form, JSON, or JSON inside a form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.refusal import Refusal

_NO = (None, False, 0, "", "0", "false", "False")


class Arguments(Mapping[str, Any]):
    """Slack's leniency in one place: "1" is true, a number may be a string, and so on."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = {name: value for name, value in raw.items() if value is not None}

    def __getitem__(self, name: str) -> Any:
        return self._raw[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def text(self, name: str) -> str:
        """The argument as a string; empty where it is left out."""
        value = self._raw.get(name, "")
        return value if isinstance(value, str) else str(value)

    def required(self, name: str) -> str:
        if not self.text(name):
            raise Refusal("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
        return self.text(name)

    def flag(self, name: str) -> bool:
        return self._raw.get(name) not in _NO

    def number(self, name: str, default: int) -> int:
        try:
            return int(self._raw.get(name, default))
        except (TypeError, ValueError):
            message = f"[ERROR] must provide an integer [json-pointer:/{name}]"
            raise Refusal("invalid_arguments", messages=[message]) from None

    def json(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """A structured argument; None where it is left out. `error` is for what isn't JSON."""
        value = self._raw.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(error) from None

    def names(self, name: str) -> list[str]:
        """A list that may come as one string with commas."""
        value = self._raw.get(name, [])
        parts = value.split(",") if isinstance(value, str) else value
        return [str(part).strip() for part in parts if str(part).strip()]
