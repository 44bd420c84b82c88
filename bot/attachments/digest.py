"""A digest as a workbook: every figure with real types, and what each of them means."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from bot.attachments.sheets import Sheet
from bot.messages.digest import small_group_words
from bot.messages.figures import FEW, UNITS, figure_rows, period_in_words
from bot.messages.language import say
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
            say("Shared with colleagues"),
            (say("Name"), say("What"), say("Link")),
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
                say(row.heading),
                row.name,
                say(UNITS[row.unit]),
                None if is_several else _value(measure.total),
                _value(measure.a_week),
                _value(measure.usual),
                change,
            )
        )
    columns = (say("About"), say("Figure"), say("Unit"), say("In all"), say("A week"),
               say("A usual week"), say("More than usual"))  # fmt: skip
    return Sheet(say("Figures"), columns, tuple(rows))


def _weeks(told: PeriodFigures, rubric: Rubric) -> Sheet:
    """Each week of the period, after the four before it."""
    rows: list[tuple[Any, ...]] = []
    for which, weeks in ((say("before"), told.before), (say("in it"), told.weeks)):
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
                        _value(None)
                        if totals.minutes is None
                        else _value(by_element.get(each.key, 0))
                        for each in rubric.elements
                    ),
                )
            )
    elements = tuple(say("{name}, minutes", name=element.label) for element in rubric.elements)
    columns = (say("From"), say("To"), say("The period"), say("Took part"), say("Entries"),
               say("Minutes"), *elements)  # fmt: skip
    return Sheet(say("Weeks"), columns, tuple(rows))


def _groups(digest: Digest) -> Sheet:
    rows: list[tuple[Any, ...]] = []
    for told in (digest.told, *digest.others):
        if isinstance(told, SmallGroup):
            rows.append((told.group, told.people, *map(_value, (None,) * 4)))
            continue
        figures = (told.took_part.total, told.entries.total, told.minutes.total,
                   told.minutes.usual)  # fmt: skip
        rows.append((told.group, told.people, *map(_value, figures)))
    columns = (say("Group"), say("Educators"), say("Took part"), say("Entries"), say("Minutes"),
               say("Minutes in a usual week"))  # fmt: skip
    return Sheet(say("Groups"), columns, tuple(rows))


def _meanings(digest: Digest, rubric: Rubric) -> Sheet:
    told = digest.told
    few = say(FEW)
    rows: list[tuple[str, Any]] = [
        (say("Group"), say("{group}, with all groups inside it.", group=told.group)),
        (say("Period"), _period(told.period, digest.today)),
        (say("Made on"), digest.today),
        (say("A usual week"), say("The mean of the four weeks before the period.")),
        (
            say("In all"),
            say("Added up over the period. People can't be: see “{a_week}”.", a_week=say("A week")),
        ),
        (few, say("Fewer than {floor} people: nobody is to be singled out.", floor=told.floor)),
        (few, say("Or, set beside another figure, it would tell what so few did.")),
    ]
    if isinstance(told, SmallGroup):
        rows.append((say("Why no figures"), small_group_words(told)))
    else:
        rows += [(row.name, row.meaning) for row in figure_rows(told, rubric)]
    columns = (say("Figure"), say("Meaning"))
    return Sheet(say("What each figure means"), columns, tuple(rows))


def _period(period: Period, today: date) -> str:
    words = period_in_words(period, today)
    if period.name is None:
        return say("{period}.", period=words)
    return say(
        "{period}. It is made of whole weeks: those whose Thursday lies in it.", period=words
    )


def _value(number: float | None) -> float | str:
    if number is None:
        return say(FEW)
    return number if isinstance(number, int) else round(number, 2)
