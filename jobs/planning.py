"""Planning: schedules become occurrences, some days ahead.

Safe to repeat: the unique key (schedule, educator, local time) keeps each one single.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.zones import to_instant, to_local
from storage.occurrences import (
    drop_moved,
    drop_removed,
    plan_slot,
    plan_welcomes,
    zones_in_audience,
)
from storage.schedules import all_schedules, cadence_of, slot_element
from storage.tables import Schedule, Workspace

HORIZON: Final = timedelta(days=8)
"""How far ahead: a week's prompts can be seen before they come."""
SLOTS: Final = 20
"""Of one schedule and zone at a time, however often it comes."""
REFRESH: Final = timedelta(minutes=15)


def plan_where_wanted(session: Session, now: datetime) -> int:
    """Plans each workspace whose schedules or people changed, or whose plan has aged."""
    planned = 0
    for workspace in session.scalars(select(Workspace)).all():
        is_fresh = (
            workspace.planned_at is not None
            and workspace.planned_at > workspace.plan_wanted_at
            and now - workspace.planned_at < REFRESH
        )
        if not is_fresh:
            plan_workspace(session, workspace, now)
            planned += 1
    return planned


def plan_workspace(session: Session, workspace: Workspace, now: datetime) -> None:
    """Plans every schedule of that workspace up to the horizon."""
    drop_removed(session, workspace.id)
    drop_moved(session, workspace.id)
    for schedule in all_schedules(session, workspace.id):
        if schedule.paused_at is None:
            _plan_schedule(session, schedule, now)
    plan_welcomes(session, workspace.id, now)
    workspace.planned_at = now


def _plan_schedule(session: Session, schedule: Schedule, now: datetime) -> None:
    zones = [schedule.zone] if schedule.zone else zones_in_audience(session, schedule)
    for name in zones:
        zone = ZoneInfo(name)
        # What was due before the schedule was made is not owed to anyone.
        local_from = to_local(max(now, schedule.owed_from_at), zone)
        local_until = to_local(now + HORIZON, zone)
        slots = cadence_of(schedule).slots(
            anchor_on=schedule.from_on, after=local_from, until=local_until
        )
        for _, slot in zip(range(SLOTS), slots, strict=False):
            if schedule.until_on is not None and slot.local_at.date() > schedule.until_on:
                break
            plan_slot(
                session,
                schedule,
                local_at=slot.local_at,
                due_at=to_instant(slot.local_at, zone),
                zone=name,
                element=slot_element(schedule, slot),
                now=now,
            )
