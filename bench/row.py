"""A row of the table: what is measured against what, and the goal that it is held to."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

RATIO: Final = "ratio"
"""The figure that is ours against the floor."""


@dataclass(frozen=True)
class Size:
    """How much is measured: all of it, or a little to see that a row works."""

    rounds: int = 5
    share: float = 1.0

    def of(self, count: int, *, least: int = 1) -> int:
        """That many, or the share of them."""
        return max(least, math.ceil(count * self.share))


@dataclass(frozen=True)
class Turn:
    """What one turn of one side gave."""

    value: float
    """In the unit of its row."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What else was measured, by a name that ends in its unit (`p99_ms`)."""
    lost: int = 0
    wrong: int = 0


Side = Callable[[], Awaitable[Turn]]


@dataclass(frozen=True)
class Sides:
    """What takes turns."""

    ours: Side
    floor: Side | None = None
    """None where the goal is a plain number."""


@dataclass(frozen=True)
class Goal:
    """What a figure of ours may be: at least, or at most, that much."""

    figure: str
    bound: float
    is_at_least: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.bound if self.is_at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{self.figure} {'≥' if self.is_at_least else '≤'} {self.bound:g}"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    title: str
    floor: str | None
    """What it is measured against, in words."""
    unit: str
    goals: Sequence[Goal]
    open: Callable[[Size, Path], AbstractAsyncContextManager[Sides]]
    """Makes ready what is measured, with a folder of its own to do it in."""
    most_rounds: int | None = None
    """Where a turn takes long."""


@dataclass(frozen=True)
class Result:
    """What the turns of a row came to."""

    row: Row
    ours: Sequence[Turn]
    floor: Sequence[Turn]
    loads: tuple[float, float]
    """How many processes wanted a core before and after: the machine may be shared."""
    seconds: float

    @property
    def figures(self) -> dict[str, float]:
        """Medians over the rounds."""
        gathered: dict[str, list[float]] = {"value": [turn.value for turn in self.ours]}
        for turn in self.ours:
            for name, value in turn.figures.items():
                gathered.setdefault(name, []).append(value)
        if self.floor:
            gathered["floor"] = [turn.value for turn in self.floor]
            for turn in self.floor:
                for name, value in turn.figures.items():
                    gathered.setdefault(f"floor_{name}", []).append(value)
            # Of each round alone: what slows the machine down slows both of its turns.
            gathered[RATIO] = [
                mine.value / theirs.value
                for mine, theirs in zip(self.ours, self.floor, strict=True)
            ]
        return {name: median(values) for name, values in gathered.items()}

    @property
    def lost(self) -> int:
        return sum(turn.lost for turn in (*self.ours, *self.floor))

    @property
    def wrong(self) -> int:
        return sum(turn.wrong for turn in (*self.ours, *self.floor))

    @property
    def is_sound(self) -> bool:
        return self.lost == self.wrong == 0

    @property
    def missed(self) -> list[Goal]:
        return [goal for goal in self.row.goals if not goal.holds(self.figures[goal.figure])]

    @property
    def holds(self) -> bool:
        return self.is_sound and not self.missed
