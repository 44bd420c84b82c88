"""`plnudge calendar`: days on which nothing comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from domain.days_off import breaks_of, read_days
from domain.public_holidays import read_region, region_name
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.commands.schedule_options import read_calendar_file, read_holidays
from plnudge.records import open_records
from plnudge.settings import read_settings
from storage.calendars import (
    CalendarLine,
    add_calendar,
    calendar_line,
    calendar_lines,
    find_calendar,
    remove_calendar,
)
from storage.tables import Workspace
from storage.workspaces import pick_workspace, today_in

app = typer.Typer(help="Say on which days nothing comes.", **APP_SETTINGS)


@app.command()
def add(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[US-CA|FILE.ics]",
            help="A country's or state's public holidays, or an iCalendar file.",
        ),
    ] = None,
    *,
    days: Annotated[
        list[str] | None,
        typer.Option(
            "--day",
            metavar="“2026-12-21 to 2027-01-03 Winter break”",
            help="Days off by themselves, with --name. Repeatable.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What to call them.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="G", help="Only this group and those in it.")
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Add days off; “schedule add --holidays NAME” and “schedule change” leave them out."""
    if (source is None) == (days is None) or (days is not None and name is None):
        raise wrong_usage("give US-CA or FILE.ics, or else --day with --name", "SOURCE, --day")
    holidays = read_holidays([source] if source else [])
    now = datetime.now(UTC)

    def keep(session: Session) -> dict[str, Any]:
        workspace = pick_workspace(session, workspace_slack_id)
        today = today_in(session, workspace.id, now)
        region: str | None = None
        listed: Mapping[date, str] = {}
        called = name
        if not holidays:
            listed = read_days("\n".join(days or []), today=today, day_first=_day_first(workspace))
        elif holidays[0].content is None:
            region = read_region(holidays[0].given)
            called = called or region_name(region)
        else:
            file_name, listed = read_calendar_file(session, workspace.id, holidays[0], now)
            called = called or file_name
        calendar = add_calendar(
            session, workspace.id, called or "", region=region, days=listed, group=group, now=now
        )
        return _as_record(calendar_line(session, workspace.id, calendar.id, today))

    with open_records(read_settings()) as database:
        kept = database.write_now(keep)
    words = f"“{kept['name']}” is kept: {len(kept['days'])} days off in the next year."
    give(kept, as_json=as_json, in_words=words)


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List the calendars, with their days off of the next year."""
    now = datetime.now(UTC)

    def find(session: Session) -> list[CalendarLine]:
        workspace = pick_workspace(session, workspace_slack_id)
        return calendar_lines(session, workspace.id, today_in(session, workspace.id, now))

    with open_records(read_settings()) as database:
        lines = database.read_now(find)
    rows = [
        (
            line.calendar.name,
            line.group or "everyone",
            ", ".join(line.schedules),
            "; ".join(each.as_line() for each in breaks_of(line.coming)[:4]),
        )
        for line in lines
    ]
    give(
        [_as_record(line) for line in lines],
        as_json=as_json,
        in_words=table(("Name", "Whose", "Left out by", "Next"), rows)
        if rows
        else "There are no calendars: “plnudge calendar add US-CA” makes one.",
    )


@app.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The calendar's name.")],
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Remove a calendar: its days are like any others again, in every schedule."""
    now = datetime.now(UTC)

    def keep(session: Session) -> dict[str, Any]:
        workspace = pick_workspace(session, workspace_slack_id)
        calendar = find_calendar(session, workspace.id, name)
        today = today_in(session, workspace.id, now)
        record = _as_record(calendar_line(session, workspace.id, calendar.id, today))
        remove_calendar(session, calendar, now)
        return record

    with open_records(read_settings()) as database:
        kept = database.write_now(keep)
    give(kept, as_json=as_json, in_words=f"“{kept['name']}” is removed.")


def _day_first(workspace: Workspace) -> bool:
    return workspace.day_order == "day-first"


def _as_record(line: CalendarLine) -> dict[str, Any]:
    return {
        "name": line.calendar.name,
        "region": line.calendar.region,
        "group": line.group,
        "schedules": list(line.schedules),
        "days": {day.isoformat(): name for day, name in line.coming.items()},
    }
