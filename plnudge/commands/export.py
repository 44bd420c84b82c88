"""`plnudge export`: records as JSON, CSV or XLSX."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Final, Literal
from zipfile import ZIP_DEFLATED, ZipFile

import typer
from sqlalchemy.orm import Session

from bot.attachments.sheets import KINDS, as_csv, as_json_value, sheet_of, sheets_of
from bot.attachments.workbook import render_workbook
from domain.errors import BadInput
from domain.iso import to_json
from plnudge.commands.answers import (
    APP_SETTINGS,
    AsJson,
    InWorkspace,
    give,
    wrong_usage,
)
from plnudge.commands.options import NO_REASON
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.exports import Records, read_records_of_others
from storage.people import get_person
from storage.workspaces import pick_workspace

app = typer.Typer(**APP_SETTINGS | {"no_args_is_help": False})

Format = Literal["json", "csv", "xlsx"]
_FORMAT_OF_ENDING: Final[dict[str, Format]] = {".csv": "csv", ".zip": "csv", ".xlsx": "xlsx"}
# Excel takes a CSV without it for Windows' encoding.
_BYTE_ORDER_MARK: Final = "\ufeff"


@app.command()
def export(
    *,
    person_slack_id: Annotated[
        str | None, typer.Option("--user", metavar="U…", help="Only this person's records.")
    ] = None,
    given_format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="As FILE ends if not said, else JSON. XLSX needs --out.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write there, whole or not at all. A CSV holds the entries; where FILE ends in "
            ".zip, it holds a CSV for each kind of record.",
        ),
    ] = None,
    why: Annotated[
        str,
        typer.Option("--why", metavar="REASON", help="Shown to those whose records are read."),
    ] = NO_REASON,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Write out records: people, entries, goals, check-ins, reflections and prompts.

    Whoever's records are written out can see that they were, and why.
    """
    suffix = out.suffix.lower() if out is not None else ""
    chosen = given_format or _FORMAT_OF_ENDING.get(suffix, "json")
    if out is None and chosen == "xlsx":
        raise wrong_usage("a workbook needs a file to be in", "--out")
    if out is None and chosen == "csv" and as_json:
        raise wrong_usage("with --json, a CSV needs a file to be in", "--out")

    now = datetime.now(UTC)

    def read(session: Session) -> Records:
        workspace = pick_workspace(session, workspace_slack_id)
        person_id = (
            get_person(session, workspace.id, person_slack_id).id if person_slack_id else None
        )
        records = read_records_of_others(
            session, workspace.id, person_id=person_id, why=why, now=now
        )
        # A file that can't be written was not read by anyone, so it takes the look back with it.
        if out is not None:
            write_whole(out, _render(records, chosen, is_zip=suffix == ".zip"))
        return records

    with open_records(read_settings()) as database:
        records = database.write_now(read)
    if out is None:
        text = as_csv(sheet_of(records, "entries")) if chosen == "csv" else _as_json(records)
        typer.echo(text, nl=False)
        return
    counts = {kind: len(getattr(records, kind)) for kind in KINDS}
    listed = ", ".join(f"{kind.replace('_', '-')}: {count}" for kind, count in counts.items())
    give({"out": str(out), **counts}, as_json=as_json, in_words=f"Wrote {out} ({listed}).")


def write_whole(out: Path, content: bytes) -> None:
    """Writes a file for this person's eyes alone, so that it is there whole or as it was.

    Raises BadInput where it can't be written.
    """
    if out.exists() and not out.is_file():
        raise BadInput(f"I can't write {out}: it is there already, and is no plain file.")
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(out)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise BadInput(f"I can't write {out}: {error.strerror}.") from error


def _render(records: Records, chosen: Format, *, is_zip: bool) -> bytes:
    if chosen == "xlsx":
        return render_workbook(sheets_of(records))
    if chosen == "json":
        return _as_json(records).encode()
    if not is_zip:
        return (_BYTE_ORDER_MARK + as_csv(sheet_of(records, "entries"))).encode()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for sheet in sheets_of(records):
            archive.writestr(f"{sheet.title}.csv", _BYTE_ORDER_MARK + as_csv(sheet))
    return packed.getvalue()


def _as_json(records: Records) -> str:
    return to_json(as_json_value(records)) + "\n"
