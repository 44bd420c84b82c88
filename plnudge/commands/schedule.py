"""`plnudge schedule`: when prompts go out, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from bot.messages.message import counted
from bot.messages.schedule_words import (
    audience_in_words,
    cadence_in_words,
    days_in_words,
    shifts_in_words,
    when_in_words,
)
from domain.replanning import Shift
from domain.zones import local_date, read_zone, start_of_day
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give, table, wrong_usage
from plnudge.commands.options import NewName
from plnudge.commands.schedule_options import (
    Said,
    check_usage,
    read_cadence,
    read_holidays,
    taking_what_is_said,
    with_what_is_said,
)
from plnudge.records import open_records, read_date, read_rubric
from plnudge.settings import read_settings
from storage.people import get_person
from storage.planning import what_changes
from storage.schedules import (
    ComingTime,
    ScheduleDraft,
    add_schedule,
    all_schedules,
    cadence_of,
    change_schedule,
    coming_times,
    draft_of,
    get_schedule,
    left_out_between,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from storage.tables import Schedule
from storage.trials import try_schedule
from storage.workspaces import pick_workspace, usual_zone

app = typer.Typer(help="Decide when prompts go out, and to whom.", **APP_SETTINGS)

_WITHOUT_ELEMENT = {"prompt": "what each one’s record says", "digest": "the digest"}

Name = Annotated[str, typer.Argument(metavar="NAME", help="The schedule's name, in any case.")]


@app.command()
@taking_what_is_said
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as “Friday thought”.")],
    said: Said,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Add a prompt schedule.

    How often it comes is said by one of --weekly, --every-weeks, --monthly and --cron.
    """
    cadence = read_cadence(said)
    holidays = read_holidays(said.holidays or [])
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def keep(session: Session) -> tuple[dict[str, Any], str]:
        workspace = pick_workspace(session, workspace_slack_id)
        draft = ScheduleDraft(
            name=name,
            cadence=cadence,
            from_on=date.min,
            elements=tuple(element.key for element in rubric.elements),
        )
        draft = with_what_is_said(
            session, workspace.id, draft, said, holidays=holidays, rubric=rubric, now=now
        )
        if said.from_on is None:
            here = draft.zone or usual_zone(session, workspace.id)
            draft = replace(draft, from_on=local_date(now, here))
        schedule = add_schedule(session, workspace.id, draft, now)
        return _as_record(session, schedule), _told(draft_of(session, schedule))

    with open_records(settings) as database:
        kept, words = database.write_now(keep)
    give(kept, as_json=as_json, in_words=words)


@app.command()
@taking_what_is_said
def change(
    name: Name,
    said: Said,
    *,
    new_name: NewName = None,
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would become of what is planned.")
    ] = False,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Change a schedule; what is not said stays as it is.

    What it has planned follows; what was sent stays. “none” takes a restriction back.
    """
    check_usage(said, must_say=False)
    holidays = read_holidays(said.holidays or [])
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def keep(session: Session) -> tuple[dict[str, Any], list[Shift], str]:
        workspace = pick_workspace(session, workspace_slack_id)
        schedule = get_schedule(session, workspace.id, name)
        held = draft_of(session, schedule)
        draft = replace(held, cadence=read_cadence(said, held.cadence), name=new_name or held.name)
        draft = with_what_is_said(
            session, workspace.id, draft, said, holidays=holidays, rubric=rubric, now=now
        )
        planned = what_changes(session, schedule, draft, now)
        change_schedule(session, schedule, draft, now)
        return _as_record(session, schedule), planned, _told(draft_of(session, schedule))

    with open_records(settings) as database:
        way = database.rehearse_now if is_dry_run else database.write_now
        kept, planned, words = way(keep)
    told = [
        *(["This is how it would be; nothing is kept yet."] if is_dry_run else []),
        words,
        *shifts_in_words(planned, kept["purpose"], now.date()),
    ]
    give(
        kept | {"planned": [_shift_record(each) for each in planned], "is_dry_run": is_dry_run},
        as_json=as_json,
        in_words="\n".join(told),
    )


@app.command("list")
def list_all(workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """List the schedules."""

    def find(session: Session) -> list[tuple[dict[str, Any], ScheduleDraft]]:
        workspace = pick_workspace(session, workspace_slack_id)
        return [
            (_as_record(session, each), draft_of(session, each))
            for each in all_schedules(session, workspace.id)
        ]

    with open_records(read_settings()) as database:
        found = database.read_now(find)
    rows = [
        (
            draft.name,
            draft.purpose,
            when_in_words(draft),
            audience_in_words(draft),
            f"{draft.from_on}{f' until {draft.until_on}' if draft.until_on else ''}",
            "paused" if record["is_paused"] else "",
        )
        for record, draft in found
    ]
    give(
        [record for record, _ in found],
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
    now = datetime.now(UTC)

    def find(session: Session) -> tuple[list[ComingTime], str]:
        workspace = pick_workspace(session, workspace_slack_id)
        schedule = get_schedule(session, workspace.id, name)
        person = get_person(session, workspace.id, person_slack_id) if person_slack_id else None
        usual = person.zone if person else schedule.zone or usual_zone(session, workspace.id)
        zone = given_zone or ZoneInfo(usual)
        since = start_of_day(first_day, zone) if first_day else now
        coming = coming_times(session, schedule, zone, since=since, person=person)
        times = list(islice(coming, count))
        return times, _preview_in_words(session, schedule, zone, since, times)

    with open_records(read_settings()) as database:
        times, words = database.read_now(find)
    give(
        [{"local": each.local_at, "at": each.at, "element": each.element} for each in times],
        as_json=as_json,
        in_words=words,
    )


@app.command("test")
def try_out(
    name: Name,
    person_slack_id: Annotated[str, typer.Option("--user", metavar="U…", help="To whom.")],
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Send one person what the schedule would send them, now; it counts nowhere."""
    settings = read_settings()
    rubric = read_rubric(settings)
    now = datetime.now(UTC)

    def keep(session: Session) -> tuple[dict[str, Any], str]:
        workspace = pick_workspace(session, workspace_slack_id)
        schedule = get_schedule(session, workspace.id, name)
        person = get_person(session, workspace.id, person_slack_id)
        trial = try_schedule(session, schedule, person, rubric, now)
        asked = {"prompt": trial.prompt_text, "element": trial.element}
        return {"person": person.slack_id, "schedule": schedule.name, **asked}, person.name

    with open_records(settings) as database:
        kept, who = database.write_now(keep)
    words = f"A test of “{kept['schedule']}” goes to {who} as soon as the app runs."
    give(kept, as_json=as_json, in_words=words)


@app.command()
def pause(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Send nothing of a schedule until it is resumed."""
    kept, _ = _act(pause_schedule, name, workspace_slack_id)
    words = f"“{kept['name']}” is paused: nothing of it goes out until it is resumed."
    give(kept, as_json=as_json, in_words=words)


@app.command()
def resume(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Send a paused schedule again."""
    kept, _ = _act(resume_schedule, name, workspace_slack_id)
    give(kept, as_json=as_json, in_words=f"“{kept['name']}” goes out again, {kept['when']}.")


@app.command()
def remove(name: Name, workspace_slack_id: InWorkspace = None, as_json: AsJson = False) -> None:
    """Remove a schedule for good; what it sent stays on record."""
    kept, planned = _act(remove_schedule, name, workspace_slack_id)
    taken_back = sum(each.count for each in planned)
    what = counted(taken_back, f"planned {kept['purpose']}")
    words = f"“{kept['name']}” is removed, and {what} with it; what it sent stays on record."
    give(kept, as_json=as_json, in_words=words)


def _act(
    act: Callable[[Session, int, str, datetime], Schedule],
    name: str,
    workspace_slack_id: str | None,
) -> tuple[dict[str, Any], list[Shift]]:
    """The schedule afterwards, and what of it was planned before."""
    now = datetime.now(UTC)

    def keep(session: Session) -> tuple[dict[str, Any], list[Shift]]:
        workspace = pick_workspace(session, workspace_slack_id)
        planned = what_changes(session, get_schedule(session, workspace.id, name), None, now)
        return _as_record(session, act(session, workspace.id, name, now)), planned

    with open_records(read_settings()) as database:
        return database.write_now(keep)


def _as_record(session: Session, schedule: Schedule) -> dict[str, Any]:
    draft = draft_of(session, schedule)
    return {
        "name": schedule.name,
        "purpose": schedule.purpose,
        "cadence": cadence_in_words(draft.cadence),
        "when": when_in_words(draft),
        "rule": schedule.rule,
        "at": None if draft.cadence.is_crontab else f"{schedule.local_time:%H:%M}",
        "zone": schedule.zone,
        "groups": schedule.groups,
        "roles": schedule.roles,
        "elements": schedule.elements,
        "rotation": schedule.rotation,
        "prompts": schedule.prompts,
        "from_on": schedule.from_on,
        "until_on": schedule.until_on,
        "holidays": list(draft.calendars),
        "remind_after_hours": schedule.remind_after_hours,
        "is_paused": schedule.paused_at is not None,
    }


def _shift_record(shift: Shift) -> dict[str, Any]:
    return {"count": shift.count, "from": shift.before, "to": shift.after}


def _told(draft: ScheduleDraft) -> str:
    return (
        f"“{draft.name}” goes out {when_in_words(draft)}, to {audience_in_words(draft)}. "
        f"{days_in_words(draft)}"
    )


def _preview_in_words(
    session: Session,
    schedule: Schedule,
    zone: ZoneInfo,
    since: datetime,
    times: Sequence[ComingTime],
) -> str:
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
    left_out = left_out_between(session, schedule, since, times[-1].at)
    told = [
        f"“{schedule.name}”, {cadence_in_words(cadence_of(schedule))}, "
        f"as it comes in {zone}.{paused}",
        table(("Day", "Local time", "UTC", "About"), rows),
        *(f"Left out: {day} ({name})." for day, name in left_out.items()),
    ]
    return "\n".join(told)
