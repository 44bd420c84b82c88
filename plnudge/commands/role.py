"""`plnudge role`: who is an admin, who leads which group."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer
from sqlalchemy.orm import Session

from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.groups import leaders, set_leader
from storage.people import admins, get_person, set_admin
from storage.workspaces import pick_workspace

app = typer.Typer(help="Name admins and leaders.", **APP_SETTINGS)

Role = Annotated[Literal["admin", "leader"], typer.Argument(help="Which role.")]
People = Annotated[
    list[str], typer.Argument(metavar="U…", help="Slack's ids of the people, one or more.")
]
GroupLed = Annotated[
    str | None, typer.Option("--group", metavar="G", help="The group that a leader leads.")
]


@app.command()
def grant(
    role: Role,
    people: People,
    group: GroupLed = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Name somebody as an admin, or as the leader of a group."""
    names = _set_role(role, people, group, workspace_slack_id, is_granted=True)
    words = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} {_told(role, group)} now."
    give(_as_records(role, people, names, group), as_json=as_json, in_words=words)


@app.command()
def revoke(
    role: Role,
    people: People,
    group: GroupLed = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Take a role back."""
    names = _set_role(role, people, group, workspace_slack_id, is_granted=False)
    is_no = "is no longer" if len(names) == 1 else "are no longer"
    words = f"{' and '.join(names)} {is_no} {_told(role, group)}."
    give(_as_records(role, people, names, group), as_json=as_json, in_words=words)


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List admins, and leaders with their groups."""

    def find(session: Session) -> list[dict[str, str | None]]:
        workspace = pick_workspace(session, workspace_slack_id)
        return [
            {"role": "admin", "person": person.slack_id, "name": person.name, "group": None}
            for person in admins(session, workspace.id)
        ] + [
            {"role": "leader", "person": person.slack_id, "name": person.name, "group": group.name}
            for person, group in leaders(session, workspace.id)
        ]

    with open_records(read_settings()) as database:
        roles = database.read_now(find)
    rows = [
        (each["role"] or "", each["person"] or "", each["name"] or "", each["group"] or "")
        for each in roles
    ]
    give(
        roles,
        as_json=as_json,
        in_words=table(("Role", "Id", "Name", "Group"), rows)
        if rows
        else "Nobody has a role yet: “plnudge role grant admin U…” names an admin.",
    )


def _set_role(
    role: str,
    people: list[str],
    group: str | None,
    workspace_slack_id: str | None,
    *,
    is_granted: bool,
) -> list[str]:
    """Gives the names of those people."""
    if role == "leader" and group is None:
        raise wrong_usage("a leader leads a group: name it", "--group")
    if role == "admin" and group is not None:
        raise wrong_usage("an admin is one of the whole workspace: leave it out", "--group")
    now = datetime.now(UTC)

    def keep(session: Session) -> list[str]:
        workspace = pick_workspace(session, workspace_slack_id)
        for slack_id in people:
            if group is None:
                set_admin(session, workspace.id, slack_id, is_admin=is_granted, now=now)
            else:
                set_leader(session, workspace.id, slack_id, group, is_leader=is_granted, now=now)
        return [get_person(session, workspace.id, slack_id).name for slack_id in people]

    with open_records(read_settings()) as database:
        return database.write_now(keep)


def _as_records(
    role: str, people: list[str], names: list[str], group: str | None
) -> list[dict[str, str | None]]:
    return [
        {"role": role, "person": slack_id, "name": name, "group": group}
        for slack_id, name in zip(people, names, strict=True)
    ]


def _told(role: str, group: str | None) -> str:
    return f"{role} of {group}" if group else role
