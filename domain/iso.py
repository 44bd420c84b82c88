"""Dates and times as exports write them: ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime


def iso(value: date) -> str:
    """Instants in UTC with a Z, local times (naive) to the minute without a zone, dates."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return value.isoformat(timespec="minutes")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
