"""What is said in Slack is said to whoever hears it, too, or sees no colour."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from bot.messages.charts import Picture
from bot.messages.message import Message, spoken
from rubric_data import Rubric
from tests.bot.test_messages import every_message, every_view

SAID = "Planned a unit with the team"
PICTURES = re.compile(
    r":[a-z][a-z0-9_+-]*:|[\u2190-\u21ff\u2580-\u27bf\ufe0f\U0001f000-\U0001faff]"
)
"""Emoji, by name or as they are, arrows, and the shades of which bars are made."""


@pytest.fixture(scope="module")
def messages(rubric: Rubric) -> list[Message]:
    return list(every_message(SAID, rubric))


@pytest.fixture(scope="module")
def all_blocks(messages: list[Message], rubric: Rubric) -> list[list[dict[str, Any]]]:
    """Of each message and each view."""
    views = [view["blocks"] for view in every_view(SAID, rubric)]
    return [*(each.payload()["blocks"] for each in messages), *views]


def parts(of: Any) -> Iterator[dict[str, Any]]:
    """Every object of Block Kit in it."""
    if isinstance(of, dict):
        yield of
        of = list(of.values())
    if isinstance(of, list):
        for each in of:
            yield from parts(each)


def test_a_message_is_whole_without_its_blocks(messages: list[Message]) -> None:
    for message in messages:
        heard = message.payload()["text"]
        assert re.search(r"\w{2}", PICTURES.sub("", heard)), "there are words in it"
        assert heard.rstrip()[-1] not in ":,", f"it does not end before what it says: {heard}"
        assert not re.search(r"(?<!\w)\*\S", heard), f"nothing in it is a mark of style: {heard}"


def test_whatever_is_a_picture_has_all_that_it_shows_in_words(messages: list[Message]) -> None:
    drawn = [each for message in messages for each in message.blocks if isinstance(each, Picture)]
    assert drawn
    for each in drawn:
        said = each.drawn("F1").to_dict()["alt_text"]
        values = [value for series in each.chart.series.values() for value in series]
        assert all(str(value) in said for value in values[:10]), said
        assert all(category in said for category in each.chart.categories[:10]), said


def test_a_chart_of_slack_s_own_is_named_and_so_is_each_series_of_it(
    all_blocks: list[list[dict[str, Any]]],
) -> None:
    charts = [each for each in parts(all_blocks) if each.get("type") == "data_visualization"]
    assert charts
    for each in charts:
        assert each["title"].strip()
        chart = each["chart"]
        named = chart["segments"] if chart["type"] == "pie" else chart["series"]
        assert all((one.get("label") or one["name"]).strip() for one in named)


def test_no_line_and_no_button_means_something_by_emoji_or_colour_alone(
    all_blocks: list[list[dict[str, Any]]],
) -> None:
    for part in parts(all_blocks):
        if part.get("type") in {"mrkdwn", "plain_text"}:
            for line in filter(PICTURES.search, part["text"].split("\n")):
                assert re.search(r"\w", PICTURES.sub("", line)), line
        assert "color" not in part


def test_buttons_of_one_message_that_do_different_things_are_called_differently(
    all_blocks: list[list[dict[str, Any]]],
) -> None:
    for blocks in all_blocks:
        values = defaultdict(set)
        for part in parts(blocks):
            if part.get("type") == "button" and "accessibility_label" not in part:
                values[part["text"]["text"]].add(part.get("value"))
        # A button may be called by somebody's own words, which are all alike here.
        assert [words for words, each in values.items() if len(each) > 1 and words != SAID] == []


def test_a_button_is_called_by_what_it_is_about_in_as_many_words_as_slack_takes() -> None:
    assert spoken("Log again", "Read  about\npodcasts") == "Log again: Read about podcasts"
    assert len(spoken("Log again", "podcast " * 40)) <= 75
