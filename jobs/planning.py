"""Planning: schedules become occurrences, some days ahead.

Safe to repeat: the unique key (schedule, educator, local time) keeps each one single.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from domain.cadence import Cadence
from domain.zones import to_instant, to_local
from storage.digest_settings import chose_digest_time, digest_times
from storage.occurrences import (
    drop_moved,
    drop_removed,
    plan_slot,
    plan_welcomes,
    zones_in_audience,
)
from storage.schedules import all_schedules, cadence_of, slot_element
from storage.tables import Person, Schedule, Workspace

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


@dataclass(frozen=True)
class _Turn:
    """Some of a schedule's people, and when it is their turn; `zone` None is each one's own."""

    cadence: Cadence
    among: ColumnElement[bool]
    zone: str | None


def _turns(session: Session, schedule: Schedule) -> Iterator[_Turn]:
    usual = cadence_of(schedule)
    if schedule.purpose != "digest":
        yield _Turn(usual, true(), schedule.zone)
        return
    yield _Turn(usual, ~chose_digest_time(), schedule.zone)
    for cadence, chose_it in digest_times(session, schedule.workspace_id):
        yield _Turn(cadence, chose_it, None)


def _plan_schedule(session: Session, schedule: Schedule, now: datetime) -> None:
    for turn in _turns(session, schedule):
        if turn.zone is not None:
            _plan_zone(session, schedule, turn, turn.zone, now)
            continue
        for zone in zones_in_audience(session, schedule, turn.among):
            there = replace(turn, among=turn.among & (Person.zone == zone))
            _plan_zone(session, schedule, there, zone, now)


def _plan_zone(
    session: Session, schedule: Schedule, turn: _Turn, zone_name: str, now: datetime
) -> None:
    zone = ZoneInfo(zone_name)
    # What was due before the schedule was made is not owed to anyone.
    local_from = to_local(max(now, schedule.owed_from_at), zone)
    local_until = to_local(now + HORIZON, zone)
    slots = turn.cadence.slots(anchor_on=schedule.from_on, after=local_from, until=local_until)
    for _, slot in zip(range(SLOTS), slots, strict=False):
        if schedule.until_on is not None and slot.local_at.date() > schedule.until_on:
            break
        plan_slot(
            session,
            schedule,
            among=turn.among,
            local_at=slot.local_at,
            due_at=to_instant(slot.local_at, zone),
            zone=zone_name,
            element=slot_element(schedule, slot),
            now=now,
        )
