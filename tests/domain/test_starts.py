"""Forms are tried only where one of them may begin, and find what they find when tried anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import dates, day_words, due, duration, spanish
from domain.typed_line import matches_at, plain_copy

PIECES = [
    "45m",
    "45",
    "min",
    "1h30",
    "1:30h",
    "an",
    "hour",
    "and",
    "a",
    "half",
    "quarter",
    "3/4",
    "¾",
    "1½",
    "hours",
    "two",
    "x",
    "×",
    "20-minute",
    "30-45",
    "for",
    "about",
    "on",
    "the",
    "last",
    "week",
    "yesterday",
    "monday",
    "mon",
    "tues",
    "nov",
    "20",
    "november",
    "3-4",
    "2026-11-20",
    "11/20",
    "3.4.2026",
    "weekend",
    "in",
    "over",
    "ago",
    "2",
    "weeks",
    "sept.",
    "-5",
    "min's",
    "grade",
    "(",
    ")",
    ",",
    ".",
    ";",
    ":",
    "-",
    "'s",
    "next",
    "this",
    "coming",
    "first",
    "sat",
    "sun",
    "of",
    "h",
    "m",
    "a",
    "long",
    "una",
    "hora",
    "y",
    "media",
    "cuarto",
    "de",
    "minutos",
    "sesiones",
    "el",
    "lunes",
    "pasado",
    "ayer",
    "hace",
    "semanas",
    "noviembre",
    "mañana",
]


@pytest.mark.parametrize("between", ["", " "])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8))
def test_they_find_the_same(between: str, pieces: list[str]) -> None:
    plain = plain_copy(between.join(pieces))
    done = (dates.ENGLISH.forms, spanish.DAYS.forms)
    to_come = (each.clear + each.days for each in (due.ENGLISH, spanish.DUE))
    for forms in (*done, *to_come, day_words.CALENDAR_FORMS):
        for form in forms:
            assert_same(form.pattern, plain, day_words._any_of(forms))
    for words in (duration.ENGLISH, spanish.LENGTHS):
        for pattern in (*words.ranges, *(pattern for pattern, _ in words.forms)):
            assert_same(pattern, plain, words.start)


def assert_same(pattern: re.Pattern[str], plain: str, any_start: re.Pattern[str]) -> None:
    starts = [match.start() for match in any_start.finditer(plain)]
    tried = [match.span() for match in matches_at(pattern, plain, starts)]
    assert tried == [match.span() for match in pattern.finditer(plain)]
