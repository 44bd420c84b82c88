"""`plnudge cycle`: cycles of evaluations, and how far they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.cycle_reports import cycle_report
from bot.messages.cycle_report import CycleReport, small_words
from bot.messages.cycle_words import (
    HIDDEN,
    STEP_LABELS,
    audience_in_words,
    change_in_words,
    dates_in_words,
    figures_in_brief,
    hidden_means,
    is_anything_hidden,
    phase_in_words,
    said,
    terms_in_words,
)
from bot.messages.labels import label
from bot.messages.message import counted
from domain.cycles import STEP_NAMES, CycleDraft, check_cycle, usual_terms
from domain.evaluation import KINDS
from domain.participation import STEPS
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table
from plnudge.commands.cycle_options import Said, taking_what_is_said, with_what_is_said
from plnudge.commands.options import NewName
from plnudge.commands.stage import report_as_record
from plnudge.records import open_records, read_date, read_rubric
from plnudge.settings import read_settings
from rubric_data import Rubric
from storage.cycles import (
    add_cycle,
    all_cycles,
    change_cycle,
    close_cycle,
    draft_of,
    effect_of,
    find_cycle,
    group_names,
    remove_cycle,
    reopen_cycle,
)
from storage.groups import find_group
from storage.participation import CycleFigures, CycleLine, cycle_line
from storage.tables import Cycle
from storage.workspaces import pick_workspace, today_in, usual_zone

app = typer.Typer(help="Run cycles of evaluations, and see how far they are.", **APP_SETTINGS)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The cycle's name, in any case.")]


@app.command("open")
@taking_what_is_said
def open_one(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as “School year 2026-27”.")],
    said: Said,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Open a cycle; dates that are not said follow from the first day, over a school year."""
    settings = read_settings()
    rubric = read_rubric(settings)
    elements = [element.key for element in rubric.elements]
    now = datetime.now(UTC)

    def keep(session: Session) -> tuple[dict[str, Any], str]:
        workspace = pick_workspace(session, workspace_slack_id)
        today = today_in(session, workspace.id, now)
        first = read_date(said.opens_on, "--opens") if said.opens_on is not None else today
        draft = with_what_is_said(CycleDraft(name, usual_terms(elements, first)), said, rubric)
        cycle = add_cycle(session, workspace.id, draft, elements=elements, submission=None, now=now)
        return _as_record(session, cycle, today), _told(session, cycle, today)

    with open_records(settings) as database:
        kept, words = database.write_now(keep)
    give(kept, as_json=as_json, in_words=words)


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List the cycles, open ones first."""
    now = datetime.now(UTC)

    def find(session: Session) -> list[tuple[dict[str, Any], str]]:
        workspace = pick_workspace(session, workspace_slack_id)
        today = today_in(session, workspace.id, now)
        return [
            (_as_record(session, each, today), phase_in_words(each, today))
            for each in all_cycles(session, workspace.id)
        ]

    with open_records(read_settings()) as database:
        found = database.read_now(find)
    rows = [
        (
            record["name"],
            phase,
            f"{record['opens_on']} to {record['closes_on']}",
            audience_in_words(record["groups"]),
        )
        for record, phase in found
    ]
    give(
        [record for record, _ in found],
        as_json=as_json,
        in_words=table(("Name", "State", "Dates", "For"), rows)
        if rows
        else "There are no cycles: “plnudge cycle open NAME” opens one.",
    )


@app.command()
def show(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Show all that a cycle says, and how far it is."""
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def find(session: Session) -> tuple[dict[str, Any], CycleLine, date]:
        workspace = pick_workspace(session, workspace_slack_id)
        cycle = find_cycle(session, workspace.id, name)
        today = today_in(session, workspace.id, now)
        line = cycle_line(session, cycle, now)
        return _as_record(session, cycle, today) | _figures(line.figures), line, today

    with open_records(settings) as database:
        record, line, today = database.read_now(find)
    cycle = line.cycle
    words = [
        f"{cycle.name}: {phase_in_words(cycle, today)}",
        f"For {audience_in_words(line.groups)}",
        *dates_in_words(cycle.terms, today),
        f"Elements: {', '.join(label(rubric.elements, key) for key in cycle.elements)}",
        *terms_in_words(cycle.terms),
        *([f"What is expected: {cycle.expectation}"] if cycle.expectation else []),
        f"{figures_in_brief(line.figures)}.",
        *([hidden_means(line.figures.floor)] if is_anything_hidden(line.figures) else []),
    ]
    give(record, as_json=as_json, in_words="\n".join(words))


@app.command()
@taking_what_is_said
def change(
    name: Name,
    said: Said,
    *,
    new_name: NewName = None,
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what the change would do.")
    ] = False,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Change an open cycle; what is not said stays as it is.

    What has begun goes on; reminders to come follow the new dates. “none” takes a restriction
    back.
    """
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def keep(session: Session) -> tuple[dict[str, Any], list[str]]:
        workspace = pick_workspace(session, workspace_slack_id)
        cycle = find_cycle(session, workspace.id, name)
        today, held = today_in(session, workspace.id, now), draft_of(session, cycle)
        draft = with_what_is_said(replace(held, name=new_name or held.name), said, rubric)
        elements = _elements(rubric, held)
        draft = check_cycle(draft, elements=elements, today=today)
        told = change_in_words(held, draft, effect_of(session, cycle, draft), today)
        change_cycle(session, cycle, draft, elements=elements, now=now)
        return _as_record(session, cycle, today), told or ["Nothing changes."]

    with open_records(settings) as database:
        way = database.rehearse_now if is_dry_run else database.write_now
        kept, told = way(keep)
    words = ["This is how it would be; nothing is kept yet."] if is_dry_run else []
    give(
        kept | {"effect": told, "is_dry_run": is_dry_run},
        as_json=as_json,
        in_words="\n".join([*words, *told]),
    )


@app.command()
def close(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Close a cycle: every evaluation stays as it stands, and nothing is decided for anybody."""

    def act(session: Session, cycle: Cycle, now: datetime) -> None:
        close_cycle(session, cycle, by=None, now=now)

    kept = _act(act, name, workspace_slack_id)
    words = f"“{kept['name']}” is closed: what was written stays, and nothing moves any more."
    give(kept, as_json=as_json, in_words=words)


@app.command()
def reopen(
    name: Name,
    closes_on: Annotated[
        str | None,
        typer.Option("--closes", metavar="DATE", help="Its new last day; as it was if not said."),
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Reopen a closed cycle: every evaluation goes on from where it was."""
    until = read_date(closes_on, "--closes") if closes_on is not None else None

    def act(session: Session, cycle: Cycle, now: datetime) -> None:
        reopen_cycle(session, cycle, closes_on=until, by=None, now=now)

    kept = _act(act, name, workspace_slack_id)
    words = f"“{kept['name']}” is open again, until {kept['closes_on']}."
    give(kept, as_json=as_json, in_words=words)


@app.command()
def remove(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Remove a cycle that nobody has begun; any other is closed instead."""
    kept = _act(remove_cycle, name, workspace_slack_id)
    give(kept, as_json=as_json, in_words=f"“{kept['name']}” is removed.")


@app.command()
def report(
    name: Name,
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="G", help="Only this group, with all nested in it."),
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show how far a cycle is and what stands as evidence in it; never who."""
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def find(session: Session) -> CycleReport:
        workspace = pick_workspace(session, workspace_slack_id)
        cycle = find_cycle(session, workspace.id, name)
        found = find_group(session, workspace.id, group) if group is not None else None
        zone = usual_zone(session, workspace.id)
        return cycle_report(session, rubric, cycle, found, now, zone=zone)

    with open_records(settings) as database:
        found = database.read_now(find)
    give(
        _report_as_record(found, rubric), as_json=as_json, in_words=_report_in_words(found, rubric)
    )


def _act(
    act: Callable[[Session, Cycle, datetime], None], name: str, workspace_slack_id: str | None
) -> dict[str, Any]:
    """The cycle afterwards; one that was removed as it was."""
    now = datetime.now(UTC)

    def keep(session: Session) -> dict[str, Any]:
        workspace = pick_workspace(session, workspace_slack_id)
        cycle = find_cycle(session, workspace.id, name)
        today = today_in(session, workspace.id, now)
        before = _as_record(session, cycle, today)
        act(session, cycle, now)
        return before if cycle not in session else _as_record(session, cycle, today)

    with open_records(read_settings()) as database:
        return database.write_now(keep)


def _elements(rubric: Rubric, held: CycleDraft) -> list[str]:
    """The rubric's, and those that a cycle has from an earlier one."""
    known = [element.key for element in rubric.elements]
    return list(dict.fromkeys([*known, *held.terms.elements]))


def _as_record(session: Session, cycle: Cycle, today: date) -> dict[str, Any]:
    is_coming = cycle.opens_on > today
    return {
        "name": cycle.name,
        "state": "closed" if cycle.closed_at else "coming" if is_coming else "open",
        "groups": group_names(session, cycle),
        **{field: getattr(cycle, field) for field in STEP_NAMES},
        "elements": cycle.elements,
        "ratings": cycle.ratings,
        "expectation": cycle.expectation,
        "goals_expected": cycle.goals_expected,
        "evidence_expected": cycle.evidence_expected,
        "needs_balance": cycle.needs_balance,
        "leaders_rate": cycle.leaders_rate,
        "closed_at": cycle.closed_at,
    }


def _told(session: Session, cycle: Cycle, today: date) -> str:
    lines = [
        f"“{cycle.name}” is for {audience_in_words(group_names(session, cycle))}.",
        *dates_in_words(cycle.terms, today),
        *terms_in_words(cycle.terms),
        "Those it is for are told on its first day, or the next one that is not off.",
    ]
    return "\n".join(lines)


def _figures(figures: CycleFigures) -> dict[str, Any]:
    """A figure that is held back is null."""
    return {"people": figures.people, "withheld": figures.is_small, "steps": dict(figures.steps)}


def _report_as_record(found: CycleReport, rubric: Rubric) -> dict[str, Any]:
    figures = found.figures
    return {
        "cycle": figures.cycle.name,
        "group": figures.group,
        **_figures(figures),
        "shares": {step: figures.share(step) for step in STEPS},
        "indicators": {
            kind: None
            if standing is None
            else {"indicators": standing.indicators, "people": standing.people}
            for kind, standing in figures.kinds.items()
        },
        "balance": figures.balance(),
        "groups": [{"group": each.group, **_figures(each)} for each in found.inside],
        "stage": None if found.stage is None else report_as_record(found.stage, rubric),
    }


def _report_in_words(found: CycleReport, rubric: Rubric) -> str:
    figures = found.figures
    lines = [
        f"{figures.cycle.name}, {figures.group or 'all it is for'}: "
        f"{phase_in_words(figures.cycle, found.today)}"
    ]
    if figures.is_small:
        people = counted(figures.people, "educator")
        return "\n".join([*lines, f"For {people}. {small_words(figures)}"])
    steps = [
        (
            STEP_LABELS[step],
            said(figures.steps[step]),
            str(figures.people),
            HIDDEN if (percent := figures.share(step)) is None else f"{percent}%",
        )
        for step in STEPS
    ]
    lines += ["", table(("Step", "Educators", "Of", "Share"), steps)]
    kinds = []
    for kind in KINDS:
        standing = figures.kinds[kind]
        counts = (None, None) if standing is None else (standing.indicators, standing.people)
        kinds.append((label(rubric.indicator_kinds, kind), *map(said, counts)))
    lines += ["", table(("Stands as evidence", "Indicators", "Educators"), kinds)]
    if found.inside:
        rows = [
            (each.group or "", str(each.people), *(said(each.steps[step]) for step in STEPS))
            for each in found.inside
        ]
        columns = ("Group", "Educators", *(step.replace("-", " ") for step in STEPS))
        lines += ["", table(columns, rows)]
    if found.stage is not None:
        stages = [
            (
                rubric.element(each.element).label,
                "" if each.now is None else f"{each.now.score:.1f}",
                "not rated yet" if each.now is None else rubric.stage_at(each.now.score).name,
            )
            for each in found.stage.elements
        ]
        lines += ["", table(("Element", "Score", "Stage"), stages)]
    if any(map(is_anything_hidden, (figures, *found.inside))):
        lines += ["", hidden_means(figures.floor)]
    return "\n".join(lines)
