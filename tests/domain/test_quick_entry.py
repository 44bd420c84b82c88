from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.errors import BadInput
from domain.quick_entry import QuickEntry, read_quick_entry
from rubric_data import load_rubric

RUBRIC = load_rubric()
TODAY = date(2026, 11, 24)


def _read(text: str, *, day_first: bool = False) -> QuickEntry:
    return read_quick_entry(text, rubric=RUBRIC, today=TODAY, day_first=day_first)


def _said(text: str) -> dict[str, Any]:
    """The fields that the line said itself, but for the text."""
    entry = _read(text)
    fields = {
        name: getattr(entry, name)
        for name in ("minutes", "kind", "mode", "elements", "skills", "network_act", "reach",
                     "visibility", "link", "goal")
        if getattr(entry, name) and name not in entry.suggested
    }  # fmt: skip
    if entry.happened_on != TODAY:
        fields["happened_on"] = entry.happened_on
    return fields


def test_one_line_says_it_all() -> None:
    assert _read(
        "45m EdCamp session on student podcasting #ownership #collaboration https://edcamp.org/x"
    ) == QuickEntry(
        text="EdCamp session on student podcasting",
        minutes=45,
        happened_on=TODAY,
        kind="edcamp",
        mode="in-person",
        elements=("ownership",),
        skills=("collaboration",),
        reach="outside",
        link="https://edcamp.org/x",
        suggested=frozenset({"kind", "mode", "reach"}),
    )


def test_nothing_is_suggested_where_the_words_say_nothing() -> None:
    assert _read("Thought about things") == QuickEntry("Thought about things", None, TODAY)


# Text and what was said, for every sort of token in every place.
LINES: dict[str, tuple[str, dict[str, Any]]] = {
    # how long
    "45m webinar": ("webinar", {"minutes": 45}),
    "webinar 45 min": ("webinar", {"minutes": 45}),
    "webinar (45 min)": ("webinar", {"minutes": 45}),
    "45m *webinar* on *podcasts* #ownership": (
        "*webinar* on *podcasts*",
        {"minutes": 45, "elements": ("ownership",)},
    ),
    "45m * webinar": ("webinar", {"minutes": 45}),
    "webinar, about an hour.": ("webinar.", {"minutes": 60}),
    "webinar - 1h30 - with Ana": ("webinar - 1h30 - with Ana", {"minutes": 90}),
    "webinar for half an hour": ("webinar", {"minutes": 30}),
    "spent 45 min on a webinar": ("spent 45 min on a webinar", {"minutes": 45}),
    "45m of reading": ("45m of reading", {"minutes": 45}),
    "EdCamp 45 min 🎉": ("EdCamp 🎉", {"minutes": 45}),
    "EdCamp 45m :tada:": ("EdCamp :tada:", {"minutes": 45}),
    "- 45m EdCamp": ("EdCamp", {"minutes": 45}),
    "EdCamp — 45m": ("EdCamp", {"minutes": 45}),
    # when
    "yesterday 45m EdCamp": ("EdCamp", {"minutes": 45, "happened_on": date(2026, 11, 23)}),
    "EdCamp on Monday": ("EdCamp", {"happened_on": date(2026, 11, 23)}),
    "Nov 20: EdCamp": ("EdCamp", {"happened_on": date(2026, 11, 20)}),
    "EdCamp on Friday with Ana": (
        "EdCamp on Friday with Ana", {"happened_on": date(2026, 11, 20)},
    ),
    "Yesterday's PLC": ("Yesterday's PLC", {"happened_on": date(2026, 11, 23)}),
    "45m EdCamp sat": ("EdCamp", {"minutes": 45, "happened_on": date(2026, 11, 21)}),
    "EdCamp on the 18th 30m": (
        "EdCamp", {"minutes": 30, "happened_on": date(2026, 11, 18)},
    ),
    "read for 30 min before bed": ("read for 30 min before bed", {"minutes": 30}),
    "EdCamp last week": ("EdCamp", {"happened_on": date(2026, 11, 17)}),
    # tags
    "EdCamp #own #ct #hybrid": (
        "EdCamp", {"elements": ("ownership",), "skills": ("critical-thinking",), "mode": "blended"},
    ),
    "#own #skills EdCamp": ("EdCamp", {"elements": ("ownership", "skills")}),
    "a talk on #collaboration with Ana": (
        "a talk on #collaboration with Ana", {"skills": ("collaboration",)},
    ),
    "a talk on #collaboration": ("a talk on #collaboration", {"skills": ("collaboration",)}),
    "45m #webinar": ("webinar", {"minutes": 45, "kind": "webinar"}),
    "a talk #webinar #video": ("a talk #webinar #video", {"kind": "webinar"}),
    "15m #satchat": ("#satchat", {"minutes": 15}),
    "last night's #edchat 1hr": (
        "last night's #edchat",
        {"minutes": 60, "kind": "social-feed", "happened_on": date(2026, 11, 23)},
    ),
    "a video on wait time 12m": ("a video on wait time", {"minutes": 12}),
    "webinar, time: 45m": ("webinar", {"minutes": 45}),
    "followed #NSTA26 on my phone": ("followed #NSTA26 on my phone", {}),
    # links
    "read <https://a.example/x|Austin's Butterfly>": (
        "read Austin's Butterfly", {"link": "https://a.example/x"},
    ),
    "<https://a.example/x> reading": ("reading", {"link": "https://a.example/x"}),
    "read https://a.example/x and tried it": (
        "read https://a.example/x and tried it", {"link": "https://a.example/x"},
    ),
    "read <https://a.example/x> and <https://b.example/y|this> too": (
        "read https://a.example/x and this (https://b.example/y) too",
        {"link": "https://a.example/x"},
    ),
    "https://a.example/#x": ("https://a.example/#x", {"link": "https://a.example/#x"}),
    "<mailto:ana@a.example|Ana> helped": ("<mailto:ana@a.example|Ana> helped", {}),
    # goals
    "webinar goal:2": ("webinar", {"goal": "2"}),
    "goal: #2 webinar": ("webinar", {"goal": "2"}),
    "webinar goal:“Student-led Conferences” today": (
        "webinar", {"goal": "Student-led Conferences"},
    ),
    "webinar goal:Conferences with Ana": ("webinar with Ana", {"goal": "Conferences"}),
    "Goal: read more": ("Goal: read more", {}),
    # who may see it
    "EdCamp private": ("EdCamp", {"visibility": "private"}),
    "EdCamp (private)": ("EdCamp", {"visibility": "private"}),
    "Private: EdCamp": ("EdCamp", {"visibility": "private"}),
    "EdCamp, leaders only": ("EdCamp", {"visibility": "leaders"}),
    "EdCamp - visible to colleagues": ("EdCamp", {"visibility": "colleagues"}),
    "EdCamp #colleagues": ("EdCamp", {"visibility": "colleagues"}),
    "EdCamp yesterday private": (
        "EdCamp", {"happened_on": date(2026, 11, 23), "visibility": "private"},
    ),
    # networks
    "45m PLC #evaluation yesterday outside": (
        "PLC",
        {"minutes": 45, "elements": ("evaluation",), "happened_on": date(2026, 11, 23),
         "reach": "outside"},
    ),
    "joined on Monday: a PLC for art": (
        "a PLC for art", {"network_act": "joined", "happened_on": date(2026, 11, 23)},
    ),
    "Talk with teachers outside the district": (
        "Talk with teachers outside the district", {"reach": "outside"},
    ),
    "Talk with teachers, within the district": ("Talk with teachers", {"reach": "within"}),
    "joined the NSTA network today": ("joined the NSTA network", {"network_act": "joined"}),
    "a PLC for art, created": ("a PLC for art", {"network_act": "created"}),
    # the whole line in quotes, as examples are copied
    "“45m EdCamp #own”": ("EdCamp", {"minutes": 45, "elements": ("ownership",)}),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_what_is_said_is_understood_and_lifted_out_where_the_rest_reads_well(line: str) -> None:
    text, fields = LINES[line]
    assert _read(line).text == text
    assert _said(line) == fields


@pytest.mark.parametrize(
    "text",
    [
        "read 3 chapters of 20 minute lessons",
        "a 45-minute talk about 20% time",
        "read “45 Minutes a Day” and liked it",
        "planned two 30 minute lessons",
        "phones away for 5 minutes each",
        "read 45 minutes a day",
        "abcm reading",
        "ideas for grades 3/4",
        "finished module 3/5",
        "the library is open 24/7",
        "scored 11/20 on the quiz",
        "Sat in on Ms. Lee's lesson",
        "talked about where we sat",
        "arrived 10 minutes before class",
        "a solar oven in the sun",
        "prep for Friday",
        "the club meets every Monday",
        "Tuesdays with Morrie",
        "will try this tomorrow",
        "visited a school that is private",
        "public and private schools",
        "shared it with parents, colleagues",
        "we went outside",
        "a course on C# and F#",
        "our #1 concern",
        "chapter #3",
    ],
)
def test_words_that_only_look_like_tokens_stay_text(text: str) -> None:
    entry = _read(text)
    assert entry.text == text
    assert _said(text) == {}
    assert "minutes" not in entry.suggested


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Attended a 2 hour workshop on Canva", 120),
        ("met 45 min with Priya to plan", 45),
        ("watched an hour-long webinar on SEL", 60),
        ("read for 30-45 min", 30),
        ("observed Kim 40m, debriefed 15m", 55),
        ("did two 30 min coaching cycles with Jo", 60),
    ],
)
def test_a_length_within_a_sentence_is_suggested(text: str, minutes: int) -> None:
    entry = _read(text)
    assert entry.minutes == minutes
    assert "minutes" in entry.suggested


def test_a_day_taken_from_a_stretch_is_suggested() -> None:
    assert "happened_on" in _read("EdCamp last week").suggested
    assert "happened_on" not in _read("EdCamp last Monday").suggested


def test_numbers_are_read_in_the_workspace_s_order() -> None:
    assert _read("EdCamp 3/4").happened_on == date(2026, 3, 4)
    assert _read("EdCamp 3/4", day_first=True).happened_on == date(2026, 4, 3)


def test_phones_quotes_dashes_and_spaces_are_read_and_kept() -> None:
    entry = _read("45\u00a0min  EdCamp – “Kids’ podcasts”,\u202fwith Zoë — on\u00a0Monday")
    assert entry.text == "EdCamp – “Kids’ podcasts”,\u202fwith Zoë"
    assert (entry.minutes, entry.happened_on) == (45, date(2026, 11, 23))


def test_a_mode_may_follow_from_the_kind() -> None:
    entry = _read("Listened to #podcast with Ana")
    assert (entry.kind, entry.mode) == ("on-demand-video", "on-demand")
    assert entry.suggested >= {"mode"}
    assert "kind" not in entry.suggested


def test_the_page_that_a_link_leads_to_is_listened_to() -> None:
    assert _read("wait time https://www.youtube.com/watch?v=1").kind == "on-demand-video"


def test_what_is_none_of_the_kinds_gives_way_to_one_that_is() -> None:
    assert _read("webinar on student-led conferences").kind == "webinar"
    assert _read("student-led conferences").kind == "other"


def test_words_of_a_goal_are_not_listened_to() -> None:
    assert _read("tea with Ana goal:“three webinars”").kind is None


NO_WORDS = "There are no words yet: write at least a few that say what it is."
TOO_SHORT = "It can't have taken {} minutes: write how long it took, such as 45m or 1h30."
TOO_LONG = "{} minutes is more than a day: log each day on its own, with 24h at most."
NO_LINK = "“{}” is no link that opens: write it like https://example.org/page."
TO_COME = (
    "“{}” is still to come: log it once it is done, or give the day that it was, such as yesterday."
)
REFUSALS = {
    "": ("text", NO_WORDS),
    " \u00a0 ": ("text", NO_WORDS),
    "45m": ("text", NO_WORDS),
    "45m yesterday": ("text", NO_WORDS),
    "goal:2": ("text", NO_WORDS),
    "…": ("text", NO_WORDS),
    "0m reading": ("minutes", TOO_SHORT.format(0)),
    "reading -5m": ("minutes", TOO_SHORT.format(-5)),
    "-5m reading": ("minutes", TOO_SHORT.format(-5)),
    "2000m reading": ("minutes", TOO_LONG.format(2000)),
    "reading 2000 minutes": ("minutes", TOO_LONG.format(2000)),
    "25h reading": ("minutes", TOO_LONG.format(1500)),
    "EdCamp 2035-01-01": ("happened_on", TO_COME.format("2035-01-01")),
    "EdCamp on Nov 30": ("happened_on", TO_COME.format("on Nov 30")),
    "Tomorrow: EdCamp": ("happened_on", TO_COME.format("Tomorrow")),
    "EdCamp 2026-02-30": (
        "happened_on", "The calendar has no “2026-02-30”: write a day like 2026-11-20 or Nov 20.",
    ),
    "EdCamp 1999-11-20": (
        "happened_on",
        "“1999-11-20” is more than 10 years ago: give a later day, such as 2026-11-23.",
    ),
    "EdCamp #ownr-zz": (
        "elements",
        "I don't know the tag #ownr-zz: the nearest are #owner and #own, `/pln help` lists them "
        "all, and without the # it stays a word.",
    ),
    "reading http://": ("link", NO_LINK.format("http://")),
    "reading https://nodot": ("link", NO_LINK.format("https://nodot")),
    "reading htp://x.y": ("link", NO_LINK.format("htp://x.y")),
    "x" * 3001: ("text", "That is 3001 characters: keep to 3000, and put a link to the rest."),
    "x" * 90_001: ("text", "That is 90001 characters: keep to 3000, and put a link to the rest."),
}  # fmt: skip


@pytest.mark.parametrize("line", REFUSALS, ids=lambda line: line[:30])
def test_what_cannot_be_used_is_refused_in_one_sentence(line: str) -> None:
    with pytest.raises(BadInput) as refusal:
        _read(line)
    assert (refusal.value.field, refusal.value.sentence) == REFUSALS[line]


def test_as_much_text_as_slack_shows_is_kept() -> None:
    assert len(_read("45m " + "word " * 599 + "words").text) == 3000


def test_slack_s_own_marks_and_other_scripts_come_out_as_they_went_in() -> None:
    text = "<!channel> <@U123> *bold* _it_ `code` مرحبا 你好 & < >"
    assert _read(f"45m {text}").text == text
