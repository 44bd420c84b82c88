"""Every row of the table measures something, loses nothing and gets nothing wrong.

How fast it is, only `make bench` on a quiet machine can say.
"""

from __future__ import annotations

import pytest

from bench.measuring import all_rows, as_json, line, measure
from bench.row import RATIO, Goal, Result, Row, Size, Turn

TINY = Size(rounds=1, share=0.002)


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
async def test_a_row_measures_both_sides_and_finds_nothing_lost_or_wrong(row: Row) -> None:
    result = await measure(row, TINY)
    assert (result.lost, result.wrong) == (0, 0)
    assert {goal.figure for goal in row.goals} <= set(result.figures)
    assert all(value >= 0 for value in result.figures.values())
    assert line(result).startswith(row.name)
    assert as_json([result])["rows"][0]["figures"] == result.figures


def test_rows_have_names_of_their_own() -> None:
    names = [row.name for row in all_rows()]
    assert len(names) == len(set(names))


def result(goals: list[Goal], ours: list[Turn], floor: list[Turn]) -> Result:
    row = Row("row", "A row", "a floor", "/s", goals, open=None)  # type: ignore[arg-type]
    return Result(row, ours, floor, (0.0, 0.0), 1.0)


def test_a_ratio_is_the_median_of_the_rounds_so_that_one_bad_round_decides_nothing() -> None:
    found = result(
        [Goal(RATIO, 0.5, is_at_least=True)],
        ours=[Turn(50), Turn(60), Turn(5)],
        floor=[Turn(100), Turn(100), Turn(100)],
    )
    assert found.figures[RATIO] == 0.5
    assert found.holds


def test_a_row_that_lost_something_does_not_hold_however_fast_it_was() -> None:
    found = result([Goal(RATIO, 0.5, is_at_least=True)], ours=[Turn(90, lost=1)], floor=[Turn(100)])
    assert not found.missed
    assert not found.holds


def test_a_missed_goal_says_by_how_much() -> None:
    found = result([Goal("p99_ms", 150)], ours=[Turn(90, {"p99_ms": 151})], floor=[])
    assert not found.holds
    assert "p99_ms ≤ 150: 151 MISSED" in line(found)
