"""A streak of weeks outlives pauses and days off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.balance import days_between
from domain.drafts import EntryDraft
from storage.calendars import add_calendar
from storage.entries import keep_entry
from storage.groups import keep_group
from storage.preferences import pause
from storage.streaks import streak_of
from storage.tables import Person
from tests.conftest import NOW, AddPerson

BEFORE, AFTER = date(2026, 12, 16), date(2027, 1, 13)
"""Wednesdays with three weeks between them."""


@pytest.fixture
def maya(session: Session, add_person: AddPerson) -> Person:
    maya = add_person("Maya")
    for day in (BEFORE - timedelta(weeks=1), BEFORE, AFTER):
        draft = EntryDraft(text="a blog", happened_on=day)
        keep_entry(session, maya.id, draft, submission=None, now=NOW)
    return maya


def test_weeks_without_learning_end_it(session: Session, maya: Person) -> None:
    assert streak_of(session, maya.id, AFTER) == 1


def test_a_school_break_and_a_pause_together_do_not(session: Session, maya: Person) -> None:
    days = dict.fromkeys(days_between(date(2026, 12, 19), date(2027, 1, 4)), "Winter break")
    add_calendar(session, maya.workspace_id, "School year", days=days, now=NOW)
    assert streak_of(session, maya.id, AFTER) == 1
    pause(session, maya.id, until_on=date(2027, 1, 11), today=date(2027, 1, 4), now=NOW)
    assert streak_of(session, maya.id, AFTER) == 3


def test_somebody_elses_break_does(session: Session, maya: Person, add_person: AddPerson) -> None:
    keep_group(session, maya.workspace_id, "Elsewhere")
    days = dict.fromkeys(days_between(date(2026, 12, 19), date(2027, 1, 11)), "Break")
    add_calendar(session, maya.workspace_id, "There", days=days, group="Elsewhere", now=NOW)
    other = add_person("Ben")
    pause(session, other.id, until_on=date(2027, 1, 11), today=date(2026, 12, 19), now=NOW)
    assert streak_of(session, maya.id, AFTER) == 1


def test_who_logged_nothing_has_none(session: Session, add_person: AddPerson) -> None:
    assert streak_of(session, add_person("Ben").id, AFTER) == 0
