"""`plnudge restore`: the way back to a backup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from plnudge.commands.answers import APP_SETTINGS, AsJson, give
from plnudge.records import reaching_database, sqlite_file
from plnudge.settings import read_settings
from storage.backups import copy_file, look_before_sending
from storage.schema import migrate

app = typer.Typer(**APP_SETTINGS)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What “plnudge backup” wrote.")],
    as_json: AsJson = False,
) -> None:
    """Bring the records back to what they were in FILE. The app must not run meanwhile.

    What is there now is kept beside it. What fell due since then is looked for in Slack before it
    is sent, so that nobody gets twice what they have.
    """
    settings = read_settings()
    current = sqlite_file(settings, may_be_absent=True)
    now = datetime.now(UTC)
    kept: Path | None = None
    if current.is_file():
        kept = current.with_name(f"{current.name}.before-{now:%Y%m%dT%H%M%SZ}")
    with reaching_database(settings) as database, database.held():
        if kept is not None:
            copy_file(current, kept)
        copy_file(file, current)
        _, revision = migrate(database.writing)
        looked_for = database.write_now(lambda session: look_before_sending(session, now))
    beside = f" What was there before is in {kept}." if kept else ""
    give(
        {
            "file": str(current),
            "kept": str(kept) if kept else None,
            "revision": revision,
            "looked_for": looked_for,
        },
        as_json=as_json,
        in_words=f"The records are as they were in {file}.{beside}",
    )
