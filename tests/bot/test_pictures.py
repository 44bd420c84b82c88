"""A chart as a picture: it can be opened, it says in words what it shows, and text stands by."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from slack_sdk.web.async_client import AsyncWebClient

from bot.attachments.picture import FONT, WIDTH, draw_chart
from bot.messages.charts import CATEGORIES, SERIES, Chart, Picture, bar_chart
from bot.messages.language import CATALOGUES
from bot.messages.message import Message, section
from bot.pictures import send_with_pictures
from bot.sender import BadBlocks, Sender
from sandbox.block_kit import problems
from sandbox.district import PEOPLE
from sandbox.server import LocalSlack

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


def a_chart(kind: Any = "bar") -> Chart:
    return bar_chart(
        "Minutes by element",
        categories=["Shared ownership", "Evaluation"],
        series={"This week": [45, 0], "Usual week": [30, 20]},
        x_label="Element",
        y_label="Minutes",
        kind=kind,
    )


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(["bar", "line"]),
    categories=st.lists(words, min_size=1, max_size=CATEGORIES, unique_by=lambda each: each[:19]),
    series=st.integers(1, SERIES),
    value=st.integers(0, 10**7),
)
def test_any_chart_can_be_drawn(kind: Any, categories: list[str], series: int, value: int) -> None:
    named = {f"{place}": [value] * len(categories) for place in range(series)}
    try:
        chart = bar_chart(
            "A title", categories=categories, series=named, x_label="x", y_label="Minutes",
            kind=kind,
        )  # fmt: skip
    except Exception as too_large:
        assert type(too_large).__name__ == "TooLarge"
        return
    with Image.open(BytesIO(draw_chart(chart))) as picture:
        assert (picture.format, picture.width) == ("PNG", WIDTH)
    assert 0 < len(chart.in_words()) <= 2000
    assert problems([Picture(chart).to_dict()], "message") == []


def test_it_has_the_letters_of_every_language_that_we_speak() -> None:
    known = TTFont(FONT).getBestCmap()
    words = "".join(path.read_text() for path in CATALOGUES.glob("*.po"))
    missing = {letter for letter in words if letter.isalpha() and ord(letter) not in known}
    assert missing == set()


def test_it_says_in_words_what_it_shows() -> None:
    assert a_chart().in_words() == (
        "Minutes by element, in minutes. Shared ownership: This week 45, Usual week 30; "
        "Evaluation: This week 0, Usual week 20."
    )
    as_text = str(Picture(a_chart()).to_dict())
    assert "Shared ownership: 45 minutes" in as_text
    assert "Evaluation: 20 minutes" in as_text


@pytest.fixture
def message() -> Message:
    return Message("Figures", [section("Before"), Picture(a_chart()), section("After")])


async def posted(slack: LocalSlack, message: Message) -> list[dict[str, Any]]:
    """The blocks that Maya sees, sent by a real sender."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    sender = Sender(client, posts_per_minute=6000)
    channel = await sender.open_dm(PEOPLE["maya"].id)
    await send_with_pictures(sender, message, lambda drawn: sender.post(channel, drawn))
    return slack.person("maya").messages()[-1].blocks


async def test_a_picture_takes_the_chart_s_place_with_its_words(message: Message) -> None:
    async with LocalSlack() as slack:
        before, picture, after = await posted(slack, message)
        assert (before["type"], after["type"]) == ("section", "section")
        assert picture["type"] == "image"
        assert picture["alt_text"] == a_chart().in_words()
        stored = slack.workspace.files[picture["slack_file"]["id"]]
        assert stored.content is not None
        assert stored.content.startswith(b"\x89PNG")
        assert stored.channels == []


async def test_where_nothing_can_be_uploaded_bars_of_text_go_out(message: Message) -> None:
    async with LocalSlack() as slack:
        slack.faults.add("server_error", "files.getUploadURLExternal", count=None)
        _, bars, _ = await posted(slack, message)
        assert "Shared ownership: 45 minutes" in bars["text"]["text"]


async def test_where_slack_refuses_the_picture_bars_of_text_go_out(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pictures.PAUSES_SECONDS", (0, 0))
    async with LocalSlack() as slack:
        slack.workspace.unknown_blocks.add("image")
        _, bars, _ = await posted(slack, message)
        assert bars["type"] == "section"


async def test_what_slack_refuses_for_another_reason_is_not_hidden() -> None:
    async with LocalSlack() as slack:
        slack.workspace.unknown_blocks.add("section")
        with pytest.raises(BadBlocks):
            await posted(slack, Message("Figures", [section("Only words")]))
