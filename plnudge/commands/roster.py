"""`plnudge roster`: people from Slack, groups and roles from a CSV file."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlalchemy.orm import Session

from bot.messages.message import counted
from bot.messages.roster import changes_in_words
from bot.roster import InStep, sync_user_groups
from bot.sender import patient
from domain.errors import BadInput
from domain.roster import RosterFile, read_roster
from jobs.roster import sync_roster
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give
from plnudge.records import open_records
from plnudge.settings import Settings, read_settings
from plnudge.slack import client_of, reaching_slack, slack_client
from storage.database import Database
from storage.people import set_staff
from storage.roster import RosterPlan, import_roster, plan_import
from storage.tables import Person
from storage.workspaces import all_workspaces, pick_workspace

app = typer.Typer(help="Bring in people, groups and roles.", **APP_SETTINGS)


@app.command()
def sync(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Read all people of the workspace from Slack, and those of user groups that groups follow."""
    settings = read_settings()
    with open_records(settings) as database, reaching_slack(settings):
        changed, in_step = asyncio.run(_sync(settings, database, workspace_slack_id))
    lines = [f"{counted(changed, 'person', 'people')} came or changed."]
    if in_step.joined or in_step.left:
        lines.append(
            f"User groups brought {in_step.joined} into groups, and took {in_step.left} out."
        )
    lines += [
        f"{name} stays as it is: Slack no longer has the user group that it follows."
        for name in in_step.not_found
    ]
    give(
        {
            "changed": changed,
            "joined": in_step.joined,
            "left": in_step.left,
            "not_found": list(in_step.not_found),
        },
        as_json=as_json,
        in_words="\n".join(lines),
    )


@app.command()
def staff(
    kind: Annotated[
        Literal["teacher", "administrator", "other", "unsaid"],
        typer.Argument(help="What they are at work; “unsaid” takes it back."),
    ],
    people: Annotated[
        list[str], typer.Argument(metavar="U…", help="Slack's ids of the people, one or more.")
    ],
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Say what people are at work: teachers, administrators or other professionals."""
    chosen = None if kind == "unsaid" else kind

    def keep(session: Session) -> list[Person]:
        workspace = pick_workspace(session, workspace_slack_id)
        return set_staff(session, workspace.id, people, chosen)

    with open_records(read_settings()) as database:
        changed = database.write_now(keep)
    give(
        [{"person": each.slack_id, "name": each.name, "staff": each.staff} for each in changed],
        as_json=as_json,
        in_words="\n".join(f"{each.name}: {each.staff or 'unsaid'}." for each in changed),
    )


@app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="Columns: email or slack_id, group, parent, role (member, leader or admin; empty "
            "is member), staff (teacher, administrator or other).",
        ),
    ],
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    is_skipping_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out lines that can't be used, and name them.")
    ] = False,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Bring in groups and roles from a CSV file: all of it, or nothing.

    For each person and group that the file names together, it says their whole role there.
    Whoever it doesn't name stays as they are.
    """
    roster = read_roster(_read(file))
    now = datetime.now(UTC)

    def plan(session: Session) -> RosterPlan:
        workspace = pick_workspace(session, workspace_slack_id)
        return plan_import(session, workspace.id, roster, is_skipping_bad=is_skipping_bad)

    def keep(session: Session) -> RosterPlan:
        workspace = pick_workspace(session, workspace_slack_id)
        return import_roster(session, workspace.id, roster, now, is_skipping_bad=is_skipping_bad)

    with open_records(read_settings()) as database:
        changes = database.read_now(plan) if is_dry_run else database.write_now(keep)
    give(
        _as_record(roster, changes, is_dry_run=is_dry_run),
        as_json=as_json,
        in_words=_in_words(roster, changes, is_dry_run=is_dry_run),
    )


async def _sync(
    settings: Settings, database: Database, workspace_slack_id: str | None
) -> tuple[int, InStep]:
    if settings.is_for_many_workspaces:
        workspace = await database.read(lambda session: pick_workspace(session, workspace_slack_id))
        client = await client_of(settings, database, workspace)
    else:
        client = slack_client(settings)
        team: str = (await client.auth_test())["team_id"]
        if workspace_slack_id not in {None, team}:
            raise BadInput(
                f"SLACK_BOT_TOKEN is of the workspace {team}, and not of {workspace_slack_id}."
            )
        workspace = await database.read(
            lambda session: pick_workspace(session, team if all_workspaces(session) else None)
        )
    reading, now = patient(client), datetime.now(UTC)
    changed = await sync_roster(reading, database, workspace_id=workspace.id, now=now)
    return changed, await sync_user_groups(reading, database, workspace_id=workspace.id, now=now)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"I can't read {file}: {error.strerror}.") from error


def _as_record(roster: RosterFile, changes: RosterPlan, *, is_dry_run: bool) -> dict[str, Any]:
    roles = [role for _, _, role in changes.to_join]
    return {
        "lines": len(roster.lines),
        "groups_added": list(changes.groups_to_add),
        "parents_set": dict(changes.parents_to_set),
        "members_added": roles.count("member"),
        "leaders_added": roles.count("leader"),
        "admins_added": len(changes.admins_to_name),
        "roles_ended": len(changes.to_end),
        "staff_set": len(changes.staff_to_set),
        "skipped": [{"line": each.number, "reason": str(each.reason)} for each in changes.skipped],
        "unused_columns": list(roster.unused_columns),
        "is_dry_run": is_dry_run,
    }


def _in_words(roster: RosterFile, changes: RosterPlan, *, is_dry_run: bool) -> str:
    lines = changes_in_words(roster, changes)
    if is_dry_run:
        lines.append("This was a dry run: nothing was changed.")
    return "\n".join(lines)
