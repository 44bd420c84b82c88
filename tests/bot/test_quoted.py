"""An entry begins from somebody's message: its words, its link, and whose it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quoted import Quoted, draft_from
from domain.drafts import EntryDraft
from rubric_data import load_rubric

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
NAMES = {"UBEN": "Ben Ortiz", "UMAYA": "Maya Castellanos"}


def draft(text: str, *, author: str = "UBEN", **more: Any) -> EntryDraft:
    message = {"text": text, "user": author, "ts": f"{FRIDAY.timestamp():.6f}", **more}
    body = {
        "message": message,
        "channel": {"id": "C0GENERAL1", "name": "general"},
        "team": {"id": "T1", "domain": "lakeview"},
    }
    return draft_from(
        Quoted(body), RUBRIC, NAMES, reader="UMAYA", zone="America/Chicago", today=TODAY,
        day_first=False,
    )  # fmt: skip


def test_somebody_elses_message_is_read_today_and_says_whose_it_was() -> None:
    found = draft("Great 45 min webinar on podcasting yesterday <https://talk.example/x>")
    assert found.text == "Great 45 min webinar on podcasting (shared by Ben Ortiz)"
    assert (found.link, found.kind) == ("https://talk.example/x", "webinar")
    assert found.happened_on == TODAY


def test_ones_own_message_tells_the_day_from_when_it_was_written() -> None:
    assert draft("Finished EdCamp", author="UMAYA").happened_on == FRIDAY.date()
    yesterday = draft("Finished EdCamp yesterday", author="UMAYA")
    assert (yesterday.text, yesterday.happened_on) == ("Finished EdCamp", date(2026, 11, 19))


def test_without_a_link_of_its_own_the_message_is_the_link() -> None:
    at = f"{FRIDAY.timestamp():.6f}"
    page = f"https://lakeview.slack.com/archives/C0GENERAL1/p{at.replace('.', '')}"
    assert draft("EdCamp was great").link == page
    in_thread = draft("EdCamp was great", thread_ts="1700000000.000100").link
    assert in_thread == f"{page}?thread_ts=1700000000.000100&cid=C0GENERAL1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thanks <@UBEN|ben> and <@U0OTHER>", "Thanks @Ben Ortiz and @somebody"),
        ("see <#C0GENERAL1|general>", "see general"),
        ("<!here> EdCamp for <!subteam^S1|@science>", "@here EdCamp for @science"),
        ("the <!date^1700000000^{date}|third> EdCamp", "the third EdCamp"),
        ("write to <mailto:ana@a.example|Ana>", "write to Ana"),
        ("2 &lt; 3 &amp; <https://a.example|this>", "2 < 3 & this"),
        ("#edchat26 on #k12 ideas #nonsense", "edchat26 on k12 ideas nonsense"),
        ("", "Lesson plan.pdf"),
        ("…", "…"),
    ],
)
def test_slacks_marks_are_read_as_people_read_them(text: str, words: str) -> None:
    found = draft(text, author="", files=[{"title": "Lesson plan.pdf"}])
    assert found.text == words


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=4000) | st.text(alphabet="<>@#!|UC0&;:/ ah45m", max_size=200))
def test_whatever_a_message_says_a_form_can_show_it(text: str) -> None:
    found = draft(text)
    assert len(found.text) <= 3000
    assert found.happened_on == TODAY
