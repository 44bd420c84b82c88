"""`plnudge workspace`: which workspaces there are, and erasing what one left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, TypedDict

import typer
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.iso import iso
from plnudge.commands.answers import APP_SETTINGS, AsJson, give, table
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.installations import erase_now
from storage.tables import Workspace
from storage.workspaces import all_workspaces, count_educators

app = typer.Typer(help="List workspaces, and erase one that left.", **APP_SETTINGS)


class WorkspaceRecord(TypedDict):
    """A workspace, as scripts read it."""

    workspace: str
    name: str
    organisation: str | None
    state: str
    """`installed`, `refused` (Slack lets the app do nothing there) or `uninstalled`."""
    refusal: str | None
    people: int
    installed_at: str
    uninstalled_at: str | None
    erased_at: str | None
    """When all that is kept of it will be erased."""


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List the workspaces that have PLNudge, or had it."""
    settings = read_settings()
    kept_for = timedelta(days=settings.plnudge_keep_uninstalled_days)

    def find(session: Session) -> list[WorkspaceRecord]:
        return [_as_record(session, each, kept_for) for each in all_workspaces(session)]

    with open_records(settings) as database:
        records = database.read_now(find)
    rows = [
        (each["workspace"], each["name"], each["state"], str(each["people"]),
         each["erased_at"] or "")
        for each in records
    ]  # fmt: skip
    give(
        records,
        as_json=as_json,
        in_words=table(("Id", "Name", "State", "People", "Erased at"), rows)
        if rows
        else "No workspace has PLNudge here yet.",
    )


@app.command()
def erase(
    workspace_slack_id: Annotated[str, typer.Argument(metavar="T…", help="Slack's id of it.")],
    is_sure: Annotated[
        bool, typer.Option("--yes", help="Yes, erase all that is kept of it, for good.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase at once all that is kept of a workspace that removed the app."""
    if not is_sure:
        raise BadInput(
            f"This erases all that is kept of {workspace_slack_id}, for good: say --yes to do it."
        )
    with open_records(read_settings()) as database:
        database.write_now(lambda session: erase_now(session, workspace_slack_id))
    give(
        {"erased": workspace_slack_id},
        as_json=as_json,
        in_words=f"All that was kept of {workspace_slack_id} is erased.",
    )


def _as_record(session: Session, workspace: Workspace, kept_for: timedelta) -> WorkspaceRecord:
    gone_at = workspace.uninstalled_at
    state = "refused" if workspace.refused_at else "installed"
    return {
        "workspace": workspace.slack_id,
        "name": workspace.name,
        "organisation": workspace.organisation_slack_id,
        "state": "uninstalled" if gone_at else state,
        "refusal": workspace.refusal,
        "people": count_educators(session, workspace.id),
        "installed_at": iso(workspace.installed_at),
        "uninstalled_at": iso(gone_at) if gone_at else None,
        "erased_at": iso(gone_at + kept_for) if gone_at else None,
    }
