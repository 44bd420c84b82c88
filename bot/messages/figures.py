"""A group's figures in words and rows: the same for the message, the dashboard, the workbook
and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.messages.labels import Labelled
from bot.messages.language import say, say_date, say_day, say_in, say_number, say_words
from bot.messages.message import in_hours, typed
from domain.periods import Period
from domain.words import later
from rubric_data import Rubric
from storage.digests import Measure, PeriodFigures
from storage.figures import WeekTotals

Unit = Literal["people", "minutes", "entries", "goals", "prompts"]

UNITS: Final[Mapping[Unit, str]] = {
    "people": later("people"),
    "minutes": later("minutes"),
    "entries": later("entries"),
    "goals": later("goals"),
    "prompts": later("prompts"),
}
FEW: Final = later("few")
"""Stands for a figure that is held back."""
_NAMED: Final = 12
_HELD_BACK: Final = later("Too few people took part to show: {names}.")
_HELD_BACK_WITH_MORE: Final = later("Too few people took part to show: {names} and {count} more.")


def few_means() -> str:
    return say(
        "“{few}” stands where too few people took part: a figure would give them away.",
        few=say(FEW),
    )


@dataclass(frozen=True)
class FigureRow:
    """One figure under its heading."""

    heading: str
    """In English, as the part that it is one of is known by."""
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
        FigureRow("Taking part", say("Took part"), "people", figures.took_part,
                  say("Educators of the group who logged something in a week.")),
        FigureRow("Taking part", say("Entries"), "entries", figures.entries,
                  say("All that they logged, private entries too.")),
        FigureRow("Taking part", say_in("how long it took", "Time"), "minutes", figures.minutes,
                  say("The minutes of those entries. An entry without minutes counts as none.")),
        *_rows(figures, "Elements", "element", rubric.elements,
               unit="minutes",
               meaning=say("The minutes of entries about it. One may be about several.")),
        *_rows(figures, "How they learned", "mode", rubric.modes,
               unit="minutes", meaning=say("The minutes of entries of that mode.")),
        *_rows(figures, "Networks", "network_act", rubric.network_acts,
               unit="entries", meaning=say("Entries that say so of a professional network.")),
        *_rows(figures, "Networks", "reach", rubric.reaches,
               unit="entries", meaning=say("Entries about networks there.")),
        *_rows(figures, "Skills", "skill", rubric.skills,
               unit="entries", meaning=say("Entries that practised it; one may practise several.")),
        FigureRow("Goals", say("Goals set"), "goals", counts["goals_set"],
                  say("Goals that were set in that time.")),
        FigureRow("Goals", say("Goals moved"), "goals", counts["goals_moved"],
                  say("Goals with a check-in or an entry for them.")),
        FigureRow("Goals", say("Goals met"), "goals", counts["goals_met"],
                  say("Goals that were met in that time.")),
        FigureRow("Prompts", say("Prompts that came"), "prompts", counts["prompts_sent"],
                  say("Reflection prompts that reached somebody.")),
        FigureRow("Prompts", say("Prompts answered"), "prompts", counts["prompts_answered"],
                  say("Those of them that were answered.")),
    ]  # fmt: skip


def part_rows(rows: Iterable[FigureRow]) -> tuple[list[FigureRow], str]:
    """Those that show something, and a sentence that names what is held back ("" for nothing)."""
    shown, held_back = [], []
    for row in rows:
        if row.measure.total is None:
            held_back.append(row.name)
        elif row.measure.is_something:
            shown.append(row)
    sentences = [few_means()] if any(row.is_few for row in shown) else []
    if held_back:
        names = ", ".join(typed(name, 60) for name in held_back[:_NAMED])
        left_out = len(held_back) - _NAMED
        text = _HELD_BACK if left_out <= 0 else _HELD_BACK_WITH_MORE
        sentences.append(say(text, names=names, count=left_out))
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
        return say(FEW)
    if unit == "minutes":
        return in_hours(round(value))
    if unit == "people":
        return str(round(value))
    return say_number(round(value, 1))


def share(part: float | None, whole: float | None) -> int | None:
    """Percent; None where it can't be said."""
    return round(100 * part / whole) if part is not None and whole else None


def period_in_words(period: Period, today: date) -> str:
    """`16 to 22 Nov`, `this week so far (…)`, `October 2026 (28 Sep to 1 Nov)`."""
    days = days_in_words(period.first.monday, period.last.sunday, today)
    is_running = period.is_running(today)
    if period.name is not None:
        name = say_words(period.name)
    elif period.count > 1:
        name = say("{count} weeks", count=period.count)
    else:
        return say("this week so far ({days})", days=days) if is_running else days
    if is_running:
        return say("{period} so far ({days})", period=name, days=days)
    return f"{name} ({days})"


def days_in_words(first: date, last: date, today: date) -> str:
    """`16 to 22 Nov`, with the years where one is not this year."""
    end = say_date(last, "yMMMd" if last.year != today.year else "MMMd")
    if first.year != last.year:
        begin = say_date(first, "yMMMd")
    elif first.month != last.month:
        begin = say_date(first, "MMMd")
    else:
        begin = say_day(first)
    return say("{first} to {last}", first=begin, last=end)


@dataclass(frozen=True)
class Trend:
    """The minutes that are shown, oldest first; each stretch is so many weeks long."""

    minutes: Mapping[str, int]
    """By the first day of a stretch."""
    weeks_together: int

    @property
    def axis(self) -> str:
        return (
            say("Week from")
            if self.weeks_together == 1
            else say("{count} weeks from", count=self.weeks_together)
        )


def trend(weeks: Iterable[WeekTotals], today: date, *, most: int) -> Trend:
    """Weeks that are held back are left out; `most` stretches at most."""
    shown = [(week.week, week.minutes) for week in weeks if week.minutes is not None]
    together = max(1, -(-len(shown) // most))
    minutes = {}
    for place in range(0, len(shown), together):
        stretch = shown[place : place + together]
        first, last = stretch[0][0].monday, stretch[-1][0].sunday
        begin = say_date(first, "MMMd")
        label = say("{day} so far", day=begin) if last >= today else begin
        minutes[label] = sum(each for _, each in stretch)
    return Trend(minutes, together)
