"""How well the reader understands lines that teachers type; `make accuracy` prints the shares."""

from __future__ import annotations

import pytest

from tests.accuracy import FLOORS, LINES, labelled_lines, measure


@pytest.mark.parametrize("code", LINES)
@pytest.mark.parametrize(("field", "floor"), FLOORS.items())
def test_lines_are_read_as_a_colleague_would_read_them(field: str, floor: float, code: str) -> None:
    tuned, held_out = (measure(code, field, part) for part in ("tuned", "held_out"))
    assert (tuned + held_out).right >= floor, "\n".join(tuned.wrong)


@pytest.mark.parametrize(("code", "least"), [("en", 150), ("es", 60)])
def test_there_are_enough_lines_and_a_third_is_held_out(code: str, least: int) -> None:
    tuned, held_out = (len(labelled_lines(code)[part]) for part in ("tuned", "held_out"))
    assert tuned + held_out >= least
    assert held_out >= (tuned + held_out) // 3
