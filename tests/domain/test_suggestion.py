from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.suggestion import suggest
from rubric_data import Kind, load_rubric

RUBRIC = load_rubric()
PARTS = (
    Kind(key="webinar", label="W", hints=("webinar", "video conference")),
    Kind(key="conference", label="C", hints=("conference",), faint_hints=("talk",)),
    Kind(key="on-demand-video", label="V", hints=("video", "joined … club")),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a conference", ["conference"]),
        ("CONFERENCES!", ["conference"]),
        ("a video-conference", ["webinar"]),
        ("a video of the conference", ["on-demand-video", "conference"]),
        ("conference, webinar, webinars", ["webinar", "conference"]),
        ("a talk", ["conference"]),
        ("a talk on video", ["on-demand-video"]),
        ("joined the new chess club", ["on-demand-video"]),
        ("joined in, and later we went to the club", []),
        ("confer, videographer", []),
        ("", []),
    ],
)
def test_the_longest_and_most_hints_win_and_faint_ones_only_alone(
    text: str, keys: list[str]
) -> None:
    assert suggest(PARTS, text) == keys


@pytest.mark.parametrize("word", ["blog", "blogs", "blogged", "blogging", "blog's", "Blog’s"])
def test_a_word_is_known_in_its_simple_forms(word: str) -> None:
    part = Kind(key="blog-written", label="B", hints=("blog",))
    assert suggest((part,), word) == ["blog-written"]


@given(st.text(max_size=300))
def test_any_text_suggests_only_what_the_rubric_has(text: str) -> None:
    for _section, parts in RUBRIC.sections_with_keys():
        keys = suggest(parts, text)
        assert len(keys) == len(set(keys))
        assert set(keys) <= {part.key for part in parts}


def test_every_hint_of_the_rubric_is_found_in_itself() -> None:
    for _section, parts in RUBRIC.sections_with_keys():
        for part in parts:
            for hint in (*part.hints, *part.faint_hints):
                assert suggest((part,), hint.replace("…", "some")) == [part.key], hint
