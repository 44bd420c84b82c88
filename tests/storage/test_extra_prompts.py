"""Who wants more gets one extra prompt a week, and nobody else does."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.preferences import Preferences
from storage.calendars import add_calendar
from storage.people import set_opted_out
from storage.preferences import keep_own_zone, keep_preferences
from storage.questions import plan_extra_prompts
from storage.tables import Occurrence, Person
from tests.conftest import NOW, AddPerson
from tests.domain.strategies import ELEMENTS, TODAY

AHEAD = timedelta(days=6)


@pytest.fixture
def maya(session: Session, add_person: AddPerson) -> Person:
    """She wants more; it is Tuesday noon where she is."""
    maya = add_person("Maya")
    add_person("Ben")
    choose(session, maya, Preferences(frequency="more"))
    return maya


def choose(session: Session, person: Person, preferences: Preferences) -> None:
    keep_preferences(session, person.id, preferences, elements=ELEMENTS, today=TODAY, now=NOW)


def plan(session: Session, person: Person, now: datetime = NOW) -> list[Occurrence]:
    plan_extra_prompts(session, person.workspace_id, now=now, until=now + AHEAD)
    return list(session.scalars(select(Occurrence).order_by(Occurrence.local_at)))


def test_one_is_planned_and_planning_again_plans_no_other(session: Session, maya: Person) -> None:
    [extra] = plan(session, maya)
    assert (extra.person_id, extra.purpose, extra.schedule_id) == (maya.id, "prompt", None)
    assert extra.local_at == datetime(2026, 11, 24, 15, 30)
    assert [each.id for each in plan(session, maya)] == [extra.id]


def test_the_next_one_comes_a_week_later(session: Session, maya: Person) -> None:
    [first] = plan(session, maya)
    first.state, first.sent_at = "sent", first.due_at
    [_, second] = plan(session, maya, NOW + timedelta(days=2))
    assert second.local_at.date() == first.local_at.date() + timedelta(days=7)


def test_it_comes_on_no_day_off_and_on_a_day_without_another(
    session: Session, maya: Person
) -> None:
    days = {TODAY: "In service", date(2026, 11, 26): "Thanksgiving"}
    add_calendar(session, maya.workspace_id, "School", days=days, now=NOW)
    wednesday = datetime(2026, 11, 25, 15, 30)
    session.add(
        Occurrence(
            person_id=maya.id, purpose="goal", local_at=wednesday, zone=maya.zone,
            due_at=NOW + timedelta(days=1, hours=3), planned_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    extra = plan(session, maya)[-1]
    assert extra.local_at == datetime(2026, 11, 27, 15, 30)


def test_it_is_taken_back_from_whom_no_longer_wants_more(session: Session, maya: Person) -> None:
    plan(session, maya)
    choose(session, maya, Preferences())
    assert plan(session, maya) == []


def test_it_is_taken_back_from_whom_opted_out(session: Session, maya: Person) -> None:
    plan(session, maya)
    set_opted_out(session, maya.id, maya.workspace_id, is_opted_out=True, now=NOW)
    assert plan(session, maya) == []


def test_it_follows_whom_lives_elsewhere_now(session: Session, maya: Person) -> None:
    plan(session, maya)
    keep_own_zone(session, maya.id, "Pacific/Honolulu", NOW)
    session.refresh(maya)
    [extra] = plan(session, maya)
    assert extra.zone == "Pacific/Honolulu"
    assert extra.due_at - NOW == timedelta(hours=7, minutes=30)


def test_a_pause_is_waited_for(session: Session, maya: Person) -> None:
    pause = Preferences(frequency="more", paused_until_on=date(2026, 11, 27))
    choose(session, maya, pause)
    [extra] = plan(session, maya)
    assert extra.local_at == datetime(2026, 11, 27, 15, 30)


def test_a_prompt_that_was_asked_for_counts_for_none(session: Session, maya: Person) -> None:
    session.add(
        Occurrence(
            person_id=maya.id, purpose="prompt", local_at=datetime(2026, 11, 24, 12), state="sent",
            zone=maya.zone, due_at=NOW, planned_at=NOW, sent_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    assert len(plan(session, maya)) == 2
