"""`plnudge migrate`."""

from __future__ import annotations

import typer

from domain.errors import BadInput
from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.records import database_file, reaching_database, refuse_newer_schema
from plnudge.settings import read_settings
from storage.schema import migrate as migrate_schema

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the database to this version's schema; makes it where there is none."""
    settings = read_settings()
    file = database_file(settings.database_url)
    if file is not None and not file.parent.is_dir():
        raise BadInput(f"There is no folder {file.parent} for the database: make it first.")
    with reaching_database(settings) as database:
        refuse_newer_schema(database)
        before, after = migrate_schema(database.writing)
    if before == after:
        words = f"The database is at {after} already: nothing to do."
    else:
        words = f"The database is at {after} now" + (f"; it was at {before}." if before else ".")
    give({"before": before, "after": after}, as_json=as_json, in_words=words)
