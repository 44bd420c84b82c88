"""After how long somebody who has not answered is reminded, once."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import BadInput

LONGEST_HOURS: Final = 168
"""A week: by then the next prompt has come."""


def read_reminder_hours(text: str) -> int:
    """`24h`, `24`, `36 hours`, `2d`, `2 days`. Raises BadInput for anything else."""
    match = re.fullmatch(r"(\d{1,4})\s*(h|hrs?|hours?|d|days?)?", text.strip().lower())
    if match is None:
        raise BadInput(
            "I can't read “{text}” as a time after which to remind: write it as 24h or 2d.",
            text=text,
            field="remind_after_hours",
        )
    is_in_days = (match[2] or "h").startswith("d")
    return check_reminder_hours(int(match[1]) * (24 if is_in_days else 1))


def check_reminder_hours(hours: int) -> int:
    """The same. Raises BadInput out of 1 to 168."""
    if not 1 <= hours <= LONGEST_HOURS:
        raise BadInput(
            "A reminder comes after 1 to {most} hours, not after {hours}.",
            most=LONGEST_HOURS,
            hours=hours,
            field="remind_after_hours",
        )
    return hours
