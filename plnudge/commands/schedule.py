"""`plnudge schedule`: when prompts go out, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from domain.cadence import DEFAULT_AT, Cadence, crontab, monthly, read_time, weekly
from domain.errors import BadInput
from domain.keys import Rotation
from domain.zones import local_date, read_zone, start_of_day
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.records import known_element, open_records, read_date, read_rubric
from plnudge.settings import read_settings
from storage.people import get_person
from storage.schedules import (
    ComingTime,
    ScheduleDraft,
    add_schedule,
    all_schedules,
    cadence_of,
    coming_times,
    get_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from storage.tables import Schedule
from storage.workspaces import pick_workspace, usual_zone

app = typer.Typer(help="Decide when prompts go out, and to whom.", **APP_SETTINGS)

_HOW_OFTEN = "--weekly, --every-weeks, --monthly, --cron"
_WITHOUT_ELEMENT = {"prompt": "what each practised least", "digest": "the digest"}

Name = Annotated[str, typer.Argument(metavar="NAME", help="The schedule's name, in any case.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as “Friday thought”.")],
    *,
    weekly_days: Annotated[
        str | None,
        typer.Option("--weekly", metavar="mon,wed", help="Every week on these days."),
    ] = None,
    every_weeks: Annotated[
        int | None,
        typer.Option("--every-weeks", metavar="N", help="Every N weeks, on the days of --on."),
    ] = None,
    on_days: Annotated[
        str | None, typer.Option("--on", metavar="mon", help="The days for --every-weeks.")
    ] = None,
    month_days: Annotated[
        str | None,
        typer.Option("--monthly", metavar="1,15", help="On these days of the month, or “last”."),
    ] = None,
    cron: Annotated[
        str | None,
        typer.Option(
            "--cron",
            metavar="“30 15 * * 1”",
            help="Standard crontab in local time; 0 and 7 are Sunday. It takes the place of --at.",
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="HH:MM", help=f"Local time; {DEFAULT_AT:%H:%M} if not said."),
    ] = None,
    zone: Annotated[
        str,
        typer.Option(
            "--zone",
            metavar="educator|Area/City",
            help="Each educator's own zone, or one for all, such as America/Chicago.",
        ),
    ] = "educator",
    groups: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="G", help="Only this group and those in it. Repeatable."),
    ] = None,
    roles: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="R", help="Only member, leader or admin. Repeatable."),
    ] = None,
    elements: Annotated[
        list[str] | None,
        typer.Option(
            "--element", metavar="KEY", help="An element to ask about; all of them if not said."
        ),
    ] = None,
    rotation: Annotated[
        Rotation, typer.Option("--rotation", help="How the elements take turns.")
    ] = "in-turn",
    from_on: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day; today if not said."),
    ] = None,
    until_on: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day.")
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Add a prompt schedule.

    How often it comes is said by one of --weekly, --every-weeks, --monthly and --cron.
    """
    if sum(given is not None for given in (weekly_days, every_weeks, month_days, cron)) != 1:
        raise wrong_usage("say how often with exactly one of them", _HOW_OFTEN)
    if (every_weeks is None) != (on_days is None):
        raise wrong_usage("--every-weeks and --on go together", "--every-weeks, --on")
    if cron is not None and at is not None:
        raise BadInput("A crontab line says the time itself: leave out --at or --cron.")
    local_time = read_time(at) if at is not None else DEFAULT_AT
    cadence: Cadence
    if cron is not None:
        cadence = crontab(cron)
    elif month_days is not None:
        cadence = monthly(_split([month_days]), local_time)
    else:
        days = _split([weekly_days or on_days or ""])
        cadence = weekly(days, local_time, every=1 if every_weeks is None else every_weeks)
    fixed_zone = None if zone.strip().lower() == "educator" else read_zone(zone).key
    first_day = read_date(from_on, "--from") if from_on else None
    last_day = read_date(until_on, "--until") if until_on else None
    settings = read_settings()
    rubric = read_rubric(settings)
    keys = tuple(known_element(rubric, key) for key in _split(elements or []))
    now = datetime.now(UTC)

    def keep(session: Session) -> Schedule:
        workspace = pick_workspace(session, workspace_slack_id)
        return add_schedule(
            session,
            workspace.id,
            ScheduleDraft(
                name=name,
                cadence=cadence,
                from_on=first_day
                or local_date(now, fixed_zone or usual_zone(session, workspace.id)),
                until_on=last_day,
                elements=keys or tuple(element.key for element in rubric.elements),
                zone=fixed_zone,
                rotation=rotation,
                groups=tuple(dict.fromkeys(groups or [])),
                roles=_split(roles or []),
            ),
            now,
        )

    with open_records(settings) as database:
        schedule = database.write_now(keep)
    give(
        _as_record(schedule),
        as_json=as_json,
        in_words=f"“{schedule.name}” goes out {_when(schedule)}, from {schedule.from_on} on, to "
        f"{_audience(schedule)}.",
    )


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List the schedules."""
    with open_records(read_settings()) as database:
        schedules = database.read_now(
            lambda session: all_schedules(session, pick_workspace(session, workspace_slack_id).id)
        )
    rows = [
        (
            each.name,
            each.purpose,
            _when(each),
            _audience(each),
            _days(each),
            "paused" if each.paused_at else "",
        )
        for each in schedules
    ]
    give(
        [_as_record(each) for each in schedules],
        as_json=as_json,
        in_words=table(("Name", "Sends", "When", "To", "From", ""), rows)
        if rows
        else "There are no schedules: “plnudge schedule add” makes one.",
    )


@app.command()
def preview(
    name: Name,
    *,
    count: Annotated[
        int, typer.Option("--count", min=1, max=1000, help="How many of the next times.")
    ] = 10,
    from_on: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="From that day on; from now on if not said."),
    ] = None,
    person_slack_id: Annotated[
        str | None, typer.Option("--user", metavar="U…", help="As this person gets it.")
    ] = None,
    zone_name: Annotated[
        str | None, typer.Option("--zone", metavar="Area/City", help="As people there get it.")
    ] = None,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show when a schedule's next prompts come, and what they are about."""
    if person_slack_id and zone_name:
        raise wrong_usage("say one of them", "--user, --zone")
    given_zone = read_zone(zone_name) if zone_name else None
    first_day = read_date(from_on, "--from") if from_on else None

    def find(session: Session) -> tuple[Schedule, ZoneInfo, list[ComingTime]]:
        workspace = pick_workspace(session, workspace_slack_id)
        schedule = get_schedule(session, workspace.id, name)
        person = get_person(session, workspace.id, person_slack_id) if person_slack_id else None
        usual = person.zone if person else schedule.zone or usual_zone(session, workspace.id)
        zone = given_zone or ZoneInfo(usual)
        since = start_of_day(first_day, zone) if first_day else now
        times = coming_times(session, schedule, zone, since=since, person=person)
        return schedule, zone, list(islice(times, count))

    now = datetime.now(UTC)
    with open_records(read_settings()) as database:
        schedule, zone, times = database.read_now(find)
    give(
        [
            {
                "local": each.local_at,
                "at": each.at,
                "element": each.element,
            }
            for each in times
        ],
        as_json=as_json,
        in_words=_preview_in_words(schedule, zone, times),
    )


@app.command()
def pause(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Send nothing of a schedule until it is resumed."""
    schedule = _change(pause_schedule, name, workspace_slack_id)
    words = f"“{schedule.name}” is paused: nothing of it goes out until it is resumed."
    give(_as_record(schedule), as_json=as_json, in_words=words)


@app.command()
def resume(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Send a paused schedule again."""
    schedule = _change(resume_schedule, name, workspace_slack_id)
    words = f"“{schedule.name}” goes out again {_when(schedule)}."
    give(_as_record(schedule), as_json=as_json, in_words=words)


@app.command()
def remove(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Remove a schedule for good; what it sent stays on record."""
    schedule = _change(remove_schedule, name, workspace_slack_id)
    words = f"“{schedule.name}” is removed; what it sent stays on record."
    give(_as_record(schedule), as_json=as_json, in_words=words)


def _change(
    change: Callable[[Session, int, str, datetime], Schedule],
    name: str,
    workspace_slack_id: str | None,
) -> Schedule:
    now = datetime.now(UTC)
    with open_records(read_settings()) as database:
        return database.write_now(
            lambda session: change(
                session, pick_workspace(session, workspace_slack_id).id, name, now
            )
        )


def _split(given: Iterable[str]) -> tuple[str, ...]:
    """Words that came repeated, separated by commas, or both; each once."""
    words = (word.strip() for each in given for word in each.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _as_record(schedule: Schedule) -> dict[str, Any]:
    has_own_time = not schedule.rule.startswith("CRON ")
    return {
        "name": schedule.name,
        "purpose": schedule.purpose,
        "cadence": cadence_of(schedule).in_words(),
        "rule": schedule.rule,
        "at": f"{schedule.local_time:%H:%M}" if has_own_time else None,
        "zone": schedule.zone,
        "groups": schedule.groups,
        "roles": schedule.roles,
        "elements": schedule.elements,
        "rotation": schedule.rotation,
        "from_on": schedule.from_on,
        "until_on": schedule.until_on,
        "is_paused": schedule.paused_at is not None,
    }


def _when(schedule: Schedule) -> str:
    return f"{cadence_of(schedule).in_words()}, {schedule.zone or 'each educator’s own time'}"


def _days(schedule: Schedule) -> str:
    until = f" until {schedule.until_on}" if schedule.until_on else ""
    return f"{schedule.from_on}{until}"


def _audience(schedule: Schedule) -> str:
    who = " and ".join(f"{role}s" for role in schedule.roles) or "every educator"
    return who + (f" of {', '.join(schedule.groups)}" if schedule.groups else "")


def _preview_in_words(schedule: Schedule, zone: ZoneInfo, times: list[ComingTime]) -> str:
    if not times:
        return f"“{schedule.name}” has no times to come."
    paused = " It is paused, so none of these goes out." if schedule.paused_at else ""
    rows = [
        (
            f"{each.local_at:%A}",
            f"{each.local_at:%Y-%m-%d %H:%M}",
            f"{each.at:%Y-%m-%d %H:%M}",
            each.element or _WITHOUT_ELEMENT[schedule.purpose],
        )
        for each in times
    ]
    return (
        f"“{schedule.name}”, {cadence_of(schedule).in_words()}, as it comes in {zone}.{paused}\n"
        + table(("Day", "Local time", "UTC", "About"), rows)
    )
