"""What educators read asks for no more years of school than it has to.

The rule: of each message and form, the sentences that PLNudge says itself are graded together,
with a single letter for what people typed. Labels, buttons and lists have no sentences, and what
is quoted from the rubric is left as it is. Fewer than twenty words give no grade of their own that
means something; they count in the median of all, and no sentence of theirs may be long.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any, Final

import pytest

from bot.listeners.commands import SUBCOMMANDS, tag_lines
from bot.messages.failure import not_kept_message
from bot.messages.forms import Origin
from bot.messages.greeting import (
    HelpLine,
    help_message,
    opted_in_message,
    opted_out_message,
    welcome_message,
)
from bot.messages.overview import me_message
from rubric_data import Rubric
from tests.bot.choices import choice_messages, choice_views
from tests.bot.credit import credit_messages
from tests.bot.entries import an_entry, entry_messages, entry_views
from tests.bot.evaluations import evaluation_messages, evaluation_views
from tests.bot.follow_ups import follow_up_messages, follow_up_views
from tests.bot.goals import goal_messages, goal_views
from tests.bot.portfolios import portfolio_messages, portfolio_views
from tests.bot.prompts import prompt_messages, prompt_views
from tests.bot.reading_level import grade, sentences_in, words_in
from tests.bot.test_messages import an_overview

TYPED: Final = "x"
HIGHEST_MEDIAN: Final = 8.0
HIGHEST: Final = 10.0
FEWEST_WORDS: Final = 20
LONGEST_SENTENCE: Final = 40
"""In words."""


def messages_for_educators(rubric: Rubric) -> Iterator[dict[str, Any]]:
    lines = [HelpLine(each.usage, each.summary, each.chapter) for each in SUBCOMMANDS.values()]
    for messages in (
        entry_messages(TYPED, rubric),
        goal_messages(TYPED, rubric),
        follow_up_messages(TYPED, an_entry(TYPED, rubric), rubric),
        evaluation_messages(TYPED, rubric),
        prompt_messages(TYPED, rubric),
        choice_messages(TYPED, rubric),
        portfolio_messages(TYPED),
        credit_messages(TYPED, rubric),
        (welcome_message("Maya"), help_message(lines, tag_lines(rubric))),
        (opted_out_message(), opted_in_message(), not_kept_message("Nothing was saved.", TYPED)),
        (me_message(an_overview(TYPED, rubric), rubric, has_charts=False),),
    ):
        for message in messages:
            yield {"blocks": message.payload()["blocks"]}


def forms_for_educators(rubric: Rubric) -> Iterator[dict[str, Any]]:
    origin = Origin(row=1)
    yield from entry_views(TYPED, rubric, origin)
    yield from goal_views(TYPED, rubric, origin)
    yield from follow_up_views(TYPED, rubric, origin)
    yield from evaluation_views(TYPED, rubric, origin)
    yield from prompt_views(TYPED, rubric, origin)
    yield from choice_views(TYPED, rubric, origin)
    yield from portfolio_views(TYPED, origin)


def own_sentences(part: object, rubric: Rubric) -> list[str]:
    quoted = {
        sentence
        for element in rubric.elements
        for text in (element.description_text, element.next_step_text)
        for sentence in sentences_in(text)
    }
    found = (sentence for text in texts_in(part) for sentence in sentences_in(text))
    return [each for each in dict.fromkeys(found) if each not in quoted]


def texts_in(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "plain_text"}:
            yield str(part["text"])
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from texts_in(each)


@pytest.mark.parametrize("of", [messages_for_educators, forms_for_educators])
def test_what_educators_read_asks_for_eight_years_of_school_at_most(
    of: Any, rubric: Rubric
) -> None:
    grades = []
    for shown in of(rubric):
        sentences = own_sentences(shown, rubric)
        if not sentences:
            continue
        grades.append(grade(sentences))
        is_long = sum(len(words_in(each)) for each in sentences) >= FEWEST_WORDS
        if is_long and grades[-1] > HIGHEST:
            pytest.fail(f"{grades[-1]:.1f}: {' '.join(sentences)}")
        for each in sentences:
            assert len(words_in(each)) <= LONGEST_SENTENCE, each
    assert len(grades) > 20, "most of what they read has sentences"
    assert median(grades) <= HIGHEST_MEDIAN


def test_the_built_in_prompts_are_easy_to_read(rubric: Rubric) -> None:
    grades = [grade(sentences_in(prompt.text)) for prompt in rubric.prompts]
    assert median(grades) <= HIGHEST_MEDIAN
    assert grade([each for prompt in rubric.prompts for each in sentences_in(prompt.text)]) <= 6


def test_a_grade_is_that_of_the_formula() -> None:
    # 12 words in 1 sentence with 14 syllables, and 2 sentences of 3 words each.
    assert grade(["The cat sat on the mat, and a dog ran to him."]) == pytest.approx(
        0.39 * 12 + 11.8 * 12 / 12 - 15.59
    )
    assert grade(["Teachers reflect daily.", "It helps them."]) == pytest.approx(
        0.39 * 3 + 11.8 * 9 / 6 - 15.59
    )
