from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tags import find_tags, tag_names
from domain.typed_line import plain_copy
from rubric_data import load_rubric

RUBRIC = load_rubric()
NAMES = sorted(tag_names(RUBRIC))


def _keys(line: str) -> list[tuple[str, str]]:
    known, _ = find_tags(line, plain_copy(line), RUBRIC)
    return [(tag.section, tag.key) for tag in known]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("#ownership", ("elements", "ownership")),
        ("#own", ("elements", "ownership")),
        ("#OWN", ("elements", "ownership")),
        ("#Book_Study", ("kinds", "book-study")),
        ("#bookstudy", ("kinds", "book-study")),
        ("#collab", ("skills", "collaboration")),
        ("#hybrid", ("modes", "blended")),
        ("#joined", ("network_acts", "joined")),
        ("#out-of-district", ("reaches", "outside")),
        ("#private", ("visibilities", "private")),
        ("#colaboration", ("skills", "collaboration")),
        ("#ownershp", ("elements", "ownership")),
        ("#webniar", ("kinds", "webinar")),
        ("#opportunites", ("elements", "opportunities")),
        ("<#C0123|skills>", ("elements", "skills")),
    ],
)
def test_a_tag_is_known_by_its_short_forms_and_near_misses(
    typed: str, meant: tuple[str, str]
) -> None:
    assert _keys(f"EdCamp {typed}") == [meant]


@pytest.mark.parametrize("typed", ["#1", "C#", "a#own", "&#39;", "##own", "#", "<#C0123|general>"])
def test_what_only_looks_like_a_tag_is_text(typed: str) -> None:
    assert find_tags(typed, plain_copy(typed), RUBRIC) == ([], [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "#Tec",
            "I don't know the tag #Tec: the nearest are #tech and #ted, `/pln help` lists them "
            "all, and without the # it stays a word.",
        ),
        (
            "#zzqq",
            "I don't know the tag #zzqq: `/pln help` lists them all, and without the # it stays "
            "a word.",
        ),
    ],
)
def test_an_unknown_tag_names_the_nearest_and_where_to_see_all(typed: str, sentence: str) -> None:
    _, [unknown] = find_tags(typed, plain_copy(typed), RUBRIC)
    assert unknown.refusal.sentence == sentence
    assert unknown.refusal.field == "elements"


@given(st.sampled_from(NAMES))
def test_letter_case_of_a_tag_does_not_matter(name: str) -> None:
    mixed = "".join(letter.upper() if number % 2 else letter for number, letter in enumerate(name))
    assert _keys(f"#{mixed}") == _keys(f"#{name}") == [tag_names(RUBRIC)[name]]


@given(st.text(max_size=100))
def test_any_line_has_tags_or_none(line: str) -> None:
    known, unknown = find_tags(line, plain_copy(line), RUBRIC)
    for span in [tag.span for tag in known] + [tag.span for tag in unknown]:
        assert "#" in line[span.start : span.end]
