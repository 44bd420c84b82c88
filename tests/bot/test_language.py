"""People read in their own language: nothing escapes it, and what is longer still fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from string import Formatter
from typing import Any, Final

import pytest

from bot.messages.forms import Origin
from bot.messages.greeting import opted_in_message, opted_out_message, welcome_message
from bot.messages.language import (
    CATALOGUES,
    language,
    reading_in,
    say,
    say_count,
    say_date,
    say_list,
    say_words,
)
from bot.messages.message import Message
from domain.errors import BadInput
from domain.keys import ENGLISH, LANGUAGES
from domain.words import LongDay, Words, count_words
from rubric_data import Rubric
from sandbox.block_kit import problems, view_problems
from tests.bot.entries import entry_messages, entry_views
from tests.bot.goals import goal_messages, goal_views
from tests.bot.prompts import prompt_messages, prompt_views
from tests.bot.pseudo import PSEUDO, escaped_words, without_letters
from tests.bot.test_messages import WORST, WORST_IDS
from tests.words import in_step, read_catalogue, texts_in_code, written

TRANSLATED: Final = [code for code in LANGUAGES if code != ENGLISH]
NO_LETTERS: Final = "¤ ¤¤"
"""What somebody typed, where no letter may be one of ours."""
Made = Iterator[Message | dict[str, Any]]


def _entries(text: str, rubric: Rubric) -> Made:
    yield from entry_messages(text, rubric)
    yield from entry_views(text, rubric, Origin(row=1))


def _prompts(text: str, rubric: Rubric) -> Made:
    yield from prompt_messages(text, rubric)
    yield from prompt_views(text, rubric, Origin(row=1))


def _greetings(text: str, _rubric: Rubric) -> Made:
    yield welcome_message(text)
    yield opted_out_message()
    yield opted_in_message()


def _goals(text: str, rubric: Rubric) -> Made:
    yield from goal_messages(text, rubric)
    yield from goal_views(text, rubric, Origin(row=1))


TOPICS: Final = (_entries, _prompts, _greetings, _goals)


def _payload(made: Message | dict[str, Any]) -> dict[str, Any]:
    return made.payload() if isinstance(made, Message) else made


@pytest.mark.parametrize("topic", (_prompts, _greetings, _goals))
def test_no_word_of_ours_escapes_translation(
    topic: Callable[[str, Rubric], Made], rubric: Rubric
) -> None:
    with reading_in(PSEUDO):
        escaped = [
            words
            for made in topic(NO_LETTERS, without_letters(rubric))
            for words in escaped_words(_payload(made))
        ]
    assert list(dict.fromkeys(escaped)) == []


@pytest.mark.parametrize("spoken", [PSEUDO, *map(language, TRANSLATED)], ids=lambda each: each.code)
@pytest.mark.parametrize("text", WORST, ids=WORST_IDS)
@pytest.mark.parametrize("topic", TOPICS)
def test_slack_would_take_it_in_every_language(
    topic: Callable[[str, Rubric], Made], text: str, spoken: Any, rubric: Rubric
) -> None:
    with reading_in(spoken):
        for made in topic(text, rubric):
            payload = _payload(made)
            if isinstance(made, Message):
                assert problems(payload["blocks"], "message") == []
                assert 0 < len(payload["text"]) <= 4000
            else:
                assert view_problems(payload) == []


def _translations(code: str) -> Iterator[tuple[list[str], list[str]]]:
    """The text, or its two forms, and the same in that language."""
    for each in read_catalogue(code):
        if each.id:
            texts, translations = each.id, each.string
            if isinstance(texts, str):
                texts, translations = [texts], [translations]  # type: ignore[list-item]
            yield list(texts), list(translations)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_is_in_step_with_the_code(code: str) -> None:
    assert written(in_step(code, texts_in_code())) == (CATALOGUES / f"{code}.po").read_bytes()
    assert not any(each.fuzzy for each in read_catalogue(code) if each.id)


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_places_of_its_text(code: str) -> None:
    for texts, translations in _translations(code):
        for translation in translations:
            assert not translation or _places(translation) == _places(texts[-1]), texts


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_dates_lists_and_counts_are_as_their_reader_writes_them() -> None:
    day = date(2026, 11, 3)
    assert say_date(day, "MMMEd") == "Tue 3 Nov"
    assert say_list(["a", "b", "c"]) == "a, b and c"
    with reading_in(language("es")):
        assert say_date(day, "yMMMMd") == "3 de noviembre de 2026"
        assert say_list(["a", "b", "c"]) == "a, b y c"
        assert say_count("{count} file", "{count} files", 1) == "1 archivo"
        assert say_count("{count} file", "{count} files", 2) == "2 archivos"


def test_what_another_room_refuses_is_said_in_the_reader_s_language() -> None:
    files = count_words("{count} file", "{count} files", 2)
    refusal = BadInput("That is {what}, of {day}: {files}.", what=Words("today"),
                       day=LongDay(date(2026, 11, 3)), files=[files])  # fmt: skip
    assert say_words(refusal.words) == "That is today, of November 3, 2026: 2 files."
    with reading_in(language("es")):
        assert say_words(refusal.words) == "That is hoy, of 3 de noviembre de 2026: 2 archivos."
    assert say("today") == "today"
