"""An event loop whose clock jumps to whatever is waited for, so that waiting takes no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Jumping(selectors.DefaultSelector):
    """Takes the time that it would wait for as passed."""

    passed_seconds = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout:
            # Sums of seconds may fall short by a rounding, and time must go on all the same.
            self.passed_seconds += timeout + 1e-6
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed_seconds


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` gives, in a loop of its own. It may wait, and must not reach the network."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
