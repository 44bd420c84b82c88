"""The day on which something was done, as people type it.

`yesterday`, `on Monday`, `last Fri`, `11/20`, `20.11.`, `Nov 20th`, `2026-11-20`, `two days
ago`. A weekday means the most recent one, and today only where `today` is said. A day without
a year is the last such day, unless one is to come within two months and the last was ten
months ago.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from domain.day_words import (
    CALENDAR_FORMS,
    COUNT,
    PART_OF_DAY,
    TOMORROW,
    WEEKDAY,
    Form,
    NoSuchDay,
    Reckoning,
    Sort,
    count_of,
    day_of_month,
    days_on,
    find_forms,
    form,
    weekday,
    weekday_number,
    weekend,
)
from domain.errors import BadInput
from domain.typed_line import (
    BADGE,
    LEANING,
    Edges,
    Span,
    is_set_off,
    word_after,
    word_before,
    words_in,
)
from domain.words import LongDay

LONGEST_AGO_YEARS: Final = 10

_YESTERDAY: Final = r"yesterdays?|yesturday|yesteday|yestarday|yday|y'day"
_FORMS: Final = (
    *CALENDAR_FORMS,
    TOMORROW,
    form(
        "word",
        r"(?:earlier |later )?(?:today|tonight|this (?:morning|afternoon|evening|noon))",
        days_on(0),
    ),
    form("word", r"(?:the )?day before yesterday", days_on(-2)),
    form("word", rf"(?:late )?(?:{_YESTERDAY}){PART_OF_DAY}", days_on(-1)),
    form("word", r"last (?:night|evening)", days_on(-1)),
    form(
        "word",
        rf"(?:about )?(?P<count>{COUNT}) (?P<unit>days?|weeks?|months?) ago",
        lambda match, reckoning: reckoning.today - count_of(match),
    ),
    form(
        "word",
        rf"last week,?(?: on)? (?P<weekday>{WEEKDAY})\b",
        lambda match, reckoning: reckoning.weekday_of_week(weekday_number(match["weekday"]), -1),
    ),
    form(
        "word",
        rf"(?:on )?(?P<weekday>{WEEKDAY}),?(?: of)? last week",
        lambda match, reckoning: reckoning.weekday_of_week(weekday_number(match["weekday"]), -1),
    ),
    form(
        "word",
        rf"(?:on |last |this past |this |past )(?P<weekday>{WEEKDAY})\b\.?{PART_OF_DAY}",
        weekday,
    ),
    form("weekday", rf"(?P<weekday>{WEEKDAY})\b(?:-(?:{WEEKDAY})\b)?{PART_OF_DAY}", weekday),
    form(
        "word",
        r"on the (?P<day>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:$|[.,;:!?)-]|\d))",
        day_of_month,
    ),
    form(
        "vague",
        r"(?:over |on |at |during )?(?:the |this |last |this past )weekend",
        weekend,
    ),
    form("vague", r"(?:sometime )?last week", days_on(-7)),
)
_BY_WEIGHT: Final[tuple[Sort, ...]] = ("exact", "numeric", "word", "weekday", "vague")

_HAPPENED_AT: Final = words_in("at in from during after attended joined hosted led ran our watched")
"""After one of these, “Monday's …” speaks of what happened on that day."""
_AMBIGUOUS: Final = re.compile(r"(?:sat|sun)\b")
"""Alone they are as often another word (“sat in on”, “the sun”)."""
_WHO_SAT: Final = words_in("we i they he she you who students kids teachers everyone then and")


@dataclass(frozen=True)
class DayWords:
    """How people put days, and the words around that tell on which of them it was done."""

    forms: tuple[Form, ...]
    not_then: frozenset[str]
    """A day after one of these is not when something was done (“prep for Monday”)."""
    counted: frozenset[str]
    """Beside one of these, two numbers with a stroke are a share or a score; after one of the
    next, too."""
    counted_by: frozenset[str]
    planning: re.Pattern[str]
    on: tuple[str, ...] = ("on ",)
    """What a day within a line may begin with, to be clearly one."""
    leaning: frozenset[str] = LEANING


@dataclass(frozen=True)
class Day:
    """A day that was found in a line; `is_possessive` of “Monday's”."""

    span: Span
    on: date
    sort: Sort
    is_possessive: bool = False


ENGLISH: Final = DayWords(
    forms=_FORMS,
    not_then=words_in(
        "by until till til for before since next every each due through to from the a my our "
        "another any most these those"
    ),
    counted=words_in(
        "grade grades module part chapter chapters week weeks unit units session day step lesson "
        "lessons level class classes year years page pages scored score got ch vol season version "
        "only about"
    ),
    counted_by=words_in(
        "hour hours day days of cup mile done full complete completed students pages teachers"
    ),
    planning=re.compile(
        r"\b(?:will|going to|gonna|try|trying|plan|planning|plans|want|hope|again|use|using|ready|"
        r"prep|prepping|prepare|preparing|next)\b|'ll\b"
    ),
)


def find_days(
    text: str, plain: str, today: date, *, day_first: bool = False, words: DayWords = ENGLISH
) -> Iterator[Day]:
    """Days that are named in a plain copy, from left to right; some may be to come.

    Raises BadInput for a day that no calendar has, such as `2026-02-30`.
    """
    try:
        for match, sort, on in find_forms(
            plain, words.forms, Reckoning(today, day_first, is_forward=False)
        ):
            yield Day(Span(*match.span()), on, sort, is_possessive=bool(match["possessive"]))
    except NoSuchDay as missing:
        raise no_such_day(text, missing, "happened_on") from None


def no_such_day(text: str, missing: NoSuchDay, field: str) -> BadInput:
    """What to say of it."""
    words = text[missing.span.start : missing.span.end]
    return BadInput(
        "The calendar has no “{words}”: write a day like 2026-11-20 or Nov 20.",
        words=words,
        field=field,
    )


def may_be_when(text: str, plain: str, day: Day, words: DayWords = ENGLISH) -> bool:
    """True where the words around leave it open that something was done on that day."""
    before, after = word_before(plain, day.span.start), word_after(plain, day.span.end)
    typed = plain[day.span.start : day.span.end]
    if day.is_possessive and day.sort != "word":
        return before in _HAPPENED_AT or not before
    if day.sort == "numeric":
        is_counted = before in words.counted or before.isdecimal() or after in words.counted_by
        return not is_counted and typed != "24/7" and before not in words.not_then
    if day.sort == "weekday" and _AMBIGUOUS.fullmatch(typed):
        is_name = text[day.span.start].isupper() and before != ""
        is_last = not plain[day.span.end :].strip(" .!" + BADGE)
        is_apart = is_set_off(plain, day.span) or (
            is_last and before not in words.leaning | _WHO_SAT
        )
        return before not in words.not_then and (is_name or is_apart)
    return before not in words.not_then


def choose_day(
    text: str,
    plain: str,
    days: Iterable[Day],
    edges: Edges,
    *,
    today: date,
    words: DayWords = ENGLISH,
) -> Day | None:
    """The day on which it was done: at the line's edge, else the plainest one within it.

    Within a line, numbers with a stroke count only after “on” or between punctuation.

    Raises BadInput where the day
    is still to come, unless the line speaks of a plan.
    """
    is_plan = words.planning.search(plain) is not None
    choices: list[tuple[int, int, Day]] = []
    for day in days:
        place = edges.rank(day.span)
        typed = plain[day.span.start : day.span.end]
        is_within = place == edges.WITHIN
        is_apart = typed.startswith(words.on) or is_set_off(plain, day.span)
        if is_within and day.sort == "numeric" and not is_apart:
            continue
        has_year = re.search(r"\d{4}", typed) is not None
        if day.on > today and not has_year and (is_within or is_plan):
            continue
        choices.append((place, _BY_WEIGHT.index(day.sort), day))
    if not choices:
        return None
    chosen = min(choices, key=lambda choice: choice[:2])[2]
    check_happened_on(chosen.on, today, words=text[chosen.span.start : chosen.span.end])
    return chosen


def check_happened_on(day: date | None, today: date, *, words: str | None = None) -> date:
    """The same day. Raises BadInput for none, for one to come, and for one long ago."""
    if day is None:
        raise BadInput(
            "Say on which day it was: choose today or a day before.", field="happened_on"
        )
    shown = f"“{words}”" if words else LongDay(day)
    if day > today:
        raise BadInput(
            "{shown} is still to come: log it once it is done, or give the day that it "
            "was, such as yesterday.",
            shown=shown,
            field="happened_on",
        )
    if day < today - relativedelta(years=LONGEST_AGO_YEARS):
        raise BadInput(
            "{shown} is more than {most} years ago: give a later day, such as {sooner}.",
            shown=shown,
            most=LONGEST_AGO_YEARS,
            sooner=today - timedelta(days=1),
            field="happened_on",
        )
    return day
