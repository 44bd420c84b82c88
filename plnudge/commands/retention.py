"""`plnudge retention`: how long what people wrote is kept, and what that erases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.messages.retention import (
    FOR_EVER,
    STAYS,
    as_said,
    begins_in_words,
    due_in_words,
    limits_in_words,
)
from domain.errors import BadInput
from domain.retention import KEPT, Kept, Limits, Retention
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.retention import Due, preview_limits, retention_of, set_limits
from storage.workspaces import pick_workspace, today_in

app = typer.Typer(
    help="Say how long what people wrote is kept; a limit erases what is older.", **APP_SETTINGS
)
_YEARS = f"Years, or “{FOR_EVER}”."


@app.command()
def retention(
    *,
    entries: Annotated[str | None, typer.Option("--entries", metavar="YEARS", help=_YEARS)] = None,
    reflections: Annotated[
        str | None, typer.Option("--reflections", metavar="YEARS", help=_YEARS)
    ] = None,
    looks: Annotated[
        str | None,
        typer.Option("--looks", metavar="YEARS", help=f"Of who looked at whose record. {_YEARS}"),
    ] = None,
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would go; set nothing.")
    ] = False,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show what is kept how long and what goes, or set it."""
    said = dict(zip(KEPT, (entries, reflections, looks), strict=True))
    is_setting = any(said.values()) and not is_dry_run
    now = datetime.now(UTC)

    def look(session: Session) -> tuple[Retention | None, dict[Kept, Due], date]:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        today = today_in(session, workspace_id, now)
        held = retention_of(session, workspace_id)
        limits = _changed(held.limits if held else Limits(), said)
        after, due = preview_limits(session, workspace_id, limits, today=today)
        if is_setting:
            set_limits(session, workspace_id, limits, today=today)
        return after, due, today

    with open_records(read_settings()) as database:
        ask = database.write_now if is_setting else database.read_now
        found, due, today = ask(look)
    give(_as_record(found, due), as_json=as_json, in_words=_in_words(found, due, today))


def _changed(limits: Limits, said: dict[Kept, str | None]) -> Limits:
    for kept, choice in said.items():
        if choice is None:
            continue
        if choice != FOR_EVER and not choice.isdecimal():
            raise BadInput(
                "“{choice}” is no number of years: say --{kept} 3, or --{kept} {ever}.",
                choice=choice,
                kept=kept,
                ever=FOR_EVER,
                field=kept,
            )
        limits = replace(limits, **{kept: None if choice == FOR_EVER else int(choice)})
    return limits


def _as_record(found: Retention | None, due: dict[Kept, Due]) -> dict[str, Any]:
    return {
        "years": as_said(found.limits if found else Limits()),
        "begins_on": found.begins_on.isoformat() if found else None,
        "erases": {kept: each.goes for kept, each in due.items()},
        "stays": {kept: each.stays for kept, each in due.items()},
    }


def _in_words(found: Retention | None, due: dict[Kept, Due], today: date) -> str:
    if found is None:
        return limits_in_words(Limits())
    sentences = [
        limits_in_words(found.limits), due_in_words(due), begins_in_words(found, today), STAYS
    ]  # fmt: skip
    return "\n".join(sentences)
