"""`plnudge group`: groups, how they nest, and who belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.orm import Session

from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.groups import (
    GroupLine,
    add_group,
    change_group,
    find_group,
    follow_user_group,
    group_lines,
    people_of,
    remove_group,
    set_people,
    take_out,
)
from storage.tables import Group, Person
from storage.workspaces import pick_workspace

Kept = TypeVar("Kept")

app = typer.Typer(
    help="Make groups, nest them, and say who belongs to them. Leaders: “plnudge role”.",
    **APP_SETTINGS,
)

Name = Annotated[str, typer.Argument(metavar="GROUP", help="The group's name, in any case.")]
People = Annotated[
    list[str], typer.Argument(metavar="U…", help="Slack's ids of the people, one or more.")
]
Inside = Annotated[
    str | None, typer.Option("--in", metavar="GROUP", help="The group that it lies in.")
]


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List all groups, each below the one that it lies in."""
    with open_records(read_settings()) as database:
        lines = database.read_now(
            lambda session: group_lines(session, pick_workspace(session, workspace_slack_id).id)
        )
    names = {line.group.id: line.group.name for line in lines}
    rows = [
        (f"{'  ' * line.depth}{line.group.name}", str(line.people), ", ".join(line.leaders))
        for line in lines
    ]
    give(
        [_as_record(line, names.get(line.group.parent_id or 0)) for line in lines],
        as_json=as_json,
        in_words=table(("Group", "People", "Led by"), rows)
        if rows
        else "There are no groups yet: “plnudge group add NAME” makes one.",
    )


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as “Maple School”.")],
    inside: Inside = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a group."""

    def keep(session: Session, workspace_id: int, now: datetime) -> Group:
        parent = find_group(session, workspace_id, inside) if inside is not None else None
        return add_group(
            session, workspace_id, name, parent_id=parent.id if parent else None, now=now
        )

    _give_group(_write(keep, workspace_slack_id), "is there now", as_json=as_json)


@app.command()
def change(
    name: Name,
    *,
    new_name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Call it this.")
    ] = None,
    inside: Inside = None,
    is_on_top: Annotated[bool, typer.Option("--top", help="Let it lie in no other group.")] = False,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Give a group another name or another place; schedules for it go on."""
    if is_on_top and inside is not None:
        raise wrong_usage("it lies in a group or on top: leave one out", "--top")
    if new_name is None and inside is None and not is_on_top:
        raise wrong_usage("say what to change: --name, --in or --top", "GROUP")

    def keep(session: Session, workspace_id: int, now: datetime) -> Group:
        group = find_group(session, workspace_id, name)
        parent_id = None if is_on_top else group.parent_id
        if inside is not None:
            parent_id = find_group(session, workspace_id, inside).id
        return change_group(
            session,
            workspace_id,
            group.id,
            name=group.name if new_name is None else new_name,
            parent_id=parent_id,
            now=now,
        )

    _give_group(_write(keep, workspace_slack_id), "is changed", as_json=as_json)


@app.command()
def remove(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Remove a group; its people stay, and what was nested in it moves up."""

    def keep(session: Session, workspace_id: int, now: datetime) -> Group:
        group = find_group(session, workspace_id, name)
        return remove_group(session, workspace_id, group.id, now)

    _give_group(_write(keep, workspace_slack_id), "is removed", as_json=as_json)


@app.command()
def show(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Show who is in a group itself, and as what."""

    def find(session: Session) -> list[tuple[Person, str]]:
        workspace = pick_workspace(session, workspace_slack_id)
        return people_of(session, find_group(session, workspace.id, name).id)

    with open_records(read_settings()) as database:
        people = database.read_now(find)
    rows = [(role, person.slack_id, person.name, person.staff or "") for person, role in people]
    give(
        [
            {"role": role, "person": slack_id, "name": each, "staff": staff or None}
            for role, slack_id, each, staff in rows
        ],
        as_json=as_json,
        in_words=table(("Role", "Id", "Name", "Staff"), rows)
        if rows
        else "Nobody is in it yet: “plnudge group join GROUP U…” puts somebody in.",
    )


@app.command()
def join(
    name: Name, people: People, workspace_slack_id: InWorkspace = None, as_json: AsJson = False
) -> None:
    """Put people into a group as members."""
    changed = _change_people(name, people, workspace_slack_id, is_joining=True)
    _give_people(changed, "belongs to it now", as_json=as_json)


@app.command()
def leave(
    name: Name, people: People, workspace_slack_id: InWorkspace = None, as_json: AsJson = False
) -> None:
    """Take members out of a group; past weeks still count them."""
    changed = _change_people(name, people, workspace_slack_id, is_joining=False)
    _give_people(changed, "no longer belongs to it", as_json=as_json)


@app.command()
def follow(
    name: Name,
    user_group: Annotated[
        str | None,
        typer.Argument(metavar="S…", help="Slack's id of the user group; without it, no more."),
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Keep a group's members in step with a Slack user group, from the next sync on."""

    def keep(session: Session, workspace_id: int, _now: datetime) -> Group:
        group = find_group(session, workspace_id, name)
        return follow_user_group(session, workspace_id, group.id, user_group)

    words = f"follows {user_group} from the next sync on" if user_group else "follows no user group"
    _give_group(_write(keep, workspace_slack_id), words, as_json=as_json)


def _change_people(
    name: str, slack_ids: list[str], workspace_slack_id: str | None, *, is_joining: bool
) -> list[Person]:
    change_members = set_people if is_joining else take_out

    def keep(session: Session, workspace_id: int, now: datetime) -> list[Person]:
        group = find_group(session, workspace_id, name)
        return change_members(session, workspace_id, group.id, slack_ids, "member", now=now)

    return _write(keep, workspace_slack_id)


def _write(keep: Callable[[Session, int, datetime], Kept], workspace_slack_id: str | None) -> Kept:
    now = datetime.now(UTC)
    with open_records(read_settings()) as database:
        return database.write_now(
            lambda session: keep(session, pick_workspace(session, workspace_slack_id).id, now)
        )


def _give_group(group: Group, words: str, *, as_json: bool) -> None:
    give(
        {"name": group.name, "user_group": group.user_group},
        as_json=as_json,
        in_words=f"{group.name} {words}.",
    )


def _give_people(people: list[Person], words: str, *, as_json: bool) -> None:
    give(
        [{"person": each.slack_id, "name": each.name} for each in people],
        as_json=as_json,
        in_words="\n".join(f"{each.name} {words}." for each in people),
    )


def _as_record(line: GroupLine, parent: str | None) -> dict[str, Any]:
    return {
        "name": line.group.name,
        "parent": parent,
        "members": line.members,
        "people": line.people,
        "leaders": list(line.leaders),
        "user_group": line.group.user_group,
    }
