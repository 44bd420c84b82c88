"""A length of time alone, as a field of a form has it, in whichever language."""

from __future__ import annotations

import re

from domain.duration import check_minutes, find_durations
from domain.errors import BadInput
from domain.speech import EVERY_LENGTH
from domain.typed_line import Span, plain_copy


def read_minutes(text: str) -> int:
    """Whole minutes from 1 to 1440: `45`, or any form of a quick entry, and nothing besides.

    Raises BadInput.
    """
    return check_minutes(read_length(text))


def read_length(text: str) -> int:
    """The same of any length. Raises BadInput for what is none."""
    plain = plain_copy(text).strip()
    bare = re.fullmatch(r"([+-]?\d{1,9})(?::([0-5]\d))?", plain)
    if bare:
        return int(bare[1]) if bare[2] is None else 60 * int(bare[1]) + int(bare[2])
    for duration in find_durations(plain, EVERY_LENGTH):
        if duration.span == Span(0, len(plain.rstrip("."))) and not duration.is_range:
            return duration.minutes
    raise BadInput(
        "I can't read “{text}” as a length of time: write it like 45, 1h30 or 1.5 hours.",
        text=text.strip()[:60],
        field="minutes",
    )
