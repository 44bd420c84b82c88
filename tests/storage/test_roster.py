"""A roster file comes in whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.roster import read_roster
from storage.groups import all_groups, keep_group, keep_membership
from storage.people import admins
from storage.roster import RosterPlan, import_roster, plan_import
from storage.tables import Group, Membership, Person
from tests.conftest import NOW, AddPerson

Roles = set[tuple[str, str, str]]


@pytest.fixture
def people(add_person: AddPerson) -> dict[str, Person]:
    names = ("Ana", "Ben", "Cy")
    return {name: add_person(name) for name in names} | {"Gus": add_person("Gus", is_guest=True)}


def bring_in(session: Session, workspace_id: int, *lines: str) -> RosterPlan:
    text = "\n".join(["email,slack_id,group,parent,role", *lines])
    return import_roster(session, workspace_id, read_roster(text.encode()), NOW)


def refused(session: Session, workspace_id: int, *lines: str) -> str:
    with pytest.raises(BadInput) as refusal:
        bring_in(session, workspace_id, *lines)
    return refusal.value.sentence


def roles(session: Session) -> Roles:
    rows = session.execute(
        select(Person.name, Group.name, Membership.role)
        .join_from(Membership, Person)
        .join(Group)
        .where(Membership.left_on.is_(None))
    )
    return {(person, group, role) for person, group, role in rows}


def parents(session: Session, workspace_id: int) -> dict[str, str | None]:
    groups = all_groups(session, workspace_id)
    names = {group.id: group.name for group in groups}
    return {group.name: names.get(group.parent_id or 0) for group in groups}


def test_groups_roles_and_parents_come_in(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    plan = bring_in(
        session,
        workspace_id,
        "ANA@lakeview.example,,Maple,District,leader",
        ",UBEN,maple,,",
        "ben@lakeview.example,UBEN,Band,,member",
        "cy@lakeview.example,,,,admin",
    )
    assert plan.groups_to_add == ("Maple", "Band", "District")
    assert roles(session) == {
        ("Ana", "Maple", "leader"),
        ("Ben", "Maple", "member"),
        ("Ben", "Band", "member"),
    }
    assert parents(session, workspace_id) == {"Band": None, "District": None, "Maple": "District"}
    assert [person.name for person in admins(session, workspace_id)] == ["Cy"]


def test_the_same_file_again_changes_nothing(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    lines = (",UANA,Maple,District,leader", ",UANA,Maple,,member", ",UCY,Maple,,admin")
    bring_in(session, workspace_id, *lines)
    before = roles(session)
    assert bring_in(session, workspace_id, *lines).changes_nothing
    assert roles(session) == before


def test_a_file_says_the_whole_role_of_whom_it_names_and_nothing_of_others(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    bring_in(session, workspace_id, ",UANA,Maple,,leader", ",UBEN,Maple,,leader", ",UANA,Band,,")
    plan = bring_in(session, workspace_id, ",UANA,Maple,,member")
    assert len(plan.to_end) == 1
    assert roles(session) == {
        ("Ana", "Maple", "member"),
        ("Ben", "Maple", "leader"),
        ("Ana", "Band", "member"),
    }


@pytest.mark.usefixtures("people")
def test_every_bad_line_is_named_and_nothing_is_written(
    session: Session, workspace_id: int
) -> None:
    sentence = refused(
        session,
        workspace_id,
        ",UANA,Maple,,",
        "nobody@lakeview.example,,Maple,,",
        ",UNOBODY,Maple,,",
        ",UGUS,Maple,,",
        "ben@lakeview.example,UANA,Maple,,",
        ",UANA,,,",
        ",UANA,Maple,,boss",
    )
    assert [line.split(":")[0].strip() for line in sentence.splitlines()[1:]] == [
        f"line {number}" for number in range(3, 9)
    ]
    assert "Gus is a guest" in sentence
    assert "not the same person" in sentence
    assert (all_groups(session, workspace_id), roles(session)) == ([], set())


def test_an_email_that_two_share_needs_the_id(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    people["Ben"].email = people["Ana"].email
    session.flush()
    assert "several people" in refused(session, workspace_id, "ana@lakeview.example,,Maple,,")
    bring_in(session, workspace_id, "ana@lakeview.example,UBEN,Maple,,")
    assert roles(session) == {("Ben", "Maple", "member")}


def test_an_email_that_a_guest_shares_means_the_educator(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    people["Gus"].email = people["Ana"].email
    session.flush()
    bring_in(session, workspace_id, "ana@lakeview.example,,Maple,,")
    assert roles(session) == {("Ana", "Maple", "member")}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((",UANA,Maple,East,", ",UBEN,MAPLE,West,"), "by line 2"),
        ((",UANA,East,Maple,", ",UBEN,Maple,East,"), "can't lie in"),
        ((",UANA,District,Maple,",), "can't lie in “Maple”"),
    ],
)
def test_groups_do_not_nest_in_themselves_or_in_two(
    session: Session, workspace_id: int, lines: tuple[str, ...], words: str
) -> None:
    keep_group(session, workspace_id, "Maple", parent="District")
    assert words in refused(session, workspace_id, *lines)


def test_groups_may_change_places(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    keep_group(session, workspace_id, "Maple", parent="District")
    keep_group(session, workspace_id, "District", parent="State")
    bring_in(session, workspace_id, ",UANA,District,Maple,", ",UANA,Maple,State,")
    assert parents(session, workspace_id) == {
        "District": "Maple",
        "Maple": "State",
        "State": None,
    }


def test_a_dry_run_finds_the_same_and_writes_nothing(
    session: Session, workspace_id: int, people: dict[str, Person]
) -> None:
    keep_membership(
        session, keep_group(session, workspace_id, "Band").id, people["Ana"].id, "leader"
    )
    roster = read_roster(b"slack_id,group,parent\nUANA,Band,District\nUBEN,Maple,\n")
    before = roles(session)
    planned = plan_import(session, workspace_id, roster)
    assert roles(session) == before
    assert import_roster(session, workspace_id, roster, NOW) == planned


names = st.sampled_from(["Maple", "maple", "Band", "District", "State", "=1+1"])
file_lines = st.tuples(
    st.sampled_from(
        ["ana@lakeview.example,", "BEN@lakeview.example,UBEN", ",UCY", ",UANA", ",UGUS", "x@x,"]
    ),
    names,
    st.just("") | names,
    st.sampled_from(["", "member", "leader", "admin", "Leader"]),
).map(",".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(lines=st.lists(file_lines, min_size=1, max_size=6))
def test_any_file_comes_in_once_or_leaves_all_as_it_was(
    session: Session, workspace_id: int, people: dict[str, Person], lines: list[str]
) -> None:
    before = roles(session), parents(session, workspace_id)
    try:
        bring_in(session, workspace_id, *lines)
    except BadInput:
        assert (roles(session), parents(session, workspace_id)) == before
        return
    assert bring_in(session, workspace_id, *lines).changes_nothing
    known = parents(session, workspace_id)
    for name in known:
        seen: set[str] = set()
        place: str | None = name
        while place is not None:
            assert place not in seen
            seen.add(place)
            place = known[place]
