"""What a workspace is like follows its people, until somebody chooses."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.keys import DayOrder
from storage.people import find_caller
from storage.tables import Workspace
from storage.workspaces import choose_day_order, want_plan
from tests.conftest import NOW, TEAM, AddPerson


def _is_day_first(session: Session, slack_id: str) -> bool:
    caller = find_caller(session, workspace=TEAM, slack_id=slack_id, now=NOW)
    assert caller is not None
    return caller.is_day_first


def test_days_in_numbers_are_read_as_most_of_its_educators_write_them(
    session: Session, workspace_id: int, add_person: AddPerson
) -> None:
    ana = add_person("ana", "America/Chicago")
    assert not _is_day_first(session, ana.slack_id)
    for name in ("gil", "hal"):
        add_person(name, "Europe/London")
    assert _is_day_first(session, ana.slack_id)


def test_what_an_admin_chose_holds_whoever_joins(
    session: Session, workspace_id: int, add_person: AddPerson
) -> None:
    ana = add_person("ana", "America/Chicago")
    order: DayOrder = "day-first"
    choose_day_order(session, workspace_id, order)
    add_person("ben", "America/Denver")
    assert _is_day_first(session, ana.slack_id)
    choose_day_order(session, workspace_id, None)
    assert not _is_day_first(session, ana.slack_id)


def test_a_change_that_waited_while_a_plan_was_made_still_wants_a_plan(
    session: Session, workspace_id: int
) -> None:
    workspace = session.get_one(Workspace, workspace_id)
    workspace.planned_at = NOW + timedelta(seconds=5)
    session.flush()
    want_plan(session, workspace_id, NOW)
    session.refresh(workspace)
    assert workspace.plan_wanted_at == workspace.planned_at
    want_plan(session, workspace_id, NOW + timedelta(seconds=9))
    session.refresh(workspace)
    assert workspace.plan_wanted_at == NOW + timedelta(seconds=9)
