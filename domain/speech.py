"""How a line puts what is read by form and place, in the languages that its author reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain import dates, day_ranges, due, duration, if_then, said, spanish
from domain.dates import DayWords
from domain.day_ranges import RangeWords
from domain.due import DueWords
from domain.duration import LengthWords
from domain.said import SaidWords
from domain.typed_line import BADGE, DANGLING, LEANING


@dataclass(frozen=True)
class Speech:
    """What a quick entry, a goal, or what is looked for among entries is read by.

    Another language comes on top of English: people mix the two.
    """

    lengths: LengthWords
    days: DayWords
    due: DueWords
    ranges: RangeWords
    said: SaidWords
    goal: re.Pattern[str]
    """A goal by its number, or by words of its text."""
    plans: tuple[re.Pattern[str], ...]
    """A plan to do something when a moment comes: its `moment` and `deed`."""
    leaning: frozenset[str]
    """Words that a line can't end in and still read well."""
    dangling: frozenset[str]
    """Words that it can't begin with."""


def _goal(names: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w#])#?(?:{names}):"
        rf"(?:\s?\"(?P<words>[^\"\n{BADGE}]+)\"|\s?#?(?P<number>\d{{1,6}})\b"
        rf"|(?P<word>[^\s\",;{BADGE}]+))"
    )


_ENGLISH: Final = Speech(
    duration.ENGLISH,
    dates.ENGLISH,
    due.ENGLISH,
    day_ranges.ENGLISH,
    said.ENGLISH,
    _goal("goal"),
    (if_then.ENGLISH,),
    LEANING,
    DANGLING,
)
_SPEECHES: Final = {
    "es": Speech(
        spanish.LENGTHS,
        spanish.DAYS,
        spanish.DUE,
        spanish.RANGES,
        spanish.SAID,
        _goal("goal|meta"),
        spanish.PLANS,
        spanish.LEANING,
        spanish.DANGLING,
    )
}


EVERY_LENGTH: Final = spanish.LENGTHS
"""The forms of all languages, where it is not known which a text is in."""


def speech_of(language: str | None) -> Speech:
    """What those write who read in that language."""
    return _SPEECHES.get(language or "", _ENGLISH)
