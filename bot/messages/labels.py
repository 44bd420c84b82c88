"""Words for the keys that rows hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final, Literal, Protocol

from bot.messages.language import say, say_date, say_weekday
from domain.cadence import WEEKDAYS
from domain.keys import VISIBILITIES
from domain.words import later

VISIBILITY_LABELS: Final = {
    "private": later("Only me (counted in totals)"),
    "leaders": later("My leaders and me"),
    "colleagues": later("All colleagues"),
}
VISIBILITY_SENTENCES: Final = {
    "private": later("Only you see this; it counts in totals without your name."),
    "leaders": later("You and those who lead your groups see this."),
    "colleagues": later("All your colleagues can see this."),
}


class Labelled(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...


def choices(things: Iterable[Labelled]) -> list[tuple[str, str]]:
    """(key, label) of each, as form fields take them."""
    return [(thing.key, thing.label) for thing in things]


def said(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(key, label) of each, of labels that were kept for later."""
    return [(key, say(words)) for key, words in choices]


def visibility_choices() -> list[tuple[str, str]]:
    return said((key, VISIBILITY_LABELS[key]) for key in VISIBILITIES)


def weekday_choices() -> list[tuple[str, str]]:
    return [(key, capitalized(weekday_in_words(key))) for key in WEEKDAYS]


def capitalized(words: str) -> str:
    """The same, as it begins a line; the rest stays as it is."""
    return words[:1].upper() + words[1:]


def within_a_line(words: str) -> str:
    """The same, as it stands after other words; the rest stays, such as “del siglo XXI”."""
    return words[:1].lower() + words[1:]


def weekday_in_words(key: str, width: Literal["abbreviated", "wide"] = "wide") -> str:
    """`Monday` or `Mon`, of `mon`; with a small letter where a language writes it so."""
    return say_weekday(WEEKDAYS.index(key), width)


def label(things: Iterable[Labelled], key: str) -> str:
    """The label of that key; the key itself where a district's rubric no longer has it."""
    return next((thing.label for thing in things if thing.key == key), key)


def day_in_words(day: date, today: date) -> str:
    """`today`, `yesterday`, else `Tue 3 Nov`, with the year where it is another."""
    if day == today:
        return say("today")
    if (today - day).days == 1:
        return say("yesterday")
    if (day - today).days == 1:
        return say("tomorrow")
    return say_date(day, "MMMEd" if day.year == today.year else "yMMMEd")


def time_in_words(local: datetime, today: date) -> str:
    """`today at 15:30`; local time, naive."""
    return say("{day} at {time}", day=day_in_words(local.date(), today), time=f"{local:%H:%M}")


def clock_in_words(at: time) -> str:
    """`8:00`."""
    return f"{at.hour}:{at.minute:02d}"
