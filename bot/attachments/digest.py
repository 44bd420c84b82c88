"""A digest as a workbook: every figure with real types, and what each of them means."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.attachments.sheets import Sheet
from bot.messages.digest import small_group_words
from bot.messages.figures import FEW, figure_rows, period_in_words
from domain.periods import Period
from rubric_data import Rubric
from storage.digests import Digest, PeriodFigures, SmallGroup, Told

LONGEST_NAME: Final = 80


def workbook_name(told: Told) -> str:
    """`Harbor Elementary 2026-W47.xlsx`."""
    words = re.sub(r"[^\w\s.-]", " ", told.group)
    return f"{' '.join(words.split())[:LONGEST_NAME]} {told.period}.xlsx".strip()


def digest_sheets(digest: Digest, rubric: Rubric) -> list[Sheet]:
    """What the message tells and what it has no room for."""
    told = digest.told
    if isinstance(told, SmallGroup):
        return [_groups(digest), _meanings(digest, rubric)]
    return [
        _figures(told, rubric),
        _weeks(told, rubric),
        _groups(digest),
        Sheet(
            "Shared with colleagues",
            ("Name", "What", "Link"),
            tuple((each.name, each.text, each.link) for each in told.highlights),
        ),
        _meanings(digest, rubric),
    ]


def _figures(told: PeriodFigures, rubric: Rubric) -> Sheet:
    rows = []
    for row in figure_rows(told, rubric):
        measure = row.measure
        is_several = told.period.count > 1 and row.unit == "people"
        change = (
            None
            if measure.a_week is None or measure.usual is None
            else round(measure.a_week - measure.usual, 2)
        )
        rows.append(
            (
                row.heading,
                row.name,
                row.unit,
                None if is_several else _value(measure.total),
                _value(measure.a_week),
                _value(measure.usual),
                change,
            )
        )
    columns = ("About", "Figure", "Unit", "In all", "A week", "A usual week", "More than usual")
    return Sheet("Figures", columns, tuple(rows))


def _weeks(told: PeriodFigures, rubric: Rubric) -> Sheet:
    """Each week of the period, after the four before it."""
    rows: list[tuple[Any, ...]] = []
    for which, weeks in (("before", told.before), ("in it", told.weeks)):
        for totals in weeks:
            by_element = totals.minutes_by_element
            rows.append(
                (
                    totals.week.monday,
                    totals.week.sunday,
                    which,
                    _value(totals.participants),
                    _value(totals.entries),
                    _value(totals.minutes),
                    *(
                        FEW if totals.minutes is None else _value(by_element.get(each.key, 0))
                        for each in rubric.elements
                    ),
                )
            )
    elements = tuple(f"{element.label}, minutes" for element in rubric.elements)
    columns = ("From", "To", "The period", "Took part", "Entries", "Minutes", *elements)
    return Sheet("Weeks", columns, tuple(rows))


def _groups(digest: Digest) -> Sheet:
    rows: list[tuple[Any, ...]] = []
    for told in (digest.told, *digest.others):
        if isinstance(told, SmallGroup):
            rows.append((told.group, told.people, FEW, FEW, FEW, FEW))
            continue
        figures = (told.took_part.total, told.entries.total, told.minutes.total,
                   told.minutes.usual)  # fmt: skip
        rows.append((told.group, told.people, *map(_value, figures)))
    columns = ("Group", "Educators", "Took part", "Entries", "Minutes", "Minutes in a usual week")
    return Sheet("Groups", columns, tuple(rows))


def _meanings(digest: Digest, rubric: Rubric) -> Sheet:
    told = digest.told
    rows = [
        ("Group", f"{told.group}, with all groups inside it."),
        ("Period", period_in_words(told.period, digest.today) + _is_weeks(told.period)),
        ("Made on", f"{digest.today:%Y-%m-%d}"),
        ("A usual week", "The mean of the four weeks before the period."),
        ("In all", "Added up over the period. People can't be: see “A week”."),
        (FEW, f"Fewer than {told.floor} people: nobody is to be singled out."),
        (FEW, "Or, set beside another figure, it would tell what so few did."),
    ]
    if isinstance(told, SmallGroup):
        rows.append(("Why no figures", small_group_words(told)))
    else:
        rows += [(row.name, row.meaning) for row in figure_rows(told, rubric)]
    return Sheet("What each figure means", ("Figure", "Meaning"), tuple(rows))


def _is_weeks(period: Period) -> str:
    if period.name is None:
        return "."
    return ". It is made of whole weeks: those whose Thursday lies in it."


def _value(number: float | None) -> float | str:
    if number is None:
        return FEW
    return number if isinstance(number, int) else round(number, 2)
