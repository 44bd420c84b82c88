"""What happened on the wire, kept for tests and for the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass
class ApiCall:
    """One call of a Web API method, with what Slack answered."""

    method: str
    arguments: dict[str, Any]
    at: datetime  # the sandbox's clock
    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    fault: str | None = None  # what `Faults` did to it

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))


@dataclass
class Attempt:
    """One try to hand a payload to the app.

    `reason` is None where the app acknowledged it, else Slack's word for the failure
    (x-slack-retry-reason): "http_timeout", "http_error", "connection_failed", "timeout".
    """

    ack_ms: float
    status: int | None = None  # of HTTP; 200 where a Socket Mode ack came
    reason: str | None = None
    body: Any = None  # what came back with the acknowledgement


@dataclass
class Delivery:
    """One payload for the app, with all tries to hand it over."""

    number: int
    kind: Kind
    type: str  # the command, the interaction's type or the event's type
    payload: dict[str, Any]
    at: datetime  # the sandbox's clock
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def is_acknowledged(self) -> bool:
        return self.last is not None and self.last.reason is None

    @property
    def status(self) -> int | None:
        return self.last.status if self.last else None

    @property
    def ack_ms(self) -> float | None:
        return self.last.ack_ms if self.last else None

    @property
    def body(self) -> Any:
        return self.last.body if self.last else None

    @property
    def retries(self) -> int:
        return max(0, len(self.attempts) - 1)
