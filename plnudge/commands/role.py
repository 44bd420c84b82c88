"""`plnudge role`: who is an admin, who leads which group."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, TypedDict

import typer
from sqlalchemy.orm import Session

from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.groups import find_group, leaders, set_people, take_out
from storage.people import admins, get_person, set_admin
from storage.tables import Group, Person
from storage.workspaces import pick_workspace

app = typer.Typer(help="Name admins and leaders.", **APP_SETTINGS)


class RoleRecord(TypedDict):
    """Somebody's role, as scripts read it; an admin's is in no group."""

    role: str
    person: str
    name: str
    group: str | None


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
    roles = _set_role(role, people, group, workspace_slack_id, is_granted=True)
    words = "\n".join(f"{each['name']} is {_told(each)} now." for each in roles)
    give(roles, as_json=as_json, in_words=words)


@app.command()
def revoke(
    role: Role,
    people: People,
    group: GroupLed = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Take a role back."""
    roles = _set_role(role, people, group, workspace_slack_id, is_granted=False)
    words = "\n".join(f"{each['name']} is no longer {_told(each)}." for each in roles)
    give(roles, as_json=as_json, in_words=words)


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List admins, and leaders with their groups."""

    def find(session: Session) -> list[RoleRecord]:
        workspace = pick_workspace(session, workspace_slack_id)
        named = [_as_record(person, None) for person in admins(session, workspace.id)]
        return named + [_as_record(*each) for each in leaders(session, workspace.id)]

    with open_records(read_settings()) as database:
        roles = database.read_now(find)
    rows = [(each["role"], each["person"], each["name"], each["group"] or "") for each in roles]
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
) -> list[RoleRecord]:
    if role == "leader" and group is None:
        raise wrong_usage("a leader leads a group: name it", "--group")
    if role == "admin" and group is not None:
        raise wrong_usage("an admin is one of the whole workspace: leave it out", "--group")
    now = datetime.now(UTC)

    def keep(session: Session) -> list[RoleRecord]:
        workspace = pick_workspace(session, workspace_slack_id)
        led = find_group(session, workspace.id, group) if group is not None else None
        if led is not None:
            change = set_people if is_granted else take_out
            change(session, workspace.id, led.id, people, "leader", now=now)
        else:
            for slack_id in people:
                set_admin(session, workspace.id, slack_id, is_admin=is_granted, now=now)
        return [_as_record(get_person(session, workspace.id, slack_id), led) for slack_id in people]

    with open_records(read_settings()) as database:
        return database.write_now(keep)


def _as_record(person: Person, led: Group | None) -> RoleRecord:
    return {
        "role": "admin" if led is None else "leader",
        "person": person.slack_id,
        "name": person.name,
        "group": None if led is None else led.name,
    }


def _told(role: RoleRecord) -> str:
    return "an admin" if role["group"] is None else f"a leader of {role['group']}"
