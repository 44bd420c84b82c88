"""A report of a cycle as a workbook: every figure with real types, and what each means."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.attachments.sheets import Sheet
from bot.messages.cycle_report import CycleReport, small_words
from bot.messages.cycle_words import HIDDEN, STEP_LABELS, hidden_means
from bot.messages.labels import label
from bot.messages.language import say
from domain.cycles import STEP_NAMES
from domain.evaluation import KINDS
from domain.participation import STEPS
from domain.words import later
from rubric_data import Rubric
from storage.participation import CycleFigures
from storage.stages import StageReport

LONGEST_NAME: Final = 80
_STEP_MEANS: Final = {
    "begun": later("They have opened their evaluation and done something in it."),
    "goals-set": later("They have chosen the goals that it is about."),
    "submitted": later("They have rated themselves and submitted it, and not withdrawn it since."),
    "responded": later("A leader has answered it."),
    "decided": later("They have said that they agree, or that they see it otherwise; never which."),
}


def workbook_name(report: CycleReport) -> str:
    """`Year 2026-27 Harbor Elementary.xlsx`."""
    figures = report.figures
    words = re.sub(r"[^\w\s.-]", " ", f"{figures.cycle.name} {figures.group or ''}")
    return f"{' '.join(words.split())[:LONGEST_NAME]}.xlsx"


def report_sheets(report: CycleReport, rubric: Rubric) -> list[Sheet]:
    """What the message tells and what it has no room for."""
    sheets = [_steps(report.figures), _evidence(report.figures, rubric)]
    if report.inside:
        sheets.append(_groups(report))
    if report.stage is not None:
        sheets.append(_stages(report.stage, rubric))
    return [*sheets, _meanings(report)]


def _steps(figures: CycleFigures) -> Sheet:
    rows = tuple(
        (
            say(STEP_LABELS[step]),
            _value(figures.steps[step]),
            figures.people,
            _value(figures.share(step)),
        )
        for step in STEPS
    )
    return Sheet(say("How far"), (say("Step"), say("Educators"), say("Of"), say("Percent")), rows)


def _evidence(figures: CycleFigures, rubric: Rubric) -> Sheet:
    balance = figures.balance()
    rows = []
    for kind in KINDS:
        standing = figures.kinds[kind]
        rows.append(
            (
                label(rubric.indicator_kinds, kind),
                _value(None if standing is None else standing.indicators),
                _value(None if standing is None else standing.people),
                _value(None if balance is None else balance[kind]),
            )
        )
    columns = (say("Kind of indicator"), say("Indicators"), say("Educators"),
               say("Percent of indicators"))  # fmt: skip
    return Sheet(say("Evidence"), columns, tuple(rows))


def _groups(report: CycleReport) -> Sheet:
    rows = tuple(
        (each.group, each.people, *(_value(each.steps[step]) for step in STEPS))
        for each in report.inside
    )
    columns = (say("Group"), say("Educators"), *(say(STEP_LABELS[step]) for step in STEPS))
    return Sheet(say("Groups"), columns, rows)


def _stages(stage: StageReport, rubric: Rubric) -> Sheet:
    rows: list[tuple[Any, ...]] = []
    for each in stage.elements:
        element, now = rubric.element(each.element), each.now
        rows.append(
            (
                element.label,
                None if now is None else round(now.score, 2),
                None if now is None else now.percent,
                None if now is None else rubric.stage_at(now.score).name,
                0 if now is None else now.raters,
                element.next_step_text,
            )
        )
    columns = (say("Element"), say("Score"), say("Percent"), say("Stage"), say("Raters"),
               say("Possible next step"))  # fmt: skip
    return Sheet(say("Where the district stands"), columns, tuple(rows))


def _meanings(report: CycleReport) -> Sheet:
    figures = report.figures
    cycle = figures.cycle
    rows: list[tuple[str, Any]] = [
        (say("Cycle"), cycle.name),
        (say("Of whom"), figures.group or say("All whom the cycle is for")),
        (say("Made on"), report.today),
        *((say(words), getattr(cycle, field)) for field, words in STEP_NAMES.items()),
        *((say(STEP_LABELS[step]), say(_STEP_MEANS[step])) for step in STEPS),
        (
            say("Indicators"),
            say("Those that educators chose as evidence in what they have submitted."),
        ),
        (HIDDEN, hidden_means(figures.floor)),
    ]
    if figures.is_small:
        rows.append((say("Why no figures"), small_words(figures)))
    columns = (say("Figure"), say("Meaning"))
    return Sheet(say("What each figure means"), columns, tuple(rows))


def _value(figure: int | None) -> int | str:
    return HIDDEN if figure is None else figure
