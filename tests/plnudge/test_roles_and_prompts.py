"""`plnudge role` and `plnudge prompt`."""

from __future__ import annotations

import pytest

from tests.plnudge.conftest import Call

QUESTION = "What did you try with your class this week?"


def test_roles_are_listed_granted_and_revoked(call: Call, lakeview: int) -> None:
    # Nobody is named yet, so the owners of the Slack workspace are admins.
    leader = {"role": "leader", "person": "UANA", "name": "Ana", "group": "Maple School"}
    assert call("role", "list", "--json").value == [
        {"role": "admin", "person": "UGIL", "name": "Gil", "group": None},
        leader,
    ]
    assert call("role", "grant", "admin", "UBEN", "UCY").exit_code == 0
    assert call("role", "grant", "leader", "UDOT", "--group", "district").exit_code == 0
    assert call("role", "list", "--json").value == [
        {"role": "admin", "person": "UBEN", "name": "Ben", "group": None},
        {"role": "admin", "person": "UCY", "name": "Cy", "group": None},
        {"role": "leader", "person": "UDOT", "name": "Dot", "group": "District"},
        leader,
    ]
    assert call("role", "revoke", "admin", "UBEN", "UCY").exit_code == 0
    revoked = call("role", "revoke", "leader", "UDOT", "--group", "DISTRICT", "--json").value
    assert revoked == [{"role": "leader", "person": "UDOT", "name": "Dot", "group": "District"}]
    assert [each["person"] for each in call("role", "list", "--json").value] == ["UGIL", "UANA"]


def test_a_guest_gets_no_role(call: Call, lakeview: int) -> None:
    assert "Guest can't be an admin" in call("role", "grant", "admin", "UGUEST").stderr


def test_the_bank_holds_the_rubrics_prompts_and_ones_own(call: Call, lakeview: int) -> None:
    built_in = call("prompt", "list", "--element", "skills", "--json").value
    assert {prompt["element"] for prompt in built_in} == {"skills"}
    assert all(prompt["is_built_in"] for prompt in built_in)
    added = call("prompt", "add", "--element", "skills", f"  {QUESTION} ", "--json").value
    assert added == {
        "id": "own-1",
        "element": "skills",
        "audience": "both",
        "text": QUESTION,
        "is_built_in": False,
        "retired_at": None,
    }
    assert call("prompt", "list", "--element", "skills", "--json").value == [*built_in, added]
    assert "own-1" in call("prompt", "list").stdout


@pytest.mark.parametrize("place", [0, -1])
def test_a_retired_prompt_is_only_in_the_list_of_all(call: Call, lakeview: int, place: int) -> None:
    call("prompt", "add", "--element", "skills", QUESTION)
    retired = call("prompt", "list", "--json").value[place]["id"]
    assert call("prompt", "retire", retired, "--json").value["retired_at"].endswith("Z")
    assert retired not in {prompt["id"] for prompt in call("prompt", "list", "--json").value}
    everything = call("prompt", "list", "--all", "--json").value
    assert [prompt["id"] for prompt in everything if prompt["retired_at"]] == [retired]
    assert "retired already" in call("prompt", "retire", retired).stderr


def test_the_same_prompt_twice_is_refused(call: Call, lakeview: int) -> None:
    call("prompt", "add", "--element", "skills", QUESTION)
    assert "own-1" in call("prompt", "add", "--element", "skills", QUESTION).stderr


@pytest.mark.parametrize("length", [1, 9, 501])
def test_a_prompt_has_a_length_that_can_be_asked(call: Call, lakeview: int, length: int) -> None:
    answer = call("prompt", "add", "--element", "skills", "x" * length)
    assert answer.exit_code == 1
    assert f"10 to 500 characters, and this has {length}" in answer.stderr


def test_a_bad_rubric_file_is_refused(
    call: Call, lakeview: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLNUDGE_RUBRIC", "missing.yaml")
    answer = call("prompt", "list")
    assert answer.exit_code == 1
    assert "missing.yaml" in answer.stderr


def prompts(call: Call) -> dict[str, str]:
    return {prompt["id"]: prompt["text"] for prompt in call("prompt", "list", "--json").value}


def test_an_own_prompt_is_edited_in_its_place(call: Call, lakeview: int) -> None:
    call("prompt", "add", "--element", "skills", QUESTION)
    edited = call("prompt", "edit", "own-1", "--text", "Which tool helped you?", "--json").value
    assert (edited["id"], edited["element"]) == ("own-1", "skills")
    assert prompts(call)["own-1"] == "Which tool helped you?"
    assert "10 to 500 characters" in call("prompt", "edit", "own-1", "--text", "Why?").stderr
    assert "no prompt own-7" in call("prompt", "edit", "own-7", "--text", "Which tool?").stderr


def test_an_edit_of_a_built_in_prompt_puts_one_of_their_own_in_its_place(
    call: Call, lakeview: int
) -> None:
    call("schedule", "add", "Thought", "--weekly", "mon", "--prompt", "skills-01")
    told = call("prompt", "edit", "skills-01", "--text", "What made you think twice this week?")
    assert told.stdout == "own-1 takes the place of skills-01.\n"
    assert "skills-01" not in prompts(call)
    assert prompts(call)["own-1"] == "What made you think twice this week?"
    assert call("schedule", "list", "--json").value[0]["prompts"] == ["own-1"]
    assert call("prompt", "bring-back", "skills-01").stdout == "skills-01 is asked again.\n"
    assert {"skills-01", "own-1"} <= prompts(call).keys()
    assert "is not retired" in call("prompt", "bring-back", "skills-01").stderr
