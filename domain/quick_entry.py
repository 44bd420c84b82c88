"""Reading one line into an entry or a goal.

What is said is read by form and place: tags, links, `goal:2`, lengths of time, days, who may
see it, and what was done for a network. A token that stands at the line's start or end, or
alone in brackets, is lifted out of the text where the rest reads well without it; within the
line it is understood and the words stay as they are. What only looks like a token, and
whatever is in quotes, is text. What nobody said is suggested from the words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from domain.dates import check_happened_on, choose_day, find_days, may_be_when
from domain.due import check_due_on, find_due
from domain.duration import COUNTS, choose_duration, find_durations, may_be_length, read_minutes
from domain.errors import BadInput
from domain.links import Link, find_links, read_link
from domain.suggestion import find_hits, suggest
from domain.tags import Tag, UnknownTag, find_tags, tag_names
from domain.typed_line import (
    BADGE,
    LEANING,
    Edges,
    Span,
    cover,
    cover_quotes,
    find_edges,
    is_set_off,
    lift_out,
    plain_copy,
    tidy,
    word_before,
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
]

LONGEST_TEXT: Final = 3000
"""Slack's own limit for a text field and for a section."""

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
"""The entry's field for each section of the rubric."""

_COUNT: Final = re.compile(
    r"(?<!grade )(?<!grades )(?<!year )(?<!room )(?<!unit )(?<!chapter )(?<!class )(?<!level )"
    r"(?<!period )(?<!module )(?<!top )(?<!goal )(?<!week )(?<!day )(?<!every )(?<![\w.,:/$#%-])"
    rf"(\d{{1,3}}|{'|'.join(word for word in COUNTS if word not in ('a', 'an', 'a couple of'))})"
    r" (?!minutes?\b|mins?\b|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|times\b|of\b)"
    r"(?=[^\W\d_])"
)

_GOAL: Final = re.compile(
    r"(?<![\w#])#?goal:(?:\s?\"(?P<words>[^\"\n]+)\"|\s?#?(?P<number>\d{1,6})\b|(?P<word>[^\s\",;]+))"
)
_WITHIN: Final = re.compile(r"\b(?:within|inside|in) (?:the|our|my) (?:own )?district\b")
_OUTSIDE: Final = re.compile(r"\b(?:outside|beyond)(?: of)? (?:the|our|my) (?:own )?district\b")
_NETWORK_ACT: Final = re.compile(
    r"\b(created|joined|sustained) (?:an?|the|our|my|another|one|two|three|\d)\b"
    r"(?: [\w'#&-]+){0,4}? (?:networks?|plns?|communit(?:y|ies)|plcs?)\b"
)
_PHRASES: Final = (
    (_WITHIN, "reaches", "within"),
    (_OUTSIDE, "reaches", "outside"),
    (_NETWORK_ACT, "network_acts", ""),
)
_ALONE: Final = re.compile(
    r"(?<![\w-])(?P<words>private|within|outside|created|joined|sustained"
    r"|only me|just me|leaders only|only leaders|my leaders|visible to (?:my )?leaders"
    r"|visible to (?:all )?colleagues|(?:within|outside)(?: the)? district"
    r"|in[ -]district|out[ -]of[ -]district)(?![\w-])"
)
"""Understood where they stand alone; other words need a hash."""
_ALONE_SECTIONS: Final = ("network_acts", "reaches", "visibilities")
_BARE_AT_END: Final = frozenset({"private", "leaders only", "only me", "just me"})
"""These need no comma before them at the line's end."""


@dataclass(frozen=True)
class QuickEntry:
    """What one line said, in the rubric's keys; `suggested` names the fields that it didn't say.

    `goal` is a number (`"2"`) or words of a goal's text. `happened_on` is today where no day
    was said.
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


@dataclass(frozen=True)
class QuickGoal:
    """What one line said of a goal; `target` is the number in it, where there is just one."""

    text: str
    element: str | None = None
    skill: str | None = None
    due_on: date | None = None
    indicator: str | None = None
    target: str | None = None
    visibility: str | None = None
    suggested: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Said:
    """Words that say a field's value outright; a phrase within a sentence stays in it."""

    span: Span
    section: str
    key: str
    is_phrase: bool = False


_ONE_ONLY: Final = frozenset({"kinds", "modes", "network_acts", "reaches", "visibilities"})
"""Sections of which an entry has one at most."""


def read_quick_entry(
    text: str, *, rubric: Rubric, today: date, day_first: bool = False
) -> QuickEntry:
    """Reads the words after `/pln log`; `today` is a day in the educator's own zone.

    Raises BadInput for no text, for a tag, link, day or length of time that can't be used,
    and for more text than Slack shows.
    """
    text = _unwrapped(text)
    links = list(find_links(text))
    plain = cover(plain_copy(text), (link.span for link in links))
    goal = _GOAL.search(plain)
    goal_spans = [Span(*goal.span())] if goal else []
    plain = cover_quotes(cover(plain, goal_spans))
    found = list(find_tags(text, plain, rubric))
    unknown = [tag for tag in found if isinstance(tag, UnknownTag)]
    values, said = _take(_find_said(plain, found, rubric), _ONE_ONLY)
    tags = [each.span for each in said if not each.is_phrase]
    plain = cover(plain, tags)

    durations = list(find_durations(plain))
    days = [
        day
        for day in find_days(text, plain, today, day_first=day_first)
        if not any(_overlap(day.span, duration.span) for duration in durations)
    ]
    # Each is judged by the words around it, and the other one is no word.
    undated = cover(plain, (day.span for day in days))
    timeless = cover(plain, (duration.span for duration in durations))
    durations = [each for each in durations if may_be_length(undated, each)]
    days = [day for day in days if may_be_when(text, timeless, day)]
    tokens = tags + goal_spans + [link.span for link in links[:1]]
    tokens += [tag.span for tag in unknown]
    tokens += [duration.span for duration in durations]
    tokens += [day.span for day in days if not day.is_possessive]
    edges = find_edges(plain, tokens)
    _refuse_unknown(unknown, edges)

    kinds_named = [hit.start for hit in find_hits(rubric.kinds, text)]
    length = choose_duration(plain, durations, edges, activities=kinds_named)
    day = choose_day(text, plain, days, edges, today=today)

    chosen = [length.span] if length and not length.is_sum else []
    chosen += [day.span] if day else []
    spare = [span for span in tags + [link.span for link in links[:1]] if span in edges]
    gone = goal_spans + [span for span in chosen if span in edges]
    rest = lift_out(text, plain, gone + spare, edges, _shown(links, is_first_kept=True))
    if not rest:
        # A tag or a link alone says enough of what was done.
        rest = lift_out(text, plain, gone, edges, _shown(links)).replace("#", "")
    suggested = _suggest(values, rubric, _to_listen_to(text, links, goal_spans))
    if length and length.is_suggested:
        suggested |= {"minutes"}
    if day and day.sort == "vague":
        suggested |= {"happened_on"}
    return QuickEntry(
        text=check_text(rest),
        minutes=length.minutes if length else None,
        happened_on=day.on if day else today,
        kind=_first(values["kinds"]),
        mode=_first(values["modes"]),
        elements=tuple(values["elements"]),
        skills=tuple(values["skills"]),
        network_act=_first(values["network_acts"]),
        reach=_first(values["reaches"]),
        visibility=_first(values["visibilities"]),
        link=links[0].url if links else None,
        goal=next((words for words in goal.groups() if words), None) if goal else None,
        suggested=frozenset(suggested),
    )


def read_quick_goal(
    text: str, *, rubric: Rubric, today: date, day_first: bool = False
) -> QuickGoal:
    """Reads the words after `/pln goal`; `today` is a day in the educator's own zone.

    Raises BadInput for no text, for a tag that can't be used, for a due day that is past,
    and for more text than Slack shows.
    """
    text = _unwrapped(text)
    plain = cover_quotes(plain_copy(text))
    found = list(find_tags(text, plain, rubric))
    unknown = [tag for tag in found if isinstance(tag, UnknownTag)]
    fitting = [
        each
        for each in _find_said(plain, found, rubric)
        if each.section in ("elements", "skills", "visibilities")
    ]
    values, said = _take(fitting, _ONE_ONLY | {"elements", "skills"})
    tags = [each.span for each in said]
    plain = cover(plain, tags)
    due = find_due(text, plain, today, day_first=day_first)
    tokens = tags + ([due.span] if due else [])
    edges = find_edges(plain, tokens + [tag.span for tag in unknown])
    _refuse_unknown(unknown, edges)
    rest = lift_out(text, plain, [span for span in tokens if span in edges], edges)
    suggested = set[str]()
    for section, field in (("elements", "element"), ("skills", "skill")):
        likely = suggest(getattr(rubric, section), text)
        if not values[section] and likely:
            values[section] = likely[:1]
            suggested.add(field)
    return QuickGoal(
        text=check_text(rest or text.replace("#", "")),
        element=_first(values["elements"]),
        skill=_first(values["skills"]),
        due_on=due.on if due else None,
        target=_only_number(cover(plain, [due.span]) if due else plain),
        visibility=_first(values["visibilities"]),
        suggested=frozenset(suggested),
    )


def check_text(text: str) -> str:
    """The text without outer and doubled spaces. Raises BadInput for none, or too much."""
    text = tidy(text)
    if not text:
        raise BadInput(
            "There are no words yet: say in a few what it is, such as “EdCamp session on "
            "podcasting”.",
            field="text",
        )
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            f"That is {len(text)} characters: keep to {LONGEST_TEXT}, and put a link to the rest.",
            field="text",
        )
    return text


def _unwrapped(text: str) -> str:
    """Without quotes around the whole line, as it is copied from a page of examples."""
    plain = plain_copy(text).strip()
    if len(plain) > 2 and plain[0] == plain[-1] == '"' and plain.count('"') == 2:
        return text.strip()[1:-1]
    return text


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _refuse_unknown(tags: Iterable[UnknownTag], edges: Edges) -> None:
    for tag in tags:
        if tag.span in edges:
            raise tag.refusal


def _find_said(plain: str, found: Iterable[Tag | UnknownTag], rubric: Rubric) -> Iterator[_Said]:
    """Tags first, then words that stand alone, then phrases within a sentence."""
    tags = [tag for tag in found if isinstance(tag, Tag)]
    for tag in tags:
        yield _Said(tag.span, tag.section, tag.key)
    names = tag_names(rubric)
    untagged = cover(plain, (tag.span for tag in tags))
    for match in _ALONE.finditer(untagged):
        section, key = names.get(match["words"].replace(" ", "-"), ("", ""))
        if section in _ALONE_SECTIONS and _stands_alone(untagged, Span(*match.span("words"))):
            yield _Said(Span(*match.span("words")), section, key)
    for pattern, section, key in _PHRASES:
        for match in pattern.finditer(plain):
            yield _Said(Span(*match.span()), section, key or match[1], is_phrase=True)


def _stands_alone(plain: str, span: Span) -> bool:
    if is_set_off(plain, span):
        return True
    is_last = not plain[span.end :].strip(" .!" + BADGE)
    is_bare = plain[span.start : span.end] in _BARE_AT_END
    return is_last and is_bare and word_before(plain, span.start) not in LEANING


def _take(
    found: Iterable[_Said], one_only: Collection[str]
) -> tuple[dict[str, list[str]], list[_Said]]:
    """The keys that each section got, and the words that gave them.

    Where there may be one only, the first is it, and other words stay words.
    """
    values: dict[str, list[str]] = defaultdict(list)
    said = []
    for each in found:
        keys = values[each.section]
        if each.key not in keys:
            if keys and each.section in one_only:
                continue
            keys.append(each.key)
        said.append(each)
    return values, said


def _first(keys: list[str]) -> str | None:
    return keys[0] if keys else None


def _shown(links: Sequence[Link], *, is_first_kept: bool = False) -> dict[Span, str]:
    """What stands in the text for a link: its words, or itself where nothing else keeps it."""
    shown = {}
    for number, link in enumerate(links):
        if number == 0 and is_first_kept:
            shown[link.span] = link.label
        elif link.label:
            shown[link.span] = link.label if number == 0 else f"{link.label} ({link.url})"
        else:
            shown[link.span] = link.url
    return shown


def _to_listen_to(text: str, links: Sequence[Link], goal: Sequence[Span]) -> str:
    """The entry's words, and after them where the links lead: a page's host says much."""
    labels = {link.span: link.label for link in links} | dict.fromkeys(goal, "")
    for span in sorted(labels, reverse=True):
        text = f"{text[: span.start]} {labels[span]} {text[span.end :]}"
    hosts = [urlsplit(link.url).hostname or "" for link in links]
    return " ".join([text, *(host.removeprefix("www.").replace(".", " ") for host in hosts)])


def _suggest(values: dict[str, list[str]], rubric: Rubric, text: str) -> set[str]:
    """Fills what nobody said, and returns the names of the fields that it filled."""
    likely = {
        section: suggest(parts, text)
        for section, parts in rubric.sections_with_keys()
        if section != "visibilities"
    }
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


def _only_number(plain: str) -> str | None:
    """The number of a goal's text: `80%`, or the only count of things in it."""
    shares = re.findall(r"\b\d{1,3}(?:\.\d+)?%", plain)
    counts = [match[1] for match in _COUNT.finditer(plain)]
    if len(shares) + len(counts) != 1:
        return None
    only = (shares + counts)[0]
    return str(COUNTS.get(only, only))
