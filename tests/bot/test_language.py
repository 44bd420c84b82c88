"""People read in their own language: nothing escapes it, and what is longer still fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any, Final
from zoneinfo import available_timezones

import pytest

from bot.attachments.cycle_report import report_sheets
from bot.attachments.digest import digest_sheets
from bot.attachments.pdf import Document
from bot.attachments.sheets import Sheet
from bot.attachments.transcript import transcript_document, transcript_sheets
from bot.messages.language import (
    CATALOGUES,
    NAMES,
    language,
    reading_in,
    say,
    say_count,
    say_date,
    say_holiday,
    say_list,
    say_words,
)
from bot.messages.own_record import SURE, looks_message
from domain.courtesy import (
    DAY_OFF,
    ENOUGH,
    EVERY_OTHER,
    OVERTAKEN,
    PAUSED,
    QUIET,
    TOO_LATE,
    UNSUITED,
)
from domain.errors import BadInput
from domain.keys import ENGLISH, LANGUAGES
from domain.public_holidays import countries, states
from domain.roster import read_roster, refusal
from domain.story import end_in_words, step_in_words
from domain.words import LongDay, Words, count_words
from rubric_data import Rubric
from sandbox.block_kit import problems, view_problems
from storage import approvals, portfolio, readings, sight
from storage.audit import LookSeen
from storage.occurrences import SKIPPED
from storage.pages import Page
from storage.questions import NOT_WANTED
from tests.bot.credit import transcripts
from tests.bot.cycles import reports
from tests.bot.digests import a_small_digest, digests
from tests.bot.pseudo import PSEUDO, escaped_on_paper, escaped_words, without_letters
from tests.bot.test_messages import every_message, every_view
from tests.words import in_step, read_catalogue, texts_in_code, written

TRANSLATED: Final = [code for code in LANGUAGES if code != ENGLISH]
NO_LETTERS: Final = "¤ ¤¤"
"""What somebody typed, where no letter may be one of ours."""


def _names() -> set[str]:
    """What is called the same in every language, and what somebody has to type."""
    regions = (name for country in countries() for name in states(country).values())
    return {*regions, *available_timezones(), *NAMES.values(), SURE}


def _everything(text: str, rubric: Rubric) -> Iterator[dict[str, Any]]:
    for message in every_message(text, rubric):
        yield message.payload()
    yield from every_view(text, rubric)


def test_no_word_of_ours_escapes_translation(rubric: Rubric) -> None:
    with reading_in(PSEUDO):
        escaped = [
            words
            for payload in _everything(NO_LETTERS, without_letters(rubric))
            for words in escaped_words(payload)
        ]
    assert [words for words in dict.fromkeys(escaped) if words not in _names()] == []


def _papers(text: str, rubric: Rubric) -> Iterator[Document | list[Sheet]]:
    for digest in digests(text, rubric):
        yield digest_sheets(digest, rubric)
    yield digest_sheets(a_small_digest(text), rubric)
    for report in reports(text, rubric):
        yield report_sheets(report, rubric)
    for transcript in transcripts(text, rubric):
        yield transcript_sheets(transcript, rubric)
        yield transcript_document(transcript, rubric)


def test_no_word_of_ours_escapes_translation_on_paper(rubric: Rubric) -> None:
    with reading_in(PSEUDO):
        papers = _papers(NO_LETTERS, without_letters(rubric))
        escaped = [words for paper in papers for words in escaped_on_paper(paper)]
    assert list(dict.fromkeys(escaped)) == []


@pytest.mark.parametrize("spoken", [PSEUDO, *map(language, TRANSLATED)], ids=lambda each: each.code)
@pytest.mark.parametrize("text", ["a", "<!channel> & *all* " * 150], ids=["short", "long"])
def test_slack_would_take_it_in_every_language(text: str, spoken: Any, rubric: Rubric) -> None:
    with reading_in(spoken):
        for payload in _everything(text, rubric.in_language(spoken.code)):
            if "text" in payload:
                assert problems(payload["blocks"], "message") == []
                assert 0 < len(payload["text"]) <= 4000
                continue
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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["madre", "hija"], "madre e hija"),
        (["Ana", "Beto", "Inés"], "Ana, Beto e Inés"),
        (["“a”", "*“Íntegro”*"], "“a” e *“Íntegro”*"),
        (["agua", "hielo"], "agua y hielo"),
        (["nada", "yerba"], "nada y yerba"),
        (["Inés"], "Inés"),
    ],
)
def test_spanish_says_e_before_a_word_that_sounds_like_y(words: list[str], told: str) -> None:
    with reading_in(language("es")):
        assert say_list(words) == told


def test_a_holiday_is_called_as_its_reader_calls_it() -> None:
    assert say_holiday("Christmas Day (observed)") == "Christmas Day (observed)"
    with reading_in(language("es")):
        assert say_holiday("Christmas Day") == "Navidad"
        assert say_holiday("Christmas Day (observed)") == "Navidad (trasladado)"
        assert say_holiday("Revolution Day") == "Día de la Revolución"
        assert say_holiday("Columbus Day; Labor Day") == "Día de Colón; Día del Trabajo"
        assert say_holiday("Goals") == "Goals", "as somebody typed it"


@pytest.mark.parametrize(
    "cause",
    [
        TOO_LATE, PAUSED, OVERTAKEN, EVERY_OTHER, QUIET, UNSUITED, ENOUGH, SKIPPED,
        f"{SKIPPED}: no time", f"{SKIPPED}: not relevant", f"{SKIPPED}: done already", NOT_WANTED,
        f"{DAY_OFF}: Labor Day", f"{DAY_OFF}: Labor Day (observed)",
    ],
)  # fmt: skip
def test_why_something_did_not_come_is_said_in_the_reader_s_language(cause: str) -> None:
    end = end_in_words("skipped", cause, "12", None)
    step = step_in_words("waiting", cause, "12")
    assert say_words(end) == f"did not come: {cause}"
    with reading_in(PSEUDO):
        assert escaped_on_paper([say_words(end), say_words(step)]) == []


@pytest.mark.parametrize("what", [approvals.WHAT, portfolio.WHAT, readings.WHAT, sight.WHAT,
                                  "your credit transcript of 2026-27"])  # fmt: skip
@pytest.mark.parametrize("why", ["leads 3", "no reason was given", "looked it up as an admin"])
def test_who_looked_is_said_in_the_reader_s_language(what: str, why: str) -> None:
    look = LookSeen(None, what, why, datetime(2026, 11, 3, 12, tzinfo=UTC))
    page = Page([look], first=0, count=1, most=5)
    told = f"read {what} ({why})"
    assert told in str(looks_message(page, "Europe/Berlin", date(2026, 11, 4)).payload())
    with reading_in(PSEUDO):
        message = looks_message(page, "Europe/Berlin", date(2026, 11, 4))
        assert escaped_words(message.payload()) == []


def test_lines_of_a_roster_are_refused_in_the_reader_s_language() -> None:
    roster = b"email,group,role\n,Harbor,\nana@example.org,,\nben@example.org,Harbor,boss\n"
    with reading_in(language("es")):
        told = say_words(refusal(read_roster(roster).faults).words)
    assert told.splitlines()[1:] == [
        "  línea 2: no nombra a nadie; pon un email o un slack_id",
        "  línea 3: no nombra ningún grupo",
        "  línea 4: “boss” no es un rol; usa member, leader, admin o déjalo vacío",
    ]


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
