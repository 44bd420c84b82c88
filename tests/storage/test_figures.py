"""A group's figures: right, and none where they would give a person away."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from domain.weeks import Week
from storage.check_ins import check_in
from storage.entries import keep_entry, take_back_entry
from storage.figures import DigestFigures, WithheldFigures, digest_figures
from storage.goals import keep_goal
from storage.groups import keep_group, keep_membership
from storage.tables import Group, Person
from tests.conftest import NOW, AddPerson

WEEK = Week.of(date(2026, 11, 18))
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")


@pytest.fixture
def school(
    session: Session, workspace_id: int, add_person: AddPerson
) -> tuple[Group, list[Person]]:
    """A school of six, nested in a district."""
    group = keep_group(session, workspace_id, "Maple", parent="District")
    people = [add_person(name) for name in ("Ana", "Ben", "Cy", "Dot", "Eve", "Fay")]
    for person in people:
        keep_membership(session, group.id, person.id, "member")
    return group, people


def log(session: Session, person: Person, happened_on: date, **more: object) -> int:
    draft = EntryDraft(text="A webinar", happened_on=happened_on, **more)  # type: ignore[arg-type]
    return keep_entry(session, person.id, draft, submission=None, now=NOW).id


def test_a_group_of_four_shows_no_figures(
    session: Session, workspace_id: int, add_person: AddPerson
) -> None:
    group = keep_group(session, workspace_id, "Band")
    people = [add_person(name) for name in ("Ana", "Ben", "Cy", "Dot")]
    for person in [*people, add_person("Guest", is_guest=True)]:
        keep_membership(session, group.id, person.id, "member")
    log(session, people[0], WEEK.monday, minutes=30)
    assert digest_figures(session, group, WEEK) == WithheldFigures("Band", WEEK, 4)


def test_figures_count_who_is_nested_and_nobody_twice(
    session: Session, workspace_id: int, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    keep_membership(session, group.id, people[0].id, "leader")
    above = keep_group(session, workspace_id, "District")
    figures = digest_figures(session, above, WEEK)
    assert isinstance(figures, DigestFigures)
    assert figures.people == 6


def test_private_entries_count_and_only_shared_ones_are_named(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, (ana, ben, cy, *_) = school
    log(session, ana, WEEK.monday, minutes=10, visibility="private")
    log(session, ben, WEEK.monday, minutes=20, visibility="leaders")
    log(session, cy, WEEK.sunday, minutes=30, visibility="colleagues")
    gone = log(session, cy, WEEK.sunday, minutes=40, visibility="colleagues")
    take_back_entry(session, cy.id, gone, NOW)
    figures = digest_figures(session, group, WEEK, reader_id=ben.id)
    assert isinstance(figures, DigestFigures)
    assert (figures.totals.participants, figures.totals.minutes) == (3, 60)
    assert [highlight.name for highlight in figures.highlights] == ["Cy"]
    assert (figures.own_entries, figures.own_minutes) == (1, 20)


def test_goals_are_counted_in_the_week_they_were_set_moved_and_met(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, (ana, ben, *_) = school
    for person, set_on in ((ana, WEEK.monday), (ben, WEEK.before(1).monday)):
        goal = keep_goal(
            session, person.id, GoalDraft(text="Try it"), submission=None, now=NOW, today=set_on
        )
        check_in(
            session,
            person.id,
            goal.id,
            progress=100 if person is ben else 50,
            note=None,
            submission=None,
            now=NOW,
            today=WEEK.sunday,
        )
    figures = digest_figures(session, group, WEEK)
    assert isinstance(figures, DigestFigures)
    assert (figures.goals_set, figures.goals_moved, figures.goals_met) == (1, 2, 1)


entries_of_a_district = st.lists(
    st.tuples(
        st.integers(0, 5),  # who
        st.integers(0, 6 * 7),  # how many days before Sunday
        st.none() | st.integers(1, 300),
        st.lists(st.sampled_from(ELEMENTS), max_size=3, unique=True),
        st.none() | st.sampled_from(["in-person", "on-demand"]),
    ),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(entries=entries_of_a_district)
def test_figures_equal_an_independent_count(
    session: Session,
    school: tuple[Group, list[Person]],
    entries: list[tuple[int, int, int | None, list[str], str | None]],
) -> None:
    group, people = school
    with session.begin_nested() as each_time:
        minutes: Counter[tuple[Week, str]] = Counter()
        took_part: dict[Week, set[int]] = {}
        by_mode: Counter[str] = Counter()
        for who, days, spent, elements, mode in entries:
            day = WEEK.sunday - timedelta(days=days)
            log(session, people[who], day, minutes=spent, elements=tuple(elements), mode=mode)
            week = Week.of(day)
            took_part.setdefault(week, set()).add(who)
            minutes[week, "all"] += spent or 0
            for element in elements:
                minutes[week, element] += spent or 0
            if week == WEEK and mode:
                by_mode[mode] += 1
        figures = digest_figures(session, group, WEEK)
        each_time.rollback()
    assert isinstance(figures, DigestFigures)
    for totals in (*figures.previous, figures.totals):
        assert totals.participants == len(took_part.get(totals.week, ()))
        assert totals.minutes == minutes[totals.week, "all"]
        for element, spent in totals.minutes_by_element.items():
            assert spent == minutes[totals.week, element]
    assert {key: spread.entries for key, spread in figures.by_mode.items()} == by_mode
    assert [totals.week for totals in figures.previous] == [
        WEEK.before(count) for count in (4, 3, 2, 1)
    ]
