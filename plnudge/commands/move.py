"""`plnudge move`: from a SQLite file to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from domain.errors import BadInput
from plnudge.commands.answers import APP_SETTINGS, AsJson, give, table
from plnudge.records import database_file, open_records, reaching_database, sqlite_file
from plnudge.settings import Settings, read_settings
from storage.database import Database
from storage.moving import check_target, count_rows, move_all

app = typer.Typer(**APP_SETTINGS)


@app.command()
def move(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="URL",
            help="An empty database, as postgresql://name@host/database. The password may be in "
            "PGPASSWORD or ~/.pgpass, where no list of processes shows it.",
        ),
    ],
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be moved; write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy all records from the SQLite file to PostgreSQL, and compare both to the last character.

    The app must not run meanwhile. The file stays as it is.
    """
    settings = read_settings()
    file = sqlite_file(settings)
    if database_file(to) is not None:
        raise BadInput("--to takes a database of PostgreSQL: postgresql://name@host/database.")
    with ExitStack() as stack:
        source = stack.enter_context(open_records(settings))
        stack.enter_context(source.held())
        target = stack.enter_context(_nobodys(settings, to))
        check_target(target.reading)
        tables = (
            count_rows(source.reading) if is_dry_run else move_all(source.writing, target.writing)
        )
    moved = sum(each.rows for each in tables)
    lines = table(
        ("table", "rows", "checksum"),
        [(each.name, f"{each.rows:,}", each.checksum[:12]) for each in tables if each.rows],
    )
    words = (
        f"{moved:,} rows would be moved. Nothing was written."
        if is_dry_run
        else f"{moved:,} rows are in PostgreSQL, the same as in {file}. Set DATABASE_URL to it and "
        f"start the app; never start it on {file} again, or people get things twice."
    )
    give(
        {"dry_run": is_dry_run, "rows": moved, "tables": [asdict(each) for each in tables]},
        as_json=as_json,
        in_words=f"{lines}\n{words}",
    )


@contextmanager
def _nobodys(settings: Settings, url: str) -> Iterator[Database]:
    """That database, with no app on it. Raises BadInput where it can't be used, or is."""
    try:
        there = reaching_database(settings.model_copy(update={"database_url": url}))
        with there as target, target.held() as is_alone:
            if not is_alone:
                raise BadInput("An app runs on that database already: stop it first.")
            yield target
    except BadInput as refusal:
        raise BadInput(refusal.sentence.replace("DATABASE_URL", "--to")) from refusal
