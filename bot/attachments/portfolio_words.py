"""Words that the two shapes of a portfolio share, the document and the workbook."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Final

from bot.messages.labels import label
from bot.messages.language import say
from bot.messages.message import in_digits
from domain.portfolio import Span, spread
from domain.words import later
from rubric_data import Rubric
from storage.portfolio import Portfolio
from storage.tables import Indicator

NOT_LISTED: Final = later("An activity that is not listed")


def spans_of(portfolio: Portfolio) -> list[Span]:
    """Of the days that have come."""
    stretch, by_day = portfolio.stretch, portfolio.totals.minutes_by_day
    # What was logged ahead of its day counts, too.
    last = max([stretch.until(portfolio.today), *by_day])
    return spread(by_day, stretch.first, last)


def act_in_words(act: str, reach: str | None, rubric: Rubric) -> str:
    words = [label(rubric.network_acts, act)] + ([label(rubric.reaches, reach)] if reach else [])
    return ", ".join(words)


def kind_in_words(indicator: Indicator, rubric: Rubric) -> str:
    return next(
        (each.label for each in rubric.indicator_kinds if each.key == indicator.kind),
        indicator.kind,
    )


def numbers_on_paper(indicator: Indicator) -> str:
    """`12 → 18 students who spoke up`; empty without a number."""
    if indicator.after is None:
        return ""
    before = f"{in_digits(indicator.before)} → " if indicator.before is not None else ""
    measure = f" {indicator.measure}" if indicator.measure else ""
    numbers = f"{before}{in_digits(indicator.after)}{measure}"
    if indicator.target is None:
        return numbers
    return say("{numbers}, hoped for {target}", numbers=numbers, target=in_digits(indicator.target))


def element_in_words(rubric: Rubric, key: str) -> str:
    """Its full name; the key itself where a district's rubric no longer has it."""
    return next((each.name for each in rubric.elements if each.key == key), key)


def credit_by_unit(portfolio: Portfolio) -> dict[str, Decimal]:
    """What was granted and has not lapsed."""
    sums = defaultdict[str, Decimal](Decimal)
    for each in portfolio.credited:
        if not each.is_lapsed:
            sums[each.unit] += each.amount
    return dict(sums)
