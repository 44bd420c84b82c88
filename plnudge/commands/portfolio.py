"""`plnudge portfolio`: somebody's portfolio as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from sqlalchemy.orm import Session

from bot.attachments.pdf import PdfNotMade, render_pdf
from bot.attachments.portfolio import portfolio_document
from bot.attachments.portfolio_sheets import portfolio_sheets
from bot.attachments.workbook import render_workbook
from bot.messages.language import language, reading_in
from bot.messages.portfolio import stretch_in_words
from domain.errors import BadInput
from domain.portfolio import PARTS, Contents, Part, check_contents
from domain.zones import local_date
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, wrong_usage
from plnudge.commands.export import write_whole
from plnudge.commands.options import NO_REASON
from plnudge.records import open_records, read_rubric
from plnudge.settings import read_settings
from rubric_data import Rubric
from storage.people import get_person
from storage.portfolio import Portfolio, find_stretch, holds_anything, note_made, read_portfolio
from storage.workspaces import language_for, pick_workspace

app = typer.Typer(**APP_SETTINGS)

Format = Literal["pdf", "xlsx"]
_FORMAT_OF_ENDING: Final[dict[str, Format]] = {".pdf": "pdf", ".xlsx": "xlsx"}


@app.command()
def portfolio(
    *,
    person_slack_id: Annotated[
        str, typer.Option("--user", metavar="U…", help="Whose portfolio it is.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Write there, whole or not at all.")
    ],
    period: Annotated[
        str,
        typer.Option(
            "--period",
            metavar="TIME",
            help="“last school year”, 2025-26, October, 2026-W36..2026-W47 or an evaluation's "
            "name; if not said, the evaluation that runs for them, else this school year.",
        ),
    ] = "",
    given_format: Annotated[
        Format | None, typer.Option("--format", help="As FILE ends if not said, else PDF.")
    ] = None,
    reflections: Annotated[
        Literal["evidence", "all", "none"],
        typer.Option("--reflections", help="Which go in: those that stand as evidence, or these."),
    ] = "evidence",
    left_out: Annotated[
        str,
        typer.Option(
            "--without", metavar="PART,…", help=f"Leave these out, of {', '.join(PARTS)}."
        ),
    ] = "",
    why: Annotated[
        str, typer.Option("--why", metavar="REASON", help="Shown to the one whose it is.")
    ] = NO_REASON,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Write out somebody's portfolio of a school year, a period or an evaluation.

    It is in the language of whoever's it is; they can see that it was made, and why.
    """
    chosen = given_format or _FORMAT_OF_ENDING.get(out.suffix.lower(), "pdf")
    if _FORMAT_OF_ENDING.get(out.suffix.lower(), chosen) != chosen:
        raise wrong_usage(f"FILE ends in {out.suffix}, and the format is {chosen}", "--format")
    contents = check_contents(Contents(_parts_without(left_out), reflections))
    settings, now = read_settings(), datetime.now(UTC)
    rubric = read_rubric(settings)

    def read(session: Session) -> tuple[int, Portfolio, str]:
        workspace = pick_workspace(session, workspace_slack_id)
        person = get_person(session, workspace.id, person_slack_id)
        today = local_date(now, person.zone)
        stretch = find_stretch(session, person.id, period, today=today)
        if not holds_anything(session, person.id, stretch):
            raise BadInput(
                f"Nothing of {person.name}'s is in {stretch_in_words(stretch, today)}: choose "
                "another --period."
            )
        told = read_portfolio(
            session,
            person.id,
            stretch,
            contents,
            kinds=rubric.kinds_by_every_name,
            today=today,
            now=now,
        )
        return person.id, told, language_for(session, person)

    with open_records(settings) as database:
        person_id, told, code = database.read_now(read)
        # Made before anything is locked: the app goes on writing beside us.
        with reading_in(language(code)):
            content = _render(told, rubric.in_language(code), chosen)

        def write(session: Session) -> None:
            note_made(session, person_id, why=why, now=now)
            # A file that can't be written was read by nobody: it takes the look back with it.
            write_whole(out, content)

        database.write_now(write)
    stretch = told.stretch
    answer = {
        "out": str(out),
        "format": chosen,
        "from": stretch.first,
        "to": stretch.last,
        "entries": len(told.entries),
        "goals": len(told.goals),
        "reflections": len(told.reflections),
    }
    give(answer, as_json=as_json, in_words=f"Wrote {out} ({stretch.first} to {stretch.last}).")


def _parts_without(left_out: str) -> frozenset[Part]:
    named = {word.strip().lower() for word in left_out.split(",")} - {""}
    if unknown := named - set(PARTS):
        raise wrong_usage(f"no such part: {', '.join(sorted(unknown))}", "--without")
    return frozenset(part for part in PARTS if part not in named)


def _render(told: Portfolio, rubric: Rubric, chosen: Format) -> bytes:
    if chosen == "xlsx":
        return render_workbook(portfolio_sheets(told, rubric))
    try:
        return render_pdf(portfolio_document(told, rubric))
    except PdfNotMade as failure:
        raise BadInput(
            f"The PDF could not be made: {failure.reason}. “--format xlsx” gives the same as a "
            "workbook."
        ) from failure
