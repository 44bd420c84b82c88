"""Words that somebody will read in a language that is not known yet.

They are kept as the English text, which is also what catalogues know them by, and the values
that its places hold; `bot.messages.language` says them to whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any


def later(text: str) -> str:
    """The same text, marked to be put into the catalogues; it is said where it is shown."""
    return text


@dataclass(frozen=True, init=False)
class Words:
    """A text and its values; as a string, in English.

    A value may be Words itself, a day to be put in words, or a list of such, which
    is put with commas: each as its reader puts it.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)
    many: str | None = None
    """The text for any number but one; the number is the value `count`."""

    def __init__(self, text: str, /, *, many: str | None = None, **values: Any) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "many", many)

    def __str__(self) -> str:
        text = self.text if self.many is None or self.values["count"] == 1 else self.many
        english = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in self.values.items()
        }
        return text.format(**english) if english else text


def count_words(one: str, many: str, count: int, /, **values: Any) -> Words:
    """`{count} entry` or `{count} entries`."""
    return Words(one, many=many, count=count, **values)


@dataclass(frozen=True)
class LongDay:
    """A day as a value of Words: `November 3, 2026`."""

    on: date

    def __str__(self) -> str:
        return f"{self.on:%B} {self.on.day}, {self.on.year}"


@dataclass(frozen=True)
class YearlyDay:
    """A day of each year as a value of Words: `November 3`."""

    on: date

    def __str__(self) -> str:
        return f"{self.on:%B} {self.on.day}"


@dataclass(frozen=True)
class Lines:
    """Words one below the other, as a value of Words."""

    lines: tuple[Words, ...]

    def __str__(self) -> str:
        return self.joined(map(str, self.lines))

    @staticmethod
    def joined(lines: Iterable[str]) -> str:
        return "\n".join(f"  {line}" for line in lines)


@dataclass(frozen=True)
class Holiday:
    """A day off by its name, as a value of Words."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Month:
    """A month as a value of Words: `November 2026`, or `November` without its year."""

    on: date
    has_year: bool = True

    def __str__(self) -> str:
        return f"{self.on:%B %Y}" if self.has_year else f"{self.on:%B}"
