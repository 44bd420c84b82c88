"""`plnudge prompt`: the prompt bank."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from domain.keys import Audience
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table
from plnudge.records import known_element, open_records, read_rubric
from plnudge.settings import read_settings
from storage.prompts import (
    BankPrompt,
    add_prompt,
    bring_back_prompt,
    built_in,
    edit_prompt,
    find_prompt,
    prompt_bank,
    retire_prompt,
)
from storage.workspaces import pick_workspace

app = typer.Typer(help="Look after the prompt bank.", **APP_SETTINGS)

Id = Annotated[str, typer.Argument(metavar="ID", help="As “prompt list” shows it.")]


@app.command("list")
def list_all(
    element: Annotated[
        str | None, typer.Option("--element", metavar="KEY", help="Only those about it.")
    ] = None,
    with_retired: Annotated[bool, typer.Option("--all", help="Retired ones too.")] = False,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """List the prompts that may be asked."""
    settings = read_settings()
    rubric = read_rubric(settings)
    wanted = known_element(rubric, element) if element else None
    with open_records(settings) as database:
        bank = database.read_now(
            lambda session: prompt_bank(
                session,
                pick_workspace(session, workspace_slack_id).id,
                built_in(rubric),
                is_retired_too=with_retired,
            )
        )
    prompts = [prompt for prompt in bank if wanted in {None, prompt.element}]
    rows = [
        (
            prompt.id,
            prompt.element,
            prompt.audience,
            prompt.text + (" (retired)" if prompt.retired_at else ""),
        )
        for prompt in prompts
    ]
    give(
        [_as_record(prompt) for prompt in prompts],
        as_json=as_json,
        in_words=table(("Id", "Element", "For", "Prompt"), rows)
        if rows
        else "There are no such prompts: “plnudge prompt add” makes one.",
    )


@app.command()
def add(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The question, in quotes.")],
    element: Annotated[str, typer.Option("--element", metavar="KEY", help="What it is about.")],
    audience: Annotated[Audience, typer.Option("--audience", help="Whom it may ask.")] = "both",
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Add a prompt of your own."""
    settings = read_settings()
    key = known_element(read_rubric(settings), element)
    now = datetime.now(UTC)

    def keep(session: Session) -> BankPrompt:
        prompt = add_prompt(
            session,
            pick_workspace(session, workspace_slack_id).id,
            element=key,
            text=text,
            audience=audience,
            now=now,
        )
        return BankPrompt(
            prompt.prompt_id, prompt.element, prompt.text, prompt.audience, is_built_in=False
        )

    with open_records(settings) as database:
        prompt = database.write_now(keep)
    give(_as_record(prompt), as_json=as_json, in_words=f"Added as {prompt.id}.")


@app.command()
def edit(
    prompt_id: Id,
    *,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="TEXT", help="The question from now on."),
    ] = None,
    element: Annotated[
        str | None, typer.Option("--element", metavar="KEY", help="What it is about.")
    ] = None,
    audience: Annotated[
        Audience | None, typer.Option("--audience", help="Whom it may ask.")
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Change a prompt; who was asked before keeps it as it was.

    A built-in one is retired, and one of your own takes its place.
    """
    settings = read_settings()
    rubric = read_rubric(settings)
    bank, now = built_in(rubric), datetime.now(UTC)

    def keep(session: Session) -> BankPrompt:
        workspace_id = pick_workspace(session, workspace_slack_id).id
        before = find_prompt(session, workspace_id, prompt_id, bank)
        return edit_prompt(
            session,
            workspace_id,
            prompt_id,
            bank,
            element=known_element(rubric, element) if element else before.element,
            text=text if text is not None else before.text,
            audience=audience or before.audience,
            now=now,
        )

    with open_records(settings) as database:
        prompt = database.write_now(keep)
    words = "is changed" if prompt.id == prompt_id else f"takes the place of {prompt_id}"
    give(_as_record(prompt), as_json=as_json, in_words=f"{prompt.id} {words}.")


@app.command("bring-back")
def bring_back(
    prompt_id: Id, workspace_slack_id: InWorkspace = None, as_json: AsJson = False
) -> None:
    """Ask a retired prompt again."""
    settings = read_settings()
    rubric = read_rubric(settings)
    with open_records(settings) as database:
        prompt = database.write_now(
            lambda session: bring_back_prompt(
                session,
                pick_workspace(session, workspace_slack_id).id,
                prompt_id,
                built_in(rubric),
            )
        )
    give(_as_record(prompt), as_json=as_json, in_words=f"{prompt.id} is asked again.")


@app.command()
def retire(
    prompt_id: Id,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Ask a prompt no more; what was answered to it stays."""
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)
    with open_records(settings) as database:
        prompt = database.write_now(
            lambda session: retire_prompt(
                session,
                pick_workspace(session, workspace_slack_id).id,
                prompt_id,
                built_in(rubric),
                now,
            )
        )
    give(
        _as_record(prompt) | {"retired_at": now},
        as_json=as_json,
        in_words=f"{prompt.id} is retired: it is asked no more.",
    )


def _as_record(prompt: BankPrompt) -> dict[str, Any]:
    return {
        "id": prompt.id,
        "element": prompt.element,
        "audience": prompt.audience,
        "text": prompt.text,
        "is_built_in": prompt.is_built_in,
        "retired_at": prompt.retired_at,
    }
