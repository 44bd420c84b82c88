"""A portfolio as a workbook: the same as in the document, with real types."""

from __future__ import annotations

from typing import Any

from bot.attachments.portfolio_words import (
    NOT_LISTED,
    act_in_words,
    element_in_words,
    kind_in_words,
    spans_of,
)
from bot.attachments.sheets import Sheet
from bot.messages.goal import state_in_words
from bot.messages.labels import label
from bot.messages.language import say, say_words
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
    return [sheet for sheet in sheets if sheet.rows]


def _overview_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    totals, stretch = portfolio.totals, portfolio.stretch
    rows: list[tuple[str, Any, str]] = [
        (say("Educator"), portfolio.name, ""),
        (say("Groups"), ", ".join(portfolio.groups), ""),
        (say("Period"), say_words(stretch.name) if stretch.name else "", ""),
        (say("From"), stretch.first, ""),
        (say("To"), stretch.last, ""),
        (say("Made on"), portfolio.today, ""),
        (say("Logged"), totals.minutes, say("minutes")),
        (say("Logged"), totals.entries, say("activities")),
        (say("Counted and not listed"), portfolio.unlisted, say("activities")),
    ]
    rows += [
        (each.label, totals.minutes_by_element.get(each.key, 0), say("minutes, by element"))
        for each in rubric.elements
    ]
    rows += [
        (each.label, totals.entries_by_skill.get(each.key, 0), say("activities, by skill"))
        for each in rubric.skills
    ]
    rows += [
        (each.label, totals.entries_by_mode.get(each.key, 0), say("activities, by mode"))
        for each in rubric.modes
    ]
    rows += [
        (act_in_words(act, reach, rubric), count, say("networks"))
        for (act, reach), count in sorted(totals.acts.items(), key=str)
    ]
    return Sheet(say("Overview"), (say("What"), say("Value"), say("Unit")), tuple(rows))


def _time_sheet(portfolio: Portfolio) -> Sheet:
    spans = spans_of(portfolio) if portfolio.totals.minutes else []
    name = say("Months") if spans and spans[0].is_month else say("Weeks")
    return Sheet(
        name, (say("From"), say("Minutes")), tuple((span.first, span.minutes) for span in spans)
    )


def _goals_sheet(portfolio: Portfolio, rubric: Rubric) -> Sheet:
    columns = (
        say("Goal"),
        say("State"),
        say("Set on"),
        say("Due on"),
        say("Closed on"),
        say("Element"),
        say("Skill"),
        say("Known by"),
        say("Target"),
        say("Percent"),
        say("Activities"),
        say("Minutes"),
        say("Let go because"),
    )
    return Sheet(
        say("Goals"),
        columns,
        tuple(
            (
                told.goal.text,
                state_in_words(told.goal),
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
        say("Check-ins"),
        (say("Goal"), say("Date"), say("Percent"), say("Note"), say("Link"), say("Files")),
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
    columns = (
        say("Date"),
        say("What"),
        say("Minutes"),
        say("Kind"),
        say("Mode"),
        say("Elements"),
        say("Skills"),
        say("Network"),
        say("Reach"),
        say("Link"),
        say("Files"),
        say("In class"),
        say("Is evidence"),
        say("Who sees it"),
    )
    standing = {entry.id for entry in portfolio.evidence.entries}
    return Sheet(
        say("Activities"),
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
    columns = (
        say("Date"),
        say("Kind"),
        say("What happened"),
        say("What is counted"),
        say("Before"),
        say("After"),
        say("Target"),
        say("Measured on"),
        say("Element"),
        say("Skill"),
        say("Is evidence"),
    )
    standing = {each.id for each in portfolio.evidence.indicators}
    return Sheet(
        say("Indicators"),
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
        say("Reflections"),
        (
            say("Date"),
            say("Asked"),
            say("Element"),
            say("Answered"),
            say("How it went, 1 to 5"),
            say("Is evidence"),
        ),
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
        say("Credit"),
        (say("Date"), say("What"), say("Credit"), say("Unit"), say("Lapses on"), say("Has lapsed")),
        tuple(
            (
                each.happened_on,
                each.entry.text if each.entry is not None else say(NOT_LISTED),
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
        say("Evaluation {name}", name=reading.cycle.name),
        (
            say("Element or skill"),
            say("Own rating"),
            say("Own words"),
            say("Leader's rating"),
            say("Skill at the start"),
            say("Skill at the end"),
        ),
        (*elements, *skills),
    )


def _answers_sheet(portfolio: Portfolio) -> Sheet:
    rows: list[tuple[Any, ...]] = []
    for reading in portfolio.evaluations:
        cycle = reading.cycle.name
        if reading.answer is not None:
            response = reading.answer.response
            rows.append(
                (cycle, say("response"), reading.answer.name, response.words, response.responded_at)
            )
        rows += [
            (cycle, say("difference"), reading.name, each.words, each.stated_at)
            for each in reading.differences
        ]
        rows += [
            (cycle, say("comment"), each.name, each.comment.words, each.comment.written_at)
            for each in reading.remarks
        ]
    columns = (say("Evaluation"), say("Sort"), say("By"), say("Words"), say("At (UTC)"))
    return Sheet(say("Responses"), columns, tuple(rows))
