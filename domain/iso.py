"""Values as exports write them: JSON, with dates and times in ISO 8601."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time


def iso(value: date) -> str:
    """Instants in UTC with a Z, local times (naive) to the minute without a zone, dates."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return value.isoformat(timespec="minutes")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    raise TypeError(f"{value!r} has no place in JSON")
