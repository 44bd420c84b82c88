"""The pages in the browser are in the language that it asks for, and nothing of them escapes it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from bot.messages.language import language, reading_in
from plnudge.pages import failed_page, front_page, installed_page, language_asked, privacy_page
from tests.bot.pseudo import PSEUDO, escaped_on_paper

REASONS = (
    "access_denied", "invalid_browser", "invalid_state", "missing_code", "invalid_code",
    "storage_error", "", "<b>",
)  # fmt: skip
NOT_WORDS = re.compile(r"<style>.*?</style>|<code>.*?</code>")
TAGS = re.compile(r"<[^>]*>")


def every_page(name: str) -> list[str]:
    return [
        *(front_page(may_install=may) for may in (True, False)),
        *(privacy_page(keep_days=days) for days in (1, 30)),
        *(installed_page(name, is_for_organisation=whole) for whole in (True, False)),
        *map(failed_page, REASONS),
    ]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ES-419", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr-CA, fr;q=0.9, es;q=0.7, en;q=0.3", "es"),
        ("fr", "en"),
        ("en;q=0.1, es;q=0.9", "es"),
        ("es ; q = 0.5 , *", "en"),
        ("es;q=0", "en"),
        ("es;q=2, en;q=0.1", "en"),
        ("es;level=1", "en"),
        (";;;,,q=1,\x00", "en"),
        ("xx," * 5000 + "es", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_likes_best(header: str, code: str) -> None:
    assert language_asked(header) == code


def test_no_word_of_a_page_escapes_translation() -> None:
    with reading_in(PSEUDO):
        for page in every_page("¤¤"):
            words = [unescape(each).strip() for each in TAGS.split(NOT_WORDS.sub("", page))]
            assert [each for each in escaped_on_paper(words) if each != "PLNudge"] == []


def test_a_page_says_which_language_it_is_in() -> None:
    for code in ("en", "es"):
        with reading_in(language(code)):
            for page in every_page("Oakdale"):
                assert page.startswith(f'<!DOCTYPE html><html lang="{code}">')


def test_the_name_of_a_workspace_is_text_in_every_language() -> None:
    for code in ("en", "es"):
        with reading_in(language(code)):
            page = installed_page("<script>&{name}", is_for_organisation=False)
            assert "<script" not in page
            assert "&lt;script&gt;&amp;{name}" in page
