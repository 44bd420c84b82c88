"""A group's figures in words and rows: the same for the message, the dashboard, the workbook
and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.messages.labels import Labelled
from bot.messages.message import in_hours, typed
from domain.periods import Period
from rubric_data import Rubric
from storage.digests import Measure, PeriodFigures
from storage.figures import WeekTotals

Unit = Literal["people", "minutes", "entries", "goals", "prompts"]

FEW: Final = "few"
"""Stands for a figure that is held back."""
FEW_MEANS: Final = f"“{FEW}” stands where too few people took part: a figure would give them away."
_NAMED: Final = 12


@dataclass(frozen=True)
class FigureRow:
    """One figure under its heading."""

    heading: str
    name: str
    unit: Unit
    measure: Measure
    meaning: str

    @property
    def is_few(self) -> bool:
        """Something of it is held back."""
        return self.measure.total is None or self.measure.usual is None

    def in_all(self) -> str:
        return said(self.measure.total, self.unit)

    def a_week(self) -> str:
        return said(self.measure.a_week, self.unit)

    def usual(self) -> str:
        return said(self.measure.usual, self.unit)


def figure_rows(figures: PeriodFigures, rubric: Rubric) -> list[FigureRow]:
    """Every figure, also those of which there is none."""
    counts = figures.counts
    return [
        FigureRow("Taking part", "Took part", "people", figures.took_part,
                  "Educators of the group who logged something in a week."),
        FigureRow("Taking part", "Entries", "entries", figures.entries,
                  "All that they logged, private entries too."),
        FigureRow("Taking part", "Time", "minutes", figures.minutes,
                  "The minutes of those entries. An entry without minutes counts as none."),
        *_rows(figures, "Elements", "element", rubric.elements,
               unit="minutes",
               meaning="The minutes of entries about it. One may be about several."),
        *_rows(figures, "How they learned", "mode", rubric.modes,
               unit="minutes", meaning="The minutes of entries of that mode."),
        *_rows(figures, "Networks", "network_act", rubric.network_acts,
               unit="entries", meaning="Entries that say so of a professional network."),
        *_rows(figures, "Networks", "reach", rubric.reaches,
               unit="entries", meaning="Entries about networks there."),
        *_rows(figures, "Skills", "skill", rubric.skills,
               unit="entries", meaning="Entries that practised it; one may practise several."),
        FigureRow("Goals", "Goals set", "goals", counts["goals_set"],
                  "Goals that were set in that time."),
        FigureRow("Goals", "Goals moved", "goals", counts["goals_moved"],
                  "Goals with a check-in or an entry for them."),
        FigureRow("Goals", "Goals met", "goals", counts["goals_met"],
                  "Goals that were met in that time."),
        FigureRow("Prompts", "Prompts that came", "prompts", counts["prompts_sent"],
                  "Reflection prompts that reached somebody."),
        FigureRow("Prompts", "Prompts answered", "prompts", counts["prompts_answered"],
                  "Those of them that were answered."),
    ]  # fmt: skip


def part_rows(rows: Iterable[FigureRow]) -> tuple[list[FigureRow], str]:
    """Those that show something, and a sentence that names what is held back ("" for nothing)."""
    shown, held_back = [], []
    for row in rows:
        if row.measure.total is None:
            held_back.append(row.name)
        elif row.measure.is_something:
            shown.append(row)
    sentences = [FEW_MEANS] if any(row.is_few for row in shown) else []
    if held_back:
        names = ", ".join(typed(name, 60) for name in held_back[:_NAMED])
        more = f" and {len(held_back) - _NAMED} more" if len(held_back) > _NAMED else ""
        sentences.append(f"Too few people for a figure, which would give them away: {names}{more}.")
    return shown, " ".join(sentences)


def _rows(
    figures: PeriodFigures,
    heading: str,
    family: str,
    things: Iterable[Labelled],
    *,
    unit: Literal["minutes", "entries"],
    meaning: str,
) -> Iterator[FigureRow]:
    """One for each key of the rubric, and for each that a district's rubric has dropped since."""
    labels = {thing.key: thing.label for thing in things}
    for key in dict.fromkeys([*labels, *figures.parts[family]]):
        part = figures.part(family, key)
        measure = part.minutes if unit == "minutes" else part.entries
        yield FigureRow(heading, labels.get(key, key), unit, measure, meaning)


def said(value: float | None, unit: Unit) -> str:
    """`few`, `2 h 15 min`, `7`, `2.5`."""
    if value is None:
        return FEW
    if unit == "minutes":
        return in_hours(round(value))
    if unit == "people":
        return str(round(value))
    return f"{value:.1f}".removesuffix(".0")


def share(part: float | None, whole: float | None) -> int | None:
    """Percent; None where it can't be said."""
    return round(100 * part / whole) if part is not None and whole else None


def period_in_words(period: Period, today: date) -> str:
    """`16 to 22 Nov`, `this week so far (…)`, `October 2026 (28 Sep to 1 Nov)`."""
    days = days_in_words(period.first.monday, period.last.sunday, today)
    so_far = " so far" if period.is_running(today) else ""
    if period.name is not None:
        return f"{period.name}{so_far} ({days})"
    if period.count == 1:
        return f"this week so far ({days})" if so_far else days
    return f"{period.count} weeks{so_far} ({days})"


def days_in_words(first: date, last: date, today: date) -> str:
    """`16 to 22 Nov`, with the years where one is not this year."""
    year = f" {last.year}" if last.year != today.year else ""
    end = f"{last.day} {last:%b}{year}"
    if first.year != last.year:
        return f"{first.day} {first:%b} {first.year} to {end}"
    if first.month != last.month:
        return f"{first.day} {first:%b} to {end}"
    return f"{first.day} to {end}"


@dataclass(frozen=True)
class Trend:
    """The minutes that are shown, oldest first; each stretch is so many weeks long."""

    minutes: Mapping[str, int]
    """By the first day of a stretch."""
    weeks_together: int

    @property
    def axis(self) -> str:
        return "Week from" if self.weeks_together == 1 else f"{self.weeks_together} weeks from"


def trend(weeks: Iterable[WeekTotals], today: date, *, most: int) -> Trend:
    """Weeks that are held back are left out; `most` stretches at most."""
    shown = [(week.week, week.minutes) for week in weeks if week.minutes is not None]
    together = max(1, -(-len(shown) // most))
    minutes = {}
    for place in range(0, len(shown), together):
        stretch = shown[place : place + together]
        first, last = stretch[0][0].monday, stretch[-1][0].sunday
        so_far = " so far" if last >= today else ""
        minutes[f"{first.day} {first:%b}{so_far}"] = sum(each for _, each in stretch)
    return Trend(minutes, together)
