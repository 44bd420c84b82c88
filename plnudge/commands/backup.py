"""`plnudge backup`: a copy of the SQLite file, taken while the app runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadInput
from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.records import sqlite_file
from plnudge.settings import read_settings
from storage.backups import copy_file

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})


@app.command()
def backup(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write there; else here, named by the time in UTC."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy the records to a file, as they are at one moment. The app may run meanwhile."""
    file = sqlite_file(read_settings())
    target = out or Path(f"plnudge-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3")
    if target.exists():
        raise BadInput(f"{target} is there already: choose another name.")
    revision = copy_file(file, target)
    size = target.stat().st_size
    give(
        {"file": str(target), "bytes": size, "revision": revision},
        as_json=as_json,
        in_words=f"Copied {size:,} bytes to {target}. “plnudge restore {target}” brings them back.",
    )
