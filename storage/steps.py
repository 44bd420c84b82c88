"""The record of what became of each occurrence: why somebody got it, or did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from domain.keys import Stage
from domain.words import Words
from storage.preferences import load_preferences
from storage.schedules import all_schedules, in_audience
from storage.tables import Occurrence, OccurrenceStep, Person, Schedule


@dataclass(frozen=True)
class Story:
    """An occurrence with the name of its schedule and all that became of it, in order."""

    occurrence: Occurrence
    schedule: str | None
    steps: Sequence[OccurrenceStep]


def keep_steps(
    session: Session,
    occurrence_ids: Iterable[int],
    stage: Stage,
    at: datetime,
    *,
    cause: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Writes down the same step of each; in the transaction that takes it."""
    rows = [
        {"occurrence_id": each, "stage": stage, "at": at, "cause": cause, "due_at": due_at}
        for each in occurrence_ids
    ]
    if rows:
        session.execute(insert(OccurrenceStep), rows)


def stories(
    session: Session,
    person_id: int,
    *,
    now: datetime,
    schedule_id: int | None = None,
    local_on: date | None = None,
    limit: int,
) -> list[Story]:
    """The last ones to which something happened by now, or all of a local date; newest first."""
    about = aliased(Occurrence)
    wanted = (
        select(Occurrence.id)
        .outerjoin(about, about.id == Occurrence.about_id)
        .where(Occurrence.person_id == person_id)
        .order_by(Occurrence.due_at.desc(), Occurrence.id.desc())
        .limit(limit)
    )
    if local_on is None:
        happened = exists().where(OccurrenceStep.occurrence_id == Occurrence.id)
        wanted = wanted.where(or_(Occurrence.due_at <= now, happened))
    else:
        wanted = wanted.where(func.date(Occurrence.local_at) == local_on.isoformat())
    if schedule_id is not None:
        wanted = wanted.where(
            func.coalesce(Occurrence.schedule_id, about.schedule_id) == schedule_id
        )
    rows = session.execute(
        select(Occurrence, Schedule.name, OccurrenceStep)
        .outerjoin(Schedule, Schedule.id == Occurrence.schedule_id)
        .outerjoin(OccurrenceStep, OccurrenceStep.occurrence_id == Occurrence.id)
        .where(Occurrence.id.in_(wanted))
        .order_by(Occurrence.due_at.desc(), Occurrence.id.desc(), OccurrenceStep.id)
    )
    told: dict[int, Story] = {}
    for occurrence, schedule, step in rows:
        story = told.setdefault(occurrence.id, Story(occurrence, schedule, []))
        if step is not None:
            told[occurrence.id] = Story(occurrence, schedule, [*story.steps, step])
    return list(told.values())


def standing_causes(
    session: Session, person: Person, today: date, *, schedule: Schedule | None = None
) -> list[Words]:
    """Why nothing is planned for them as things stand; empty where something may be.

    `today` is where they are; `schedule` narrows it down to that one.
    """
    causes = []
    if not person.is_educator:
        causes.append(Words("no educator of this workspace"))
    if person.is_opted_out:
        causes.append(Words("opted out of prompts"))
    preferences = load_preferences(session, person.id)
    if preferences.is_paused(today):
        causes.append(Words("paused by themselves until {day}", day=preferences.paused_until_on))
    schedules = [schedule] if schedule else all_schedules(session, person.workspace_id)
    theirs = [each for each in schedules if _is_for(session, each, person)]
    causes += [
        Words("the schedule “{name}” is paused", name=each.name)
        for each in theirs
        if each.paused_at
    ]
    if not causes and not theirs:
        causes.append(
            Words("the schedule “{name}” is for others", name=schedule.name)
            if schedule
            else Words("no schedule is for them")
        )
    return causes


def _is_for(session: Session, schedule: Schedule, person: Person) -> bool:
    return bool(
        session.scalar(select(Person.id).where(in_audience(schedule), Person.id == person.id))
    )
