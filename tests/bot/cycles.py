"""Cycles of evaluations with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from bot.messages.cycle import (
    HOME_CYCLES,
    closing_form,
    cycle_blocks,
    cycle_form,
    cycle_modal,
    cycle_removal_form,
    reopening_form,
)
from bot.messages.cycle_reminder import cycle_reminder_message
from bot.messages.cycle_report import CycleReport, report_message
from bot.messages.cycle_words import change_in_words
from bot.messages.forms import Origin
from bot.messages.message import Message
from domain.cycles import (
    LONGEST_WORDS,
    MOST_RATINGS,
    REMINDERS,
    REMINDS,
    CycleDraft,
    last_day,
    usual_days,
    usual_terms,
)
from domain.evaluation import KINDS
from domain.participation import STEPS
from rubric_data import Rubric
from storage.cycles import Effect
from storage.pages import Page
from storage.participation import CycleFigures, CycleLine, Standing
from storage.reminders import Reminding
from storage.tables import Cycle
from tests.bot.digests import a_stage_report

TODAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 11, 24)
THEN = datetime(2026, 11, 24, tzinfo=UTC)


def a_cycle(text: str, rubric: Rubric, place: int = 0) -> Cycle:
    return Cycle(
        id=10**15 + place,
        workspace_id=1,
        name=text[:100],
        elements=[element.key for element in rubric.elements],
        ratings=[f"{number} {text}"[:75] for number in range(MOST_RATINGS)],
        expectation=text[:LONGEST_WORDS] if place % 2 == 0 else None,
        goals_expected=20,
        evidence_expected=20,
        needs_balance=True,
        leaders_rate=True,
        added_at=THEN,
        closed_at=THEN if place % 3 == 2 else None,
        group_rows=[],
        **usual_days(TODAY),
    )


def figures(
    text: str, rubric: Rubric, amount: int | None, place: int = 0, *, is_small: bool = False
) -> CycleFigures:
    """All of them alike; None is all held back."""
    return CycleFigures(
        cycle=a_cycle(text, rubric, place),
        group=text[:100] if place else None,
        people=10**6,
        floor=5,
        is_small=is_small,
        steps=dict.fromkeys(STEPS, amount),
        kinds=dict.fromkeys(KINDS, None if amount is None else Standing(amount, amount)),
    )


def reports(text: str, rubric: Rubric) -> Iterator[CycleReport]:
    cycles = tuple((place, f"{place} {text}"[:100]) for place in range(150))
    for amount, is_small in ((0, False), (10**6, False), (None, False), (None, True)):
        for stage in (a_stage_report(text, rubric), None):
            yield CycleReport(
                figures=figures(text, rubric, amount, 1, is_small=is_small),
                group_id=10**15,
                inside=tuple(figures(text, rubric, amount, 1) for _ in range(40)),
                stage=stage,
                cycles=cycles,
                today=TODAY,
            )


def cycle_line(text: str, rubric: Rubric, place: int) -> CycleLine:
    groups = [f"{number} {text}"[:100] for number in range(40 * (place % 2))]
    return CycleLine(a_cycle(text, rubric, place), groups, figures(text, rubric, None, place))


def cycle_home(text: str, rubric: Rubric) -> list[Block]:
    """The fullest page of those that there may be."""
    lines = [cycle_line(text, rubric, place) for place in range(HOME_CYCLES)]
    return cycle_blocks(Page(lines, 10, 10**6, HOME_CYCLES), TODAY)


def cycle_views(text: str, rubric: Rubric) -> Iterator[dict[str, Any]]:
    origin = Origin(row=10**15, home_page="admin", said={"seen": "x" * 16})
    groups = [f"{place} {text}"[:100] for place in range(150)]
    for place in range(4):
        line = cycle_line(text, rubric, place)
        draft = CycleDraft(
            line.cycle.name, line.cycle.terms, tuple(groups[20:120]), line.cycle.expectation
        )
        other = CycleDraft(f"x{text}"[:100], usual_terms(["ownership"], NEXT_YEAR), tuple(groups))
        told = change_in_words(draft, other, Effect(True, 10**6, 10**6), TODAY)
        yield cycle_form(draft, rubric, groups, origin=origin, effect=told)
        yield cycle_form(CycleDraft("", draft.terms), rubric, [], origin=Origin())
        yield cycle_modal(line, rubric, TODAY)
        yield closing_form(line.cycle)
        yield reopening_form(line.cycle, TODAY)
        yield cycle_removal_form(line.cycle)


def cycle_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    for report in reports(text, rubric):
        for has_charts in (True, False):
            yield report_message(report, rubric, has_charts=has_charts)
    cycle = a_cycle(text, rubric)
    for reminder in REMINDERS:
        for state in REMINDS[reminder]:
            told = Reminding(cycle, reminder, state, last_day(reminder, cycle.terms), 10**6)
            yield cycle_reminder_message(told, TODAY, text[:80])
