"""Planning: schedules become occurrences, some days ahead, as often as one likes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from storage.cycles import close_ended
from storage.planning import HORIZON, drop_removed, homes_of, plan_schedule, plan_welcomes
from storage.questions import plan_extra_prompts, plan_goal_questions, put_off_missed
from storage.reminders import plan_reminders
from storage.schedules import all_schedules
from storage.tables import Workspace
from storage.workspaces import served_workspaces

REFRESH: Final = timedelta(minutes=15)
LOOK_BACK: Final = timedelta(days=2)
"""After a downtime longer than the horizon: what is due longer ago is nobody's news."""


def plan_where_wanted(session: Session, now: datetime) -> int:
    """Plans each workspace whose schedules or people changed, or whose plan has aged."""
    planned = 0
    for workspace in served_workspaces(session):
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
    """Plans every schedule of that workspace up to the horizon, and what is asked beside them.

    A cycle of evaluations whose last day is over is closed first.
    """
    drop_removed(session, workspace.id)
    close_ended(session, workspace.id, now)
    # What came due while nobody planned is planned late, so that its fate is on record.
    planned_until = workspace.planned_at + HORIZON if workspace.planned_at else now
    since = max(min(now, planned_until), now - LOOK_BACK)
    homes = homes_of(session, workspace.id)
    for schedule in all_schedules(session, workspace.id):
        owed_since = max(since, schedule.owed_from_at)
        plan_schedule(session, schedule, homes, since=owed_since, now=now)
    plan_goal_questions(session, workspace.id, now=now, until=now + HORIZON)
    plan_extra_prompts(session, workspace.id, now=now, until=now + HORIZON)
    put_off_missed(session, workspace.id, now)
    plan_reminders(session, workspace.id, now=now, until=now + HORIZON)
    plan_welcomes(session, workspace.id, now)
    workspace.planned_at = now
    # It was wanted by a clock that has been put back since: all is done that was wanted.
    workspace.plan_wanted_at = min(workspace.plan_wanted_at, now)
