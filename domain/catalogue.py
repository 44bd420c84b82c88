"""Learning options: what one says of them, and which part of a catalogue one looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from domain.errors import BadInput
from domain.links import read_link
from domain.typed_length import read_length
from domain.typed_line import check_text, tidy

Cost = Literal["free", "covered", "paid"]
COSTS: Final[tuple[Cost, ...]] = get_args(Cost)
"""`covered` is paid by the district or school."""

Length = Literal["short", "hour", "half-day", "long"]
LENGTHS: Final[dict[Length, tuple[int, int]]] = {
    "short": (1, 30),
    "hour": (31, 60),
    "half-day": (61, 240),
    "long": (241, 12_000),
}
"""Minutes of each, from and to."""
MOST_MINUTES: Final = LENGTHS["long"][1]
LONGEST_TITLE: Final = 150
LONGEST_NOTE: Final = 1000
LONGEST_WORDS: Final = 40


@dataclass(frozen=True)
class OptionDraft:
    """A learning option to keep. Keys are the rubric's."""

    title: str
    kind: str
    link: str | None = None
    mode: str | None = None
    cost: Cost = "free"
    minutes: int | None = None
    elements: tuple[str, ...] = ()
    skill: str | None = None
    note: str | None = None


def read_option(
    *,
    title: str,
    kind: str,
    link: str = "",
    mode: str | None = None,
    cost: str = "free",
    minutes: str = "",
    elements: tuple[str, ...] = (),
    skill: str | None = None,
    note: str = "",
) -> OptionDraft:
    """A learning option out of what was typed and chosen.

    Raises BadInput, with its field, for what can't be.
    """
    try:
        title = check_text(" ".join(title.split()))
    except BadInput as refusal:
        raise BadInput(refusal.words, field="title") from None
    if len(title) > LONGEST_TITLE:
        raise BadInput(
            "That title has {count} characters: keep to {most}, and put the rest into the note.",
            count=len(title),
            most=LONGEST_TITLE,
            field="title",
        )
    return OptionDraft(
        title=title,
        kind=kind,
        link=read_link(link) if link.strip() else None,
        mode=mode,
        cost=next((each for each in COSTS if each == cost), "free"),
        minutes=_read_minutes(minutes) if minutes.strip() else None,
        elements=elements,
        skill=skill,
        note=tidy(note)[:LONGEST_NOTE] or None,
    )


@dataclass(frozen=True)
class Shelf:
    """Which learning options are looked at, and from which on; travels in buttons and menus."""

    mode: str = ""
    topic: str = ""
    """As `domain.topics.Topic` writes it."""
    cost: str = ""
    """`free`, or `free-to-me`, which what the district pays is as well."""
    length: str = ""
    first: int = 0
    words: str = ""

    def dump(self) -> str:
        parts = (self.mode, self.topic, self.cost, self.length, str(self.first), self.words)
        return "|".join(parts)

    @classmethod
    def load(cls, text: str) -> Shelf:
        """What was dumped; whatever else gives the whole catalogue."""
        parts = text.split("|", 5)
        if len(parts) != 6 or not parts[4].isdecimal():
            return cls()
        mode, topic, cost, length, first, words = parts
        return cls(mode, topic, cost, length, int(first), words[:LONGEST_WORDS])


def _read_minutes(text: str) -> int:
    minutes = read_length(text)
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadInput(
            "How long it takes is from 1 minute to {most} hours: write it like 45, "
            "1h30 or 20 hours, or leave it empty.",
            most=MOST_MINUTES // 60,
            field="minutes",
        )
    return minutes
