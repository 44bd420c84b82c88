"""A portfolio as a workbook: the same as in the document, with real types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.attachments.portfolio_words import (
    GOAL_STATES,
    NOT_LISTED,
    act_in_words,
    element_in_words,
    kind_in_words,
    spans_of,
)
from bot.attachments.sheets import Sheet
from bot.messages.labels import label
from bot.messages.language import say_words
from rubric_data import Rubric
from storage.portfolio import Portfolio
from storage.readings import Reading


def portfolio_sheets(portfolio: Portfolio, rubric: Rubric) -> list[Sheet]:
    """Sheets of what is not in it are left out."""
    sheets = [
        _overview_sheet(portfolio, rubric),
        _time_sheet(portfolio),
        _goals_sheet(portfolio, rubric),
        _check_ins_sheet(portfolio),
        _entries_sheet(portfolio, rubric),
        _indicators_sheet(portfolio, rubric),
        _reflections_sheet(portfolio, rubric),
        _credit_sheet(portfolio),
        *(_ratings_sheet(reading, rubric) for reading in portfolio.evaluations),
        _answers_sheet(portfolio),
    ]
    return _apart([sheet for sheet in sheets if sheet.rows])


def _overview_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    totals, stretch = portfolio.totals, portfolio.stretch
    rows: list[tuple[str, Any, str]] = [
        ("Educator", portfolio.name, ""),
        ("Groups", ", ".join(portfolio.groups), ""),
        ("Time", say_words(stretch.name) if stretch.name else "", ""),
        ("From", stretch.first, ""),
        ("To", stretch.last, ""),
        ("Made on", portfolio.today, ""),
        ("Logged", totals.minutes, "minutes"),
        ("Logged", totals.entries, "activities"),
        ("Counted and not listed", portfolio.unlisted, "activities"),
    ]
    rows += [
        (each.label, totals.minutes_by_element.get(each.key, 0), "minutes, by element")
        for each in rubric.elements
    ]
    rows += [
        (each.label, totals.entries_by_skill.get(each.key, 0), "activities, by skill")
        for each in rubric.skills
    ]
    rows += [
        (each.label, totals.entries_by_mode.get(each.key, 0), "activities, by mode")
        for each in rubric.modes
    ]
    rows += [
        (act_in_words(act, reach, rubric), count, "networks")
        for (act, reach), count in sorted(totals.acts.items(), key=str)
    ]
    return Sheet("Overview", ("What", "Value", "Unit"), tuple(rows))


def _time_sheet(portfolio: Portfolio) -> Sheet:
    spans = spans_of(portfolio) if portfolio.totals.minutes else []
    name = "Months" if spans and spans[0].is_month else "Weeks"
    return Sheet(name, ("From", "Minutes"), tuple((span.first, span.minutes) for span in spans))


def _goals_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    columns = ("Goal", "State", "Set on", "Due on", "Closed on", "Element", "Skill", "Known by",
               "Target", "Percent", "Activities", "Minutes", "Let go because")  # fmt: skip
    return Sheet(
        "Goals",
        columns,
        tuple(
            (
                told.goal.text,
                GOAL_STATES[told.goal.state],
                told.goal.set_on,
                told.goal.due_on,
                told.goal.closed_on,
                label(rubric.elements, told.goal.element) if told.goal.element else None,
                label(rubric.skills, told.goal.skill) if told.goal.skill else None,
                told.goal.indicator,
                told.goal.target,
                told.progress.percent,
                told.progress.entries,
                told.progress.minutes,
                told.let_go_because,
            )
            for told in portfolio.goals
        ),
    )


def _check_ins_sheet(portfolio: Portfolio) -> Sheet:
    return Sheet(
        "Check-ins",
        ("Goal", "On", "Percent", "Note", "Link", "Files"),
        tuple(
            (
                told.goal.text,
                said.checked_on,
                said.progress,
                said.note,
                said.link,
                ", ".join(file.permalink for file in said.files),
            )
            for told in portfolio.goals
            for said in told.check_ins
        ),
    )


def _entries_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    columns = ("When", "What", "Minutes", "Kind", "Mode", "Elements", "Skills", "Network", "Reach",
               "Link", "Files", "In class", "Is evidence", "Who sees it")  # fmt: skip
    standing = {entry.id for entry in portfolio.evidence.entries}
    return Sheet(
        "Activities",
        columns,
        tuple(
            (
                entry.happened_on,
                entry.text,
                entry.minutes,
                label(rubric.kinds, entry.kind),
                label(rubric.modes, entry.mode) if entry.mode else None,
                ", ".join(label(rubric.elements, key) for key in entry.elements),
                ", ".join(label(rubric.skills, key) for key in entry.skills),
                label(rubric.network_acts, entry.network_act) if entry.network_act else None,
                label(rubric.reaches, entry.reach) if entry.reach else None,
                entry.link,
                ", ".join(file.permalink for file in entry.files),
                entry.classroom_note,
                entry.id in standing,
                label(rubric.visibilities, entry.visibility),
            )
            for entry in portfolio.entries
        ),
    )


def _indicators_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    columns = ("When", "Kind", "What happened", "What is counted", "Before", "After", "Target",
               "Measured on", "Element", "Skill", "Is evidence")  # fmt: skip
    standing = {each.id for each in portfolio.evidence.indicators}
    return Sheet(
        "Indicators",
        columns,
        tuple(
            (
                each.noted_on,
                kind_in_words(each, rubric),
                each.text,
                each.measure,
                each.before,
                each.after,
                each.target,
                each.measured_on,
                label(rubric.elements, each.element) if each.element else None,
                label(rubric.skills, each.skill) if each.skill else None,
                each.id in standing,
            )
            for each in portfolio.indicators
        ),
    )


def _reflections_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    standing = {each.id for each in portfolio.evidence.reflections}
    return Sheet(
        "Reflections",
        ("When", "Asked", "Element", "Answered", "How it went, 1 to 5", "Is evidence"),
        tuple(
            (
                each.answered_on,
                each.prompt_text,
                label(rubric.elements, each.element),
                each.text,
                each.rating,
                each.id in standing,
            )
            for each in portfolio.reflections
        ),
    )


def _credit_sheet(portfolio: Portfolio) -> Sheet:
    return Sheet(
        "Credit",
        ("When", "What", "Credit", "Unit", "Lapses on", "Has lapsed"),
        tuple(
            (
                each.happened_on,
                each.entry.text if each.entry is not None else NOT_LISTED,
                float(each.amount),
                each.unit,
                each.lapses_on,
                each.is_lapsed,
            )
            for each in portfolio.credited
        ),
    )


def _ratings_sheet(reading: Reading, rubric: Rubric) -> Sheet:
    elements = [
        (element_in_words(rubric, each.element), each.rating, each.words, each.beside, None, None)
        for each in reading.rated
    ]
    skills = [
        (
            each.label,
            None,
            None,
            None,
            reading.skills_at_start.get(each.key),
            reading.skills_at_end.get(each.key),
        )
        for each in rubric.skills
        if each.key in reading.skills_at_start or each.key in reading.skills_at_end
    ]
    return Sheet(
        f"Evaluation {reading.cycle.name}",
        ("Element or skill", "Own rating", "Own words", "Leader's rating", "Skill at the start",
         "Skill at the end"),
        (*elements, *skills),
    )  # fmt: skip


def _answers_sheet(portfolio: Portfolio) -> Sheet:
    rows: list[tuple[Any, ...]] = []
    for reading in portfolio.evaluations:
        cycle = reading.cycle.name
        if reading.answer is not None:
            response = reading.answer.response
            rows.append((cycle, "response", reading.answer.name, response.words,
                         response.responded_at))  # fmt: skip
        rows += [
            (cycle, "difference", reading.name, each.words, each.stated_at)
            for each in reading.differences
        ]
        rows += [
            (cycle, "comment", each.name, each.comment.words, each.comment.written_at)
            for each in reading.remarks
        ]
    columns = ("Evaluation", "Sort", "By", "Words", "At (UTC)")
    return Sheet("Responses", columns, tuple(rows))


def _apart(sheets: Iterable[Sheet]) -> list[Sheet]:
    """With names that Excel takes: at most 31 characters, no two the same, no brackets."""
    names = set[str]()
    named = []
    for sheet in sheets:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", sheet.title).strip("' ")[:31].strip("' ")
        name, number = plain, 2
        while name.casefold() in names:
            name, number = f"{plain[:27]} {number}", number + 1
        names.add(name.casefold())
        named.append(Sheet(name, sheet.columns, sheet.rows))
    return named
