"""A cycle of evaluations: what it asks for, by when, and when it reminds people.

Reminders are few: at most five reach an educator in a whole cycle, each only while the step is
still before them, and none comes after a date to say that it was missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final, Literal, get_args

from domain.balance import WORKING_DAYS
from domain.courtesy import first_suiting
from domain.errors import BadInput
from domain.keys import EvaluationState
from domain.preferences import Preferences
from domain.words import Words, later

LONGEST_NAME: Final = 100
LONGEST_WORDS: Final = 3000
LONGEST_RATING: Final = 75
"""What Slack takes in an option of a menu."""
MOST_RATINGS: Final = 8
LONGEST_CYCLE: Final = timedelta(days=3 * 366)
USUAL_RATINGS: Final = ("Beginning", "Growing", "Practising", "Leading others")


@dataclass(frozen=True)
class Terms:
    """What a cycle asks for, and by when. Dates are the educator's own."""

    elements: tuple[str, ...]
    opens_on: date
    goals_by: date
    submit_by: date
    respond_by: date
    agree_by: date
    closes_on: date
    """The last day on which anything may be done."""
    ratings: tuple[str, ...] = USUAL_RATINGS
    """The words that one rates with, lowest first."""
    goals_expected: int = 1
    evidence_expected: int = 0
    needs_balance: bool = False
    """Evidence of all four kinds is needed; else its balance is shown, and no hurdle."""
    leaders_rate: bool = False
    """Leaders may rate beside the educator's own rating."""


@dataclass(frozen=True)
class CycleDraft:
    """A cycle to keep; no groups is everyone."""

    name: str
    terms: Terms
    groups: tuple[str, ...] = ()
    expectation: str | None = None
    """What is expected, in the district's words."""


STEP_NAMES: Final[Mapping[str, str]] = {
    "opens_on": later("The cycle begins"),
    "goals_by": later("Goals are set"),
    "submit_by": later("Educators submit"),
    "respond_by": later("Leaders respond"),
    "agree_by": later("They have talked and decided"),
    "closes_on": later("The cycle ends"),
}
"""The dates of a cycle, in their order."""
_USUAL_WEEKS: Final = {
    "opens_on": 0, "goals_by": 6, "submit_by": 32, "respond_by": 35, "agree_by": 38, "closes_on": 41
}  # fmt: skip
"""Of a cycle that begins with the school year."""
_YEAR_ENDS: Final = (6, 12)
"""Month and day, about when most schools go into the long break."""
_SHORTEST: Final = timedelta(weeks=16)


def usual_days(today: date) -> dict[str, date]:
    """The dates of a cycle that begins today and lasts to the end of the school year.

    Where that is near, it lasts as long as a school year. Steps end on weekdays.
    """
    weeks = _USUAL_WEEKS["closes_on"]
    end = next(
        end for year in (today.year, today.year + 1) if (end := date(year, *_YEAR_ENDS)) > today
    )
    length = end - today if end - today >= _SHORTEST else timedelta(weeks=weeks)
    days = {name: today + length * part / weeks for name, part in _USUAL_WEEKS.items()}
    return {name: day if name == "opens_on" else _on_weekday(day) for name, day in days.items()}


def _on_weekday(day: date) -> date:
    """The same, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - WORKING_DAYS + 1))


def usual_terms(elements: Collection[str], today: date) -> Terms:
    """A cycle as most would have it, over those elements, from today on."""
    days: dict[str, Any] = dict(usual_days(today))
    return Terms(elements=tuple(elements), **days)


def check_cycle(draft: CycleDraft, *, elements: Collection[str], today: date) -> CycleDraft:
    """The same, with its elements in the rubric's order.

    Raises BadInput, each with its field, for a name that is none, dates out of order, a cycle
    that is over, elements that there are not, and ratings that nobody can choose from.
    """
    name = " ".join(draft.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(
            "Give the cycle a name of 1 to {most} characters.",
            most=LONGEST_NAME,
            field="name",
        )
    terms = draft.terms
    _check_days(terms, today)
    for element in terms.elements:
        if element not in elements:
            raise BadInput(
                "“{element}” is no element: use {choices}.",
                element=element,
                choices=", ".join(elements),
                field="elements",
            )
    if not terms.elements:
        raise BadInput("Choose at least one element.", field="elements")
    for field, count in (
        ("goals_expected", terms.goals_expected),
        ("evidence_expected", terms.evidence_expected),
    ):
        if not 0 <= count <= 20:
            raise BadInput("Ask for 0 to 20.", field=field)
    expectation = (draft.expectation or "").strip()
    if len(expectation) > LONGEST_WORDS:
        raise BadInput(
            "Keep it to {most} characters.",
            most=LONGEST_WORDS,
            field="expectation",
        )
    return replace(
        draft,
        name=name,
        expectation=expectation or None,
        terms=replace(
            terms,
            elements=tuple(element for element in elements if element in terms.elements),
            ratings=_checked_ratings(terms.ratings),
        ),
    )


def read_ratings(text: str) -> tuple[str, ...]:
    """The words that one rates with, out of lines or a list with commas."""
    parts = text.splitlines() if "\n" in text.strip() else text.split(",")
    return tuple(word for part in parts if (word := " ".join(part.split())))


def _check_days(terms: Terms, today: date) -> None:
    days = [(name, getattr(terms, name)) for name in STEP_NAMES]
    for (before, first), (after, second) in pairwise(days):
        if second < first:
            raise BadInput(
                "“{after}” ({later}) comes before “{before}” ({earlier}): put the dates in order.",
                after=Words(STEP_NAMES[after]),
                later=second,
                before=Words(STEP_NAMES[before]),
                earlier=first,
                field=after,
            )
    if terms.closes_on < today:
        raise BadInput(
            "{day} is past: choose a day to come.",
            day=terms.closes_on,
            field="closes_on",
        )
    if terms.closes_on - terms.opens_on > LONGEST_CYCLE:
        raise BadInput("A cycle lasts three years at most.", field="closes_on")


def _checked_ratings(ratings: tuple[str, ...]) -> tuple[str, ...]:
    if not 2 <= len(ratings) <= MOST_RATINGS:
        raise BadInput(
            "Give 2 to {most} words to rate with, lowest first, such as {choices}.",
            most=MOST_RATINGS,
            choices=", ".join(USUAL_RATINGS),
            field="ratings",
        )
    if len({word.casefold() for word in ratings}) < len(ratings):
        raise BadInput("Two of the words to rate with are the same.", field="ratings")
    longest = max(ratings, key=len)
    if len(longest) > LONGEST_RATING:
        raise BadInput(
            "“{start}…” is too long: keep each to {most} characters.",
            start=longest[:30],
            most=LONGEST_RATING,
            field="ratings",
        )
    return ratings


# Reminders

Reminder = Literal["opens", "goals", "submit", "submit-last", "respond", "decide"]
REMINDERS: Final[tuple[Reminder, ...]] = get_args(Reminder)
REMINDED_AT: Final = time(15, 30)
"""On their own clock, once most lessons are over."""
EARLIEST: Final = time(7)
"""Where the usual time does not suit them."""
REMINDS: Final[Mapping[Reminder, frozenset[EvaluationState]]] = {
    "opens": frozenset({"goal-setting"}),
    "goals": frozenset({"goal-setting"}),
    "submit": frozenset({"goal-setting", "collecting", "self-evaluation"}),
    "submit-last": frozenset({"goal-setting", "collecting", "self-evaluation"}),
    "respond": frozenset({"submitted"}),
    "decide": frozenset({"responded", "discussed"}),
}
"""The states in which each still makes sense. “respond” goes to leaders, the rest to educators."""
STEP_OF: Final[Mapping[Reminder, str]] = {
    "opens": "submit_by",
    "goals": "goals_by",
    "submit": "submit_by",
    "submit-last": "submit_by",
    "respond": "respond_by",
    "decide": "agree_by",
}
"""The step that each is about; none comes after its day. Whoever joins a cycle that runs hears of
it as long as there is something to submit."""
_APART: Final = timedelta(days=3)
SEARCHED: Final = timedelta(days=21)
"""How far from its day a reminder is moved by days off."""


def reminder_days(terms: Terms) -> dict[Reminder, date]:
    """The day on which each is meant to come, before days off are looked at.

    One that would come within three days of the one before it falls away.
    """
    days: dict[Reminder, date] = {"opens": terms.opens_on}
    meant: dict[Reminder, date] = {
        "goals": terms.goals_by - timedelta(days=7),
        "submit": terms.submit_by - timedelta(days=14),
        "submit-last": terms.submit_by - timedelta(days=2),
        "respond": terms.respond_by - timedelta(days=7),
        "decide": terms.agree_by - timedelta(days=7),
    }
    last = terms.opens_on
    for reminder, day in meant.items():
        if day - last >= _APART:
            days[reminder] = last = day
    return days


def days_to_try(reminder: Reminder, day: date) -> Iterator[date]:
    """The weekdays on which it may come, the best one first.

    The opening waits for a day that suits; a reminder comes on one before its day, so that
    nobody is told of a date once it is past.
    """
    step = timedelta(days=1 if reminder == "opens" else -1)
    tried = day
    while abs(tried - day) < SEARCHED:
        if tried.weekday() < WORKING_DAYS:
            yield tried
        tried += step


def last_day(reminder: Reminder, terms: Terms) -> date:
    """On later days it would remind of what is past."""
    day: date = getattr(terms, STEP_OF[reminder])
    return day


def remind_at(day: date, preferences: Preferences) -> datetime | None:
    """When on that day it may come; local, naive. None where the day does not suit them."""
    usual = datetime.combine(day, REMINDED_AT)
    if preferences.suit(usual):
        return usual
    first = first_suiting(datetime.combine(day, EARLIEST), preferences, REMINDED_AT)
    return first if first is not None and first.date() == day else None
