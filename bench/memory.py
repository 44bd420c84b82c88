"""How much more memory this process holds while it does something."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

LOOK_SECONDS: Final = 0.005


@dataclass
class Grown:
    """What it took at most, over what it had."""

    megabytes: float = 0.0


@contextmanager
def watched() -> Iterator[Grown]:
    """What came and went between two looks is not seen."""
    grown, is_over, before = Grown(), Event(), _resident_mb()

    def watch() -> None:
        while not is_over.wait(LOOK_SECONDS):
            grown.megabytes = max(grown.megabytes, _resident_mb() - before)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield grown
    finally:
        is_over.set()
        watching.join()
        grown.megabytes = max(grown.megabytes, _resident_mb() - before)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
