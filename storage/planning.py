"""Planning: a schedule's coming times become occurrences, for all whom it is for at once.

Safe to repeat: the unique key (schedule, educator, local time) keeps each one single. What was
sent, or is on its way, is never touched; what is planned follows the schedule, the zone where
its educator lives, and the rules of that zone as they are known today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session, aliased

from domain.replanning import Shift, shifts
from domain.timetable import Slot, Timetable
from domain.zones import to_instant, to_local
from storage.calendars import SchoolDays, find_calendar, school_days
from storage.digest_settings import chose_digest_time, digest_times
from storage.groups import educators_within
from storage.inserting import insert
from storage.schedules import (
    ScheduleDraft,
    as_changed,
    in_audience,
    left_out_by,
    slot_element,
    timetable_of,
)
from storage.tables import Group, Occurrence, Person, Schedule

HORIZON: Final = timedelta(days=8)
"""How far ahead: a week's prompts can be seen before they come."""
A_MONTH: Final = timedelta(days=31)
SLOTS: Final = 20
"""Of one schedule and zone at a time, however often it comes."""


_HAD = aliased(Occurrence)
"""One for every statement, so that each is compiled once."""


@dataclass(frozen=True)
class Turn:
    """Some of a schedule's people, and when it comes to them."""

    timetable: Timetable
    among: ColumnElement[bool]
    """A condition on Person."""
    zone: str | None
    """None is each one's own."""

    @property
    def home(self) -> ColumnElement[str]:
        """The zone by whose clock it comes to a Person."""
        return literal(self.zone) if self.zone else cast(ColumnElement[str], Person.zone)


@dataclass(frozen=True)
class SlotOfTurn:
    """One local time of a schedule, for those of a turn whom it reaches, wherever they live.

    All zones at once: whoever is asked for is looked for once, and not once a zone.
    """

    turn: Turn
    local_at: datetime
    number: int
    """Of `domain.timetable.Slot`."""
    instants: Mapping[str, datetime]
    """By zone; it does not come in others."""
    groups_off: Sequence[int]
    """Ids of the groups that have that day off."""

    @property
    def at(self) -> ColumnElement[datetime]:
        """When it comes to a Person."""
        when = {zone: literal(at, Occurrence.due_at.type) for zone, at in self.instants.items()}
        return case(when, value=self.turn.home)


def homes_of(session: Session, workspace_id: int) -> Sequence[str]:
    """The zones where its educators live."""
    zones = select(Person.zone).where(Person.workspace_id == workspace_id, Person.is_educator)
    return session.scalars(zones.distinct()).all()


def plan_schedule(
    session: Session, schedule: Schedule, homes: Sequence[str], *, since: datetime, now: datetime
) -> None:
    """Plans it from `since` up to the horizon, and lets what is planned follow it.

    `homes` are the zones of its workspace, asked for once for all of its schedules. `since` lies
    before `now` where planning itself was late. A paused schedule gets nothing new.
    """
    school = left_out_by(session, schedule)
    for turn in turns_of(session, schedule, school):
        _follow_clocks(session, schedule, turn, now)
        _drop_what_left(session, schedule, turn, school)
        if schedule.paused_at is None:
            for slot in slots_of_turn(turn, school, homes, since=since, until=now + HORIZON):
                _plan_slot(session, schedule, slot, now)


def turns_of(session: Session, schedule: Schedule, school: SchoolDays) -> Iterator[Turn]:
    """Everyone's, but for leaders whose digest comes at a time of their own."""
    timetable = timetable_of(schedule, school)
    if schedule.purpose != "digest":
        yield Turn(timetable, true(), schedule.zone)
        return
    yield Turn(timetable, ~chose_digest_time(), schedule.zone)
    for cadence, chose_it in digest_times(session, schedule.workspace_id):
        yield Turn(replace(timetable, cadence=cadence), chose_it, None)


def slots_of_turn(
    turn: Turn, school: SchoolDays, homes: Sequence[str], *, since: datetime, until: datetime
) -> Iterator[SlotOfTurn]:
    """What comes of it in that time, in each of these zones or in its own."""
    instants: dict[Slot, dict[str, datetime]] = {}
    for zone in [turn.zone] if turn.zone else homes:
        comings = turn.timetable.comings(ZoneInfo(zone), since=since, until=until)
        for coming in islice(comings, SLOTS):
            slot = Slot(coming.number, coming.local_at)
            instants.setdefault(slot, {})[zone] = coming.at
    for slot, by_zone in instants.items():
        groups_off = school.groups_off(slot.local_at.date())
        yield SlotOfTurn(turn, slot.local_at, slot.number, by_zone, groups_off)


def people_of(schedule: Schedule, slot: SlotOfTurn) -> ColumnElement[bool]:
    """A condition on Person: this slot is for them.

    Not for those who have the day off, nor for those who had something of this schedule that
    day at a time that is none of its times any more: a change brings no second one.
    """
    had = _HAD
    day = slot.local_at.date()
    midnight = datetime.combine(day, time.min)
    times = [datetime.combine(day, at) for at in slot.turn.timetable.cadence.times()]
    had_one = (
        select(had.id)
        .where(
            had.schedule_id == schedule.id,
            had.person_id == Person.id,
            had.local_at >= midnight,
            had.local_at < midnight + timedelta(days=1),
            had.local_at.not_in(times),
            or_(had.sent_at.is_not(None), and_(had.state == "planned", had.attempts > 0)),
        )
        .exists()
    )
    conditions = [
        in_audience(schedule),
        slot.turn.among,
        slot.turn.home.in_(slot.instants),
        Person.met_at <= slot.at,
        ~had_one,
    ]
    if slot.groups_off:
        conditions.append(not_(_is_within(slot.groups_off)))
    return and_(*conditions)


def planned_times(session: Session, schedule: Schedule, now: datetime) -> dict[int, set[datetime]]:
    """The local times at which it is planned to come, by person."""
    rows = session.execute(
        select(Occurrence.person_id, Occurrence.local_at).where(_to_come(schedule, now))
    )
    times: dict[int, set[datetime]] = {}
    for person_id, local_at in rows:
        times.setdefault(person_id, set()).add(local_at)
    return times


def times_to_plan(
    session: Session, schedule: Schedule, school: SchoolDays, now: datetime
) -> dict[int, set[datetime]]:
    """The same as `plan_schedule` would have it; writes nothing."""
    times: dict[int, set[datetime]] = {}
    homes = homes_of(session, schedule.workspace_id)
    for turn in turns_of(session, schedule, school):
        for slot in slots_of_turn(turn, school, homes, since=now, until=now + HORIZON):
            people = session.scalars(select(Person.id).where(people_of(schedule, slot)))
            for person_id in people:
                times.setdefault(person_id, set()).add(slot.local_at)
    return times


def _times_beyond(
    session: Session, schedule: Schedule, school: SchoolDays, now: datetime
) -> dict[int, set[datetime]]:
    """Those of the month after, roughly: a group's own days off are not left out."""
    times: dict[int, set[datetime]] = {}
    for turn in turns_of(session, schedule, school):
        in_zone: dict[str, set[datetime]] = {}
        homes = select(Person.id, turn.home).where(in_audience(schedule), turn.among)
        for person_id, zone in session.execute(homes):
            if zone not in in_zone:
                comings = turn.timetable.comings(
                    ZoneInfo(zone), since=now + HORIZON, until=now + HORIZON + A_MONTH
                )
                in_zone[zone] = {coming.local_at for coming in islice(comings, SLOTS)}
            times[person_id] = in_zone[zone]
    return times


def what_changes(
    session: Session, schedule: Schedule, draft: ScheduleDraft | None, now: datetime
) -> list[Shift]:
    """What becomes of what it has planned with that draft; None is without the schedule.

    Nothing of a paused one goes out, so nothing moves.
    """
    before = planned_times(session, schedule, now)
    if draft is None:
        return shifts(before, {})
    if schedule.paused_at is not None:
        return []
    changed = as_changed(session, schedule, draft)
    calendars = [find_calendar(session, schedule.workspace_id, each) for each in draft.calendars]
    school, held = school_days(session, calendars), left_out_by(session, schedule)
    return shifts(
        before,
        times_to_plan(session, changed, school, now),
        later_before=_times_beyond(session, schedule, held, now),
        later_after=_times_beyond(session, changed, school, now),
    )


def drop_removed(session: Session, workspace_id: int) -> None:
    """Takes back what removed schedules had planned."""
    removed = select(Schedule.id).where(
        Schedule.workspace_id == workspace_id, Schedule.removed_at.is_not(None)
    )
    session.execute(delete(Occurrence).where(Occurrence.schedule_id.in_(removed), not_begun()))


def plan_welcomes(session: Session, workspace_id: int, now: datetime) -> None:
    """Whoever gets a first prompt and was never welcomed gets the welcome with it."""
    had = _HAD
    is_welcomed = exists().where(had.person_id == Person.id, had.purpose == "welcome")
    first = (
        select(
            Occurrence.person_id,
            literal("welcome"),
            func.min(Occurrence.local_at),
            func.min(Occurrence.zone),
            func.min(Occurrence.due_at),
            literal(now, Occurrence.planned_at.type),
        )
        .join(Person, Person.id == Occurrence.person_id)
        .where(
            Person.workspace_id == workspace_id,
            Occurrence.state == "planned",
            ~is_welcomed,
        )
        .group_by(Occurrence.person_id)
    )
    columns = ["person_id", "purpose", "local_at", "zone", "due_at", "planned_at"]
    session.execute(insert(Occurrence).from_select(columns, first).on_conflict_do_nothing())


def not_begun() -> ColumnElement[bool]:
    """A condition on Occurrence: planned, and never on its way to anybody."""
    return and_(
        Occurrence.state == "planned", Occurrence.attempts == 0, Occurrence.sent_at.is_(None)
    )


def _to_come(schedule: Schedule, now: datetime) -> ColumnElement[bool]:
    return and_(Occurrence.schedule_id == schedule.id, not_begun(), Occurrence.due_at > now)


def _is_as_planned() -> ColumnElement[bool]:
    """Delivery has not made it wait for a better hour."""
    return Occurrence.reason.is_(None)


def _plan_slot(session: Session, schedule: Schedule, slot: SlotOfTurn, now: datetime) -> None:
    """Plans one local time for everyone; who has it already keeps it, as the schedule has it
    now."""
    element = slot_element(schedule, slot.number)
    values = {
        "person_id": Person.id,
        "schedule_id": literal(schedule.id),
        "purpose": literal(schedule.purpose),
        "local_at": literal(slot.local_at, Occurrence.local_at.type),
        "zone": slot.turn.home,
        "due_at": slot.at,
        "element": literal(element),
        "element_because": literal(schedule.rotation if element is not None else None),
        "planned_at": literal(now, Occurrence.planned_at.type),
    }
    people: Select[Any] = select(*values.values()).where(people_of(schedule, slot))
    statement = insert(Occurrence).from_select(list(values), people)
    fresh = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["schedule_id", "person_id", "local_at"],
            set_={name: fresh[name] for name in ("zone", "due_at", "element", "element_because")},
            where=and_(
                _to_come(schedule, now),
                _is_as_planned(),
                fresh.due_at > now,
                or_(
                    Occurrence.due_at != fresh.due_at,
                    Occurrence.element.is_distinct_from(fresh.element),
                ),
            ),
        )
    )


def _follow_clocks(session: Session, schedule: Schedule, turn: Turn, now: datetime) -> None:
    """What is planned stays at its local time where its educator lives now, and by the rules
    that hold there now.

    Where that time is past already on an earlier day there, it comes when it was to come.
    """
    waiting = and_(_to_come(schedule, now), _is_as_planned())
    rows = session.execute(
        select(Occurrence.zone, turn.home, Occurrence.local_at, Occurrence.due_at)
        .join(Person, Person.id == Occurrence.person_id)
        .where(waiting, turn.among)
        .distinct()
    ).all()
    for zone, home, local_at, due_at in rows:
        there = ZoneInfo(home)
        at = to_instant(local_at, there)
        if (zone, due_at) == (home, at):
            continue
        if at <= now and to_local(now, there).date() > local_at.date():
            continue
        who = select(Person.id).where(turn.among, turn.home == home)
        session.execute(
            update(Occurrence)
            .where(
                waiting,
                Occurrence.zone == zone,
                Occurrence.local_at == local_at,
                Occurrence.due_at == due_at,
                Occurrence.person_id.in_(who),
            )
            .values(zone=home, due_at=at)
            .execution_options(synchronize_session=False)
        )


def _drop_what_left(session: Session, schedule: Schedule, turn: Turn, school: SchoolDays) -> None:
    """Takes back what is planned at times at which the schedule does not come any more, what is
    late among it, too."""
    theirs = exists().where(Person.id == Occurrence.person_id, turn.among)
    waiting = and_(Occurrence.schedule_id == schedule.id, not_begun(), theirs)
    planned = session.scalars(select(Occurrence.local_at).where(waiting).distinct()).all()
    last = max((local_at.date() for local_at in planned), default=date.min)
    kept = {slot.local_at for slot in turn.timetable.slots(last)} if planned else set()
    for local_at in planned:
        here = and_(waiting, Occurrence.local_at == local_at)
        off = school.groups_off(local_at.date())
        if local_at not in kept:
            session.execute(delete(Occurrence).where(here))
        elif off:
            people = select(Person.id).where(_is_within(off))
            session.execute(delete(Occurrence).where(here, Occurrence.person_id.in_(people)))


def _is_within(group_ids: Sequence[int]) -> ColumnElement[bool]:
    groups = select(Group.id).where(Group.id.in_(group_ids))
    return Person.id.in_(educators_within(groups))
