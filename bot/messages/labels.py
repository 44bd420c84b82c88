"""Words for the keys that rows hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final, Protocol

from domain.cadence import WEEKDAY_NAMES, WEEKDAYS
from domain.keys import VISIBILITIES

VISIBILITY_LABELS: Final = {
    "private": "Only me (counted in totals)",
    "leaders": "My leaders and me",
    "colleagues": "All colleagues",
}
VISIBILITY_SENTENCES: Final = {
    "private": "Only you see this; it counts in totals without your name.",
    "leaders": "You and those who lead your groups see this.",
    "colleagues": "All your colleagues can see this.",
}


class Labelled(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...


def choices(things: Iterable[Labelled]) -> list[tuple[str, str]]:
    """(key, label) of each, as form fields take them."""
    return [(thing.key, thing.label) for thing in things]


def visibility_choices() -> list[tuple[str, str]]:
    return [(key, VISIBILITY_LABELS[key]) for key in VISIBILITIES]


def weekday_choices() -> list[tuple[str, str]]:
    return list(zip(WEEKDAYS, WEEKDAY_NAMES, strict=True))


def label(things: Iterable[Labelled], key: str) -> str:
    """The label of that key; the key itself where a district's rubric no longer has it."""
    return next((thing.label for thing in things if thing.key == key), key)


def day_in_words(day: date, today: date) -> str:
    """`today`, `yesterday`, else `Tue 3 Nov`, with the year where it is another."""
    if day == today:
        return "today"
    if (today - day).days == 1:
        return "yesterday"
    if (day - today).days == 1:
        return "tomorrow"
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


def time_in_words(local: datetime, today: date) -> str:
    """`today at 15:30`; local time, naive."""
    return f"{day_in_words(local.date(), today)} at {local:%H:%M}"


def clock_in_words(at: time) -> str:
    """`8:00`."""
    return f"{at.hour}:{at.minute:02d}"
