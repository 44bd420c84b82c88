"""Trigger ids: the short-lived right to open a modal in front of the person who acted."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.refusal import Refusal


@dataclass
class Trigger:
    person: str
    delivery: int
    issued_at: float  # monotonic seconds
    is_exchanged: bool = False


class Triggers:
    """Each is good once, for `seconds` of real time.

    docs.slack.dev/interactivity/handling-user-interaction#composing_responses
    """

    def __init__(self, seconds: float = 3.0, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._now = now
        self._issued: dict[str, Trigger] = {}
        self._numbers = itertools.count(1)

    def issue(self, person: str, delivery: int) -> str:
        trigger_id = f"{next(self._numbers)}.{delivery}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(person, delivery, self._now())
        return trigger_id

    def knows(self, trigger_id: str) -> bool:
        return trigger_id in self._issued

    def exchange(self, trigger_id: str) -> Trigger:
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.is_exchanged:
            raise Refusal("exchanged_trigger_id")
        if self._now() - trigger.issued_at > self.seconds:
            raise Refusal("expired_trigger_id")
        trigger.is_exchanged = True
        return trigger
