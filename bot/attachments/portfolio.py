"""A portfolio as a document to hand on.

What the educator chose to leave out is counted in the totals and nowhere named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
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
    NOT_LISTED,
    act_in_words,
    credit_by_unit,
    element_in_words,
    kind_in_words,
    numbers_on_paper,
    spans_of,
)
from bot.messages.evaluation import STATES_IN_WORDS
from bot.messages.goal import so_far_in_words, state_in_words
from bot.messages.labels import capitalized, label
from bot.messages.language import say, say_count, say_date, say_in, say_words
from bot.messages.message import in_digits, in_hours, listed, shorten
from bot.messages.prompt import RATINGS
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


def file_name(portfolio: Portfolio, ending: str) -> str:
    """`portfolio 2026-08-03 to 2027-08-01.pdf`."""
    days = portfolio.stretch
    return f"{say('portfolio {first} to {last}', first=days.first, last=days.last)}.{ending}"


def portfolio_document(portfolio: Portfolio, rubric: Rubric) -> Document:
    blocks = [block for section in _SECTIONS for block in section(portfolio, rubric)]
    return Document(
        title=say("Professional learning portfolio"),
        author=portfolio.name,
        subtitle=portfolio.name,
        front=tuple(_front(portfolio)),
        blocks=tuple(blocks),
        running_head=shorten(portfolio.name, LONGEST_NAME),
        colophon=say("Made with PLNudge on {day}", day=_on(portfolio.today)),
        has_contents=True,
        paper=_paper(portfolio.zone),
    )


# The first page


def _front(portfolio: Portfolio) -> list[Block]:
    stretch = portfolio.stretch
    facts: list[tuple[str, str | Cell]] = []
    if portfolio.groups:
        name = say("Group") if len(portfolio.groups) == 1 else say("Groups")
        facts.append((name, ", ".join(portfolio.groups)))
    days = say("{first} to {last}", first=_on(stretch.first), last=_on(stretch.last))
    when = Cell(capitalized(say_words(stretch.name)), days) if stretch.name else days
    facts.append((say("Period"), when))
    facts.append((say("Made on"), _on(portfolio.today)))
    blocks: list[Block] = [Facts(tuple(facts)), Figures(tuple(_figures(portfolio)))]
    words = [say("What goes into this portfolio was chosen by the educator.")]
    if portfolio.unlisted and portfolio.contents.has("entries"):
        words.append(
            say_count(
                "{count} activity is counted in the totals and not listed.",
                "{count} activities are counted in the totals and not listed.",
                portfolio.unlisted,
            )
        )
    return [*blocks, Paragraph(" ".join(words), is_quiet=True)]


def _figures(portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    totals, goals = portfolio.totals, portfolio.goals
    yield in_hours(totals.minutes), say("of professional learning")
    entries = totals.entries
    yield in_digits(entries), say_count("activity logged", "activities logged", entries)
    if goals:
        met = sum(told.goal.state == "met" for told in goals)
        yield (
            say("{so_far} of {amount}", so_far=met, amount=len(goals)),
            say_count("goal met", "goals met", len(goals)),
        )
    if acts := sum(totals.acts.values()):
        yield (
            in_digits(acts),
            say_count(
                "time a network was created, joined or sustained",
                "times a network was created, joined or sustained",
                acts,
            ),
        )
    if noted := len(portfolio.indicators):
        yield in_digits(noted), say_count("indicator of progress", "indicators of progress", noted)
    if answered := len(portfolio.reflections):
        yield in_digits(answered), say_count("reflection", "reflections", answered)
    for unit, amount in credit_by_unit(portfolio).items():
        yield in_figures(amount), say("{unit} of credit", unit=unit)
    if evidence := portfolio.evidence.count:
        yield (
            in_digits(evidence),
            say_count("piece chosen as evidence", "pieces chosen as evidence", evidence),
        )


# Sections, each a heading and what is below it; nothing where there is nothing to tell


def _goals(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    if not portfolio.goals:
        return []
    blocks: list[Block] = [Heading(say("Goals"))]
    for told in portfolio.goals:
        blocks += _goal(told, rubric)
    return blocks


def _goal(told: GoalTold, rubric: Rubric) -> list[Block]:
    goal = told.goal
    blocks: list[Block] = [Heading(shorten(goal.text, LONGEST_HEADING), 2)]
    if len(goal.text) > LONGEST_HEADING:
        blocks.append(Paragraph(goal.text))
    facts: list[tuple[str, str | Cell]] = [(say("Outcome"), _outcome(told))]
    about = [label(rubric.elements, goal.element)] if goal.element else []
    about += [label(rubric.skills, goal.skill)] if goal.skill else []
    if about:
        facts.append((say("About"), ", ".join(about)))
    if goal.indicator:
        facts.append((say("Known by"), goal.indicator))
    if goal.target:
        amount = so_far_in_words(told.progress)
        note = say("So far {amount}", amount=amount) if amount else ""
        facts.append((say("Target"), Cell(goal.target, note)))
    if goal.plan_when and goal.plan_then:
        plan = say("When {moment}, I will {deed}", moment=goal.plan_when, deed=goal.plan_then)
        facts.append((say("Plan"), plan))
    if told.progress.entries:
        done = say_count("{count} activity", "{count} activities", told.progress.entries)
        facts.append((say("Done for it"), f"{done}, {in_hours(told.progress.minutes)}"))
    blocks.append(Facts(tuple(facts)))
    if told.check_ins:
        blocks.append(
            Table(
                (
                    Column(say("Check-in"), 1.3),
                    Column(say("How it went"), 5),
                    Column(say("Progress"), 1.1, True),
                ),
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
        blocks.append(Heading(say("What came of it"), 3))
        blocks.append(
            Listing(tuple(Cell(each.text, _beside(each, rubric)) for each in told.indicators))
        )
    return blocks


def _outcome(told: GoalTold) -> str | Cell:
    goal = told.goal
    state = state_in_words(goal)
    if goal.closed_on is not None:
        words = say("{state} on {day}", state=state, day=_on(goal.closed_on))
    elif told.progress.percent is not None:
        words = say("{state}, {percent}% so far", state=state, percent=told.progress.percent)
    else:
        words = state
    notes = [say("Set on {day}", day=_on(goal.set_on))]
    if goal.due_on is not None:
        notes.append(say("due on {day}", day=_on(goal.due_on)))
    if told.let_go_because:
        notes.append(say("because: {reason}", reason=told.let_go_because))
    return Cell(words, ", ".join(notes))


def _growth(portfolio: Portfolio, _rubric: Rubric) -> list[Block]:
    spans = spans_of(portfolio)
    if not portfolio.totals.minutes:
        return []
    title = say("Hours by month") if spans[0].is_month else say("Hours by week, by its Monday")
    return [
        Heading(say("Growth over time")),
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
    blocks: list[Block] = [Heading(say("Balance"))]
    if any(by_element.values()):
        blocks.append(_across(say("Hours by element of the framework"), by_element, in_hours))
        blocks.append(
            Paragraph(say("What is about several elements counts for each of them."), is_quiet=True)
        )
    if any(by_skill.values()):
        blocks.append(_across(say("Activities by 21st-century skill"), by_skill, in_digits))
    if any(by_mode.values()):
        blocks.append(_across(say("Activities by mode of learning"), by_mode, in_digits))
    return blocks if len(blocks) > 1 else []


def _networks(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    acts = portfolio.totals.acts
    if not acts:
        return []
    reaches: list[tuple[str, str | None]] = [(each.label, each.key) for each in rubric.reaches]
    reaches.append((say("Not said"), None))
    reaches = [(words, key) for words, key in reaches if any(reach == key for _act, reach in acts)]
    blocks: list[Block] = [
        Heading(say("Professional networks")),
        Table(
            (Column(say("Networks"), 2), *(Column(words, 1, True) for words, _ in reaches)),
            tuple(
                (act.label, *(in_digits(acts.get((act.key, key), 0)) for _, key in reaches))
                for act in rubric.network_acts
            ),
        ),
    ]
    listed_ones = [entry for entry in portfolio.entries if entry.network_act is not None]
    if listed_ones:
        blocks.append(
            Table(
                (
                    Column(say("Date"), 1.2),
                    Column(say("Network"), 5),
                    Column(say("What was done"), 2),
                ),
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
        (
            entry.happened_on,
            Cell(entry.text, _about(entry, rubric), entry.link or ""),
            say("Activity"),
        )
        for entry in entries
    ]
    rows += [
        (each.noted_on, Cell(each.text, _beside(each, rubric)), say("Indicator of progress"))
        for each in indicators
    ]
    rows += [
        (
            each.answered_on,
            Cell(shorten(" ".join(each.text.split()), LONGEST_HEADING), each.prompt_text),
            say("Reflection"),
        )
        for each in reflections
    ]
    return [
        Heading(say("Evidence")),
        Paragraph(say("Chosen by the educator to stand for this work."), is_quiet=True),
        Table(
            (Column(say("Date"), 1.2), Column(say("What"), 5), Column(say("Sort"), 1.6)),
            tuple(
                (_on(day), cell, sort) for day, cell, sort in sorted(rows, key=lambda row: row[0])
            ),
        ),
    ]


def _indicators(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    if not portfolio.indicators:
        return []
    blocks: list[Block] = [Heading(say("Indicators of progress"))]
    for kind in rubric.indicator_kinds:
        noted = [each for each in portfolio.indicators if each.kind == kind.key]
        blocks.append(Heading(kind.label, 2))
        if not noted:
            blocks.append(Paragraph(say("None noted in this time."), is_quiet=True))
            continue
        blocks.append(
            Table(
                (
                    Column(say("Date"), 1.2),
                    Column(say("What happened"), 5),
                    Column(say("In numbers"), 2),
                ),
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
    blocks: list[Block] = [Heading(say("Reflections"))]
    for each in portfolio.reflections:
        facts = [_on(each.answered_on), label(rubric.elements, each.element)]
        if each.rating is not None:
            facts.append(say(RATINGS[str(each.rating)]))
        blocks.append(Heading(shorten(each.prompt_text, LONGEST_HEADING), 2))
        blocks.append(Quote(each.text, " · ".join(fact for fact in facts if fact)))
    return blocks


def _credit(portfolio: Portfolio, _rubric: Rubric) -> list[Block]:
    if not portfolio.credited:
        return []
    rows: list[tuple[str | Cell, ...]] = [
        (
            _on(each.happened_on),
            each.entry.text if each.entry is not None else say(NOT_LISTED),
            Cell(in_units(each.amount, each.unit), _lapse(each)),
        )
        for each in portfolio.credited
    ]
    earned = [in_units(amount, unit) for unit, amount in credit_by_unit(portfolio).items()]
    return [
        Heading(say("Credit")),
        Paragraph(
            say(
                "Granted for what was done in this time: {amounts}.",
                amounts=listed(earned or [say("nothing")]),
            )
        ),
        Table(
            (Column(say("Date"), 1.2), Column(say("What"), 5), Column(say("Credit"), 1.6, True)),
            tuple(rows),
        ),
    ]


def _lapse(credited: Credited) -> str:
    if credited.lapses_on is None:
        return ""
    day = _on(credited.lapses_on)
    return (
        say("lapsed on {day}", day=day) if credited.is_lapsed else say("lapses on {day}", day=day)
    )


def _evaluations(portfolio: Portfolio, rubric: Rubric) -> list[Block]:
    return [
        block
        for reading in portfolio.evaluations
        for block in _evaluation(reading, rubric, portfolio.zone)
    ]


def _evaluation(reading: Reading, rubric: Rubric, zone: str) -> list[Block]:
    evaluation = reading.evaluation
    facts: list[tuple[str, str | Cell]] = [
        (say("State"), capitalized(say(STATES_IN_WORDS[evaluation.reached])))
    ]
    if evaluation.submitted_at is not None:
        facts.append((say("Submitted on"), _at(evaluation.submitted_at, zone)))
    if reading.peer:
        facts.append((say("Peer"), reading.peer))
    if reading.goals:
        facts.append((say("Goals"), "; ".join(goal.text for goal in reading.goals)))
    blocks: list[Block] = [
        Heading(shorten(say("Evaluation: {name}", name=reading.cycle.name), LONGEST_HEADING)),
        Facts(tuple(facts)),
    ]
    if any(each.rating for each in reading.rated):
        has_beside = any(each.beside for each in reading.rated)
        columns = [Column(say("Element"), 3), Column(say("The educator's own rating"), 2)]
        columns += [Column(say("The leader's, beside it"), 2)] if has_beside else []
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
        blocks.append(Heading(say("In the educator's own words"), 2))
        blocks += [Quote(each.words or "", element_in_words(rubric, each.element)) for each in said]
    blocks += _skill_growth(reading, rubric)
    if reading.answer is not None:
        response = reading.answer.response
        blocks += [
            Heading(say("The leader's response"), 2),
            Quote(response.words, f"{reading.answer.name}, {_at(response.responded_at, zone)}"),
        ]
    if reading.differences:
        blocks.append(Heading(say("The educator sees it otherwise"), 2))
        blocks += [
            Quote(each.words, f"{reading.name}, {_at(each.stated_at, zone)}")
            for each in reading.differences
        ]
    if reading.remarks:
        blocks.append(Heading(say("Comments"), 2))
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
        Heading(say("21st-century skills, in the educator's own view"), 2),
        Table(
            (
                Column(say("Skill"), 3),
                Column(say("At the start"), 1, True),
                Column(say("At the end"), 1, True),
                Column(say("Growth"), 1, True),
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
            say("Everything that is listed")
            if portfolio.unlisted
            else say("Everything that was logged")
        ),
        Table(
            (
                Column(say("Date"), 1.2),
                Column(say("What"), 5.4),
                Column(say("Elements"), 1.7),
                Column(say_in("how long it took", "Time"), 1.25, True),
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
    return say_date(span.first, "yMMM" if span.is_month else "MMMd")


def _short_hours(minutes: int) -> str:
    return say("{hours} h", hours=in_digits(round(minutes / 60, 1))) if minutes else "0"


def _across(title: str, values: dict[str, int], in_words: Callable[[int], str]) -> BarChart:
    return BarChart(
        title,
        _alt(title, ((name, in_words(value)) for name, value in values.items())),
        tuple(Bar(name, value, in_words(value)) for name, value in values.items()),
    )


def _alt(title: str, values: Iterable[tuple[str, str]]) -> str:
    told = listed([f"{name} {value}" for name, value in values])
    return say("{title}: {values}.", title=title, values=told)


def _about(entry: Entry, rubric: Rubric) -> str:
    """What it was, in a line: kind, mode, skills, network, and its use in class."""
    facts = [label(rubric.kinds, entry.kind)]
    if entry.mode:
        facts.append(label(rubric.modes, entry.mode).lower())
    facts += [label(rubric.skills, key).lower() for key in entry.skills]
    if entry.network_act:
        facts.append(act_in_words(entry.network_act, entry.reach, rubric).lower())
    if entry.files:
        facts.append(say("files: {names}", names=", ".join(file.name for file in entry.files)))
    lines = [" · ".join(facts)]
    if entry.link:
        lines.append(re.sub(r"^https?://", "", entry.link))
    if entry.classroom_note:
        lines.append(say("In class: {note}", note=entry.classroom_note))
    return "\n".join(lines)


def _beside(indicator: Indicator, rubric: Rubric) -> str:
    return " · ".join(filter(None, [kind_in_words(indicator, rubric), numbers_on_paper(indicator)]))


def _marked(indicator: Indicator, rubric: Rubric) -> str:
    marks = [label(rubric.elements, indicator.element)] if indicator.element else []
    marks += [label(rubric.skills, indicator.skill)] if indicator.skill else []
    return " · ".join(marks)


def _of_five(level: int | None) -> str:
    return say("{so_far} of {amount}", so_far=level, amount=5) if level is not None else "–"


def _on(day: date) -> str:
    return say_date(day, "yMMMd")


def _at(instant: datetime, zone: str) -> str:
    return _on(local_date(instant, zone))


def _paper(zone: str) -> Paper:
    return "us-letter" if zone.startswith(LETTER_ZONES) else "a4"
