"""`plnudge cycle`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.cycles import find_cycle
from storage.database import Database
from storage.evaluations import begin
from storage.tables import Evaluation, Person, Workspace
from tests.conftest import NOW
from tests.plnudge.conftest import Call, contents

NAME = "Year 2026-27"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with freeze_time(NOW, real_asyncio=True):
        yield


def open_cycle(call: Call, *options: str) -> dict[str, Any]:
    cycle: dict[str, Any] = call("cycle", "open", NAME, *options, "--json").value
    return cycle


def start(database: Database, lakeview: int, person: Person, state: str = "goal-setting") -> None:
    """Their evaluation is that far."""

    def keep(session: Session) -> None:
        cycle = find_cycle(session, lakeview, NAME)
        begun = begin(session, person.id, cycle.id, now=NOW, today=NOW.date()).evaluation
        begun.state = state
        begun.submitted_at = NOW if state == "submitted" else None

    database.write_now(keep)


def test_a_cycle_is_opened_with_what_was_not_said_filled_in(call: Call, lakeview: int) -> None:
    kept = open_cycle(call)
    assert kept == {
        "name": NAME,
        "state": "open",
        "groups": [],
        "opens_on": "2026-11-24",
        "goals_by": "2026-12-23",
        "submit_by": "2027-04-29",
        "respond_by": "2027-05-13",
        "agree_by": "2027-05-28",
        "closes_on": "2027-06-11",
        "elements": ["ownership", "skills", "opportunities", "evaluation"],
        "ratings": ["Beginning", "Growing", "Practising", "Leading others"],
        "expectation": None,
        "goals_expected": 1,
        "evidence_expected": 0,
        "needs_balance": False,
        "leaders_rate": False,
        "closed_at": None,
    }
    assert call("cycle", "list", "--json").value == [kept]
    shown = call("cycle", "show", NAME.upper(), "--json").value
    assert {key: shown[key] for key in kept} == kept
    assert (shown["people"], shown["withheld"]) == (7, False)


def test_all_that_can_be_said_is_kept(call: Call, lakeview: int) -> None:
    kept = open_cycle(
        call,
        *("--opens", "2026-12-01", "--goals-by", "2026-12-20", "--submit-by", "2027-04-01"),
        *("--respond-by", "2027-04-20", "--agree-by", "2027-05-01", "--closes", "2027-06-01"),
        *("--group", "maple school", "--element", "skills,ownership", "--rating", "Not yet, Yes"),
        *("--expectation", "Two goals.", "--goals", "2", "--evidence", "3", "--balance"),
        "--leaders-rate",
    )
    assert (kept["state"], kept["groups"]) == ("coming", ["Maple School"])
    assert (kept["elements"], kept["ratings"]) == (["ownership", "skills"], ["Not yet", "Yes"])
    assert (kept["goals_expected"], kept["evidence_expected"]) == (2, 3)
    assert (kept["needs_balance"], kept["leaders_rate"]) == (True, True)
    words = call("cycle", "show", NAME).stdout
    assert "begins Tue 1 Dec" in words
    assert "Educators submit: Thu 1 Apr 2027" in words
    assert "What is expected: Two goals." in words


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--goals-by", "2020-01-01"), "put the dates in order"),
        (("--closes", "someday"), "I can't read “someday” as the date of --closes"),
        (("--group", "Oak"), "There is no group “Oak”"),
        (("--element", "sports"), "“sports” is no element"),
        (("--rating", "Good"), "Give 2 to 8 words"),
    ],
)
def test_what_can_t_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, options: tuple[str, ...], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("cycle", "open", NAME, *options)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert contents(database_file) == before


def test_wrong_usage_is_exit_two(call: Call, lakeview: int) -> None:
    assert call("cycle", "open").exit_code == 2
    assert call("cycle", "open", NAME, "--goals", "21").exit_code == 2
    assert call("cycle", "open", NAME, "--opens", "").exit_code == 2


def test_a_name_that_is_taken_and_one_that_there_is_none_of_are_refused(
    call: Call, lakeview: int
) -> None:
    open_cycle(call)
    assert "There is a cycle “Year 2026-27” already" in call("cycle", "open", NAME.lower()).stderr
    assert (
        "There is no cycle “Last”. There are: Year 2026-27" in call("cycle", "show", "Last").stderr
    )


def test_a_change_says_what_it_does_and_a_dry_run_keeps_nothing(
    call: Call, lakeview: int, database: Database, database_file: Path, person: Callable[..., Any]
) -> None:
    open_cycle(call)
    start(database, lakeview, person("Ben"))
    options = ("--submit-by", "2027-05-06", "--group", "Maple School", "--goals", "2")
    before = contents(database_file)
    tried = call("cycle", "change", NAME, *options, "--dry-run")
    assert "nothing is kept yet" in tried.stdout
    assert contents(database_file) == before
    kept = call("cycle", "change", NAME, *options, "--json").value
    assert "“Educators submit” moves from Thu 29 Apr 2027 to Thu 6 May 2027." in kept["effect"]
    assert any(each.startswith("1 educator is in it no more") for each in kept["effect"])
    assert (kept["submit_by"], kept["groups"]) == ("2027-05-06", ["Maple School"])
    assert kept["is_dry_run"] is False
    again = call("cycle", "change", NAME, *options, "--json").value
    assert again["effect"] == ["Nothing changes."]
    everyone = call("cycle", "change", NAME, "--group", "everyone", "--name", "Year", "--json")
    assert (everyone.value["groups"], everyone.value["name"]) == ([], "Year")


def test_the_app_acts_on_a_change(call: Call, lakeview: int, database: Database) -> None:
    def wanted(session: Session) -> bool:
        workspace = session.get_one(Workspace, lakeview)
        workspace.planned_at, workspace.plan_wanted_at = NOW, NOW
        return True

    database.write_now(wanted)
    with freeze_time("2026-11-25 12:00", real_asyncio=True):
        open_cycle(call)
    workspace = database.read_now(lambda session: session.get_one(Workspace, lakeview))
    assert workspace.plan_wanted_at > NOW


def test_a_cycle_is_closed_and_reopened_and_what_was_begun_goes_on(
    call: Call, lakeview: int, database: Database, person: Callable[..., Any]
) -> None:
    open_cycle(call)
    start(database, lakeview, person("Ben"), "collecting")
    closed = call("cycle", "close", NAME, "--json").value
    assert (closed["state"], closed["closed_at"]) == ("closed", "2026-11-24T18:00:00Z")
    assert call("cycle", "close", NAME).exit_code == 0
    assert "reopen it first" in call("cycle", "change", NAME, "--goals", "2").stderr

    def states() -> list[str]:
        return list(database.read_now(lambda session: session.scalars(select(Evaluation.state))))

    assert states() == ["closed"]
    reopened = call("cycle", "reopen", NAME, "--closes", "2027-10-01", "--json").value
    assert (reopened["state"], reopened["closes_on"]) == ("open", "2027-10-01")
    assert states() == ["collecting"]
    assert "is open" in call("cycle", "reopen", NAME).stderr


def test_only_what_nobody_has_begun_is_removed(
    call: Call, lakeview: int, database: Database, person: Callable[..., Any]
) -> None:
    open_cycle(call)
    assert call("cycle", "remove", NAME, "--json").value["name"] == NAME
    assert call("cycle", "list", "--json").value == []
    open_cycle(call)
    start(database, lakeview, person("Ben"))
    answer = call("cycle", "remove", NAME)
    assert answer.exit_code == 1
    assert "its record stays: close it instead" in answer.stderr


def test_a_report_tells_how_far_and_holds_back_what_a_few_did(
    call: Call, lakeview: int, database: Database, person: Callable[..., Any]
) -> None:
    open_cycle(call, "--group", "Maple School")
    start(database, lakeview, person("Ben"), "submitted")
    report = call("cycle", "report", NAME, "--group", "maple school", "--json").value
    assert (report["group"], report["people"], report["withheld"]) == ("Maple School", 6, False)
    assert report["steps"] == {
        "begun": None, "goals-set": None, "submitted": None, "responded": 0, "decided": 0,
    }  # fmt: skip
    assert report["stage"] is None
    for name in ("Ana", "Cy", "Dot", "Eve", "Fay"):
        start(database, lakeview, person(name), "submitted")
    report = call("cycle", "report", NAME, "--json").value
    assert report["shares"]["submitted"] == 100
    assert [each["element"] for each in report["stage"]["elements"]] == [
        "ownership", "skills", "opportunities", "evaluation",
    ]  # fmt: skip
    assert {each["group"] for each in report["groups"]} == {"District", "Maple School"}
    words = call("cycle", "report", NAME).stdout
    assert "Have submitted" in words
    assert "100%" in words
    assert not any(name in words for name in ("Ana", "Ben", "Dot"))


def test_there_are_none_at_first(call: Call, lakeview: int) -> None:
    assert "plnudge cycle open NAME" in call("cycle", "list").stdout
