"""Who belongs, who leads, and since when; what a leader may read, and how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.drafts import EntryDraft, GoalDraft
from domain.errors import BadInput
from domain.weeks import Week
from storage.audit import looks_at
from storage.entries import keep_entry
from storage.goals import keep_goal
from storage.groups import (
    add_group,
    change_group,
    crowds_in,
    find_group,
    groups_led_by,
    keep_group,
    keep_in_step,
    keep_membership,
    people_of,
    remove_group,
    set_people,
    take_out,
)
from storage.people import keep_members, set_admin
from storage.sight import find_led, look_at, people_in_sight
from storage.tables import Group, Look, Membership, Person
from storage.workspaces import keep_workspace
from tests.conftest import NOW, AddPerson, member_like

THIS_WEEK = Week.of(NOW.date())
NEXT_WEEK = NOW + timedelta(days=7)
SINCE = NOW.date() - timedelta(days=90)


@pytest.fixture
def ana(add_person: AddPerson) -> Person:
    return add_person("Ana")


@pytest.fixture
def maple(session: Session, workspace_id: int) -> Group:
    """A school that has been there for a while."""
    return keep_group(session, workspace_id, "Maple", parent="District")


def who(session: Session, workspace_id: int, group: Group, week: Week) -> set[int]:
    return set(crowds_in(session, workspace_id, week).get(group.id, ()))


def test_whoever_joins_counts_from_that_week_on(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    set_people(session, workspace_id, maple.id, ["UANA"], "member", now=NOW)
    assert who(session, workspace_id, maple, THIS_WEEK) == {ana.id}
    assert who(session, workspace_id, maple, THIS_WEEK.before(1)) == set()


def test_whoever_leaves_counts_to_the_end_of_that_week(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    keep_membership(session, maple.id, ana.id, "member")
    take_out(session, workspace_id, maple.id, ["UANA"], "member", now=NOW)
    assert who(session, workspace_id, maple, THIS_WEEK) == {ana.id}
    assert who(session, workspace_id, maple, Week.of(NEXT_WEEK.date())) == set()
    assert people_of(session, maple.id) == []


def test_a_group_s_first_people_were_in_it_all_along(
    session: Session, workspace_id: int, ana: Person
) -> None:
    band = add_group(session, workspace_id, "Band", parent_id=None, now=NOW)
    set_people(session, workspace_id, band.id, ["UANA"], "member", now=NOW)
    assert who(session, workspace_id, band, THIS_WEEK.before(9)) == {ana.id}


def test_a_slip_that_is_put_right_on_the_same_day_leaves_nothing(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    set_people(session, workspace_id, maple.id, ["UANA"], "member", now=NOW)
    take_out(session, workspace_id, maple.id, ["UANA"], "member", now=NOW)
    assert who(session, workspace_id, maple, THIS_WEEK) == set()


def test_whoever_comes_back_has_been_away(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    keep_membership(session, maple.id, ana.id, "member")
    take_out(session, workspace_id, maple.id, ["UANA"], "member", now=NOW)
    later = NOW + timedelta(weeks=3)
    set_people(session, workspace_id, maple.id, ["UANA"], "member", now=later)
    weeks = [Week.of((NOW + timedelta(weeks=count)).date()) for count in range(4)]
    assert [bool(who(session, workspace_id, maple, week)) for week in weeks] == [
        True,
        False,
        False,
        True,
    ]


def test_a_deactivated_account_counts_in_its_weeks_and_comes_back_to_its_groups(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    keep_membership(session, maple.id, ana.id, "leader")
    keep_members(session, workspace_id, [member_like(ana, is_deactivated=True)], NOW)
    assert groups_led_by(session, ana.id) == []
    assert who(session, workspace_id, maple, THIS_WEEK) == {ana.id}
    assert who(session, workspace_id, maple, Week.of(NEXT_WEEK.date())) == set()
    keep_members(session, workspace_id, [member_like(ana)], NEXT_WEEK)
    assert [group.name for group in groups_led_by(session, ana.id)] == ["Maple"]


def test_a_removed_group_still_counts_in_the_past_of_those_around_it(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    team = keep_group(session, workspace_id, "Grade 3", parent="Maple")
    keep_membership(session, team.id, ana.id, "member")
    remove_group(session, workspace_id, team.id, NOW)
    assert who(session, workspace_id, maple, THIS_WEEK.before(1)) == {ana.id}
    assert who(session, workspace_id, maple, Week.of(NEXT_WEEK.date())) == set()
    assert keep_group(session, workspace_id, "Grade 3").id != team.id


def test_a_leader_leads_all_that_is_nested_and_nothing_above(
    session: Session, workspace_id: int, maple: Group, ana: Person
) -> None:
    keep_group(session, workspace_id, "Grade 3", parent="Maple")
    keep_group(session, workspace_id, "Oak", parent="District")
    keep_membership(session, maple.id, ana.id, "leader")
    assert [group.name for group in groups_led_by(session, ana.id)] == ["Maple", "Grade 3"]


names = ("A", "B", "C", "D", "E")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(moves=st.lists(st.tuples(st.sampled_from(names), st.none() | st.sampled_from(names))))
def test_no_group_ever_lies_in_itself(
    session: Session, workspace_id: int, moves: list[tuple[str, str | None]]
) -> None:
    with session.begin_nested() as each_time:
        groups = {name: keep_group(session, workspace_id, name) for name in names}
        for name, parent in moves:
            try:
                change_group(
                    session,
                    workspace_id,
                    groups[name].id,
                    name=name,
                    parent_id=groups[parent].id if parent else None,
                    now=NOW,
                )
            except BadInput:
                assert parent is not None
        by_id = {group.id: group.parent_id for group in groups.values()}
        each_time.rollback()
    for group_id in by_id:
        seen: set[int] = set()
        place: int | None = group_id
        while place is not None:
            assert place not in seen
            seen.add(place)
            place = by_id[place]


def test_a_user_group_brings_and_takes_members_and_leaves_leaders(
    session: Session, workspace_id: int, maple: Group, ana: Person, add_person: AddPerson
) -> None:
    ben, guest = add_person("Ben"), add_person("Guest", is_guest=True)
    keep_membership(session, maple.id, ana.id, "leader")
    keep_membership(session, maple.id, ana.id, "member")
    maple.user_group = "S1"
    slack_ids = [ben.slack_id, guest.slack_id, "UNOBODY"]
    changed = keep_in_step(session, workspace_id, maple.id, "S1", slack_ids, now=NOW)
    assert changed == (1, 1)
    assert people_of(session, maple.id) == [(ana, "leader"), (ben, "member")]
    again = keep_in_step(session, workspace_id, maple.id, "S1", slack_ids, now=NOW)
    assert again == (0, 0)
    assert keep_in_step(session, workspace_id, maple.id, "S2", [], now=NOW) == (0, 0)


@pytest.fixture
def ruth(session: Session, maple: Group, ana: Person, add_person: AddPerson) -> Person:
    """Leads Maple, whose Ana shows leaders an entry and a goal, and keeps one entry private."""
    ruth = add_person("Ruth")
    keep_membership(session, maple.id, ruth.id, "leader")
    keep_membership(session, maple.id, ana.id, "member")
    for text, visibility in (("Shown", "leaders"), ("Hidden", "private")):
        draft = EntryDraft(text=text, happened_on=NOW.date(), visibility=visibility)
        keep_entry(session, ana.id, draft, submission=None, now=NOW)
    goal = GoalDraft(text="A goal", visibility="colleagues")
    keep_goal(session, ana.id, goal, submission=None, now=NOW, today=NOW.date())
    return ruth


def test_a_leader_reads_what_is_shown_and_the_look_is_written_down(
    session: Session, maple: Group, ana: Person, ruth: Person
) -> None:
    page = people_in_sight(session, ruth.id, maple.id, since=SINCE, first=0, most=9)
    assert [(each.name, each.entries, each.goals) for each in page.rows] == [("Ana", 1, 1)]
    assert session.scalar(select(func.count()).select_from(Look)) == 0
    sight = look_at(session, ruth.id, ana.id, since=SINCE, now=NOW)
    assert [entry.text for entry in sight.entries] == ["Shown"]
    assert [goal.text for goal in sight.goals] == ["A goal"]
    seen = looks_at(session, ana.id, first=0, most=9)
    assert [(each.reader, each.why, each.looked_at) for each in seen.rows] == [
        ("Ruth", "leads Maple", NOW)
    ]


def test_nobody_reads_up_sideways_of_themselves_or_once_their_role_is_gone(
    session: Session, workspace_id: int, ana: Person, ruth: Person, add_person: AddPerson
) -> None:
    maple = find_group(session, workspace_id, "Maple")
    chief, other = add_person("Chief"), add_person("Other")
    district = keep_group(session, workspace_id, "District")
    oak = keep_group(session, workspace_id, "Oak", parent="District")
    keep_membership(session, district.id, chief.id, "leader")
    keep_membership(session, oak.id, other.id, "leader")
    set_admin(session, workspace_id, "UOTHER", is_admin=True, now=NOW)
    assert look_at(session, chief.id, ana.id, since=SINCE, now=NOW).count == 2
    for reader, person in (
        (ruth, chief),  # up
        (other, ana),  # sideways, and an admin
        (ruth, ruth),
        (ana, ruth),
    ):
        with pytest.raises(BadInput):
            look_at(session, reader.id, person.id, since=SINCE, now=NOW)
    for group in (district, oak):
        with pytest.raises(BadInput):
            people_in_sight(session, ruth.id, group.id, since=SINCE, first=0, most=9)
    take_out(session, workspace_id, maple.id, ["URUTH"], "leader", now=NOW)
    with pytest.raises(BadInput):
        look_at(session, ruth.id, ana.id, since=SINCE, now=NOW)
    with pytest.raises(BadInput):
        find_led(session, ruth.id, "Ana")
    assert session.scalar(select(func.count()).select_from(Look)) == 1


def test_another_workspace_s_groups_can_t_be_touched(
    session: Session, maple: Group, ana: Person
) -> None:
    other, _ = keep_workspace(session, slack_id="T2", name="Two", bot_slack_id="U2", now=NOW)
    keep_membership(session, maple.id, ana.id, "member")
    with pytest.raises(BadInput, match="no longer there"):
        remove_group(session, other.id, maple.id, NOW)
    with pytest.raises(BadInput, match="no longer there"):
        set_people(session, other.id, maple.id, ["UANA"], "leader", now=NOW)
    assert session.scalar(select(Membership.left_on)) is None
