"""`plnudge stage`: where the district stands, the same as leaders and admins read in Slack."""

from __future__ import annotations

from typing import Any

import typer
from sqlalchemy.orm import Session

from domain.stages import TOP_SCORE
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table
from plnudge.records import open_records, read_rubric
from plnudge.settings import read_settings
from rubric_data import Rubric
from storage.stages import ElementStage, StageReport, stage_report
from storage.workspaces import pick_workspace

app = typer.Typer(**(APP_SETTINGS | {"no_args_is_help": False}))


@app.command()
def stage(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Show where leaders and admins see the district, element by element."""
    settings = read_settings()
    rubric = read_rubric(settings)
    keys = [element.key for element in rubric.elements]

    def find(session: Session) -> StageReport:
        return stage_report(session, pick_workspace(session, workspace_slack_id).id, keys)

    with open_records(settings) as database:
        report = database.read_now(find)
    give(report_as_record(report, rubric), as_json=as_json, in_words=_in_words(report, rubric))


def report_as_record(report: StageReport, rubric: Rubric) -> dict[str, Any]:
    """Scores are means from 0 to 10, shares percents; both null where nobody rated."""
    score = report.score
    return {
        "score": None if score is None else round(score, 2),
        "share": None if score is None else round(100 * score / TOP_SCORE),
        "stage": None if score is None else rubric.stage_at(score).name,
        "elements": [_element_as_record(each, rubric) for each in report.elements],
    }


def _element_as_record(found: ElementStage, rubric: Rubric) -> dict[str, Any]:
    element, now = rubric.element(found.element), found.now
    return {
        "element": element.key,
        "score": None if now is None else round(now.score, 2),
        "share": None if now is None else now.percent,
        "stage": None if now is None else rubric.stage_at(now.score).name,
        "raters": 0 if now is None else now.raters,
        "lowest": None if now is None else now.lowest,
        "highest": None if now is None else now.highest,
        "differs": now is not None and now.is_disputed,
        "description": element.description_text,
        "next_step": element.next_step_text,
        "ratings": [
            {
                "person": view.name,
                "score": view.rating.score,
                "reason": view.rating.reason,
                "evidence": view.rating.evidence,
                "rated_on": view.rating.rated_on,
            }
            for view in found.views
        ],
        "history": [
            {"month": f"{end:%Y-%m}", "score": round(standing.score, 2), "raters": standing.raters}
            for end, standing in found.history
        ],
    }


def _in_words(report: StageReport, rubric: Rubric) -> str:
    if report.score is None:
        return "Nobody has rated the district yet: leaders and admins do with “/pln stage”."
    rows = []
    for each in report.elements:
        label = rubric.element(each.element).label
        if each.now is None:
            rows.append((label, "", "", "", "", ""))
            continue
        now = each.now
        spread = f"{now.lowest} to {now.highest}" + (" (they differ)" if now.is_disputed else "")
        stage_name = rubric.stage_at(now.score).name
        rows.append(
            (label, f"{now.score:.1f}", f"{now.percent}%", stage_name, str(now.raters), spread)
        )
    columns = ("Element", "Score", "Share", "Stage", "Raters", "Spread")
    lines = [
        f"{round(100 * report.score / TOP_SCORE)}% of the way: {report.score:.1f} of {TOP_SCORE} "
        f"({rubric.stage_at(report.score).name}).",
        "",
        table(columns, rows),
    ]
    for each in report.elements:
        element = rubric.element(each.element)
        title = f"{element.label}: the rubric's possible next step"
        lines += ["", title, element.next_step_text]
    return "\n".join(lines)
