"""Reading one line into an entry or a goal.

What is said is read by form and place: tags, links, `goal:2`, lengths of time, days, who may
see it, and what was done for a network. A token that stands at the line's start or end, or
alone in brackets, is lifted out of the text where the rest reads well without it; within the
line it is understood and the words stay as they are. What only looks like a token, and
whatever is in quotes, is text. What nobody said is suggested from the words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from domain.dates import Day, check_happened_on, choose_day, find_days, may_be_when
from domain.due import check_due_on
from domain.duration import (
    Duration,
    choose_duration,
    find_durations,
    may_be_length,
)
from domain.keys import PLAIN_KIND
from domain.links import Link, find_links, read_link
from domain.quick_goal import QuickGoal, read_quick_goal
from domain.said import ONE_ONLY, find_said, refuse_unknown, sort_out
from domain.speech import Speech, speech_of
from domain.suggestion import find_hits, suggest
from domain.tags import find_tags
from domain.typed_length import read_minutes
from domain.typed_line import (
    Span,
    check_text,
    cover,
    cover_quotes,
    find_edges,
    lift_out,
    plain_copy,
    refuse_endless,
    unwrap,
    without_hashes,
)
from rubric_data import Rubric

__all__ = [
    "QuickEntry",
    "QuickGoal",
    "check_due_on",
    "check_happened_on",
    "check_text",
    "read_link",
    "read_minutes",
    "read_quick_entry",
    "read_quick_goal",
    "suggest_unsaid",
]

_MOST_ELEMENTS: Final = 2
_MOST_SKILLS: Final = 3

_FIELDS: Final[Mapping[str, str]] = {
    "elements": "elements",
    "skills": "skills",
    "kinds": "kind",
    "modes": "mode",
    "network_acts": "network_act",
    "reaches": "reach",
}
"""The entry's field for each section of the rubric that words may suggest."""


@dataclass(frozen=True)
class QuickEntry:
    """What one line said, in the rubric's keys.

    `suggested` names the fields that the line didn't say and its words suggest; None and
    empty are for what it neither said nor suggests. `goal` is a number (`"2"`) or words of a
    goal's text. `happened_on` is today where no day was said.
    """

    text: str
    minutes: int | None
    happened_on: date
    kind: str | None = None
    mode: str | None = None
    elements: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    network_act: str | None = None
    reach: str | None = None
    visibility: str | None = None
    link: str | None = None
    goal: str | None = None
    suggested: frozenset[str] = frozenset()


def read_quick_entry(
    text: str, *, rubric: Rubric, today: date, day_first: bool = False
) -> QuickEntry:
    """Reads the words after `/pln log`; `today` is a day in the educator's own zone.

    Raises BadInput for no text, for a tag, link, day or length of time that can't be used,
    and for more text than Slack shows.
    """
    text = unwrap(refuse_endless(text))
    speech = speech_of(rubric.language)

    # What is said by its form alone: links, a goal, tags.
    links = list(find_links(text))
    plain = cover(plain_copy(text), (link.span for link in links))
    goals = list(speech.goal.finditer(plain))[:1]
    goal_spans = [Span(*match.span()) for match in goals]
    plain = cover_quotes(cover(plain, goal_spans))
    tags, unknown = find_tags(text, plain, rubric)
    untagged = cover(plain, (tag.span for tag in tags))
    durations, days = _find_times(text, untagged, today, speech, day_first=day_first)
    times = [*(each.span for each in durations), *(day.span for day in days)]
    values, said = sort_out(find_said(plain, tags, rubric, times, words=speech.said), ONE_ONLY)
    marks = [each.span for each in said if not each.is_phrase]
    marks += [link.span for link in links[:1]]
    plain = cover(plain, marks)

    # What is said by its form and its place: how long, and when.
    durations, days = _find_times(text, plain, today, speech, day_first=day_first)
    times = [duration.span for duration in durations]
    times += [day.span for day in days if not day.is_possessive]
    tokens = [*marks, *goal_spans, *times, *(tag.span for tag in unknown)]
    edges = find_edges(plain, tokens, speech.leaning)
    refuse_unknown(unknown, edges)
    kinds_named = [hit.start for hit in find_hits(rubric.kinds, text)]
    length = choose_duration(plain, durations, edges, activities=kinds_named, words=speech.lengths)
    day = choose_day(text, plain, days, edges, today=today, words=speech.days)

    # The person's own words, without what is shown elsewhere.
    when = [length.lifted if length else None, day.span if day else None]
    gone = goal_spans + [span for span in when if span is not None and span in edges]
    spare = [span for span in marks if span in edges]
    lift = partial(lift_out, text, plain, edges=edges, dangling=speech.dangling)
    rest = lift(gone + spare, instead=_shown(links, lifted=spare))
    if not rest:
        # A tag or a link alone says enough of what was done.
        rest = without_hashes(lift(gone, instead=_shown(links, lifted=())))
    rest = check_text(rest)

    suggested = _suggest(values, rubric, _to_listen_to(text, links, goal_spans))
    if length and length.is_suggested:
        suggested |= {"minutes"}
    if day and day.sort == "vague":
        suggested |= {"happened_on"}
    return QuickEntry(
        text=rest,
        minutes=length.minutes if length else None,
        happened_on=day.on if day else today,
        kind=_first(values["kinds"]),
        mode=_first(values["modes"]),
        elements=tuple(values["elements"]),
        skills=tuple(values["skills"]),
        network_act=_first(values["network_acts"]),
        reach=_first(values["reaches"]),
        visibility=_first(values["visibilities"]),
        link=_first([link.url for link in links]),
        goal=_first([text[slice(*match.span(match.lastgroup or 0))] for match in goals]),
        suggested=frozenset(suggested),
    )


def _find_times(
    text: str, plain: str, today: date, speech: Speech, *, day_first: bool
) -> tuple[list[Duration], list[Day]]:
    """Lengths of time and days, each judged by the words around it; the other is no word."""
    durations = list(find_durations(plain, speech.lengths))
    days = [
        day
        for day in find_days(text, plain, today, day_first=day_first, words=speech.days)
        if not any(day.span.overlaps(duration.span) for duration in durations)
    ]
    dateless = cover(plain, (day.span for day in days))
    timeless = cover(plain, (duration.span for duration in durations))
    return (
        [each for each in durations if may_be_length(dateless, each, speech.lengths)],
        [day for day in days if may_be_when(text, timeless, day, speech.days)],
    )


def _first(keys: list[str]) -> str | None:
    return keys[0] if keys else None


def _shown(links: Sequence[Link], *, lifted: Collection[Span]) -> dict[Span, str]:
    """What stands in the text for each link: its words, and itself where no field has it."""
    shown = {}
    for number, link in enumerate(links):
        if link.span in lifted or (number == 0 and link.label):
            shown[link.span] = link.label
        else:
            shown[link.span] = f"{link.label} ({link.url})" if link.label else link.url
    return shown


def _to_listen_to(text: str, links: Sequence[Link], goal: Sequence[Span]) -> str:
    """The entry's words, and after them where the links lead: a page's host says much."""
    labels = {link.span: link.label for link in links} | dict.fromkeys(goal, "")
    for span in sorted(labels, reverse=True):
        text = f"{text[: span.start]} {labels[span]} {text[span.end :]}"
    return " ".join([text, *(_host_in_words(link.url) for link in links)])


def _host_in_words(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").replace(".", " ")


def suggest_unsaid(
    values: dict[str, list[str]], rubric: Rubric, text: str, link: str | None
) -> set[str]:
    """Fills sections of the rubric of which nothing was said, as a quick entry of those words
    would; returns the names of the entry's fields that it filled."""
    return _suggest(values, rubric, f"{text} {_host_in_words(link or '')}")


def _suggest(values: dict[str, list[str]], rubric: Rubric, text: str) -> set[str]:
    """Fills what nobody said, and returns the names of the fields that it filled."""
    likely = {
        section: suggest(parts, text)
        for section, parts in rubric.sections_with_keys()
        if section != "visibilities"
    }
    # What is none of the kinds may still hold one (“a webinar on parent conferences”).
    likely["kinds"].sort(key=lambda kind: kind == PLAIN_KIND)
    kind = _first(values["kinds"] or likely["kinds"])
    likely["modes"] += [mode for mode in [rubric.kind(kind).mode] if mode] if kind else []
    if not likely["elements"]:
        likely["elements"] = [each.key for each in rubric.elements if kind in each.kinds]
    most = {"elements": _MOST_ELEMENTS, "skills": _MOST_SKILLS}
    suggested = set()
    for section, keys in likely.items():
        if keys and not values[section]:
            values[section] = keys[: most.get(section, 1)]
            suggested.add(_FIELDS[section])
    return suggested
