"""What a leader chooses for the digest that comes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final

from domain.cadence import WEEKDAYS
from domain.errors import BadInput

USUAL_DAY: Final = "mon"
USUAL_TIME: Final = time(7, 30)


@dataclass(frozen=True)
class DigestSettings:
    """As they come without a choice: when the schedule says, about all groups that one leads."""

    weekday: str | None = None
    """`mon` … `sun`; None is the schedule's."""
    at: time | None = None
    """On their own clock; None with `weekday`."""
    groups: tuple[int, ...] = ()
    """Ids; none is every group that they lead themselves."""
    is_off: bool = False


def check_digest_settings(settings: DigestSettings) -> DigestSettings:
    """The same. Raises BadInput for a day without a time, and for no day at all."""
    if settings.weekday is not None and settings.weekday not in WEEKDAYS:
        raise BadInput(
            "“{weekday}” is no weekday: use {choices}.",
            weekday=settings.weekday,
            choices=", ".join(WEEKDAYS),
            field="weekday",
        )
    if settings.weekday is not None and settings.at is None:
        raise BadInput("Say at what time, such as 07:30.", field="at")
    if settings.weekday is None and settings.at is not None:
        raise BadInput("Say on which day as well.", field="weekday")
    return settings
