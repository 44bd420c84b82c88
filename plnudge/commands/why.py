"""`plnudge why`: what became of somebody's prompts, step by step."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.orm import Session

from domain.story import end_in_words, name_in_words, step_in_words
from domain.words import later
from domain.zones import local_date, to_local
from plnudge.commands.answers import APP_SETTINGS, AsJson, InWorkspace, give
from plnudge.records import open_records, read_date
from plnudge.settings import read_settings
from storage.audit import note_looks
from storage.people import get_person
from storage.schedules import get_schedule
from storage.steps import Story, standing_causes, stories
from storage.tables import Person
from storage.workspaces import pick_workspace

app = typer.Typer(**APP_SETTINGS)

_TIME = "%a %Y-%m-%d %H:%M"


@app.command()
def why(
    slack_id: Annotated[str, typer.Argument(metavar="U…", help="Slack's id of the person.")],
    *,
    schedule_name: Annotated[
        str | None, typer.Option("--schedule", metavar="NAME", help="Only of this schedule.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Only what was meant for that day, there."),
    ] = None,
    count: Annotated[
        int, typer.Option("--count", min=1, max=1000, help="How many of the last ones.")
    ] = 10,
    workspace_slack_id: InWorkspace = None,
    as_json: AsJson = False,
) -> None:
    """Show why somebody got their prompts, or did not: each step with its time and cause.

    That their record was read is written down where they can see it.
    """
    local_on = read_date(on, "--date") if on else None
    now = datetime.now(UTC)

    def look(session: Session) -> tuple[Person, list[Story], list[str]]:
        workspace = pick_workspace(session, workspace_slack_id)
        person = get_person(session, workspace.id, slack_id)
        schedule = get_schedule(session, workspace.id, schedule_name) if schedule_name else None
        told = stories(
            session,
            person.id,
            now=now,
            schedule_id=schedule.id if schedule else None,
            local_on=local_on,
            limit=count,
        )
        note_looks(
            session,
            [person.id],
            reader_id=None,
            what=later("which of your prompts came, and why"),
            why=later("was asked on the command line"),
            now=now,
        )
        today = local_date(now, person.zone)
        causes = standing_causes(session, person, today, schedule=schedule)
        return person, told, [str(cause) for cause in causes]

    with open_records(read_settings()) as database:
        person, told, causes = database.write_now(look)
    give(
        {
            "person": person.slack_id,
            "zone": person.zone,
            "nothing_planned_because": causes,
            "occurrences": [_as_record(story) for story in told],
        },
        as_json=as_json,
        in_words=_in_words(person, told, causes, local_on),
    )


def _as_record(story: Story) -> dict[str, Any]:
    occurrence = story.occurrence
    return {
        "schedule": story.schedule,
        "purpose": occurrence.purpose,
        "local": occurrence.local_at,
        "due_at": occurrence.due_at,
        "state": occurrence.state,
        "reason": occurrence.reason,
        "planned_at": occurrence.planned_at,
        "sent_at": occurrence.sent_at,
        "answered_at": occurrence.answered_at,
        "channel": occurrence.channel,
        "ts": occurrence.ts,
        "steps": [
            {"stage": step.stage, "at": step.at, "cause": step.cause, "due_at": step.due_at}
            for step in story.steps
        ],
    }


def _in_words(person: Person, told: list[Story], causes: list[str], local_on: date | None) -> str:
    zone = ZoneInfo(person.zone)
    lines = [f"{person.name} ({person.slack_id}), times in {person.zone}"]
    if not told:
        day = f" on {local_on}" if local_on else ""
        lines.append(f"Nothing was planned{day}.")
    if causes:
        lines.append(f"As things stand nothing is planned: {'; '.join(causes)}.")
    for story in told:
        lines += ["", *_story_in_words(story, zone)]
    return "\n".join(lines)


def _story_in_words(story: Story, zone: ZoneInfo) -> list[str]:
    def when(instant: datetime) -> str:
        return to_local(instant, zone).strftime(_TIME)

    occurrence = story.occurrence
    sent = when(occurrence.sent_at) if occurrence.sent_at else None
    name = name_in_words(occurrence.purpose, story.schedule)
    end = end_in_words(occurrence.state, occurrence.reason, when(occurrence.due_at), sent)
    lines = [f"{name}, meant for {occurrence.local_at:{_TIME}}: {end}"]
    if occurrence.planned_at:
        lines.append(f"  {when(occurrence.planned_at)}  planned")
    for step in story.steps:
        until = when(step.due_at) if step.due_at else None
        lines.append(f"  {when(step.at)}  {step_in_words(step.stage, step.cause, until)}")
    return lines
