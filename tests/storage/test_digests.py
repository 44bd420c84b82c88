"""A group's figures over a period, added up of weeks and set against the four before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft
from domain.periods import Period, read_period
from domain.weeks import Week
from storage.digests import Digest, Measure, PeriodFigures, SmallGroup, load_digest, period_figures
from storage.entries import keep_entry, take_back_entry
from storage.groups import keep_group, keep_membership
from storage.tables import Group, Person
from tests.conftest import NOW, AddPerson

TODAY = NOW.date()
WEEK = Week.of(date(2026, 11, 18))
ELEMENTS = ("ownership", "skills", "opportunities", "evaluation")


@pytest.fixture
def school(
    session: Session, workspace_id: int, add_person: AddPerson
) -> tuple[Group, list[Person]]:
    """A school of six."""
    group = keep_group(session, workspace_id, "Maple")
    people = [add_person(name) for name in ("Ana", "Ben", "Cy", "Dot", "Eve", "Fay")]
    for person in people:
        keep_membership(session, group.id, person.id, "member")
    return group, people


def log(session: Session, person: Person, happened_on: date, **more: object) -> int:
    draft = EntryDraft(text="A webinar", happened_on=happened_on, **more)  # type: ignore[arg-type]
    return keep_entry(session, person.id, draft, submission=None, now=NOW).id


def shown(session: Session, group: Group, period: Period) -> PeriodFigures:
    told = period_figures(session, group, period, today=TODAY)
    assert isinstance(told, PeriodFigures)
    return told


def test_a_week_is_set_against_the_four_before_it(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    for person in people:
        log(session, person, WEEK.monday, minutes=20, elements=("skills",), mode="in-person")
        log(session, person, WEEK.before(1).monday, minutes=10, elements=("evaluation",))
    told = shown(session, group, Period(WEEK))
    assert told.took_part == Measure(6, 6, 1.5)
    assert told.minutes == Measure(120, 120, 15)
    assert told.part("element", "skills").minutes == Measure(120, 120, 0)
    assert told.part("element", "evaluation").minutes == Measure(0, 0, 15)
    assert told.part("mode", "in-person").entries == Measure(6, 6, 0)
    assert told.part("mode", "on-demand").entries == Measure(0, 0, 0)
    assert [week.minutes for week in told.before] == [0, 0, 0, 60]
    assert told.lagging(ELEMENTS) == "ownership"


def test_several_weeks_are_added_up_and_what_is_held_back_is_left_out(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    for person in people:
        log(session, person, WEEK.monday, minutes=20, elements=("skills",))
        log(session, person, WEEK.before(2).monday, minutes=10, elements=("skills",))
    log(session, people[0], WEEK.before(1).monday, minutes=99, elements=("skills",))
    told = shown(session, group, read_period("last 4 weeks", today=TODAY))
    assert told.is_partial
    assert told.minutes == Measure(180, 60, 0)
    assert told.part("element", "skills").minutes == Measure(180, 60, 0)
    assert told.took_part == Measure(4, 4, 0)
    assert [week.minutes for week in told.weeks] == [0, 60, None, 120]


def test_a_running_period_shows_what_has_begun(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    for person in people:
        log(session, person, TODAY, minutes=10)
    told = shown(session, group, read_period("this term", today=TODAY))
    assert len(told.weeks) == 17
    assert told.minutes.total == 60


def test_nothing_lags_where_nothing_was_logged_and_the_weeks_before_decide_a_tie(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, people = school
    assert shown(session, group, Period(WEEK)).lagging(ELEMENTS) is None
    for person in people:
        log(session, person, WEEK.before(1).monday, minutes=10, elements=("ownership", "skills"))
        log(session, person, WEEK.before(1).monday, minutes=5, elements=("opportunities",))
        log(session, person, WEEK.before(1).monday, minutes=9, elements=("evaluation",))
    assert shown(session, group, Period(WEEK)).lagging(ELEMENTS) == "opportunities"


def test_a_small_group_still_shows_what_its_people_share(
    session: Session, workspace_id: int, add_person: AddPerson
) -> None:
    group = keep_group(session, workspace_id, "Band")
    people = [add_person(name) for name in ("Ana", "Ben", "Cy", "Dot")]
    for person in people:
        keep_membership(session, group.id, person.id, "member")
    log(session, people[0], WEEK.monday, minutes=30, visibility="private")
    log(session, people[1], WEEK.monday, minutes=30, visibility="colleagues")
    told = period_figures(session, group, Period(WEEK), today=TODAY)
    assert isinstance(told, SmallGroup)
    assert (told.people, told.floor) == (4, 5)
    assert [each.name for each in told.highlights] == ["Ben"]


def test_only_what_is_shared_with_colleagues_is_named_and_the_leader_s_own_is_told(
    session: Session, school: tuple[Group, list[Person]]
) -> None:
    group, (ana, ben, cy, *_) = school
    log(session, ana, WEEK.monday, minutes=10, visibility="private")
    log(session, ben, WEEK.monday, minutes=20, visibility="leaders")
    log(session, ben, WEEK.sunday, minutes=20, visibility="colleagues")
    gone = log(session, cy, WEEK.sunday, minutes=40, visibility="colleagues")
    take_back_entry(session, cy.id, gone, NOW)
    log(session, cy, WEEK.next_monday, minutes=40, visibility="colleagues")
    digest = load_digest(session, [group], Period(WEEK), today=TODAY, reader_id=ben.id)
    assert [each.name for each in digest.told.highlights] == ["Ben"]
    assert digest.own is not None
    assert (digest.own.entries, digest.own.minutes, digest.own.shown) == (2, 40, 1)


def test_the_first_group_that_shows_figures_is_told_in_full(
    session: Session, workspace_id: int, school: tuple[Group, list[Person]]
) -> None:
    maple, people = school
    band = keep_group(session, workspace_id, "Band")
    keep_membership(session, band.id, people[0].id, "member")
    digest: Digest = load_digest(session, [band, maple], Period(WEEK), today=TODAY)
    assert (digest.told.group, [each.group for each in digest.others]) == ("Maple", ["Band"])
    assert not digest.is_small
    assert load_digest(session, [band], Period(WEEK), today=TODAY).is_small


entries_over_weeks = st.lists(
    st.tuples(
        st.integers(0, 5),  # who
        st.integers(0, 8 * 7 - 1),  # how many days before Sunday
        st.integers(1, 300),
        st.lists(st.sampled_from(ELEMENTS), max_size=3, unique=True),
    ),
    max_size=60,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(entries=entries_over_weeks)
def test_a_period_is_the_sum_of_the_weeks_that_show(
    session: Session,
    school: tuple[Group, list[Person]],
    entries: list[tuple[int, int, int, list[str]]],
) -> None:
    """An independent count, in which a week shows where nobody or five took part."""
    group, people = school
    with session.begin_nested() as undone:
        for who, days, minutes, elements in entries:
            day = WEEK.sunday - timedelta(days=days)
            log(session, people[who], day, minutes=minutes, elements=tuple(elements))
        told = shown(session, group, Period(WEEK.before(3), 4))
        undone.rollback()

    def minutes_in(week: Week) -> int | None:
        took = {
            who for who, days, *_ in entries if Week.of(WEEK.sunday - timedelta(days=days)) == week
        }
        if 0 < len(took) < 5:
            return None
        return sum(
            minutes
            for _, days, minutes, _ in entries
            if Week.of(WEEK.sunday - timedelta(days=days)) == week
        )

    now = [minutes_in(WEEK.before(count)) for count in (3, 2, 1, 0)]
    before = [minutes_in(WEEK.before(count)) for count in (7, 6, 5, 4)]
    seen = [each for each in now if each is not None]
    usual = [each for each in before if each is not None]
    assert [week.minutes for week in told.weeks] == now
    assert [week.minutes for week in told.before] == before
    assert told.minutes.total == (sum(seen) if seen else None)
    assert told.minutes.usual == (sum(usual) / len(usual) if usual else None)
    assert told.is_partial == (None in now)
