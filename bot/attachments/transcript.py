"""A transcript of credit, as a workbook and as a document."""

from __future__ import annotations

import re
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
from bot.messages.message import in_hours
from domain.credit import in_figures, in_units, spoken
from rubric_data import Rubric
from storage.credit import RuleSum
from storage.transcripts import Transcript, TranscriptLine

LONGEST_NAME: Final = 60
ROUNDING: Final = (
    "What is earned under one rule in one school year is added up exactly, to the minute, held "
    "to the rule's cap, and rounded half up to hundredths once. A line says by how much its "
    "entry moved that sum, so the lines add up to the total."
)
VERSIONS: Final = (
    "An entry earns by the policy of the day on which it happened; what was handed in keeps it."
)


def transcript_name(transcript: Transcript, ending: str) -> str:
    """`Maya Castellanos credit 2026-27.pdf`."""
    words = " ".join(re.sub(r"[^\w\s.-]", " ", transcript.person).split())[:LONGEST_NAME]
    return f"{words} credit {transcript.standing.name}.{ending}".strip()


def transcript_sheets(transcript: Transcript, rubric: Rubric) -> list[Sheet]:
    """Each line with real types, the sums, and what they rest on."""
    standing = transcript.standing
    columns = (
        "Date", "What", "Kind", "How", "Minutes", f"Rate ({standing.unit} an hour)",
        f"Credit ({standing.unit})", "Approved by", "Credited at", "Lapses on", "Lapsed",
        "Evidence",
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
        Sheet("Transcript", columns, tuple(rows)),
        Sheet("Sums", ("Figure", "Amount", "Unit"), tuple(_sums(transcript, rubric))),
        Sheet("What it rests on", ("About", "Rule"), tuple(_grounds(transcript, rubric))),
    ]


def transcript_document(transcript: Transcript, rubric: Rubric) -> Document:
    """The same to print, to hand in and to have read out."""
    standing = transcript.standing
    figures = [(in_figures(standing.earned), f"{standing.unit} earned")]
    if standing.expected is not None:
        figures.append((in_figures(standing.expected), "expected"))
    if standing.lapsed:
        figures.append((in_figures(standing.lapsed), "lapsed"))
    if standing.awaiting_count:
        figures.append((in_figures(standing.awaiting), "awaiting approval"))
    blocks: list[Block] = [Figures(tuple(figures)), Heading("What was credited")]
    if transcript.lines:
        blocks.append(_table(transcript, rubric))
    else:
        blocks.append(Paragraph("Nothing was credited in this school year."))
    if standing.by_rule:
        blocks += [
            Heading("By rule"),
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
        Heading("What it rests on"),
        Paragraph(f"{terms_in_words(standing.terms)}."),
        Paragraph(ROUNDING, is_quiet=True),
        Paragraph(VERSIONS, is_quiet=True),
    ]
    return Document(
        title=f"Credit for professional learning, {standing.name}",
        author=transcript.person,
        subtitle=f"{transcript.person} · {transcript.workspace} · {spoken(standing.year_on)} to "
        f"{spoken(transcript.last_on)}",
        blocks=tuple(blocks),
        running_head=transcript.person,
        colophon=f"Made on {spoken(transcript.made_on)} with PLNudge",
    )


def _table(transcript: Transcript, rubric: Rubric) -> Table:
    rows: list[tuple[str | Cell, ...]] = [
        (
            line.happened_on.isoformat(),
            Cell(line.text, note="\n".join(line.evidence), url=_first_link(line)),
            label(rubric.kinds, line.kind),
            in_hours(line.minutes),
            Cell(f"{line.credit:.2f}", note=_lapse(line)),
            _approved_by(line),
        )
        for line in transcript.lines
    ]
    total = sum((line.credit for line in transcript.lines), Decimal(0))
    rows.append(("", "All lines", "", "", f"{total:.2f}", ""))
    return Table(
        columns=(
            Column("Date", 1.1),
            Column("What", 3),
            Column("Kind", 1.3),
            Column("Time", 1),
            Column(transcript.standing.unit, 1, is_number=True),
            Column("Approved by", 1.5),
        ),
        rows=tuple(rows),
    )


def _sums(transcript: Transcript, rubric: Rubric) -> list[tuple[Any, ...]]:
    standing = transcript.standing
    amounts: list[tuple[str, Decimal | None]] = [
        ("Earned and not lapsed", standing.earned),
        ("Expected", standing.expected),
        ("Lapsed", standing.lapsed),
        ("Awaiting approval", standing.awaiting),
        *((rule_name(each.rule, rubric), each.earned) for each in standing.by_rule),
    ]
    return [
        (name, None if amount is None else float(amount), standing.unit) for name, amount in amounts
    ]


def _grounds(transcript: Transcript, rubric: Rubric) -> list[tuple[str, str]]:
    standing = transcript.standing
    return [
        ("Educator", transcript.person),
        ("District", transcript.workspace),
        ("School year", f"{spoken(standing.year_on)} to {spoken(transcript.last_on)}"),
        ("Made on", spoken(transcript.made_on)),
        ("Expected", terms_in_words(standing.terms)),
        *((rule_name(each.rule, rubric), _terms(each, standing.unit)) for each in standing.by_rule),
        ("Rounding", ROUNDING),
        ("Versions", VERSIONS),
    ]


def _terms(each: RuleSum, unit: str) -> str:
    """What the rule said; each version that gave something, where there are several."""
    if len(each.versions) < 2:
        return rule_in_words(each.rule, unit)
    return "\n".join(
        f"From {spoken(rule.from_on)}: {rule_in_words(rule, unit)}" for rule in each.versions
    )


def _approved_by(line: TranscriptLine) -> str:
    if line.is_automatic:
        return "the policy itself"
    return line.approved_by or "a leader who is not on record any more"


def _lapse(line: TranscriptLine) -> str:
    if line.lapses_on is None:
        return ""
    return f"{'lapsed' if line.is_lapsed else 'lapses'} {line.lapses_on.isoformat()}"


def _first_link(line: TranscriptLine) -> str:
    return next((each for each in line.evidence if each.startswith("http")), "")
