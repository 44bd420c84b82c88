"""`plnudge group`: groups, how they nest, and who belongs to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plnudge.conftest import Call, contents


def groups(call: Call) -> dict[str, str | None]:
    return {each["name"]: each["parent"] for each in call("group", "list", "--json").value}


def test_groups_are_made_nested_renamed_and_removed(call: Call, lakeview: int) -> None:
    assert (
        call("group", "add", "Grade 3", "--in", "maple school").stdout == "Grade 3 is there now.\n"
    )
    assert groups(call) == {"District": None, "Maple School": "District", "Grade 3": "Maple School"}
    call("group", "change", "Maple School", "--name", "Maple Grove", "--top")
    assert groups(call)["Grade 3"] == "Maple Grove"
    assert groups(call)["Maple Grove"] is None
    call("group", "change", "maple grove", "--in", "District")
    assert call("group", "remove", "Maple Grove").stdout == "Maple Grove is removed.\n"
    assert groups(call) == {"District": None, "Grade 3": "District"}
    assert call("role", "list", "--json").value == [
        {"role": "admin", "person": "UGIL", "name": "Gil", "group": None}
    ]
    assert call("group", "add", "Maple Grove").exit_code == 0


def test_people_join_and_leave(call: Call, lakeview: int) -> None:
    call("group", "add", "Band")
    assert call("group", "join", "Band", "UANA", "UBEN").stdout == (
        "Ana belongs to it now.\nBen belongs to it now.\n"
    )
    call("roster", "staff", "teacher", "UANA")
    assert call("group", "show", "band", "--json").value == [
        {"role": "member", "person": "UANA", "name": "Ana", "staff": "teacher"},
        {"role": "member", "person": "UBEN", "name": "Ben", "staff": None},
    ]
    assert call("group", "leave", "Band", "UANA").stdout == "Ana no longer belongs to it.\n"
    assert [each["name"] for each in call("group", "show", "Band", "--json").value] == ["Ben"]
    line = next(
        each for each in call("group", "list", "--json").value if each["name"] == "Maple School"
    )
    assert line == {
        "name": "Maple School",
        "parent": "District",
        "members": 6,
        "people": 6,
        "leaders": ["Ana"],
        "user_group": None,
    }


def test_members_of_a_group_that_follows_a_user_group_are_not_named_by_hand(
    call: Call, lakeview: int
) -> None:
    call("group", "follow", "Maple School", "S0MAPLE")
    refused = call("group", "join", "Maple School", "UGIL")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "follow a Slack user group" in refused.stderr
    Path("staff.csv").write_text("slack_id,group\nUGIL,Maple School\n")
    assert "follow a Slack user group" in call("roster", "import", "staff.csv").stderr
    call("group", "follow", "Maple School")
    assert call("group", "join", "Maple School", "UGIL").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "MAPLE school"), "There is a group “Maple School” already"),
        (("add", "M" * 101), "at most 100 characters"),
        (("change", "District", "--in", "Maple School"), "can't lie inside"),
        (("change", "District", "--name", "Maple School"), "already"),
        (("join", "Maple School", "UGIL", "UGUEST"), "Guest can't belong"),
        (("join", "Maple School", "UNOBODY"), "nobody with the id UNOBODY"),
        (("leave", "Maple School", "UANA", "UGIL"), "Gil does not belong to Maple School"),
        (("remove", "Nowhere"), "There is no group “Nowhere”"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("group", *words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert contents(database_file) == before


def test_a_change_says_what_to_change(call: Call, lakeview: int) -> None:
    assert call("group", "change", "District").exit_code == 2
    assert call("group", "change", "District", "--in", "Maple School", "--top").exit_code == 2


def test_a_schedule_goes_on_for_a_group_under_its_new_name(call: Call, lakeview: int) -> None:
    call("schedule", "add", "Nudge", "--weekly", "mon", "--group", "Maple School")
    call("group", "change", "Maple School", "--name", "Maple Grove")
    assert call("schedule", "list", "--json").value[0]["groups"] == ["Maple Grove"]
