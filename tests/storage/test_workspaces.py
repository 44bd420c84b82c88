"""What a workspace is like follows its people, until somebody chooses."""

from __future__ import annotations

from sqlalchemy.orm import Session

from domain.keys import DayOrder
from storage.people import find_caller
from storage.workspaces import choose_day_order
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
