"""Calendars of days off: whose they are, and which schedules leave them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, insert, or_, select
from sqlalchemy.orm import Session

from domain.days_off import DaysOff
from domain.errors import BadInput
from domain.public_holidays import region_name
from domain.words import Words
from storage.groups import find_group, groups_around
from storage.tables import Calendar, DayOff, Group, Person, Schedule, ScheduleCalendar
from storage.workspaces import want_plan

LONGEST_NAME = 100
A_YEAR = timedelta(days=365)


def days_off(
    session: Session, person: Person, first: date, last: date, *, schedule_id: int | None = None
) -> dict[date, str]:
    """Their days off from `first` to `last`, both included, with what each is called.

    Of all calendars that concern them, or only of those that a schedule leaves out.
    """
    calendars = select(Calendar).where(
        Calendar.workspace_id == person.workspace_id,
        or_(Calendar.group_id.is_(None), Calendar.group_id.in_(groups_around(person.id))),
    )
    if schedule_id is not None:
        calendars = calendars.where(Calendar.id.in_(_attached(schedule_id)))
    rows = session.scalars(calendars.order_by(Calendar.id)).all()
    return _combined(session, rows, first=first, last=last).between(first, last)


@dataclass(frozen=True)
class SchoolDays:
    """What a schedule leaves out: for everyone, and for the members of single groups."""

    everyone: DaysOff
    by_group: Mapping[int, DaysOff]

    def groups_off(self, day: date) -> list[int]:
        """Ids of the groups in which nobody gets anything on that day."""
        return [group_id for group_id, days in self.by_group.items() if day in days]


def school_days(session: Session, calendars: Sequence[Calendar]) -> SchoolDays:
    """What those calendars leave out."""
    groups = dict.fromkeys(each.group_id for each in calendars if each.group_id is not None)
    return SchoolDays(
        _combined(session, [each for each in calendars if each.group_id is None]),
        {
            group_id: _combined(session, [each for each in calendars if each.group_id == group_id])
            for group_id in groups
        },
    )


def all_calendars(session: Session, workspace_id: int) -> Sequence[Calendar]:
    return session.scalars(
        select(Calendar).where(Calendar.workspace_id == workspace_id).order_by(Calendar.name)
    ).all()


def calendars_of(session: Session, schedule_id: int) -> Sequence[Calendar]:
    """Those whose days a schedule leaves out."""
    return session.scalars(
        select(Calendar).where(Calendar.id.in_(_attached(schedule_id))).order_by(Calendar.name)
    ).all()


@dataclass(frozen=True)
class CalendarLine:
    """A calendar with its days off of the next year, and the schedules that leave them out."""

    calendar: Calendar
    group: str | None
    """Whose days off they are; None is everyone's."""
    coming: Mapping[date, str]
    schedules: Sequence[str]


def calendar_lines(session: Session, workspace_id: int, today: date) -> list[CalendarLine]:
    """All calendars, by name."""
    heeding: dict[int, list[str]] = {}
    rows = session.execute(
        select(ScheduleCalendar.calendar_id, Schedule.name)
        .join(Schedule, Schedule.id == ScheduleCalendar.schedule_id)
        .where(Schedule.workspace_id == workspace_id, Schedule.removed_at.is_(None))
        .order_by(Schedule.name)
    )
    for calendar_id, name in rows:
        heeding.setdefault(calendar_id, []).append(name)
    return [
        CalendarLine(
            calendar,
            session.get_one(Group, calendar.group_id).name if calendar.group_id else None,
            days_of(session, calendar, today, today + A_YEAR),
            heeding.get(calendar.id, []),
        )
        for calendar in all_calendars(session, workspace_id)
    ]


def calendar_line(
    session: Session, workspace_id: int, calendar_id: int, today: date
) -> CalendarLine:
    """Raises BadInput where it is there no more."""
    for line in calendar_lines(session, workspace_id, today):
        if line.calendar.id == calendar_id:
            return line
    raise BadInput("That calendar is there no more. App Home shows those that there are.")


def find_calendar(session: Session, workspace_id: int, name: str) -> Calendar:
    """By name, in any letter case. Raises BadInput with the names there are."""
    calendars = all_calendars(session, workspace_id)
    wanted = " ".join(name.split()).casefold()
    for calendar in calendars:
        if calendar.name.casefold() == wanted:
            return calendar
    names = ", ".join(calendar.name for calendar in calendars) or Words("none yet")
    raise BadInput(
        "There is no calendar “{name}”. There are: {names}.",
        name=name,
        names=names,
        field="calendar",
    )


def days_of(session: Session, calendar: Calendar, first: date, last: date) -> dict[date, str]:
    """What one calendar holds from `first` to `last`, both included."""
    return _combined(session, [calendar], first=first, last=last).between(first, last)


def add_calendar(
    session: Session,
    workspace_id: int,
    name: str,
    *,
    region: str | None = None,
    days: Mapping[date, str] | None = None,
    group: str | None = None,
    now: datetime,
) -> Calendar:
    """Public holidays of a region, or days by name; of everyone, or of one group.

    Raises BadInput for a name that is taken or none, and for an unknown group.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(
            "Give the calendar a name of 1 to {most} characters.",
            most=LONGEST_NAME,
            field="name",
        )
    taken = [each.name.casefold() for each in all_calendars(session, workspace_id)]
    if name.casefold() in taken:
        raise BadInput(
            "There is a calendar “{name}” already: choose another name, or change that one.",
            name=name,
            field="name",
        )
    calendar = Calendar(
        workspace_id=workspace_id,
        name=name,
        region=region,
        group_id=find_group(session, workspace_id, group).id if group else None,
        added_at=now,
    )
    session.add(calendar)
    session.flush()
    _keep_days(session, calendar, days or {})
    want_plan(session, workspace_id, now)
    return calendar


def calendar_of_region(session: Session, workspace_id: int, region: str, now: datetime) -> Calendar:
    """Everyone's public holidays of that region: as there is one, else added."""
    found = session.scalar(
        select(Calendar).where(
            Calendar.workspace_id == workspace_id,
            Calendar.region == region,
            Calendar.group_id.is_(None),
        )
    )
    return found or add_calendar(session, workspace_id, region_name(region), region=region, now=now)


def replace_days(
    session: Session, calendar: Calendar, days: Mapping[date, str], now: datetime
) -> None:
    """The calendar holds these from now on. Raises BadInput for public holidays."""
    if calendar.region is not None:
        raise BadInput(
            "“{name}” has public holidays, which follow the law: add your own days off as "
            "another calendar.",
            name=calendar.name,
        )
    session.execute(delete(DayOff).where(DayOff.calendar_id == calendar.id))
    _keep_days(session, calendar, days)
    want_plan(session, calendar.workspace_id, now)


def remove_calendar(session: Session, calendar: Calendar, now: datetime) -> None:
    """Its days are days like any others again, in every schedule."""
    session.delete(calendar)
    session.flush()
    want_plan(session, calendar.workspace_id, now)


def attach_calendars(session: Session, schedule: Schedule, calendars: Sequence[Calendar]) -> None:
    """The schedule leaves out the days of these, and of no others."""
    session.execute(delete(ScheduleCalendar).where(ScheduleCalendar.schedule_id == schedule.id))
    for calendar_id in dict.fromkeys(calendar.id for calendar in calendars):
        session.add(ScheduleCalendar(schedule_id=schedule.id, calendar_id=calendar_id))
    session.flush()


def _keep_days(session: Session, calendar: Calendar, days: Mapping[date, str]) -> None:
    if days:
        session.execute(
            insert(DayOff),
            [
                {"calendar_id": calendar.id, "day_on": day, "name": name}
                for day, name in days.items()
            ],
        )


def _combined(
    session: Session,
    calendars: Sequence[Calendar],
    *,
    first: date = date.min,
    last: date = date.max,
) -> DaysOff:
    rows = session.execute(
        select(DayOff.day_on, DayOff.name)
        .where(
            DayOff.calendar_id.in_([each.id for each in calendars]),
            DayOff.day_on.between(first, last),
        )
        .order_by(DayOff.calendar_id.desc())
    )
    regions = dict.fromkeys(each.region for each in calendars if each.region is not None)
    return DaysOff(dict(rows.all()), tuple(regions))


def _attached(schedule_id: int) -> Select[int]:
    return select(ScheduleCalendar.calendar_id).where(ScheduleCalendar.schedule_id == schedule_id)
