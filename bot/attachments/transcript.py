"""A transcript of credit, as a workbook and as a document."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.attachments.pdf import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Figures,
    Heading,
    Paragraph,
    Table,
)
from bot.attachments.sheets import Sheet
from bot.messages.credit_words import rule_in_words, rule_name, terms_in_words
from bot.messages.labels import label
from bot.messages.language import say, say_date, say_in, say_number
from bot.messages.message import in_hours
from domain.credit import in_figures, in_units
from domain.words import later
from rubric_data import Rubric
from storage.credit import RuleSum
from storage.transcripts import Transcript, TranscriptLine

LONGEST_NAME: Final = 60
ROUNDING: Final = later(
    "What is earned under one rule in one school year is added up exactly, to the minute, held "
    "to the rule's cap, and rounded half up to hundredths once. A line says by how much its "
    "entry moved that sum, so the lines add up to the total."
)
VERSIONS: Final = later(
    "An entry earns by the policy of the day on which it happened; what was handed in keeps it."
)


def transcript_name(transcript: Transcript, ending: str) -> str:
    """`Maya Castellanos credit 2026-27.pdf`."""
    words = " ".join(re.sub(r"[^\w\s.-]", " ", transcript.person).split())[:LONGEST_NAME]
    name = say("{person} credit {year}", person=words, year=transcript.standing.name)
    return f"{name.strip()}.{ending}"


def transcript_sheets(transcript: Transcript, rubric: Rubric) -> list[Sheet]:
    """Each line with real types, the sums, and what they rest on."""
    standing = transcript.standing
    columns = (
        say("Date"), say("What"), say("Kind"), say("How"), say("Minutes"),
        say("Rate ({unit} an hour)", unit=standing.unit),
        say("Credit ({unit})", unit=standing.unit), say("Approved by"), say("Credited at"),
        say("Lapses on"), say("Lapsed"), say("Evidence"),
    )  # fmt: skip
    rows = [
        (
            line.happened_on,
            line.text,
            label(rubric.kinds, line.kind),
            label(rubric.modes, line.mode) if line.mode else None,
            line.minutes,
            float(line.rate),
            float(line.credit),
            _approved_by(line),
            line.decided_at,
            line.lapses_on,
            line.is_lapsed,
            "\n".join(line.evidence),
        )
        for line in transcript.lines
    ]
    return [
        Sheet(say("Transcript"), columns, tuple(rows)),
        Sheet(
            say("Sums"),
            (say("Figure"), say("Amount"), say("Unit")),
            tuple(_sums(transcript, rubric)),
        ),
        Sheet(
            say("What it rests on"),
            (say("About"), say("Rule")),
            tuple(_grounds(transcript, rubric)),
        ),
    ]


def transcript_document(transcript: Transcript, rubric: Rubric) -> Document:
    """The same to print, to hand in and to have read out."""
    standing = transcript.standing
    figures = [(in_figures(standing.earned), say("{unit} earned", unit=standing.unit))]
    if standing.expected is not None:
        figures.append((in_figures(standing.expected), say("expected")))
    if standing.lapsed:
        figures.append((in_figures(standing.lapsed), say("lapsed")))
    if standing.awaiting_count:
        figures.append((in_figures(standing.awaiting), say("awaiting approval")))
    blocks: list[Block] = [Figures(tuple(figures)), Heading(say("What was credited"))]
    if transcript.lines:
        blocks.append(_table(transcript, rubric))
    else:
        blocks.append(Paragraph(say("Nothing was credited in this school year.")))
    if standing.by_rule:
        blocks += [
            Heading(say("By rule")),
            Facts(
                tuple(
                    (
                        rule_name(each.rule, rubric),
                        Cell(
                            in_units(each.earned, standing.unit), note=_terms(each, standing.unit)
                        ),
                    )
                    for each in standing.by_rule
                )
            ),
        ]
    blocks += [
        Heading(say("What it rests on")),
        Paragraph(say("{sentence}.", sentence=terms_in_words(standing.terms))),
        Paragraph(say(ROUNDING), is_quiet=True),
        Paragraph(say(VERSIONS), is_quiet=True),
    ]
    return Document(
        title=say("Credit for professional learning, {year}", year=standing.name),
        author=transcript.person,
        subtitle=f"{transcript.person} · {transcript.workspace} · {_school_year(transcript)}",
        blocks=tuple(blocks),
        running_head=transcript.person,
        colophon=say("Made with PLNudge on {day}", day=_on(transcript.made_on)),
    )


def _table(transcript: Transcript, rubric: Rubric) -> Table:
    rows: list[tuple[str | Cell, ...]] = [
        (
            _on(line.happened_on),
            Cell(line.text, note="\n".join(line.evidence), url=_first_link(line)),
            label(rubric.kinds, line.kind),
            in_hours(line.minutes),
            Cell(_to_hundredths(line.credit), note=_lapse(line)),
            _approved_by(line),
        )
        for line in transcript.lines
    ]
    total = sum((line.credit for line in transcript.lines), Decimal(0))
    rows.append(("", say("All lines"), "", "", _to_hundredths(total), ""))
    return Table(
        columns=(
            Column(say("Date"), 1.1),
            Column(say("What"), 3),
            Column(say("Kind"), 1.3),
            Column(say_in("how long it took", "Time"), 1),
            Column(transcript.standing.unit, 1, is_number=True),
            Column(say("Approved by"), 1.5),
        ),
        rows=tuple(rows),
    )


def _sums(transcript: Transcript, rubric: Rubric) -> list[tuple[Any, ...]]:
    standing = transcript.standing
    amounts: list[tuple[str, Decimal | None]] = [
        (say("Earned and not lapsed"), standing.earned),
        (say("Expected"), standing.expected),
        (say("Lapsed"), standing.lapsed),
        (say("Awaiting approval"), standing.awaiting),
        *((rule_name(each.rule, rubric), each.earned) for each in standing.by_rule),
    ]
    return [
        (name, None if amount is None else float(amount), standing.unit) for name, amount in amounts
    ]


def _grounds(transcript: Transcript, rubric: Rubric) -> list[tuple[str, str]]:
    standing = transcript.standing
    return [
        (say("Educator"), transcript.person),
        (say("District"), transcript.workspace),
        (say("School year"), _school_year(transcript)),
        (say("Made on"), _on(transcript.made_on)),
        (say("Expected"), terms_in_words(standing.terms)),
        *((rule_name(each.rule, rubric), _terms(each, standing.unit)) for each in standing.by_rule),
        (say("Rounding"), say(ROUNDING)),
        (say("Versions"), say(VERSIONS)),
    ]


def _terms(each: RuleSum, unit: str) -> str:
    """What the rule said; each version that gave something, where there are several."""
    if len(each.versions) < 2:
        return rule_in_words(each.rule, unit)
    return "\n".join(
        say("From {day}: {rule}", day=_on(rule.from_on), rule=rule_in_words(rule, unit))
        for rule in each.versions
    )


def _approved_by(line: TranscriptLine) -> str:
    if line.is_automatic:
        return say("the policy itself")
    return line.approved_by or say("a leader who is not on record any more")


def _lapse(line: TranscriptLine) -> str:
    if line.lapses_on is None:
        return ""
    day = _on(line.lapses_on)
    return say("lapsed on {day}", day=day) if line.is_lapsed else say("lapses on {day}", day=day)


def _school_year(transcript: Transcript) -> str:
    days = (transcript.standing.year_on, transcript.last_on)
    return say("{first} to {last}", first=_on(days[0]), last=_on(days[1]))


def _on(day: date) -> str:
    return say_date(day, "yMMMd")


def _to_hundredths(amount: Decimal) -> str:
    return say_number(amount, "0.00")


def _first_link(line: TranscriptLine) -> str:
    return next((each for each in line.evidence if each.startswith("http")), "")
