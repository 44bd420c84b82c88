"""`plnudge digest`: a group's week, the same figures as a leader's message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Protocol

import typer
from sqlalchemy.orm import Session

from domain.weeks import Week
from domain.zones import local_date
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table
from plnudge.records import open_records, read_rubric
from plnudge.settings import read_settings
from rubric_data import Rubric
from storage.figures import DigestFigures, Spread, WithheldFigures, digest_figures
from storage.groups import find_group
from storage.workspaces import pick_workspace, usual_zone

app = typer.Typer(**APP_SETTINGS)

NOTHING: Final = Spread(entries=0, minutes=0)

_FIGURES = (
    "people", "participants", "minutes", "entries", "by_element", "by_mode", "by_skill",
    "by_network_act", "by_reach", "goals", "prompts", "previous", "lagging",
)  # fmt: skip


@app.command()
def digest(
    group: Annotated[
        str, typer.Option("--group", metavar="G", help="The group, with all nested in it.")
    ],
    week: Annotated[
        str,
        typer.Option("--week", metavar="2026-W12", help="This week if not said; or “last week”."),
    ] = "this week",
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show a group's week as its leader's digest does."""
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def find(session: Session) -> DigestFigures | WithheldFigures:
        workspace = pick_workspace(session, workspace_slack_id)
        today = local_date(now, usual_zone(session, workspace.id))
        found = find_group(session, workspace.id, group)
        return digest_figures(session, found, Week.read(week, today=today))

    with open_records(settings) as database:
        figures = database.read_now(find)
    give(
        figures_as_record(figures, rubric),
        as_json=as_json,
        in_words=_in_words(figures, rubric),
    )


def figures_as_record(figures: DigestFigures | WithheldFigures, rubric: Rubric) -> dict[str, Any]:
    """The digest as scripts read it; every figure is null where the group is too small."""
    named = {"group": figures.group, "week": str(figures.week)}
    if isinstance(figures, WithheldFigures):
        return named | dict.fromkeys(_FIGURES) | {"withheld": True}
    elements = [element.key for element in rubric.elements]
    lagging = figures.lagging(elements)
    return named | {
        "people": figures.people,
        "participants": figures.totals.participants,
        "minutes": figures.totals.minutes,
        "entries": figures.totals.entries,
        "by_element": _by_key(rubric.elements, figures.by_element),
        "by_mode": _by_key(rubric.modes, figures.by_mode),
        "by_skill": _by_key(rubric.skills, figures.by_skill),
        "by_network_act": _by_key(rubric.network_acts, figures.by_network_act),
        "by_reach": _by_key(rubric.reaches, figures.by_reach),
        "goals": {
            "set": figures.goals_set,
            "moved": figures.goals_moved,
            "met": figures.goals_met,
        },
        "prompts": {"sent": figures.prompts_sent, "answered": figures.prompts_answered},
        "previous": [
            {
                "week": str(totals.week),
                "participants": totals.participants,
                "minutes": totals.minutes,
                "entries": totals.entries,
                "by_element": {key: totals.minutes_by_element.get(key, 0) for key in elements},
            }
            for totals in figures.previous
        ],
        "lagging": {"element": lagging, "next_step": _next_step(rubric, lagging)}
        if lagging is not None
        else None,
        "withheld": False,
    }


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def _by_key(
    parts: Iterable[_Keyed], spread: Mapping[str, Spread | None]
) -> dict[str, dict[str, int | None]]:
    """Every key of the rubric, and any that a district's rubric has dropped since.

    What is held back is null.
    """
    keys = dict.fromkeys([*(part.key for part in parts), *spread])
    found = {key: spread.get(key, NOTHING) for key in keys}
    return {
        key: {
            "entries": None if each is None else each.entries,
            "minutes": None if each is None else each.minutes,
        }
        for key, each in found.items()
    }


def _next_step(rubric: Rubric, element: str) -> str:
    return " ".join(sentence.text for sentence in rubric.element(element).next_step)


def _in_words(figures: DigestFigures | WithheldFigures, rubric: Rubric) -> str:
    title = f"{figures.group}, {figures.week} ({figures.week.monday} to {figures.week.sunday})"
    if isinstance(figures, WithheldFigures):
        return (
            f"{title}\nThis group is small. So that nobody is singled out, figures show from "
            f"{figures.floor} educators on, and where they show no smaller group up."
        )
    totals = figures.totals
    if totals.participants is None:
        took_part = (
            f"A few of {figures.people} educators took part: figures show from {figures.floor} on."
        )
    else:
        took_part = (
            f"{totals.participants} of {figures.people} educators took part: "
            f"{totals.entries} entries, {totals.minutes} minutes."
        )
    lines = [
        title,
        took_part,
        f"Goals: {_said(figures.goals_set)} set, {_said(figures.goals_moved)} moved, "
        f"{_said(figures.goals_met)} met.",
        f"Prompts: {_said(figures.prompts_answered)} of {figures.prompts_sent} answered.",
    ]
    spreads = [
        ("Element", rubric.elements, figures.by_element),
        ("Mode", rubric.modes, figures.by_mode),
        ("Skill", rubric.skills, figures.by_skill),
        ("Network", rubric.network_acts, figures.by_network_act),
        ("Reach", rubric.reaches, figures.by_reach),
    ]
    for heading, parts, spread in spreads:
        by_key = _by_key(parts, spread)
        rows = [
            (part.label, cells["entries"], cells["minutes"])
            for part in parts
            if part.key in spread
            for cells in [{name: _said(figure) for name, figure in by_key[part.key].items()}]
        ]
        if rows:
            lines += ["", table((heading, "Entries", "Minutes"), rows)]
    weeks = [
        (str(each.week), _said(each.participants), _said(each.entries), _said(each.minutes))
        for each in (*figures.previous, totals)
    ]
    lines += ["", table(("Week", "Took part", "Entries", "Minutes"), weeks)]
    lagging = figures.lagging([element.key for element in rubric.elements])
    if lagging is not None:
        label = rubric.element(lagging).label
        lines += ["", f"Could use more: {label}. The rubric's possible next step:"]
        lines += [_next_step(rubric, lagging)]
    return "\n".join(lines)


def _said(figure: int | None) -> str:
    return "a few" if figure is None else str(figure)
