"""A workspace whose schedule is due, for those who claim and send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from domain.zones import to_local
from storage.schedules import add_schedule
from storage.tables import Occurrence, Person, Schedule, Workspace
from tests.conftest import NOW
from tests.jobs.test_planning import daily

Owe = Callable[..., Occurrence]


@pytest.fixture
def schedule(session: Session, workspace_id: int) -> Schedule:
    return add_schedule(session, workspace_id, daily(), NOW)


@pytest.fixture
def owe(session: Session, workspace_id: int, schedule: Schedule) -> Owe:
    """Plans one for somebody at an instant, in a workspace whose plan is up to date."""

    def plan(person: Person, due_at: datetime = NOW, **more: object) -> Occurrence:
        session.get_one(Workspace, workspace_id).planned_at = NOW
        settings: dict[str, object] = {
            "purpose": "prompt",
            "schedule_id": schedule.id,
            "local_at": to_local(due_at, ZoneInfo(person.zone)),
            "zone": person.zone,
        }
        occurrence = Occurrence(
            person_id=person.id, due_at=due_at, planned_at=NOW, **(settings | more)
        )
        session.add(occurrence)
        session.flush()
        return occurrence

    return plan


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)
