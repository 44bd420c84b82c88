"""Every message and modal is one that Slack takes, with the worst that the rules allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listeners.commands import SUBCOMMANDS, tag_lines
from bot.messages.credit_policy import credit_policy_blocks
from bot.messages.failure import not_kept_message
from bot.messages.forms import Origin
from bot.messages.greeting import (
    HelpLine,
    help_message,
    opted_in_message,
    opted_out_message,
    welcome_message,
)
from bot.messages.home import HomePage, home_view
from bot.messages.language import say
from bot.messages.message import (
    Message,
    as_notified,
    escape,
    quote,
    shorten,
    typed,
    unescape,
    unstyled,
)
from bot.messages.overview import Overview, me_message, overview_blocks
from bot.messages.policy import policy_blocks
from bot.messages.story import why_blocks
from domain.retention import Limits, Retention
from domain.weeks import Week
from domain.words import Words
from rubric_data import Rubric
from sandbox.block_kit import problems, view_problems
from sandbox.reading import pings_in, unescaped
from storage.policies import Policy
from storage.progress import GoalProgress
from tests.bot.choices import choice_messages, choice_views, some_settings
from tests.bot.credit import (
    a_credit,
    a_policy,
    a_standing,
    credit_home,
    credit_lines,
    credit_messages,
    credit_views,
)
from tests.bot.cycles import cycle_home, cycle_messages, cycle_views
from tests.bot.digests import digest_messages, digest_views
from tests.bot.entries import an_entry, entry_messages, entry_views
from tests.bot.evaluations import (
    a_course,
    evaluation_home,
    evaluation_messages,
    evaluation_views,
)
from tests.bot.follow_ups import follow_up_messages, follow_up_views
from tests.bot.goals import a_goal, goal_messages, goal_views
from tests.bot.groups import group_home, group_views
from tests.bot.portfolios import portfolio_messages, portfolio_views
from tests.bot.prompts import prompt_messages, prompt_views
from tests.bot.retention import retention_home, retention_views
from tests.bot.schedules import calendar_messages, schedule_home, schedule_views
from tests.bot.stories import story_views

TODAY = date(2026, 11, 24)
WORST = ("&" * 3000, "<!channel>" * 300, "\n" * 1500 + "x" * 1500, "漢" * 3000, "*_~`" * 750, "a")
WORST_IDS = ("escapes", "pings", "lines", "wide", "styles", "short")


def an_overview(text: str, rubric: Rubric) -> Overview:
    keys = [element.key for element in rubric.elements]
    return Overview(
        name=text,
        today=TODAY,
        streak=99,
        week_entries=999,
        week_minutes=99999,
        minutes_by_week={Week.of(TODAY).before(ago): 99999 for ago in range(8)},
        minutes_by_element=dict.fromkeys(keys, 99999),
        skills={skill.key: 999 for skill in rubric.skills},
        goals=[
            GoalProgress(a_goal(text, rubric), 99, 9999, 100, )
            if place == 0
            else GoalProgress(_with_id(a_goal(text, rubric), place), 99, 9999, 55)
            for place in range(60)
        ],
        entries=[_with_id(an_entry(text, rubric), place) for place in range(60)],
        local_next_prompt_at=datetime(2026, 12, 24, 15, 30),
        settings=some_settings(rubric),
        groups_led=[f"{place} {text}"[:100] for place in range(40)],
        standing=a_standing(text, rubric),
        credit={place: a_credit(text, rubric, place, "granted") for place in range(60)},
        taken_back=[_with_id(an_entry(text, rubric), place) for place in range(60)],
        evaluation=a_course(text, rubric, "self-evaluation"),
        retention=Retention(Limits(20, 20, 20), date(2026, 12, 24)),
    )  # fmt: skip


def _with_id(row: Any, row_id: int) -> Any:
    row.id = row_id
    return row


def every_message(text: str, rubric: Rubric) -> Iterator[Message]:
    yield from entry_messages(text, rubric)
    yield from goal_messages(text, rubric)
    yield from follow_up_messages(text, an_entry(text, rubric), rubric)
    yield from evaluation_messages(text, rubric)
    yield from prompt_messages(text, rubric)
    yield welcome_message(text[:80])
    lines = [HelpLine(each.usage, each.summary, each.chapter) for each in SUBCOMMANDS.values()]
    yield help_message(lines, tag_lines(rubric))
    for words in ("", text, text * 3):
        yield not_kept_message(say("Nothing was saved."), words)
    yield opted_out_message()
    yield opted_in_message()
    for has_charts in (True, False):
        yield me_message(an_overview(text[:80], rubric), rubric, has_charts=has_charts)
    yield from choice_messages(text, rubric)
    yield from portfolio_messages(text)
    yield from calendar_messages(text)
    yield from digest_messages(text, rubric)
    yield from credit_messages(text, rubric)
    yield from cycle_messages(text, rubric)


def every_view(text: str, rubric: Rubric) -> Iterator[dict[str, Any]]:
    origin = Origin(row=10**15, response_url="https://hooks.example/" + "x" * 300)
    yield from entry_views(text, rubric, origin)
    yield from goal_views(text, rubric, origin)
    yield from follow_up_views(text, rubric, origin)
    yield from evaluation_views(text, rubric, origin)
    yield home_view(HomePage.GROUPS, list(HomePage), evaluation_home(text, rubric))
    yield from prompt_views(text, rubric, origin)
    yield from schedule_views(text, rubric)
    yield from cycle_views(text, rubric)
    yield from choice_views(text, rubric, origin)
    yield from portfolio_views(text, origin)
    yield from group_views(text)
    yield from story_views(text)
    yield from retention_views()
    yield from digest_views(text, rubric, origin)
    yield from credit_views(text, rubric, origin)
    lines = [*credit_home(text, rubric), *credit_lines(text, rubric)]
    yield home_view(HomePage.MINE, list(HomePage), lines)
    pages = list(HomePage)
    yield home_view(HomePage.MINE, pages, overview_blocks(an_overview(text[:80], rubric), rubric))
    policies = [
        Policy("day-order", "month-first", is_chosen=False, meaning=Words("3/4 is March 4")),
        Policy("nudges-a-day", "20", is_chosen=True, meaning=Words("at most 20 a day")),
        Policy("language", "en", is_chosen=False, meaning=Words("English in channels")),
        Policy("floor", "5", is_chosen=False, meaning=Words("no figure rests on fewer than 5")),
    ]
    admin_blocks = [
        *schedule_home(text, rubric),
        *cycle_home(text, rubric),
        *why_blocks(),
        *policy_blocks(policies),
        retention_home(),
        *credit_policy_blocks(a_policy(text, rubric), rubric, TODAY, awaiting=999),
        *group_home(text),
    ]
    yield home_view(HomePage.ADMIN, pages, admin_blocks)


def shown_texts(part: Any) -> Iterator[str]:
    """What Slack reads as markup."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from shown_texts(each)


@pytest.mark.parametrize(
    "text", WORST, ids=("escapes", "pings", "lines", "wide", "styles", "short")
)
@pytest.mark.parametrize("of", [every_message, every_view], ids=("messages", "views"))
def test_slack_would_take_it(
    text: str, of: Callable[[str, Rubric], Iterator[Any]], rubric: Rubric
) -> None:
    for made in of(text, rubric):
        if isinstance(made, Message):
            payload = made.payload()
            assert problems(payload["blocks"], "message") == []
            assert 0 < len(payload["text"]) <= 4000
            marked = "".join(shown_texts(payload["blocks"])) + payload["text"]
            assert "<!" not in marked.replace(DATE, "")
        else:
            assert view_problems(made) == []


DATE = "<!date^00000000^{_}|"
"""What stands for a mark of style that somebody typed begins so."""

people_s_words = st.text() | st.text("*_~`> ab\n<&:/.", max_size=80)


@given(text=people_s_words, most=st.integers(20, 400))
def test_words_are_escaped_whole_and_never_too_long(text: str, most: int) -> None:
    for shown in (typed(text, most), quote(text, most)):
        assert pings_in(shown) == []
        assert re.sub(r"&(?:amp|lt|gt);", "", shown).count("&") == 0
        assert shown.count("<") == shown.count(DATE)
    assert len(as_notified(typed(text, most)).replace("\u00ad", "")) <= most
    assert len(as_notified(quote(text, most)).replace("\u00ad", "")) <= 2 * most + 1


@given(people_s_words.map(lambda text: " ".join(text.replace("\u00ad", "").split())).filter(bool))
def test_words_read_as_typed_whatever_marks_of_style_are_in_them(text: str) -> None:
    shown = typed(text, 10**6)
    for ours, read in (("• {}, *bold*", "• {}, bold"), ("*{}*", "{}"), ("_{}_: *2*", "{}: 2")):
        assert unescaped(ours.format(shown)).replace("\u00ad", "") == read.format(text)
    assert as_notified(shown).replace("\u00ad", "") == escape(text)


def test_a_notification_has_their_marks_and_none_of_ours() -> None:
    assert unstyled(f"*{typed('*Maya*')}* shares") == "*Maya* shares"


@given(st.text())
@settings(max_examples=50)
def test_short_words_stay_as_they_were_typed(text: str) -> None:
    assert shorten(text, 10**6) == text
    assert unescape(escape(text)) == text
