"""How long something took, as people type it.

Digits or words, hours or minutes or both: `45m`, `45 min`, `1h30`, `1:30h`, `1.5 hours`,
`1,5 h`, `3/4 hour`, `1½ hours`, `an hour and a half`, `half an hour`, `2 x 45 min`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.errors import BadInput
from domain.typed_line import (
    LEANING,
    Edges,
    Span,
    is_set_off,
    matches_at,
    word_after,
    word_before,
    words_in,
)

MOST_MINUTES: Final = 24 * 60
"""A day: what took longer is logged day by day."""

COUNTS: Final[dict[str, int]] = {"a": 1, "an": 1, "a couple of": 2} | {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), start=1
    )
}  # fmt: skip
_MORE_COUNTS: Final[dict[str, int]] = COUNTS | {
    "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35,
    "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "seventy-five": 75, "ninety": 90,
}  # fmt: skip
_SPECIAL: Final = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


@dataclass(frozen=True)
class Duration:
    """A length of time that was found; `minutes` may be out of range, or negative.

    `lead` is what comes before the number (`for about`), and part of the span;
    `is_describing` is true
    of what is written as a word before a noun (`45-minute`, `20 minute`, `hour-long`);
    `is_range` of `30-45 min`, whose shorter length is taken.
    """

    span: Span
    minutes: int
    lead: str
    is_describing: bool
    is_range: bool


@dataclass(frozen=True)
class Length:
    """How long an activity took, as far as its line tells; from 1 to 1440 minutes.

    `lifted` is where it stands, unless several lengths were added up: those stay.
    """

    minutes: int
    lifted: Span | None
    is_suggested: bool


def _choice(words: Mapping[str, int]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.sub(r"[ -]", "[ -]", word) for word in longest_first)


_HOUR: Final = r"(?:hours|hour|hrs|hr|h)"
_MINUTE: Final = r"(?:minutes|minute|minuets|mins|min|m)"
DIGITS: Final = r"\d{1,6}(?:[.,]\d{1,4})?\+?"
_AMOUNT: Final = (
    rf"(?:\d{{1,2}}[ ]\d/\d|\d/\d|\d{{0,2}}[½¼¾]|{DIGITS}|(?:{_choice(_MORE_COUNTS)})\b)"
)
_TIMES: Final = r"(?:(?:(?P<times>\d)\s?[x×]|(?P<each>two|three|four|five|six)(?=\s\d))\s?)?"
_OVER: Final = r"(?:\s?[x×]\s?(?P<over>\d)(?!\d))?"
_SORT: Final = r"(?:(?:pd|credit|clock|contact)\s)?"
START: Final = r"(?<![\w.,:/$€£#@%+])(?<!\d-)(?<!\w-)"
_SIGN: Final = r"(?P<sign>-)?"
_END: Final = r"(?:[ -]long| in total| total| altogether)?\.?(?![\w½¼¾/'])"

Reading = Callable[[re.Match[str]], Fraction]


@dataclass(frozen=True)
class LengthWords:
    """How people put lengths of time, and the words around that tell which of them is meant."""

    start: re.Pattern[str]
    """Where one may begin: to look for each form at every letter takes far longer."""
    ranges: tuple[re.Pattern[str], ...]
    forms: tuple[tuple[re.Pattern[str], Reading], ...]
    lead: re.Pattern[str]
    """What may come before the number and belong to it."""
    spent: re.Pattern[str]
    """What comes before a length that something took."""
    per: re.Pattern[str]
    describing: re.Pattern[str]
    not_after: frozenset[str]
    """After one of these, a length is none of the activity's; nor before one of the next."""
    not_before: frozenset[str]
    numbers: frozenset[str]
    articles: frozenset[str]
    leaning: frozenset[str] = LEANING


def amount(words: str) -> Fraction:
    """`1 1/2`, `3/4`, `1½`, `1,5`, `45`, `forty-five`, `a`."""
    words = words.strip().removesuffix("+").replace(",", ".")
    if words[-1] in _SPECIAL:
        return Fraction(words[:-1] or "0") + _SPECIAL[words[-1]]
    if words[0].isdecimal():
        parts = words.split()
        if any(part.endswith("/0") for part in parts):
            return Fraction(0)
        return sum((Fraction(part) for part in parts), Fraction(0))
    return Fraction(_MORE_COUNTS[words.replace(" ", "-") if words not in COUNTS else words])


def _hours_and_minutes(match: re.Match[str]) -> Fraction:
    return 60 * amount(match["hours"]) + amount(match["minutes"])


def _times(match: re.Match[str]) -> int:
    """2 in `2 x 45 min`, in `45 min x 2` and in `two 45 min sessions`."""
    return COUNTS[match["each"]] if match["each"] else int(match["times"] or match["over"] or 1)


def length(form: str) -> re.Pattern[str]:
    """The pattern of a form that stands by itself."""
    return re.compile(START + _SIGN + form + _END)


def range_of(rest: str) -> re.Pattern[str]:
    """The pattern of a range, of which that comes after its first number."""
    return re.compile(rf"{START}(?P<least>{DIGITS}){rest}{_END}")


_FORMS: Final[tuple[tuple[re.Pattern[str], Reading], ...]] = tuple(
    (length(form), reading)
    for form, reading in (
        (rf"(?P<hours>\d{{1,2}}):(?P<minutes>[0-5]\d)\s?{_HOUR}", _hours_and_minutes),
        (r"(?P<hours>\d{1,2})\s?hr?\s?(?P<minutes>[0-5]\d)", _hours_and_minutes),
        (
            rf"(?P<hours>{_AMOUNT})\s?{_HOUR}\.?\s?(?:,\s?|and\s|&\s?)?"
            rf"(?P<minutes>{_AMOUNT})\s?{_MINUTE}",
            _hours_and_minutes,
        ),
        (
            rf"(?P<hours>(?:{_AMOUNT}\s)?)(?:hours?|hr) and (?P<part>a half|a quarter)",
            lambda match: 60 * amount(match["hours"] or "1") + _part(match["part"]),
        ),
        (
            rf"(?P<hours>{_AMOUNT}) and (?P<part>a half|a quarter) hours?",
            lambda match: 60 * amount(match["hours"]) + _part(match["part"]),
        ),
        (
            r"(?:(?:a )?half[ -](?:an |a )?(?:hour|hr)|1/2 an? (?:hour|hr)|½ an hour)",
            lambda _match: Fraction(30),
        ),
        (
            r"(?P<quarters>three[ -]quarters|3/4|¾|a quarter|quarter)(?: of)? an hour",
            lambda match: Fraction(45 if match["quarters"][0] in "t3¾" else 15),
        ),
        (r"hour[ -]long", lambda _match: Fraction(60)),
        (r"(?:a )?quarter[ -]hour", lambda _match: Fraction(15)),
        (
            rf"{_TIMES}(?P<amount>{_AMOUNT})(?:-|\s?){_SORT}{_HOUR}{_OVER}",
            lambda match: 60 * amount(match["amount"]) * _times(match),
        ),
        (
            rf"{_TIMES}(?P<amount>{_AMOUNT})(?:-|\s?){_MINUTE}{_OVER}",
            lambda match: amount(match["amount"]) * _times(match),
        ),
    )
)
_LEAD: Final = re.compile(
    r"(?<!\w)(?:for |about |around |approx\.? |approximately |roughly |almost |nearly |just |over |"
    r"ca\.? |lasting |a total of |total of |total:? |time: |duration: |~ ?)+$"
)
_SPENT: Final = re.compile(
    r"\b(?:spent|took|lasted|spending|invested|devoted|went)(?: me| us| the| my| a good)* ?$"
)
_PER: Final = re.compile(r" ?(?:/| a (?:day|week|month|lesson|class|session)\b)")
_NOT_LENGTH_AFTER: Final = words_in(
    "of at every each per under within than first last next another after before between by "
    "to from until more less extra only these those their his her least most"
)
_NOT_LENGTH_BEFORE: Final = words_in(
    "each per every daily weekly ago later early earlier late before after apart away left from "
    "lesson lessons block blocks period periods class classes activity activities"
)
_ARTICLES: Final = words_in("a an the our my this that his her their")
ENGLISH: Final = LengthWords(
    start=re.compile(
        rf"{START}(?=-?(?:[\d½¼¾]|half|three|quarter|hour|(?:{_choice(_MORE_COUNTS)})\b))"
    ),
    ranges=(range_of(rf"(?:-|\sto\s){DIGITS}\s?(?:(?P<hours>{_HOUR})|{_MINUTE})"),),
    forms=_FORMS,
    lead=_LEAD,
    spent=_SPENT,
    per=_PER,
    describing=re.compile(
        r"-[a-z]+$|[ ]long$|^(?!an? |one |1 |half |.* an? ).*[ ](?:minute|hour|hr)$"
    ),
    not_after=_NOT_LENGTH_AFTER,
    not_before=_NOT_LENGTH_BEFORE,
    numbers=frozenset(COUNTS) - {"a", "an"},
    articles=_ARTICLES,
)


def _part(words: str) -> int:
    return 30 if words.endswith("half") else 15


def find_durations(plain: str, words: LengthWords = ENGLISH) -> Iterator[Duration]:
    """Every length of time in a plain copy, from left to right, the longest form of each."""
    found: list[tuple[int, str, Fraction, bool]] = []
    starts = [match.start() for match in words.start.finditer(plain)]
    for pattern in words.ranges:
        for match in matches_at(pattern, plain, starts):
            minutes = amount(match["least"]) * (60 if match["hours"] else 1)
            found.append((match.start(), match[0].rstrip("."), minutes, True))
    for pattern, read in words.forms:
        for match in matches_at(pattern, plain, starts):
            minutes = read(match) * (-1 if match["sign"] else 1)
            found.append((match.start(), match[0].rstrip("."), minutes, False))
    cursor = 0
    for start, typed, minutes, is_range in sorted(found, key=lambda each: (each[0], -len(each[1]))):
        if start < cursor:
            continue
        lead = words.lead.search(plain, cursor, start)
        cursor = start + len(typed)
        yield Duration(
            Span(lead.start() if lead else start, cursor),
            round(minutes),
            lead[0].strip() if lead else "",
            is_describing=words.describing.search(typed) is not None,
            is_range=is_range,
        )


def may_be_length(plain: str, duration: Duration, words: LengthWords = ENGLISH) -> bool:
    """True where the words around leave it open that the activity took that long."""
    before, after = word_before(plain, duration.span.start), word_after(plain, duration.span.end)
    return not (
        before in words.not_after
        or before.isdecimal()
        or before in words.numbers
        or (after in words.not_before and (after, duration.lead) != ("before", "for"))
        or words.per.match(plain, duration.span.end)
    )


def choose_duration(
    plain: str,
    durations: Iterable[Duration],
    edges: Edges,
    *,
    activities: Collection[int] = (),
    words: LengthWords = ENGLISH,
) -> Length | None:
    """How long it took.

    Said is what stands at the line's edge, alone in brackets or between punctuation, or
    after “for” or “spent”. Suggested is what stands within the line: `met 45 min with Jo`,
    and `a 2 hour workshop` where one of `activities` (places in the copy at which a kind of
    activity is named) comes next. Several lengths, none of which opens the line, are
    suggested to add up. All else is about something else (`20 minute lessons`).

    Raises BadInput for a length that is out of range.
    """
    ranked = sorted(
        (
            (rank, duration)
            for duration in durations
            if (rank := _rank(plain, duration, edges, activities, words)) is not None
        ),
        key=lambda pair: (pair[0], pair[1].span),
    )
    if not ranked:
        return None
    rank, chosen = ranked[0]
    minutes = check_minutes(chosen.minutes)
    parts = [check_minutes(each.minutes) for rank_, each in ranked if rank_ < _DESCRIBED]
    if rank > _OPENING and len(parts) > 1 and sum(parts) <= MOST_MINUTES:
        return Length(sum(parts), None, is_suggested=True)
    is_suggested = chosen.is_range or rank >= _SUGGESTED
    return Length(minutes, chosen.span, is_suggested)


_OPENING: Final = 0
_SUGGESTED: Final = 5
"""The rank from which a length is only suggested."""
_DESCRIBED: Final = 6


def _rank(
    plain: str,
    duration: Duration,
    edges: Edges,
    activities: Collection[int],
    words: LengthWords,
) -> int | None:
    span = duration.span
    place = edges.rank(span)
    if place < edges.WITHIN:
        return place
    if is_set_off(plain, span):
        return 3
    before, after = word_before(plain, span.start), word_after(plain, span.end)
    is_describing = duration.is_describing or before in words.articles
    if not is_describing and (words.spent.search(plain[: span.start]) or duration.lead):
        return None if duration.lead == "for" and after == "of" else 4
    if is_describing:
        near = plain[span.end : span.end + 30]
        is_activity = any(
            span.end <= place <= span.end + len(near) and len(plain[span.end : place].split()) <= 2
            for place in activities
        )
        return _DESCRIBED if is_activity else None
    if before == "in":
        return _SUGGESTED if not after else None
    return _SUGGESTED if before not in words.leaning or before == "and" else None


def check_minutes(minutes: int) -> int:
    """The same minutes. Raises BadInput for less than one minute or more than a day."""
    if minutes < 1:
        raise BadInput(
            "It can't have taken {minutes} minutes: write how long it took, such as 45m or 1h30.",
            minutes=minutes,
            field="minutes",
        )
    if minutes > MOST_MINUTES:
        raise BadInput(
            "{minutes} minutes is more than a day: log each day on its own, with 24h at most.",
            minutes=minutes,
            field="minutes",
        )
    return minutes
