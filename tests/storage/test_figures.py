"""A group's figures: right, and none where they would give a person away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from domain.weeks import Week
from storage.check_ins import check_in, take_back_check_in
from storage.entries import keep_entry, take_back_entry
from storage.figures import (
    DigestFigures,
    Published,
    Spread,
    WithheldFigures,
    digest_figures,
)
from storage.goals import keep_goal
from storage.groups import keep_group, keep_membership, set_people, take_out
from storage.people import keep_members
from storage.tables import CheckIn, Goal, Group, Membership, Person
from storage.workspaces import set_floor
from tests.attack import few_who_stand_out
from tests.conftest import NOW, AddPerson, member_like

WEEK = Week.of(date(2026, 11, 18))
NAMES = ("Ana", "Ben", "Cy", "Dot", "Eve", "Fay", "Gil", "Hal")
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")
MODES = ("in-person", "live-online", "on-demand")


@pytest.fixture
def school(
    session: Session, workspace_id: int, add_person: AddPerson
) -> tuple[Group, list[Person]]:
    """A school of eight, nested in a district."""
    group = keep_group(session, workspace_id, "Maple", parent="District")
    people = [add_person(name) for name in NAMES]
    for person in people:
        keep_membership(session, group.id, person.id, "member")
    return group, people


def log(session: Session, person: Person, happened_on: date, **more: object) -> int:
    draft = EntryDraft(text="A webinar", happened_on=happened_on, **more)  # type: ignore[arg-type]
    return keep_entry(session, person.id, draft, submission=None, now=NOW).id


def shown(session: Session, group: Group, week: Week = WEEK) -> DigestFigures:
    figures = digest_figures(session, group, week)
    assert isinstance(figures, DigestFigures)
    return figures


def test_a_group_of_four_shows_no_figures(
    session: Session, workspace_id: int, add_person: AddPerson
) -> None:
    group = keep_group(session, workspace_id, "Band")
    people = [add_person(name) for name in ("Ana", "Ben", "Cy", "Dot")]
    for person in [*people, add_person("Guest", is_guest=True)]:
        keep_membership(session, group.id, person.id, "member")
    log(session, people[0], WEEK.monday, minutes=30)
    assert digest_figures(session, group, WEEK) == WithheldFigures("Band", WEEK, 4, 5)
    set_floor(session, workspace_id, 4)
    assert shown(session, group).people == 4


def test_figures_count_who_is_nested_and_nobody_twice(
    session: Session, workspace_id: int, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    keep_membership(session, group.id, people[0].id, "leader")
    above = keep_group(session, workspace_id, "District")
    assert shown(session, above).people == 8


def test_private_entries_count(session: Session, school: tuple[Group, list[Person]]) -> None:
    group, (ana, ben, cy, *others) = school
    log(session, ana, WEEK.monday, minutes=10, visibility="private")
    log(session, ben, WEEK.monday, minutes=20, visibility="leaders")
    log(session, cy, WEEK.sunday, minutes=30, visibility="colleagues")
    for person in others[:2]:
        log(session, person, WEEK.sunday, minutes=1)
    gone = log(session, cy, WEEK.sunday, minutes=40, visibility="colleagues")
    take_back_entry(session, cy.id, gone, NOW)
    figures = shown(session, group)
    assert (figures.totals.participants, figures.totals.minutes) == (5, 62)


def test_what_a_few_did_is_held_back_and_what_nobody_did_is_said(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    for person in people[:4]:
        log(session, person, WEEK.monday, minutes=10, elements=("skills",))
    for person in people[:5]:
        log(session, person, WEEK.before(1).monday, minutes=10)
    figures = shown(session, group)
    totals = figures.totals
    assert (totals.participants, totals.entries, totals.minutes) == (None, None, None)
    assert figures.by_element == {"skills": None}
    before = shown(session, group, WEEK.before(1)).totals
    assert (before.participants, before.minutes) == (5, 50)
    assert shown(session, group, WEEK.before(2)).totals.participants == 0


def test_a_part_is_held_back_where_the_rest_would_be_a_few_people_s(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    for person in people[:6]:
        log(session, person, WEEK.monday, minutes=10, reach="within", elements=("skills",))
    log(session, people[6], WEEK.monday, minutes=99, reach="outside", elements=("skills",))
    figures = shown(session, group)
    assert (figures.totals.participants, figures.totals.minutes) == (7, 159)
    assert figures.by_reach == {"within": None, "outside": None}
    assert figures.by_element == {"skills": Spread(7, 159)}


def test_of_two_parts_alike_the_same_one_is_held_back_in_each_process(
    session: Session, workspace_id: int, add_person: AddPerson
) -> None:
    group = keep_group(session, workspace_id, "Oak")
    people = [add_person(f"Teacher {number}") for number in range(17)]
    modes = [*MODES * 5, None, None]
    for person, mode in zip(people, modes, strict=True):
        keep_membership(session, group.id, person.id, "member")
        log(session, person, WEEK.monday, minutes=10, mode=mode)
    # Whoever could have the one from here and the other from there would have those two.
    assert shown(session, group).by_mode == {
        "in-person": None,
        "live-online": Spread(5, 50),
        "on-demand": Spread(5, 50),
    }


def test_a_parent_less_its_child_is_no_few_people_s(
    session: Session, workspace_id: int, school: tuple[Group, list[Person]], add_person: AddPerson
) -> None:
    group, people = school
    district = keep_group(session, workspace_id, "District")
    chief = add_person("Chief")
    keep_membership(session, district.id, chief.id, "leader")
    for person in [*people, chief]:
        log(session, person, WEEK.monday, minutes=10)
    assert shown(session, district).totals.minutes == 90
    assert isinstance(digest_figures(session, group, WEEK), WithheldFigures)


def test_goals_are_counted_in_the_week_they_were_set_moved_and_met(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    for place, person in enumerate(people):
        is_new = place < 5
        goal = keep_goal(
            session,
            person.id,
            GoalDraft(text="Try it"),
            submission=None,
            now=NOW,
            today=WEEK.monday if is_new else WEEK.before(1).monday,
        )
        check_in(
            session,
            person.id,
            goal.id,
            progress=50 if is_new else 100,
            note=None,
            submission=None,
            now=NOW,
            today=WEEK.sunday,
        )
    figures = shown(session, group)
    assert (figures.goals_set, figures.goals_moved, figures.goals_met) == (5, 8, None)
    noted = session.scalars(select(CheckIn).where(CheckIn.progress == 50)).all()
    for each in noted:
        owner = session.get_one(Goal, each.goal_id).person_id
        take_back_check_in(session, owner, each.id, NOW)
    session.flush()
    assert shown(session, group).goals_moved is None


def test_a_past_week_counts_who_was_there_then(
    session: Session, workspace_id: int, school: tuple[Group, list[Person]], add_person: AddPerson
) -> None:
    group, people = school
    for person in people:
        for week in (WEEK, WEEK.before(1)):
            log(session, person, week.monday, minutes=10)
    newcomer = add_person("Newcomer")
    log(session, newcomer, WEEK.monday, minutes=500)
    set_people(session, workspace_id, group.id, ["UNEWCOMER"], "member", now=NOW)
    take_out(session, workspace_id, group.id, ["UANA"], "member", now=NOW)
    keep_members(session, workspace_id, [member_like(people[1], is_deactivated=True)], NOW)
    assert shown(session, group).people == 8
    assert shown(session, group).totals.minutes == 80
    now = Week.of(NOW.date())
    assert shown(session, group, now).people == 9
    later = NOW + timedelta(days=7)
    assert shown(session, group, Week.of(later.date())).people == 7


@dataclass(frozen=True)
class Logged:
    who: int
    days_before_sunday: int
    minutes: int | None
    elements: tuple[str, ...]
    mode: str | None


@dataclass(frozen=True)
class Stay:
    """How long somebody is in a group; None is from the beginning, or to this day."""

    joined_on: date | None = None
    left_on: date | None = None

    def is_in(self, week: Week) -> bool:
        days = [week.monday + timedelta(days=count) for count in range(7)]
        return any((self.joined_on or day) <= day <= (self.left_on or day) for day in days)


@dataclass(frozen=True)
class District:
    """Groups as their members and the group that each lies in; what all of them logged."""

    groups: list[tuple[dict[int, Stay], int | None]]
    entries: list[Logged]
    floor: int

    def all_of(self, place: int, week: Week) -> frozenset[int]:
        """Who was in a group on some day of that week, with all that are nested in it."""
        members, _ = self.groups[place]
        there = frozenset(who for who, stay in members.items() if stay.is_in(week))
        for child, (_, parent) in enumerate(self.groups):
            if parent == place and child > place:
                there |= self.all_of(child, week)
        return there

    def logged_in(self, week: Week) -> list[Logged]:
        return [
            each
            for each in self.entries
            if Week.of(WEEK.sunday - timedelta(days=each.days_before_sunday)) == week
        ]


a_day = st.integers(0, 20).map(lambda days: WEEK.sunday - timedelta(days=days))
stays = st.just(Stay()) | st.builds(Stay, st.none() | a_day, st.none() | a_day).map(
    lambda stay: (
        Stay(stay.left_on, stay.joined_on)
        if stay.joined_on and stay.left_on and stay.joined_on > stay.left_on
        else stay
    )
)
districts = st.builds(
    District,
    groups=st.lists(
        st.tuples(
            st.dictionaries(st.integers(0, 7), stays, max_size=8), st.none() | st.integers(0, 3)
        ),
        min_size=1,
        max_size=4,
    ),
    entries=st.lists(
        st.builds(
            Logged,
            st.integers(0, 7),
            st.integers(0, 13),
            st.none() | st.integers(1, 300),
            st.lists(st.sampled_from(ELEMENTS), max_size=3, unique=True).map(tuple),
            st.none() | st.sampled_from(MODES),
        ),
        max_size=40,
    ),
    floor=st.integers(3, 5),
)


@pytest.fixture
def people(add_person: AddPerson) -> list[Person]:
    return [add_person(name) for name in NAMES]


def found(
    session: Session, workspace_id: int, people: list[Person], district: District
) -> list[tuple[int, DigestFigures]]:
    """Each group with each of two weeks, where anything is shown of it; nothing stays."""
    with session.begin_nested() as each_time:
        set_floor(session, workspace_id, district.floor)
        figures = list(_found(session, workspace_id, people, district))
        each_time.rollback()
    return figures


def _found(
    session: Session, workspace_id: int, people: list[Person], district: District
) -> Iterator[tuple[int, DigestFigures]]:
    made: list[Group] = []
    for place, (members, parent) in enumerate(district.groups):
        above = made[parent].name if parent is not None and parent < len(made) else None
        group = keep_group(session, workspace_id, f"Group {place}", parent=above)
        made.append(group)
        for who, stay in members.items():
            session.add(
                Membership(
                    group_id=group.id,
                    person_id=people[who].id,
                    role="member",
                    joined_on=stay.joined_on,
                    left_on=stay.left_on,
                )
            )
    session.flush()
    for each in district.entries:
        log(
            session,
            people[each.who],
            WEEK.sunday - timedelta(days=each.days_before_sunday),
            minutes=each.minutes,
            elements=each.elements,
            mode=each.mode,
        )
    published = Published(session, workspace_id)
    for place, group in enumerate(made):
        for week in (WEEK, WEEK.before(1)):
            figures = digest_figures(session, group, week, published=published)
            if isinstance(figures, DigestFigures):
                yield place, figures


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(district=districts)
def test_figures_equal_an_independent_count_or_are_held_back(
    session: Session, workspace_id: int, people: list[Person], district: District
) -> None:
    for place, figures in found(session, workspace_id, people, district):
        crowd = district.all_of(place, figures.week)
        assert figures.people == len(crowd) >= district.floor
        theirs = [each for each in district.logged_in(figures.week) if each.who in crowd]
        took_part = len({each.who for each in theirs})
        if figures.totals.participants is None:
            assert took_part
            continue
        assert figures.totals.participants == took_part
        assert took_part == 0 or took_part >= district.floor
        assert figures.totals.entries == len(theirs)
        assert figures.totals.minutes == sum(each.minutes or 0 for each in theirs)
        for by, keys in (
            (figures.by_element, lambda each: each.elements),
            (figures.by_mode, lambda each: [each.mode] if each.mode else []),
        ):
            spent: Counter[str] = Counter()
            times: Counter[str] = Counter()
            for each in theirs:
                for key in keys(each):
                    spent[key] += each.minutes or 0
                    times[key] += 1
            for key in set(times) | set(by):
                spread = by.get(key, Spread(0, 0))
                assert spread in (None, Spread(times[key], spent[key]))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(district=districts)
def test_an_attacker_who_knows_every_figure_solves_for_nobody(
    session: Session, workspace_id: int, people: list[Person], district: District
) -> None:
    """Of all groups, weeks and breakdowns at once, by whatever sums and differences."""
    shown_figures = found(session, workspace_id, people, district)
    for week in (WEEK, WEEK.before(1)):
        logged = district.logged_in(week)
        rows: list[frozenset[int]] = []
        behind: list[frozenset[int]] = []
        took_part: dict[str, list[frozenset[int]]] = {}
        for place, figures in shown_figures:
            if figures.week != week:
                continue
            crowd = district.all_of(place, figures.week)
            for name, holds in figures_shown(figures):
                # What somebody may have done: one unknown for each way to log, of each person.
                rows.append(
                    frozenset(
                        who * len(WAYS) + way
                        for who in crowd
                        for way, each in enumerate(WAYS)
                        if holds(*each)
                    )
                )
                did = [
                    number
                    for number, each in enumerate(logged)
                    if each.who in crowd and holds(each.elements, each.mode)
                ]
                behind.append(frozenset(did))
                took_part.setdefault(name, []).append(frozenset(logged[n].who for n in did))
        whose = {unknown: unknown // len(WAYS) for row in rows for unknown in row}
        assert few_who_stand_out(rows, district.floor, whose) is None
        # And one who knows besides who took part in what, for each kind of figure.
        for figures_of_a_kind in took_part.values():
            assert few_who_stand_out(figures_of_a_kind, district.floor) is None
        # And takes any one figure from any other.
        for one, other in combinations(behind, 2):
            assert not 0 < len({logged[number].who for number in one ^ other}) < district.floor


WAYS = [
    (elements, mode)
    for elements in ((), *((each,) for each in ELEMENTS), ("ownership", "skills"))
    for mode in (None, *MODES)
]
"""Enough ways to log that no breakdown follows from the others."""


def figures_shown(figures: DigestFigures) -> Iterator[tuple[str, Any]]:
    """Each with its name and the ways to log that it counts."""
    if figures.totals.minutes is None:
        return
    yield "total", lambda _elements, _mode: True
    for element in ELEMENTS:
        if figures.by_element.get(element, Spread(0, 0)) is not None:
            yield element, lambda elements, _mode, element=element: element in elements
    for mode in MODES:
        if figures.by_mode.get(mode, Spread(0, 0)) is not None:
            yield mode, lambda _elements, its, mode=mode: its == mode
