"""What an educator chose is kept as they chose it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.preferences import Preferences, check_preferences
from storage.preferences import (
    keep_own_zone,
    keep_preferences,
    load_preferences,
    pause,
    pauses_of,
    preferences_of,
)
from storage.tables import Workspace
from tests.conftest import NOW, AddPerson
from tests.domain.strategies import ELEMENTS, TODAY, preferences

FRIDAY = date(2026, 11, 27)


def keep(session: Session, person_id: int, chosen: Preferences) -> Preferences:
    return keep_preferences(
        session, person_id, chosen, elements=ELEMENTS, today=TODAY, now=NOW + timedelta(hours=1)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=preferences, then=preferences)
def test_what_is_kept_last_is_what_is_loaded(
    session: Session, add_person: AddPerson, chosen: Preferences, then: Preferences
) -> None:
    ana = add_person("Ana")
    for each in (chosen, then):
        try:
            checked = check_preferences(each, elements=ELEMENTS, today=TODAY)
        except BadInput:
            before = load_preferences(session, ana.id)
            with pytest.raises(BadInput):
                keep(session, ana.id, each)
            assert load_preferences(session, ana.id) == before
        else:
            assert keep(session, ana.id, each) == checked
            loaded = load_preferences(session, ana.id)
            assert check_preferences(loaded, elements=ELEMENTS, today=TODAY) == checked


def test_without_a_choice_it_is_the_usual(session: Session, add_person: AddPerson) -> None:
    ana, ben = add_person("Ana"), add_person("Ben")
    keep(session, ben.id, Preferences(frequency="fewer"))
    assert preferences_of(session, [ana.id, ben.id]) == {
        ana.id: Preferences(),
        ben.id: Preferences(frequency="fewer"),
    }


def test_a_choice_asks_for_a_new_plan(session: Session, add_person: AddPerson) -> None:
    ana = add_person("Ana")
    keep(session, ana.id, Preferences(days=("mon",)))
    session.expire_all()
    assert session.get_one(Workspace, ana.workspace_id).plan_wanted_at == NOW + timedelta(hours=1)


def test_a_pause_that_was_ended_early_stays_on_record_as_long_as_it_was(
    session: Session, add_person: AddPerson
) -> None:
    ana = add_person("Ana")
    pause(session, ana.id, until_on=date(2027, 1, 6), today=TODAY, now=NOW)
    pause(session, ana.id, until_on=None, today=FRIDAY, now=NOW)
    assert pauses_of(session, ana.id) == [(TODAY, FRIDAY)]
    assert not load_preferences(session, ana.id).is_paused(FRIDAY)


def test_a_pause_ended_on_the_day_it_began_leaves_nothing(
    session: Session, add_person: AddPerson
) -> None:
    ana = add_person("Ana")
    pause(session, ana.id, until_on=FRIDAY, today=TODAY, now=NOW)
    pause(session, ana.id, until_on=None, today=TODAY, now=NOW)
    assert pauses_of(session, ana.id) == []


def test_who_moves_west_while_paused_can_still_change_the_pause(
    session: Session, add_person: AddPerson
) -> None:
    ana = add_person("Ana")
    pause(session, ana.id, until_on=FRIDAY, today=TODAY, now=NOW)
    yesterday = TODAY - timedelta(days=1)
    pause(session, ana.id, until_on=TODAY, today=yesterday, now=NOW)
    assert pauses_of(session, ana.id) == [(yesterday, TODAY)]


def test_an_own_zone_holds_until_it_is_taken_back(session: Session, add_person: AddPerson) -> None:
    ana = add_person("Ana", zone="America/Chicago")
    keep_own_zone(session, ana.id, "Pacific/Auckland", NOW)
    session.refresh(ana)
    assert ana.zone == "Pacific/Auckland"
    with pytest.raises(BadInput, match="Atlantis"):
        keep_own_zone(session, ana.id, "Ocean/Atlantis", NOW)
    keep_own_zone(session, ana.id, None, NOW)
    session.refresh(ana)
    assert ana.zone == "America/Chicago"
