"""What holds of the quick entry whatever is typed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.day_words import MONTH, WEEKDAY
from domain.errors import BadInput
from domain.quick_entry import QuickEntry, read_quick_entry
from domain.tags import tag_names
from domain.typed_line import plain_copy
from rubric_data import load_rubric

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)
TAGS = sorted(tag_names(RUBRIC))
FIELDS = {"text", "minutes", "happened_on", "link", "elements"}

TOKENS = st.sampled_from(
    ["45m", "1h30", "1.5 hours", "half an hour", "20 minute", "-5m", "2000m", "for", "about", "of",
     "yesterday", "on Monday", "last Fri", "11/20", "20.11.", "Nov 20", "2026-11-20", "tomorrow",
     "Monday's", "#own", "#skills", "#webinar", "#zzqq", "#1", "private", "(private)", "outside",
     "joined a network", "goal:2", "goal:“lead more”", "goal:", "https://a.example/x", "http://",
     "<https://b.example|Label here>", "<mailto:a@b.example|a>", "<#C1|skills>", "“", "”", '"',
     "webinar", "lessons", "with", "the", "EdCamp", ",", ".", "-", "–", "(", ")", "🎉", ":tada:",
     "\n", "\u00a0", "مرحبا", "word", "3", "x", "½", "and"]
)  # fmt: skip
LINES = st.one_of(
    st.text(max_size=150),
    st.lists(TOKENS, max_size=14).map(" ".join),
    st.lists(TOKENS, max_size=10).map("".join),
)


def _read(line: str, *, day_first: bool = False) -> QuickEntry:
    return read_quick_entry(line, rubric=RUBRIC, today=TODAY, day_first=day_first)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


_TIME_WORDS = re.compile(
    rf"\d+|\d*[hm]\d*|\d+(?:hrs?|mins?|h|m|st|nd|rd|th)|hours?|hrs?|h|m|mins?|minutes?|half|quarters?"
    rf"|a|an|and|one|two|three|four|five|six|couple|of|x|for|about|around|nearly|almost|just|over"
    rf"|total|time|on|the|at|in|last|this|past|next|ago|days?|weeks?|months?|weekend|long|{MONTH}"
    rf"|{WEEKDAY}|yesterdays?|today|tonight|tomorrow|morning|afternoon|evening|night|noon|earlier"
    r"|later|late|before|[½¼¾]|\w*[½¼¾]\w*",
    re.IGNORECASE,
)


def _shown_elsewhere(word: str, entry: QuickEntry) -> bool:
    """True of a word that a field shows: a tag's, a goal's, a link's, or one of a time."""
    said = " ".join(
        [entry.kind or "", entry.mode or "", *entry.elements, *entry.skills, entry.reach or "",
         entry.network_act or "", entry.visibility or "", entry.goal or "", entry.link or ""]
    )  # fmt: skip
    plain = plain_copy(word)
    names = tag_names(RUBRIC)
    is_tag = any(
        plain in re.findall(r"\w+", name) and key in said for name, (_, key) in names.items()
    )
    is_time = (entry.minutes is not None or entry.happened_on != TODAY or "day" in plain) and (
        _TIME_WORDS.fullmatch(plain) is not None
    )
    is_today = plain in ("today", "tonight", "this", "morning", "afternoon", "evening")
    shown = plain_copy(said)
    return is_tag or is_time or is_today or plain in shown or plain in ("goal", "only", "c1")


@settings(max_examples=600)
@given(LINES, st.booleans())
@example("45m", False)
@example("<https://a.example|>", False)
@example("#", True)
def test_any_line_is_an_entry_or_is_refused(line: str, day_first: bool) -> None:
    try:
        entry = _read(line, day_first=day_first)
    except BadInput as refusal:
        assert refusal.field in FIELDS
        assert refusal.sentence.endswith(".")
        return
    assert entry.text == entry.text.strip() != ""
    assert entry.minutes is None or 1 <= entry.minutes <= 1440
    assert entry.happened_on <= TODAY
    assert entry.suggested <= {
        "kind", "mode", "elements", "skills", "network_act", "reach", "minutes", "happened_on",
    }  # fmt: skip
    for field in entry.suggested:
        assert getattr(entry, field)


@settings(max_examples=600)
@given(st.lists(TOKENS, max_size=14).map(" ".join))
@example("goal: “ <https://b.example|Label here> “ 45m joined a network")
def test_no_word_is_lost_that_is_not_shown_as_understood(line: str) -> None:
    try:
        entry = _read(line)
    except BadInput:
        return
    for word in _words(line) - _words(entry.text):
        assert _shown_elsewhere(word, entry), (word, entry)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(["word", "Zoë", "we", "saw", "kids", "🎉"]), min_size=1))
def test_plain_words_come_out_as_they_went_in(words: list[str]) -> None:
    line = " ".join(words)
    assert _read(line).text == line


@given(st.sampled_from(TAGS))
def test_letter_case_of_a_tag_changes_nothing(tag: str) -> None:
    entries = {_read(f"EdCamp with Ana #{form}") for form in (tag, tag.upper(), tag.title())}
    assert len(entries) == 1


@given(st.permutations(["45m", "on Monday", "#own", "https://a.example/x", "goal:2"]))
def test_tokens_at_the_edges_may_come_in_any_order(tokens: list[str]) -> None:
    entries = set()
    for place in range(len(tokens) + 1):
        line = " ".join([*tokens[:place], "Talked with Ana", *tokens[place:]])
        entries.add(_read(line))
    assert len(entries) == 1
    assert entries.pop().text == "Talked with Ana"
