"""`plnudge digest`: a group's week, the same figures as a leader's message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Protocol

import typer
from sqlalchemy.orm import Session

from bot.messages.digest import in_sentences, small_group_words
from bot.messages.figures import FEW, few_means, figure_rows, period_in_words, said
from bot.messages.message import unescape
from domain.periods import read_period
from domain.zones import local_date
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table
from plnudge.records import open_records, read_rubric
from plnudge.settings import read_settings
from rubric_data import Rubric
from storage.digests import Part, PeriodFigures, SmallGroup, Told, period_figures
from storage.groups import find_group
from storage.workspaces import pick_workspace, usual_zone

app = typer.Typer(**APP_SETTINGS)

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
        typer.Option(
            "--week",
            "--period",
            metavar="2026-W12",
            help="This week if not said; or “last week”, “October”, “last 4 weeks”, “this term”.",
        ),
    ] = "this week",
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show a group's week as its leader's digest does."""
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def find(session: Session) -> tuple[Told, date]:
        workspace = pick_workspace(session, workspace_slack_id)
        today = local_date(now, usual_zone(session, workspace.id))
        found = find_group(session, workspace.id, group)
        period = read_period(week, today=today)
        return period_figures(session, found, period, today=today), today

    with open_records(settings) as database:
        told, today = database.read_now(find)
    give(
        figures_as_record(told, rubric),
        as_json=as_json,
        in_words=_in_words(told, rubric, today),
    )


def figures_as_record(told: Told, rubric: Rubric) -> dict[str, Any]:
    """The digest as scripts read it; every figure is null where the group is too small.

    A figure that is held back is null too. Over several weeks they are added up, but
    `participants` is the mean a week.
    """
    named = {"group": told.group, "week": str(told.period)}
    if isinstance(told, SmallGroup):
        return named | dict.fromkeys(_FIGURES) | {"withheld": True}
    elements = [element.key for element in rubric.elements]
    counts, lagging = told.counts, told.lagging(elements)
    return named | {
        "people": told.people,
        "participants": told.took_part.total,
        "minutes": told.minutes.total,
        "entries": told.entries.total,
        "by_element": _by_key(rubric.elements, told.parts["element"]),
        "by_mode": _by_key(rubric.modes, told.parts["mode"]),
        "by_skill": _by_key(rubric.skills, told.parts["skill"]),
        "by_network_act": _by_key(rubric.network_acts, told.parts["network_act"]),
        "by_reach": _by_key(rubric.reaches, told.parts["reach"]),
        "goals": {word: counts[f"goals_{word}"].total for word in ("set", "moved", "met")},
        "prompts": {word: counts[f"prompts_{word}"].total for word in ("sent", "answered")},
        "previous": [
            {
                "week": str(totals.week),
                "participants": totals.participants,
                "minutes": totals.minutes,
                "entries": totals.entries,
                "by_element": {key: totals.minutes_by_element.get(key, 0) for key in elements},
            }
            for totals in told.before
        ],
        "lagging": {"element": lagging, "next_step": rubric.element(lagging).next_step_text}
        if lagging is not None
        else None,
        "withheld": False,
    }


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def _by_key(
    things: Iterable[_Keyed], parts: Mapping[str, Part]
) -> dict[str, dict[str, int | None]]:
    """Every key of the rubric, and any that a district's rubric has dropped since."""
    keys = dict.fromkeys([*(thing.key for thing in things), *parts])
    found: dict[str, dict[str, int | None]] = {key: {"entries": 0, "minutes": 0} for key in keys}
    for key, part in parts.items():
        found[key] = {"entries": part.entries.total, "minutes": part.minutes.total}
    return found


def _in_words(told: Told, rubric: Rubric, today: date) -> str:
    title = f"{told.group}: {period_in_words(told.period, today)}"
    if isinstance(told, SmallGroup):
        return f"{title}\n{small_group_words(told)}"
    lines = [title, *_plain_sentences(told, rubric, today)]
    rows = [row for row in figure_rows(told, rubric) if row.measure.is_something]
    if rows:
        cells = [(row.heading, row.name, row.in_all(), row.a_week(), row.usual()) for row in rows]
        columns = ("About", "Figure", "In all", "A week", "A usual week")
        lines += ["", table(columns, cells)]
    weeks = [
        (
            str(each.week),
            said(each.participants, "people"),
            said(each.entries, "entries"),
            said(each.minutes, "minutes"),
        )
        for each in (*told.before, *told.weeks)
    ]
    lines += ["", table(("Week", "Took part", "Entries", "Time"), weeks)]
    if any(FEW in cells for cells in weeks) or any(row.is_few for row in rows):
        lines += ["", few_means()]
    lagging = told.lagging([element.key for element in rubric.elements])
    if lagging is not None:
        element = rubric.element(lagging)
        lines += ["", f"Could use more: {element.label}. The rubric's possible next step:"]
        lines += [element.next_step_text]
    return "\n".join(lines)


def _plain_sentences(told: PeriodFigures, rubric: Rubric, today: date) -> list[str]:
    """Without the stars that Slack reads as bold."""
    is_running = told.period.is_running(today)
    sentences = in_sentences(told, rubric, is_running=is_running)
    return [unescape(each.replace("*", "")) for each in sentences]
