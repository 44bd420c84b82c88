"""A portfolio as a document to hand on.

What the educator chose to leave out is counted in the totals and nowhere named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final

from bot.attachments.pdf import (
    Bar,
    BarChart,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Figures,
    Heading,
    Listing,
    Paper,
    Paragraph,
    Quote,
    Table,
)
from bot.attachments.portfolio_words import (
    GOAL_STATES,
    NOT_LISTED,
    act_in_words,
    credit_by_unit,
    element_in_words,
    kind_in_words,
    numbers_on_paper,
    spans_of,
)
from bot.messages.goal import so_far_in_words
from bot.messages.labels import capitalized, label
from bot.messages.language import say_words
from bot.messages.message import counted, in_digits, in_hours, listed, shorten
from domain.credit import in_figures, in_units
from domain.portfolio import Span
from domain.zones import local_date
from rubric_data import Rubric
from storage.portfolio import Credited, GoalTold, Portfolio
from storage.readings import Reading
from storage.tables import Entry, Indicator

LONGEST_HEADING: Final = 140
LONGEST_NAME: Final = 60
LETTER_ZONES: Final = ("America/", "US/", "Canada/", "Pacific/Honolulu")
"""Where paper is US letter; elsewhere it is A4."""
_EVALUATION_STATES: Final = {
    "goal-setting": "Goals are being set",
    "collecting": "Evidence is being collected",
    "self-evaluation": "The self-evaluation is being written",
    "submitted": "Submitted; a leader's response is awaited",
    "responded": "A leader has responded",
    "discussed": "Talked over with a leader",
    "agreed": "Agreed",
    "difference-stated": "The educator stated a difference",
    "closed": "Closed",
}
_HOW_IT_WENT: Final = {1: "hard going", 2: "not so well", 3: "all right", 4: "well", 5: "very well"}


def file_name(portfolio: Portfolio, ending: str) -> str:
    """`portfolio 2026-08-03 to 2027-08-01.pdf`."""
    return f"portfolio {portfolio.stretch.first} to {portfolio.stretch.last}.{ending}"


def portfolio_document(portfolio: Portfolio, rubric: Rubric) -> Document:
    blocks = [block for section in _SECTIONS for block in section(portfolio, rubric)]
    return Document(
        title="Professional learning portfolio",
        author=portfolio.name,
        subtitle=portfolio.name,
        front=tuple(_front(portfolio)),
        blocks=tuple(blocks),
        running_head=shorten(portfolio.name, LONGEST_NAME),
        colophon=f"Made with PLNudge on {_on(portfolio.today)}",
        has_contents=True,
        paper=_paper(portfolio.zone),
    )


# The first page


def _front(portfolio: Portfolio) -> list[Block]:
    totals, goals = portfolio.totals, portfolio.goals
    stretch = portfolio.stretch
    facts: list[tuple[str, str | Cell]] = []
    if portfolio.groups:
        name = "Group" if len(portfolio.groups) == 1 else "Groups"
        facts.append((name, ", ".join(portfolio.groups)))
    days = f"{_on(stretch.first)} to {_on(stretch.last)}"
    facts.append(
        ("Time", Cell(capitalized(say_words(stretch.name)), days) if stretch.name else days)
    )
    facts.append(("Made on", _on(portfolio.today)))
    figures = [
        (in_hours(totals.minutes), "of professional learning"),
        (str(totals.entries), "activity logged" if totals.entries == 1 else "activities logged"),
    ]
    if goals:
        met = sum(told.goal.state == "met" for told in goals)
        figures.append((f"{met} of {len(goals)}", "goals met"))
    if acts := sum(totals.acts.values()):
        figures.append((str(acts), "times a network was created, joined or sustained"))
    if portfolio.indicators:
        figures.append((str(len(portfolio.indicators)), "indicators of progress"))
    if portfolio.reflections:
        figures.append((str(len(portfolio.reflections)), "reflections"))
    for unit, amount in credit_by_unit(portfolio).items():
        figures.append((in_figures(amount), f"{unit} of credit"))
    if evidence := portfolio.evidence.count:
        figures.append((str(evidence), "pieces chosen as evidence"))
    blocks: list[Block] = [Facts(tuple(facts)), Figures(tuple(figures))]
    words = "What goes into this portfolio was chosen by the educator."
    if portfolio.unlisted and portfolio.contents.has("entries"):
        words += (
            f" {counted(portfolio.unlisted, 'activity is', 'activities are')} counted in the "
            "totals and not listed."
        )
    return [*blocks, Paragraph(words, is_quiet=True)]


# Sections, each a heading and what is below it; nothing where there is nothing to tell


def _goals(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    if not portfolio.goals:
        return []
    blocks: list[Block] = [Heading("Goals")]
    for told in portfolio.goals:
        blocks += _goal(told, rubric)
    return blocks


def _goal(told: GoalTold, rubric: Rubric) -> list[Block]:
    goal = told.goal
    blocks: list[Block] = [Heading(shorten(goal.text, LONGEST_HEADING), 2)]
    if len(goal.text) > LONGEST_HEADING:
        blocks.append(Paragraph(goal.text))
    facts: list[tuple[str, str | Cell]] = [("Outcome", _outcome(told))]
    about = [label(rubric.elements, goal.element)] if goal.element else []
    about += [label(rubric.skills, goal.skill)] if goal.skill else []
    if about:
        facts.append(("About", ", ".join(about)))
    if goal.indicator:
        facts.append(("Known by", goal.indicator))
    if goal.target:
        so_far = so_far_in_words(told.progress)
        facts.append(("Target", Cell(goal.target, f"So far {so_far}" if so_far else "")))
    if goal.plan_when and goal.plan_then:
        facts.append(("Plan", f"When {goal.plan_when}, I will {goal.plan_then}"))
    if told.progress.entries:
        done = counted(told.progress.entries, "activity", "activities")
        facts.append(("Done for it", f"{done}, {in_hours(told.progress.minutes)}"))
    blocks.append(Facts(tuple(facts)))
    if told.check_ins:
        blocks.append(
            Table(
                (Column("Check-in", 1.3), Column("How it went", 5), Column("Progress", 1, True)),
                tuple(
                    (
                        _on(said.checked_on),
                        Cell(
                            said.note or "–",
                            ", ".join(file.name for file in said.files),
                            said.link or "",
                        ),
                        f"{said.progress}%",
                    )
                    for said in told.check_ins
                ),
            )
        )
    if told.indicators:
        blocks.append(Heading("What came of it", 3))
        blocks.append(
            Listing(tuple(Cell(each.text, _beside(each, rubric)) for each in told.indicators))
        )
    return blocks


def _outcome(told: GoalTold) -> str | Cell:
    goal = told.goal
    words = GOAL_STATES[goal.state]
    if goal.closed_on is not None:
        words = f"{words} on {_on(goal.closed_on)}"
    elif told.progress.percent is not None:
        words = f"{words}, {told.progress.percent}% so far"
    notes = [f"Set on {_on(goal.set_on)}"]
    if goal.due_on is not None:
        notes.append(f"due on {_on(goal.due_on)}")
    if told.let_go_because:
        notes.append(f"because: {told.let_go_because}")
    return Cell(words, ", ".join(notes))


def _growth(portfolio: Portfolio, _rubric: Rubric) -> list[Block]:
    spans = spans_of(portfolio)
    if not portfolio.totals.minutes:
        return []
    title = "Hours by month" if spans[0].is_month else "Hours by week, by its Monday"
    return [
        Heading("Growth over time"),
        BarChart(
            title,
            _alt(title, ((_span_in_words(span), in_hours(span.minutes)) for span in spans)),
            tuple(
                Bar(_span_in_words(span), span.minutes, _short_hours(span.minutes))
                for span in spans
            ),
            is_upright=True,
        ),
    ]


def _balance(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    totals = portfolio.totals
    if not totals.entries:
        return []
    by_element = {
        each.label: totals.minutes_by_element.get(each.key, 0) for each in rubric.elements
    }
    by_skill = {each.label: totals.entries_by_skill.get(each.key, 0) for each in rubric.skills}
    by_mode = {each.label: totals.entries_by_mode.get(each.key, 0) for each in rubric.modes}
    blocks: list[Block] = [Heading("Balance")]
    if any(by_element.values()):
        blocks.append(_across("Hours by element of the framework", by_element, in_hours))
        blocks.append(
            Paragraph("What is about several elements counts for each of them.", is_quiet=True)
        )
    if any(by_skill.values()):
        blocks.append(_across("Activities by 21st-century skill", by_skill, str))
    if any(by_mode.values()):
        blocks.append(_across("Activities by mode of learning", by_mode, str))
    return blocks if len(blocks) > 1 else []


def _networks(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    acts = portfolio.totals.acts
    if not acts:
        return []
    reaches: list[tuple[str, str | None]] = [(each.label, each.key) for each in rubric.reaches]
    reaches.append(("Not said", None))
    reaches = [(words, key) for words, key in reaches if any(reach == key for _act, reach in acts)]
    blocks: list[Block] = [
        Heading("Professional networks"),
        Table(
            (Column("Networks", 2), *(Column(words, 1, True) for words, _ in reaches)),
            tuple(
                (act.label, *(str(acts.get((act.key, key), 0)) for _, key in reaches))
                for act in rubric.network_acts
            ),
        ),
    ]
    listed_ones = [entry for entry in portfolio.entries if entry.network_act is not None]
    if listed_ones:
        blocks.append(
            Table(
                (Column("When", 1.2), Column("Network", 5), Column("What was done", 2)),
                tuple(
                    (
                        _on(entry.happened_on),
                        Cell(entry.text, url=entry.link or ""),
                        Cell(
                            label(rubric.network_acts, entry.network_act or ""),
                            label(rubric.reaches, entry.reach) if entry.reach else "",
                        ),
                    )
                    for entry in listed_ones
                ),
            )
        )
    return blocks


def _evidence(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    entries = portfolio.evidence.entries if portfolio.contents.has("entries") else ()
    indicators = portfolio.evidence.indicators if portfolio.contents.has("indicators") else ()
    told = {each.id for each in portfolio.reflections}
    reflections = [each for each in portfolio.evidence.reflections if each.id in told]
    if not entries and not indicators and not reflections:
        return []
    rows = [
        (entry.happened_on, Cell(entry.text, _about(entry, rubric), entry.link or ""), "Activity")
        for entry in entries
    ]
    rows += [
        (each.noted_on, Cell(each.text, _beside(each, rubric)), "Indicator of progress")
        for each in indicators
    ]
    rows += [
        (
            each.answered_on,
            Cell(shorten(each.text, LONGEST_HEADING), each.prompt_text),
            "Reflection",
        )
        for each in reflections
    ]
    return [
        Heading("Evidence"),
        Paragraph("Chosen by the educator to stand for this work.", is_quiet=True),
        Table(
            (Column("When", 1.2), Column("What", 5), Column("Sort", 1.6)),
            tuple(
                (_on(day), cell, sort) for day, cell, sort in sorted(rows, key=lambda row: row[0])
            ),
        ),
    ]


def _indicators(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    if not portfolio.indicators:
        return []
    blocks: list[Block] = [Heading("Indicators of progress")]
    for kind in rubric.indicator_kinds:
        noted = [each for each in portfolio.indicators if each.kind == kind.key]
        blocks.append(Heading(kind.label, 2))
        if not noted:
            blocks.append(Paragraph("None noted in this time.", is_quiet=True))
            continue
        blocks.append(
            Table(
                (Column("When", 1.2), Column("What happened", 5), Column("In numbers", 2)),
                tuple(
                    (
                        _on(each.noted_on),
                        Cell(each.text, _marked(each, rubric)),
                        numbers_on_paper(each) or "–",
                    )
                    for each in noted
                ),
            )
        )
    return blocks


def _reflections(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    if not portfolio.reflections:
        return []
    blocks: list[Block] = [Heading("Reflections")]
    for each in portfolio.reflections:
        facts = [_on(each.answered_on), label(rubric.elements, each.element)]
        if each.rating is not None:
            facts.append(f"went {_HOW_IT_WENT[each.rating]}")
        blocks.append(Heading(shorten(each.prompt_text, LONGEST_HEADING), 2))
        blocks.append(Quote(each.text, " · ".join(fact for fact in facts if fact)))
    return blocks


def _credit(portfolio: Portfolio, _rubric: Rubric) -> list[Block]:
    if not portfolio.credited:
        return []
    rows: list[tuple[str | Cell, ...]] = [
        (
            _on(each.happened_on),
            each.entry.text if each.entry is not None else NOT_LISTED,
            Cell(in_units(each.amount, each.unit), _lapse(each)),
        )
        for each in portfolio.credited
    ]
    earned = [in_units(amount, unit) for unit, amount in credit_by_unit(portfolio).items()]
    return [
        Heading("Credit"),
        Paragraph(f"Granted for what was done in this time: {listed(earned or ['none'])}."),
        Table((Column("When", 1.2), Column("What", 5), Column("Credit", 1.6, True)), tuple(rows)),
    ]


def _lapse(credited: Credited) -> str:
    if credited.lapses_on is None:
        return ""
    return f"{'lapsed' if credited.is_lapsed else 'lapses'} on {_on(credited.lapses_on)}"


def _evaluations(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    return [
        block
        for reading in portfolio.evaluations
        for block in _evaluation(reading, rubric, portfolio.zone)
    ]


def _evaluation(reading: Reading, rubric: Rubric, zone: str) -> list[Block]:
    evaluation = reading.evaluation
    facts: list[tuple[str, str | Cell]] = [("State", _EVALUATION_STATES[evaluation.reached])]
    if evaluation.submitted_at is not None:
        facts.append(("Submitted", _at(evaluation.submitted_at, zone)))
    if reading.peer:
        facts.append(("Peer", reading.peer))
    if reading.goals:
        facts.append(("Goals", "; ".join(goal.text for goal in reading.goals)))
    blocks: list[Block] = [
        Heading(shorten(f"Evaluation: {reading.cycle.name}", LONGEST_HEADING)),
        Facts(tuple(facts)),
    ]
    if any(each.rating for each in reading.rated):
        has_beside = any(each.beside for each in reading.rated)
        columns = [Column("Element", 3), Column("The educator's own rating", 2)]
        columns += [Column("The leader's, beside it", 2)] if has_beside else []
        blocks.append(
            Table(
                tuple(columns),
                tuple(
                    (
                        element_in_words(rubric, each.element),
                        each.rating or "–",
                        *([each.beside or "–"] if has_beside else []),
                    )
                    for each in reading.rated
                ),
            )
        )
    said = [each for each in reading.rated if each.words]
    if said:
        blocks.append(Heading("In the educator's own words", 2))
        blocks += [Quote(each.words or "", element_in_words(rubric, each.element)) for each in said]
    blocks += _skill_growth(reading, rubric)
    if reading.answer is not None:
        response = reading.answer.response
        blocks += [
            Heading("The leader's response", 2),
            Quote(response.words, f"{reading.answer.name}, {_at(response.responded_at, zone)}"),
        ]
    if reading.differences:
        blocks.append(Heading("The educator sees it otherwise", 2))
        blocks += [
            Quote(each.words, f"{reading.name}, {_at(each.stated_at, zone)}")
            for each in reading.differences
        ]
    if reading.remarks:
        blocks.append(Heading("Comments", 2))
        blocks += [
            Quote(each.comment.words, f"{each.name}, {_at(each.comment.written_at, zone)}")
            for each in reading.remarks
        ]
    return blocks


def _skill_growth(reading: Reading, rubric: Rubric) -> list[Block]:
    start, end = reading.skills_at_start, reading.skills_at_end
    keys = [each.key for each in rubric.skills if each.key in start or each.key in end]
    if not keys:
        return []
    return [
        Heading("21st-century skills, in the educator's own view", 2),
        Table(
            (
                Column("Skill", 3),
                Column("At the start", 1, True),
                Column("At the end", 1, True),
                Column("Growth", 1, True),
            ),
            tuple(
                (
                    label(rubric.skills, key),
                    _of_five(start.get(key)),
                    _of_five(end.get(key)),
                    f"{reading.growth[key]:+d}" if key in reading.growth else "–",
                )
                for key in keys
            ),
        ),
    ]


def _entries(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    if not portfolio.entries:
        return []
    return [
        Heading(
            "Everything that is listed" if portfolio.unlisted else "Everything that was logged"
        ),
        Table(
            (
                Column("When", 1.2),
                Column("What", 5.4),
                Column("Elements", 1.7),
                Column("Time", 1.25, True),
            ),
            tuple(
                (
                    _on(entry.happened_on),
                    Cell(entry.text, _about(entry, rubric), entry.link or ""),
                    ", ".join(label(rubric.elements, key) for key in entry.elements) or "–",
                    in_hours(entry.minutes) if entry.minutes else "–",
                )
                for entry in portfolio.entries
            ),
        ),
    ]


_SECTIONS: Final[tuple[Callable[[Portfolio, Rubric], list[Block]], ...]] = (
    _goals,
    _growth,
    _balance,
    _networks,
    _evidence,
    _indicators,
    _reflections,
    _credit,
    _evaluations,
    _entries,
)
"""In the order in which they are read."""


# Words


def _span_in_words(span: Span) -> str:
    return f"{span.first:%b %Y}" if span.is_month else f"{span.first.day} {span.first:%b}"


def _short_hours(minutes: int) -> str:
    return f"{in_digits(round(minutes / 60, 1))} h" if minutes else "0"


def _across(title: str, values: dict[str, int], in_words: Callable[[int], str]) -> BarChart:
    return BarChart(
        title,
        _alt(title, ((name, in_words(value)) for name, value in values.items())),
        tuple(Bar(name, value, in_words(value)) for name, value in values.items()),
    )


def _alt(title: str, values: Iterable[tuple[str, str]]) -> str:
    return f"{title}: {listed([f'{name} {value}' for name, value in values])}."


def _about(entry: Entry, rubric: Rubric) -> str:
    """What it was, in a line: kind, mode, skills, network, and its use in class."""
    facts = [label(rubric.kinds, entry.kind)]
    if entry.mode:
        facts.append(label(rubric.modes, entry.mode).lower())
    facts += [label(rubric.skills, key).lower() for key in entry.skills]
    if entry.network_act:
        facts.append(act_in_words(entry.network_act, entry.reach, rubric).lower())
    if entry.files:
        facts.append("files: " + ", ".join(file.name for file in entry.files))
    lines = [" · ".join(facts)]
    if entry.link:
        lines.append(re.sub(r"^https?://", "", entry.link))
    if entry.classroom_note:
        lines.append(f"In class: {entry.classroom_note}")
    return "\n".join(lines)


def _beside(indicator: Indicator, rubric: Rubric) -> str:
    return " · ".join(filter(None, [kind_in_words(indicator, rubric), numbers_on_paper(indicator)]))


def _marked(indicator: Indicator, rubric: Rubric) -> str:
    marks = [label(rubric.elements, indicator.element)] if indicator.element else []
    marks += [label(rubric.skills, indicator.skill)] if indicator.skill else []
    return " · ".join(marks)


def _of_five(level: int | None) -> str:
    return f"{level} of 5" if level is not None else "–"


def _on(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _at(instant: datetime, zone: str) -> str:
    return _on(local_date(instant, zone))


def _paper(zone: str) -> Paper:
    return "us-letter" if zone.startswith(LETTER_ZONES) else "a4"
