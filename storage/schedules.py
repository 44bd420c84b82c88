"""Schedules: when something goes out, and to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, inspect, or_, select
from sqlalchemy.orm import Session

from domain.cadence import Cadence, weekly
from domain.errors import BadInput
from domain.keys import Purpose, Rotation
from domain.reminders import check_reminder_hours
from domain.rotation import element_for_slot
from domain.timetable import Timetable
from domain.words import Words
from domain.zones import to_local
from storage.calendars import (
    SchoolDays,
    attach_calendars,
    calendars_of,
    days_off,
    find_calendar,
    school_days,
)
from storage.digest_settings import wants_digest
from storage.groups import educators_within, find_group
from storage.people import has_role
from storage.tables import Group, Person, Schedule
from storage.workspaces import want_plan

ROLES = ("member", "leader", "admin")
MOST_PROMPTS = 100
FORESIGHT = timedelta(days=50 * 366)
"""How far a preview looks."""


@dataclass(frozen=True)
class ScheduleDraft:
    """A schedule to keep. `zone` None is each educator's own; no groups or roles is everyone."""

    name: str
    cadence: Cadence
    from_on: date
    elements: tuple[str, ...]
    purpose: Purpose = "prompt"
    zone: str | None = None
    rotation: Rotation = "in-turn"
    prompts: tuple[str, ...] = ()
    """Ids of those that it asks; none is the whole bank."""
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    until_on: date | None = None
    calendars: tuple[str, ...] = ()
    """Names of those whose days it leaves out."""
    remind_after_hours: int | None = None


def default_schedules(elements: Sequence[str], from_on: date) -> tuple[ScheduleDraft, ...]:
    """What a workspace begins with: a prompt on Wednesdays, a leader's digest on Mondays."""
    return (
        ScheduleDraft(
            name="Weekly reflection",
            cadence=weekly(["wed"], time(15, 30)),
            from_on=from_on,
            elements=tuple(elements),
        ),
        ScheduleDraft(
            name="Weekly digest",
            cadence=weekly(["mon"], time(7, 30)),
            from_on=from_on,
            elements=tuple(elements),
            purpose="digest",
            roles=("leader",),
        ),
    )


def add_schedule(
    session: Session, workspace_id: int, draft: ScheduleDraft, now: datetime
) -> Schedule:
    """Raises BadInput for a name that is taken, an unknown group, role or calendar, dates the
    wrong way."""
    schedule = Schedule(workspace_id=workspace_id, created_at=now)
    _write(session, schedule, draft)
    schedule.owed_from_at = now
    session.add(schedule)
    session.flush()
    _leave_out(session, schedule, draft)
    want_plan(session, workspace_id, now)
    return schedule


def change_schedule(
    session: Session, schedule: Schedule, draft: ScheduleDraft, now: datetime
) -> Schedule:
    """It is as the draft says from now on; what is planned follows with the next plan.

    Raises BadInput as `add_schedule` does.
    """
    _write(session, schedule, draft)
    schedule.owed_from_at = now
    session.flush()
    _leave_out(session, schedule, draft)
    want_plan(session, schedule.workspace_id, now)
    return schedule


def as_changed(session: Session, schedule: Schedule, draft: ScheduleDraft) -> Schedule:
    """What it would be with that draft: a copy that is kept nowhere."""
    names = [column.key for column in inspect(Schedule).column_attrs]
    copy = Schedule(**{name: getattr(schedule, name) for name in names})
    _write(session, copy, draft)
    return copy


def draft_of(session: Session, schedule: Schedule) -> ScheduleDraft:
    """A schedule as it is kept, to be changed."""
    return ScheduleDraft(
        name=schedule.name,
        cadence=cadence_of(schedule),
        from_on=schedule.from_on,
        elements=tuple(schedule.elements),
        purpose=cast(Purpose, schedule.purpose),
        zone=schedule.zone,
        rotation=cast(Rotation, schedule.rotation),
        prompts=tuple(schedule.prompts),
        groups=tuple(schedule.groups),
        roles=tuple(schedule.roles),
        until_on=schedule.until_on,
        calendars=tuple(each.name for each in calendars_of(session, schedule.id)),
        remind_after_hours=schedule.remind_after_hours,
    )


def all_schedules(session: Session, workspace_id: int) -> Sequence[Schedule]:
    return session.scalars(
        select(Schedule)
        .where(Schedule.workspace_id == workspace_id, Schedule.removed_at.is_(None))
        .order_by(Schedule.id)
    ).all()


def get_schedule(session: Session, workspace_id: int, name: str) -> Schedule:
    """By name, in any letter case. Raises BadInput with the names there are."""
    schedule = _find(session, workspace_id, " ".join(name.split()))
    if schedule is None:
        names = ", ".join(each.name for each in all_schedules(session, workspace_id)) or Words(
            "none yet"
        )
        raise BadInput(
            "There is no schedule “{name}”. There are: {names}.",
            name=name,
            names=names,
            field="name",
        )
    return schedule


def schedule_by_id(session: Session, workspace_id: int, schedule_id: int) -> Schedule:
    """Raises BadInput where it is there no more."""
    for schedule in all_schedules(session, workspace_id):
        if schedule.id == schedule_id:
            return schedule
    raise BadInput("That schedule is there no more. App Home shows those that there are.")


def pause_schedule(session: Session, workspace_id: int, name: str, now: datetime) -> Schedule:
    """Nothing of it goes out until it is resumed."""
    schedule = get_schedule(session, workspace_id, name)
    if schedule.paused_at is not None:
        raise BadInput("“{name}” is paused already.", name=schedule.name)
    schedule.paused_at = now
    want_plan(session, workspace_id, now)
    return schedule


def resume_schedule(session: Session, workspace_id: int, name: str, now: datetime) -> Schedule:
    """It goes out again; what was due meanwhile is owed to nobody."""
    schedule = get_schedule(session, workspace_id, name)
    if schedule.paused_at is None:
        raise BadInput("“{name}” is not paused.", name=schedule.name)
    schedule.paused_at = None
    schedule.owed_from_at = now
    want_plan(session, workspace_id, now)
    return schedule


def remove_schedule(session: Session, workspace_id: int, name: str, now: datetime) -> Schedule:
    """Gone for good; what it sent stays on record."""
    schedule = get_schedule(session, workspace_id, name)
    schedule.removed_at = now
    want_plan(session, workspace_id, now)
    return schedule


def cadence_of(schedule: Schedule) -> Cadence:
    return Cadence(schedule.rule, schedule.local_time)


def left_out_by(session: Session, schedule: Schedule) -> SchoolDays:
    """The days that it leaves out, by the calendars that it has."""
    return school_days(session, calendars_of(session, schedule.id))


def timetable_of(schedule: Schedule, school: SchoolDays) -> Timetable:
    """When it comes, to all who have no day off of their own."""
    return Timetable(cadence_of(schedule), schedule.from_on, schedule.until_on, school.everyone)


def slot_element(schedule: Schedule, number: int) -> str | None:
    """The element that is everyone's turn at the slot of that number; None where each one's
    record decides, and where nothing is asked."""
    if schedule.purpose != "prompt":
        return None
    return element_for_slot(
        cast(Rotation, schedule.rotation), schedule.elements, number, seed=str(schedule.id)
    )


@dataclass(frozen=True)
class ComingTime:
    """When a schedule's next ones come; `local_at` is naive, in the zone that was asked for."""

    local_at: datetime
    at: datetime
    element: str | None


def coming_times(
    session: Session,
    schedule: Schedule,
    zone: ZoneInfo,
    *,
    since: datetime,
    person: Person | None = None,
) -> Iterator[ComingTime]:
    """From `since` on, as somebody in that zone meets them, whether or not it is paused.

    A schedule of one fixed zone comes at that zone's time, and is told in theirs. A person's
    own days off are left out, too.
    """
    own_zone = ZoneInfo(schedule.zone) if schedule.zone else zone
    timetable = timetable_of(schedule, left_out_by(session, schedule))
    for coming in timetable.comings(own_zone, since=since, until=since + FORESIGHT):
        day = coming.local_at.date()
        if person and day in days_off(session, person, day, day, schedule_id=schedule.id):
            continue
        yield ComingTime(
            local_at=coming.local_at if own_zone == zone else to_local(coming.at, zone),
            at=coming.at,
            element=slot_element(schedule, coming.number),
        )


def left_out_between(
    session: Session, schedule: Schedule, since: datetime, until: datetime
) -> dict[date, str]:
    """The days off on which it would come, between those instants, with what each is called."""
    school = left_out_by(session, schedule)
    zone = ZoneInfo(schedule.zone or "UTC")
    first, last = to_local(since, zone).date(), to_local(until, zone).date()
    off = school.everyone.between(first, last)
    always = Timetable(cadence_of(schedule), schedule.from_on, schedule.until_on)
    days = {slot.local_at.date() for slot in always.slots(last)} if off else set()
    return {day: name for day, name in off.items() if day in days}


def in_audience(schedule: Schedule) -> ColumnElement[bool]:
    """A condition on Person: an educator whom this schedule is for, and who wants it.

    The one place that says who is sent something: planning and sending both ask it.
    """
    conditions = [
        Person.workspace_id == schedule.workspace_id,
        Person.is_educator,
        ~Person.is_opted_out,
    ]
    if schedule.groups:
        groups = select(Group.id).where(
            Group.workspace_id == schedule.workspace_id, Group.name.in_(schedule.groups)
        )
        conditions.append(Person.id.in_(educators_within(groups)))
    if schedule.roles:
        conditions.append(or_(*(has_role(role) for role in schedule.roles)))
    if schedule.purpose == "digest":
        conditions.append(wants_digest())
    return and_(*conditions)


def _write(session: Session, schedule: Schedule, draft: ScheduleDraft) -> None:
    """Checks the draft, and gives the schedule all of it but its calendars."""
    workspace_id = schedule.workspace_id
    name = " ".join(draft.name.split())
    if not name or len(name) > 100:
        raise BadInput("Give the schedule a name of 1 to 100 characters.", field="name")
    taken = _find(session, workspace_id, name)
    if taken is not None and taken.id != schedule.id:
        raise BadInput(
            "There is a schedule “{name}” already: choose another name, or remove that one first.",
            name=name,
            field="name",
        )
    if draft.until_on is not None and draft.until_on < draft.from_on:
        raise BadInput(
            "The schedule would end ({until_on}) before it begins ({from_on}).",
            until_on=draft.until_on,
            from_on=draft.from_on,
            field="until_on",
        )
    for role in draft.roles:
        if role not in ROLES:
            raise BadInput(
                "“{role}” is no role: use {choices}.",
                role=role,
                choices=", ".join(ROLES),
                field="role",
            )
    if len(draft.prompts) > MOST_PROMPTS:
        raise BadInput(
            "A schedule asks {most} chosen prompts at most: choose none for the whole prompt bank.",
            most=MOST_PROMPTS,
            field="prompts",
        )
    hours = draft.remind_after_hours
    if hours is not None:
        check_reminder_hours(hours)
    schedule.name = name
    schedule.purpose = draft.purpose
    schedule.rule, schedule.local_time = draft.cadence.rule, draft.cadence.at
    schedule.zone = draft.zone
    schedule.elements, schedule.rotation = list(draft.elements), draft.rotation
    schedule.prompts = list(draft.prompts)
    groups = [find_group(session, workspace_id, group).name for group in draft.groups]
    schedule.groups, schedule.roles = list(dict.fromkeys(groups)), list(draft.roles)
    schedule.from_on, schedule.until_on = draft.from_on, draft.until_on
    schedule.remind_after_hours = hours


def _leave_out(session: Session, schedule: Schedule, draft: ScheduleDraft) -> None:
    calendars = [find_calendar(session, schedule.workspace_id, each) for each in draft.calendars]
    attach_calendars(session, schedule, calendars)


def _find(session: Session, workspace_id: int, name: str) -> Schedule | None:
    wanted = name.casefold()
    for schedule in all_schedules(session, workspace_id):
        if schedule.name.casefold() == wanted:
            return schedule
    return None
