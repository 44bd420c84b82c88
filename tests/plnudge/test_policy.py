"""`plnudge policy`: what holds for the whole workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plnudge.conftest import Call, contents


def test_a_policy_is_what_is_usual_until_it_is_chosen(
    call: Call, lakeview: int, harbor: int
) -> None:
    lakeview_only, harbor_only = ("--workspace", "T0LAKEVIEW"), ("--workspace", "T0HARBOR")
    shown = call("policy", "show", *lakeview_only, "--json").value
    assert shown == {
        "day-order": "month-first",
        "nudges-a-day": "2",
        "floor": "5",
        "language": "en",
    }
    assert call("policy", "show", *harbor_only, "--json").value["day-order"] == "day-first"
    chosen = call("policy", "set", "day-order", "day-first", *lakeview_only)
    assert chosen.stdout == "day-order is day-first now: 3/4 is April 3.\n"
    assert call("policy", "show", *lakeview_only, "--json").value["day-order"] == "day-first"
    assert "an admin" in call("policy", "show", *lakeview_only).stdout
    back = call("policy", "set", "Day-Order", "usual", *lakeview_only, "--json")
    assert back.value == {"day-order": "month-first"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("day-order", "middle-first"), "use month-first, day-first, or usual."),
        (
            ("colour", "green"),
            "There is no policy “colour”: use day-order, nudges-a-day, floor, language.",
        ),
        (("nudges-a-day", "21"), "use none, 1 to 20, or usual."),
        (("floor", "2"), "use 3 to 30, or usual."),
    ],
)
def test_what_no_policy_can_be_is_refused_and_nothing_is_written(
    call: Call, lakeview: int, database_file: Path, words: tuple[str, str], sentence: str
) -> None:
    before = contents(database_file)
    answer = call("policy", "set", *words)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert sentence in answer.stderr
    assert contents(database_file) == before


def test_a_cap_on_nudges_a_day_is_set_and_taken_back(call: Call, lakeview: int) -> None:
    chosen = call("policy", "set", "nudges-a-day", "2")
    assert chosen.stdout == "nudges-a-day is 2 now: at most 2 to each educator a day.\n"
    assert call("policy", "set", "nudges-a-day", "none", "--json").value == {"nudges-a-day": "none"}
    assert "nobody" in call("policy", "show").stdout


def test_the_floor_of_figures_is_chosen(call: Call, lakeview: int) -> None:
    chosen = call("policy", "set", "floor", "7")
    assert chosen.stdout == "floor is 7 now: no figure of a group rests on fewer than 7.\n"
    assert call("digest", "--group", "Maple School", "--json").value["withheld"] is True
    assert call("policy", "set", "floor", "usual", "--json").value == {"floor": "5"}
    assert call("digest", "--group", "Maple School", "--json").value["withheld"] is False
