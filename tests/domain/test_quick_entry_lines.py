"""How well the reader understands lines that teachers type; `make accuracy` prints the shares."""

from __future__ import annotations

import pytest

from tests.accuracy import FLOORS, labelled_lines, measure


@pytest.mark.parametrize(("field", "floor"), FLOORS.items())
def test_lines_are_read_as_a_colleague_would_read_them(field: str, floor: float) -> None:
    tuned, held_out = (measure(field, part) for part in ("tuned", "held_out"))
    assert (tuned + held_out).right >= floor, "\n".join(tuned.wrong)


def test_there_are_enough_lines_and_a_third_is_held_out() -> None:
    tuned, held_out = (len(labelled_lines()[part]) for part in ("tuned", "held_out"))
    assert tuned + held_out >= 150
    assert held_out >= (tuned + held_out) // 3
