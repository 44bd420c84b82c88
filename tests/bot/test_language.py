"""People read in their own language: nothing escapes it, and what is longer still fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from inspect import signature
from pathlib import Path
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
from tests.bot.credit import credit_messages, credit_views
from tests.bot.cycles import cycle_messages, cycle_views
from tests.bot.digests import digest_messages, digest_views
from tests.bot.entries import entry_messages, entry_views
from tests.bot.goals import goal_messages, goal_views
from tests.bot.prompts import prompt_messages, prompt_views
from tests.bot.pseudo import PSEUDO, escaped_words, without_letters
from tests.bot.schedules import calendar_messages
from tests.bot.test_messages import WORST, WORST_IDS
from tests.words import in_step, read_catalogue, texts_in_code, written

TRANSLATED: Final = [code for code in LANGUAGES if code != ENGLISH]
NO_LETTERS: Final = "¤ ¤¤"
"""What somebody typed, where no letter may be one of ours."""
Made = Iterator[Message | dict[str, Any]]


def _greetings(text: str, _rubric: Rubric) -> Made:
    yield welcome_message(text)
    yield opted_out_message()
    yield opted_in_message()


def _in_turn(*makers: Callable[..., Iterable[Any]]) -> Callable[[str, Rubric], Made]:
    def make(text: str, rubric: Rubric) -> Made:
        for maker in makers:
            has_origin = "origin" in signature(maker).parameters
            has_rubric = "rubric" in signature(maker).parameters
            yield from maker(
                text, *([rubric] if has_rubric else []), *([Origin(row=1)] if has_origin else [])
            )

    return make


CONVERTED: Final = {
    "greetings": _greetings,
    "prompts": _in_turn(prompt_messages, prompt_views),
    "goals": _in_turn(goal_messages, goal_views),
    "calendars": _in_turn(calendar_messages),
    "cycles": _in_turn(cycle_views),
    "credit": _in_turn(credit_views),
}
"""What is said of these is in the reader's language to the last word."""
TOPICS: Final = CONVERTED | {
    "entries": _in_turn(entry_messages, entry_views),
    "reminders": _in_turn(cycle_messages),
    "claims": _in_turn(credit_messages),
    "digests": _in_turn(digest_messages, digest_views),
}


def _payload(made: Message | dict[str, Any]) -> dict[str, Any]:
    return made.payload() if isinstance(made, Message) else made


@pytest.mark.parametrize("topic", CONVERTED.values(), ids=CONVERTED)
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
@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
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
                if spoken is not PSEUDO and text == "a":
                    edges = [
                        payload[edge]["text"]
                        for edge in ("title", "submit", "close")
                        if payload.get(edge)
                    ]
                    assert not any(words.endswith("…") for words in edges), edges


def _translations(code: str) -> Iterator[tuple[list[str], list[str]]]:
    """The text, or its two forms, and the same in that language."""
    for each in read_catalogue(code):
        if each.id:
            texts, translations = each.id, each.string
            if isinstance(texts, str):
                texts, translations = [texts], [translations]  # type: ignore[list-item]
            yield list(texts), list(translations or ())


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_is_in_step_with_the_code(code: str) -> None:
    assert written(in_step(code, texts_in_code())) == (CATALOGUES / f"{code}.po").read_bytes()
    assert not any(each.fuzzy for each in read_catalogue(code) if each.id)


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_lacks_no_translation(code: str) -> None:
    assert [texts for texts, translations in _translations(code) if not all(translations)] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_places_of_its_text(code: str) -> None:
    for texts, translations in _translations(code):
        for text, translation in zip(texts, translations, strict=True):
            assert _places(translation) == _places(text), text


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


def test_where_two_changes_clash_the_translations_of_both_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.words.CATALOGUES", tmp_path)
    (tmp_path / "es.po").write_text(
        'msgid "Day"\nmsgstr "Día"\n\n<<<<<<< HEAD\nmsgid "Goal"\nmsgstr ""\n=======\n'
        'msgid "Goal"\nmsgstr "Meta"\n\nmsgid "Group"\nmsgstr "Grupo"\n>>>>>>> theirs\n'
    )
    kept = {each.id: each.string for each in read_catalogue("es") if each.id}
    assert kept == {"Day": "Día", "Goal": "Meta", "Group": "Grupo"}
