"""An element or a skill, as people write it."""

from __future__ import annotations

import pytest

from domain.errors import BadInput
from domain.topics import Topic, read_topic, topics_of
from rubric_data import Rubric


@pytest.mark.parametrize(
    ("text", "section", "key"),
    [
        ("#skills", "elements", "skills"),
        ("collaboration", "skills", "collaboration"),
        ("  Critical thinking ", "skills", "critical-thinking"),
        ("#colaboration", "skills", "collaboration"),
        ("EVALUATION", "elements", "evaluation"),
    ],
)
def test_a_tag_or_its_word_is_a_topic(text: str, section: str, key: str, rubric: Rubric) -> None:
    assert read_topic(text, rubric) == Topic(section, key)


def test_nothing_typed_is_no_topic(rubric: Rubric) -> None:
    assert read_topic("  ", rubric) is None


@pytest.mark.parametrize("text", ["#webinar", "webinar", "cooking with gas", "<!channel>", "#"])
def test_anything_else_is_refused_with_what_there_is(text: str, rubric: Rubric) -> None:
    with pytest.raises(BadInput, match=r"#ownership|/pln help"):
        read_topic(text, rubric)


def test_every_topic_can_be_typed(rubric: Rubric) -> None:
    for topic in topics_of(rubric):
        assert read_topic(f"#{topic.key}", rubric) == topic
