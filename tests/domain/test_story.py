"""What came, and what did not, has words."""

from __future__ import annotations

from typing import get_args

from domain.keys import Purpose
from domain.story import name_in_words


def test_whatever_an_occurrence_brings_has_a_name() -> None:
    names = [str(name_in_words(purpose, None)) for purpose in get_args(Purpose)]
    assert len(set(names)) == len(names)
