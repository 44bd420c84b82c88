"""`plnudge policy`: what holds for the whole workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.policies import USUAL, Policy, policies, set_policy
from storage.workspaces import pick_workspace

app = typer.Typer(help="Decide what holds for the whole workspace.", **APP_SETTINGS)


@app.command()
def show(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Show each policy as it stands."""
    with open_records(read_settings()) as database:
        found = database.read_now(
            lambda session: policies(session, pick_workspace(session, workspace_slack_id).id)
        )
    rows = [(each.name, each.value, str(each.meaning), _source(each)) for each in found]
    give(
        {each.name: each.value for each in found},
        as_json=as_json,
        in_words=table(("Policy", "Value", "Meaning", "Set by"), rows),
    )


@app.command("set")
def set_one(
    name: Annotated[str, typer.Argument(metavar="POLICY", help="Such as day-order.")],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help=f"One of its values, or “{USUAL}”.")
    ],
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Change a policy; “usual” takes a choice back."""
    with open_records(read_settings()) as database:
        policy = database.write_now(
            lambda session: set_policy(
                session, pick_workspace(session, workspace_slack_id).id, name, value
            )
        )
    give(
        {policy.name: policy.value},
        as_json=as_json,
        in_words=f"{policy.name} is {policy.value} now: {policy.meaning}.",
    )


def _source(policy: Policy) -> str:
    return "an admin" if policy.is_chosen else "nobody: it is as usual"
