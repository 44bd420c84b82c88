"""Settings, colleagues, sharing, the catalogue, one's own record: all of it at its worst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.messages.catalogue import (
    catalogue_message,
    draft_of_option,
    option_form,
    option_kept_message,
    option_removed_message,
)
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.message import Message
from bot.messages.own_record import (
    LOOKS,
    export_failed_message,
    exporting_message,
    forget_form,
    forget_sure_form,
    forgotten_message,
    looks_message,
)
from bot.messages.people import Circle, people_message
from bot.messages.settings import settings_form, settings_message
from bot.messages.sharing import (
    LONGEST_WORDS,
    Wish,
    not_shared_message,
    nothing_to_share_message,
    share_form,
    share_post,
    share_preview,
    shared_message,
    shares_message,
    unshared_message,
)
from domain.cadence import WEEKDAYS
from domain.catalogue import LONGEST_NOTE, LONGEST_TITLE, Shelf
from domain.preferences import Hours, Preferences, Settings
from domain.topics import topics_of
from rubric_data import Rubric
from storage.audit import LookSeen
from storage.catalogue import OptionInSight
from storage.colleagues import Colleague, SharedWork
from storage.forgetting import Holdings
from storage.pages import Page
from storage.shares import Shared
from storage.tables import LearningOption, LearningOptionElement, Share
from tests.bot.entries import ROW, TODAY, an_entry
from tests.bot.goals import a_goal
from tests.conftest import NOW

LONG_LINK = "https://example.org/" + "x" * 1900


def some_settings(rubric: Rubric) -> Settings:
    return Settings(
        preferences=Preferences(
            days=WEEKDAYS,
            suits=Hours(time(8, 15), time(16, 45)),
            quiet=Hours(time(18), time(7)),
            paused_until_on=TODAY + timedelta(days=365),
            frequency="fewer",
            focus=tuple(element.key for element in rubric.elements),
        ),
        slack_zone="America/Argentina/ComodRivadavia",
        own_zone="America/North_Dakota/New_Salem",
        is_opted_out=False,
        usual_language="es",
    )


def choice_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    for is_opted_out in (True, False):
        settings = replace(some_settings(rubric), is_opted_out=is_opted_out)
        yield settings_message(settings, rubric, TODAY)
    yield from _people(text, rubric)
    yield from _sharing(text, rubric)
    yield from _own_record(text)
    yield from _catalogue(text, rubric)


def choice_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    yield settings_form(some_settings(rubric), rubric, TODAY, origin)
    yield from _sharing_views(text, rubric, origin)
    for draft in (None, draft_of_option(an_option(text, rubric), rubric)):
        yield option_form(draft, rubric, origin)
    yield forget_form(Holdings(10**6, 10**6, 10**6, 10**6, 10**6, 10**6), origin)
    yield forget_sure_form(origin)


def _people(text: str, rubric: Rubric) -> Iterator[Message]:
    topics = topics_of(rubric)
    work = SharedWork("goal", text, TODAY, LONG_LINK)
    colleagues = [Colleague(f"U{place}", text[:80], 10**6, (work,) * 3) for place in range(5)]
    circle = Circle(topics[0].dump(), 10**6)
    yield people_message(circle, topics, Page(colleagues, 10**6, 10**7, 5), rubric, TODAY)
    yield people_message(circle, topics[:1], Page([], 0, 0, 5), rubric, TODAY)


def _sharing(text: str, rubric: Rubric) -> Iterator[Message]:
    met = a_goal(text, rubric)
    met.state = "met"
    for work in (an_entry(text, rubric), a_goal(text, rubric), met):
        yield share_post(text[:80], work, text[:LONGEST_WORDS], rubric)
    yield shared_message(ROW, "C0123456789")
    yield unshared_message("C0123456789")
    yield not_shared_message(say("Slack did not take it."), "entry:1")
    yield nothing_to_share_message()
    shares = [
        Shared(Share(id=place, channel="C0123456789", shared_at=NOW), met if place else None)
        for place in range(5)
    ]
    yield shares_message(Page(shares, 10**6, 10**7, 5), TODAY, "America/Chicago")
    yield shares_message(Page([], 0, 0, 5), TODAY, "America/Chicago")


def _own_record(text: str) -> Iterator[Message]:
    yield exporting_message()
    for reason in ("missing_scope", text):
        yield export_failed_message(reason)
    yield forgotten_message()
    looks = [LookSeen(text[:80] if place else None, text, text, NOW) for place in range(LOOKS)]
    yield looks_message(Page(looks, 10**6, 10**7, LOOKS), "America/Chicago", TODAY)
    yield looks_message(Page([], 0, 0, LOOKS), "America/Chicago", TODAY)


def an_option(text: str, rubric: Rubric, row: int = ROW) -> LearningOption:
    return LearningOption(
        id=row,
        title=text[:LONGEST_TITLE],
        link=LONG_LINK if row % 2 else "https://pod.example/" + "&" * 190,
        kind=rubric.kinds[0].key,
        mode=rubric.modes[0].key,
        cost="covered",
        minutes=12_000,
        skill=rubric.skills[0].key,
        note=text[:LONGEST_NOTE],
        element_rows=[LearningOptionElement(element=each.key) for each in rubric.elements],
    )


def _catalogue(text: str, rubric: Rubric) -> Iterator[Message]:
    shelf = Shelf(
        mode="social-media", topic="skills:information-literacy", cost="free-to-me",
        length="half-day", first=10**6, words=text[:40],
    )  # fmt: skip
    options = [
        OptionInSight(an_option(text, rubric, place), text[:80], 10**6 * (place % 2),
                      (text[:80], text[:80]), is_mine=True, may_change=True)
        for place in range(5)
    ]  # fmt: skip
    yield catalogue_message(shelf, Page(options, 10**6, 10**7, 5), rubric)
    yield catalogue_message(Shelf(), Page([], 0, 0, 5), rubric)
    for is_edited in (True, False):
        yield option_kept_message(an_option(text, rubric), rubric, is_edited=is_edited)
    yield option_removed_message(an_option(text, rubric), rubric)


def _sharing_views(text: str, rubric: Rubric, origin: Origin) -> Iterator[dict[str, Any]]:
    entries = [an_entry(text, rubric, place) for place in range(100)]
    goals = [a_goal(text, rubric, place) for place in range(100)]
    words = text[:LONGEST_WORDS]
    yield share_form(entries, goals, TODAY, origin, chosen="entry:0", words=words)
    yield share_form([], goals, TODAY, origin, chosen="goal:0")
    for said in (words, '"' * LONGEST_WORDS, "\x01" * LONGEST_WORDS, "\n" * LONGEST_WORDS):
        wish = Wish(f"entry:{ROW}", "C0123456789", said, is_for_colleagues=True)
        post = share_post(text[:80], entries[0], said, rubric)
        yield share_preview(post, wish, replace(origin, said=wish.dump()))
