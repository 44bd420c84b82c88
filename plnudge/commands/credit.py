"""`plnudge credit`: what gives credit, what is expected, and what an educator was credited."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, cast

import typer
from sqlalchemy.orm import Session

from bot.attachments.pdf import PdfNotMade, render_pdf
from bot.attachments.transcript import transcript_document, transcript_sheets
from bot.attachments.workbook import render_workbook
from bot.messages.credit_words import rule_in_words, rule_name, terms_in_words
from bot.messages.language import language, reading_in
from domain.credit import Evidence, Rule, RuleKey, Terms, in_units, read_amount, spoken, version_on
from domain.errors import BadInput
from domain.iso import to_json
from domain.keys import Staff
from domain.school_years import read_year_begins, year_name
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.commands.export import write_whole
from plnudge.commands.options import NO_REASON
from plnudge.records import open_records, read_date, read_rubric
from plnudge.settings import read_settings
from rubric_data import Rubric
from storage.credit_policy import (
    CreditPolicy,
    PolicyChange,
    end_rule,
    history,
    load_policy,
    set_rule,
    set_terms,
)
from storage.people import get_person
from storage.transcripts import Transcript, read_transcript
from storage.workspaces import language_for, pick_workspace, today_in

app = typer.Typer(help="Decide what gives credit, and show what was credited.", **APP_SETTINGS)

Format = Literal["json", "xlsx", "pdf"]
_FORMAT_OF_ENDING: Final[dict[str, Format]] = {".xlsx": "xlsx", ".pdf": "pdf"}
ANY: Final = "any"
NONE: Final = "none"
NEVER: Final = "never"

Kind = Annotated[str, typer.Option("--kind", metavar="KEY", help="Such as webinar; or any.")]
Mode = Annotated[str, typer.Option("--mode", metavar="KEY", help="Such as live-online; or any.")]
ForStaff = Annotated[
    str,
    typer.Option("--staff", metavar="KEY", help="teacher, administrator or other; or any."),
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="Its first day; today if not said."),
]


@app.command("set")
def set_one(
    *,
    kind: Kind = ANY,
    mode: Mode = ANY,
    staff: ForStaff = ANY,
    rate: Annotated[
        str | None, typer.Option("--rate", metavar="N", help="Credit for an hour; 0 for none.")
    ] = None,
    cap: Annotated[
        str | None,
        typer.Option("--cap", metavar="N", help="The most in a school year, or none."),
    ] = None,
    evidence: Annotated[
        Evidence | None,
        typer.Option("--evidence", help="What an entry needs; any is a link, a file or a note."),
    ] = None,
    approval: Annotated[
        Literal["leader", "automatic"] | None,
        typer.Option("--approval", help="Who approves: a leader, or the rule itself."),
    ] = None,
    lapses_after: Annotated[
        str | None,
        typer.Option("--lapses-after", metavar="MONTHS", help="After the activity; or never."),
    ] = None,
    from_day: From = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a rule, or change one from a day on; what is not said stays as it was.

    Where several rules fit an activity, the one that says more counts: kind, then mode, then
    staff.
    """
    settings = read_settings()
    rubric, key, now = read_rubric(settings), _key(kind, mode, staff), datetime.now(UTC)

    def keep(session: Session) -> tuple[Rule, Terms]:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        today = today_in(session, workspace_id, now)
        from_on = read_date(from_day, "--from") if from_day else today
        policy = load_policy(session, workspace_id)
        held = version_on([each for each in policy.rules if each.key == key], from_on)
        if held is None or held.is_ended:
            if rate is None:
                raise BadInput("Say what an hour gives, with --rate.", field="rate")
            held = Rule(from_on, Decimal(0), *key)
        rule = replace(held, from_on=from_on, is_ended=False)
        if rate is not None:
            rule = replace(rule, rate=read_amount(rate, "rate"))
        if cap is not None:
            rule = replace(rule, cap=None if cap == NONE else read_amount(cap, "cap"))
        if evidence is not None:
            rule = replace(rule, evidence=evidence)
        if approval is not None:
            rule = replace(rule, is_automatic=approval == "automatic")
        if lapses_after is not None:
            rule = replace(rule, lapse_months=_read_months(lapses_after))
        kept = set_rule(
            session,
            workspace_id,
            rule,
            kinds=[each.key for each in rubric.kinds],
            modes=[each.key for each in rubric.modes],
            today=today,
            now=now,
        )
        return kept, policy.terms_on(from_on)

    with open_records(settings) as database:
        rule, terms = database.write_now(keep)
    give(
        rule_as_record(rule),
        as_json=as_json,
        in_words=f"{rule_name(rule, rubric)}, from {spoken(rule.from_on)}: "
        f"{rule_in_words(rule, terms.unit)}.",
    )


@app.command("end")
def end_one(
    *,
    kind: Kind = ANY,
    mode: Mode = ANY,
    staff: ForStaff = ANY,
    from_day: From = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """End a rule from a day on; what was handed in under it stays."""
    settings = read_settings()
    rubric, key, now = read_rubric(settings), _key(kind, mode, staff), datetime.now(UTC)

    def keep(session: Session) -> Rule:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        today = today_in(session, workspace_id, now)
        from_on = read_date(from_day, "--from") if from_day else today
        return end_rule(session, workspace_id, key, from_on=from_on, today=today, now=now)

    with open_records(settings) as database:
        rule = database.write_now(keep)
    give(
        rule_as_record(rule),
        as_json=as_json,
        in_words=f"{rule_name(rule, rubric)}: no rule of its own from {spoken(rule.from_on)} on. "
        "What was handed in under it stays.",
    )


@app.command()
def expect(
    *,
    amount: Annotated[
        str | None,
        typer.Argument(metavar="AMOUNT", help="What is expected in a school year, or none."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="WORD", help="Such as CEU, or “clock hours”."),
    ] = None,
    year_begins: Annotated[
        str | None,
        typer.Option("--year-begins", metavar="MM-DD", help="Such as 07-01, or “August 15”."),
    ] = None,
    from_day: From = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Say what is expected in a school year, what credit is counted in, and when a year begins.

    What is not said stays as it was.
    """
    if amount is None and unit is None and year_begins is None:
        raise wrong_usage("say an amount, --unit or --year-begins", "AMOUNT")
    now = datetime.now(UTC)

    def keep(session: Session) -> Terms:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        today = today_in(session, workspace_id, now)
        from_on = read_date(from_day, "--from") if from_day else today
        terms = replace(load_policy(session, workspace_id).terms_on(from_on), from_on=from_on)
        if amount is not None:
            expected = None if amount == NONE else read_amount(amount, "expected")
            terms = replace(terms, expected=expected)
        if unit is not None:
            terms = replace(terms, unit=unit)
        if year_begins is not None:
            terms = replace(terms, begins=read_year_begins(year_begins))
        return set_terms(session, workspace_id, terms, today=today, now=now)

    with open_records(read_settings()) as database:
        terms = database.write_now(keep)
    give(
        terms_as_record(terms),
        as_json=as_json,
        in_words=f"From {spoken(terms.from_on)}: {terms_in_words(terms)}.",
    )


@app.command()
def show(
    *,
    on_day: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="What holds then; today if not said.")
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show what gives credit on a day, and what is to change."""
    settings = read_settings()
    rubric, now = read_rubric(settings), datetime.now(UTC)

    def find(session: Session) -> tuple[CreditPolicy, date]:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        today = today_in(session, workspace_id, now)
        return load_policy(session, workspace_id), read_date(on_day, "--on") if on_day else today

    with open_records(settings) as database:
        policy, day = database.read_now(find)
    terms, rules = policy.terms_on(day), list(policy.rules_on(day).values())
    give(
        {
            "on": day,
            **(
                terms_as_record(terms) if policy.terms else {**terms_as_record(terms), "from": None}
            ),
            "rules": [rule_as_record(rule) for rule in rules],
            "coming": [rule_as_record(rule) for rule in policy.coming(day)],
        },
        as_json=as_json,
        in_words=_policy_in_words(policy, day, rubric),
    )


@app.command("history")
def show_history(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Show every version of the policy, as they were made."""
    settings = read_settings()
    rubric = read_rubric(settings)

    def find(session: Session) -> tuple[list[PolicyChange], CreditPolicy]:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        return history(session, workspace_id), load_policy(session, workspace_id)

    with open_records(settings) as database:
        changes, policy = database.read_now(find)
    rows = [
        (
            f"{change.added_at:%Y-%m-%d}",
            change.by or "the command line",
            change.what.from_on.isoformat(),
            *_change_in_words(change.what, policy, rubric),
        )
        for change in changes
    ]
    columns = ("Made", "By", "From", "About", "What")
    give(
        [_change_as_record(change) for change in changes],
        as_json=as_json,
        in_words=table(columns, rows) if rows else _NO_RULE,
    )


@app.command()
def transcript(
    *,
    person_slack_id: Annotated[
        str, typer.Option("--user", metavar="U…", help="Whose transcript it is.")
    ],
    period: Annotated[
        str,
        typer.Option("--period", metavar="2026-27", help="The school year; this one if not said."),
    ] = "this year",
    given_format: Annotated[
        Format | None,
        typer.Option(
            "--format", help="As FILE ends if not said, else JSON. XLSX and PDF need --out."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write there, whole or not at all."),
    ] = None,
    why: Annotated[
        str,
        typer.Option("--why", metavar="REASON", help="Shown to whoever's transcript it is."),
    ] = NO_REASON,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Write out what somebody was credited in a school year.

    A file is in the language of whoever's it is; they can see that it was made, and why.
    """
    suffix = out.suffix.lower() if out is not None else ""
    chosen = given_format or _FORMAT_OF_ENDING.get(suffix, "json")
    if out is None and chosen != "json":
        raise wrong_usage(f"a {chosen.upper()} file needs a place to be in", "--out")
    settings = read_settings()
    rubric, now = read_rubric(settings), datetime.now(UTC)

    def read(session: Session) -> Transcript:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        found = read_transcript(
            session,
            workspace_id,
            person_slack_id,
            period,
            why=why,
            today=today_in(session, workspace_id, now),
            now=now,
        )
        # A file that can't be written was not read by anyone, so it takes the look back with it.
        if out is not None:
            person = get_person(session, workspace_id, person_slack_id)
            code = language_for(session, person)
            with reading_in(language(code)):
                write_whole(out, _render(found, rubric.in_language(code), chosen))
        return found

    with open_records(settings) as database:
        found = database.write_now(read)
    record = transcript_as_record(found)
    if out is None:
        give(record, as_json=as_json or given_format == "json",
             in_words=_transcript_in_words(found))  # fmt: skip
        return
    counted = f"{len(found.lines)} lines, {in_units(found.standing.earned, found.standing.unit)}"
    give(
        {"out": str(out), "lines": len(found.lines), "earned": record["earned"]},
        as_json=as_json,
        in_words=f"Wrote {out} ({counted}).",
    )


_NO_RULE: Final = (
    "Nothing gives credit yet, so educators read no word of it: “plnudge credit set” makes a rule."
)


def rule_as_record(rule: Rule) -> dict[str, Any]:
    """`kind`, `mode` and `staff` of null are any; an ended rule has no rate."""
    return {
        "kind": rule.kind,
        "mode": rule.mode,
        "staff": rule.staff,
        "from": rule.from_on,
        "rate": None if rule.is_ended else _number(rule.rate),
        "cap": None if rule.is_ended else _number(rule.cap),
        "evidence": rule.evidence,
        "approval": "automatic" if rule.is_automatic else "leader",
        "lapse_months": rule.lapse_months,
        "is_ended": rule.is_ended,
    }


def terms_as_record(terms: Terms) -> dict[str, Any]:
    return {
        "from": terms.from_on,
        "unit": terms.unit,
        "year_begins": str(terms.begins),
        "expected": _number(terms.expected),
    }


def transcript_as_record(found: Transcript) -> dict[str, Any]:
    """As scripts read it; amounts are in `unit`."""
    standing = found.standing
    return {
        "person": found.slack_id,
        "name": found.person,
        "year": standing.name,
        "first": standing.year_on,
        "last": found.last_on,
        "unit": standing.unit,
        "expected": _number(standing.expected),
        "earned": _number(standing.earned),
        "lapsed": _number(standing.lapsed),
        "awaiting": _number(standing.awaiting),
        "lines": [
            {
                "happened_on": line.happened_on,
                "text": line.text,
                "kind": line.kind,
                "mode": line.mode,
                "minutes": line.minutes,
                "rate": _number(line.rate),
                "credit": _number(line.credit),
                "approval": "automatic" if line.is_automatic else "leader",
                "approved_by": line.approved_by,
                "decided_at": line.decided_at,
                "lapses_on": line.lapses_on,
                "is_lapsed": line.is_lapsed,
                "evidence": line.evidence,
            }
            for line in found.lines
        ],
        "by_rule": [
            {
                "kind": each.rule.kind,
                "mode": each.rule.mode,
                "staff": each.rule.staff,
                "cap": _number(each.rule.cap),
                "earned": _number(each.earned),
                "awaiting": _number(each.awaiting),
            }
            for each in standing.by_rule
        ],
        "made_on": found.made_on,
    }


def _key(kind: str, mode: str, staff: str) -> RuleKey:
    said = [None if each.strip().lower() == ANY else each.strip().lower()
            for each in (kind, mode, staff)]  # fmt: skip
    return said[0], said[1], cast(Staff | None, said[2])


def _read_months(text: str) -> int | None:
    if text == NEVER:
        return None
    if not text.isdecimal():
        raise BadInput(
            f"I can't read “{text}” as months: write a number such as 24, or never.",
            field="lapse_months",
        )
    return int(text)


def _number(amount: Decimal | None) -> int | float | None:
    """Whole ones without a point, as JSON has numbers."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _render(found: Transcript, rubric: Rubric, chosen: Format) -> bytes:
    if chosen == "xlsx":
        return render_workbook(transcript_sheets(found, rubric))
    if chosen == "json":
        return (to_json(transcript_as_record(found)) + "\n").encode()
    try:
        return render_pdf(transcript_document(found, rubric))
    except PdfNotMade as failure:
        raise BadInput(f"The PDF could not be made: {failure.reason}.") from failure


def _policy_in_words(policy: CreditPolicy, day: date, rubric: Rubric) -> str:
    rules = list(policy.rules_on(day).values())
    coming = policy.coming(day)
    if not rules and not coming:
        return _NO_RULE
    terms = policy.terms_on(day)
    lines = [f"{terms_in_words(terms)}.", ""]
    lines += [f"{rule_name(rule, rubric)}: {rule_in_words(rule, terms.unit)}." for rule in rules]
    for rule in coming:
        unit = policy.terms_on(rule.from_on).unit
        name = rule_name(rule, rubric)
        lines.append(f"From {spoken(rule.from_on)}, {name}: {rule_in_words(rule, unit)}.")
    return "\n".join(lines)


def _change_in_words(what: Rule | Terms, policy: CreditPolicy, rubric: Rubric) -> tuple[str, str]:
    if isinstance(what, Terms):
        return "All credit", terms_in_words(what)
    unit = policy.terms_on(what.from_on).unit
    return rule_name(what, rubric), rule_in_words(what, unit)


def _change_as_record(change: PolicyChange) -> dict[str, Any]:
    what = change.what
    return {
        "added_at": change.added_at,
        "by": change.by,
        "rule": rule_as_record(what) if isinstance(what, Rule) else None,
        "terms": terms_as_record(what) if isinstance(what, Terms) else None,
    }


def _transcript_in_words(found: Transcript) -> str:
    standing = found.standing
    expected = (
        f" of {in_units(standing.expected, standing.unit)} expected" if standing.expected else ""
    )
    lines = [
        f"{found.person}, {year_name(standing.year_on)}: "
        f"{in_units(standing.earned, standing.unit)}{expected}.",
    ]
    if found.lines:
        rows = [
            (
                line.happened_on.isoformat(),
                line.text[:50],
                str(line.minutes),
                f"{line.credit:.2f}",
                "automatic" if line.is_automatic else line.approved_by or "",
            )
            for line in found.lines
        ]
        columns = ("Date", "What", "Minutes", standing.unit, "Approved by")
        lines += ["", table(columns, rows)]
    return "\n".join(lines)
