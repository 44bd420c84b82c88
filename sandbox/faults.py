"""Ways for Slack to fail on purpose, switched on by method."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["rate_limited", "server_error", "reset_before", "reset_after", "latency"]


@dataclass
class Fault:
    """What goes wrong, how often, and how many times before it heals.

    Attributes:
        kind: "rate_limited" (429), "server_error" (5xx), "reset_before" and "reset_after"
            (the connection breaks before or after the call had its effect), "latency".
        method: a Web API method such as "chat.postMessage", or "*" for all of them.
        count: how many calls it strikes before it is spent; None is for good.
        probability: the share of calls that it strikes.
        after: how many calls pass unharmed first.
        retry_after: seconds in the Retry-After header of a 429.
        status: of a 5xx.
        latency_ms: how long a call is held up.
    """

    kind: FaultKind
    method: str = "*"
    count: int | None = 1
    probability: float = 1.0
    after: int = 0
    retry_after: int = 1
    status: int = 503
    latency_ms: float = 0.0


class Faults:
    """The faults that are switched on; the same seed gives the same misfortune."""

    def __init__(self, *faults: Fault, seed: int = 0) -> None:
        self.active: list[Fault] = list(faults)
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def add(self, kind: FaultKind, method: str = "*", **settings: float | None) -> Fault:
        """Switch a fault on: ``faults.add("rate_limited", "chat.postMessage", count=3)``."""
        fault = Fault(kind, method, **settings)  # type: ignore[arg-type]
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def strike(self, method: str) -> list[Fault]:
        """The faults that this call meets; each is counted down as it strikes."""
        struck: list[Fault] = []
        for fault in list(self.active):
            if fault.method not in ("*", method):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            if self._chance.random() >= fault.probability:
                continue
            struck.append(fault)
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.active.remove(fault)
        return struck
