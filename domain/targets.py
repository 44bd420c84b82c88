"""A goal's target as something that can be counted: `10 hours`, `5 entries`, `80%`, `2`.

Hours, entries and kinds of activity (`3 webinars`) are counted from what is logged for the
goal. Of any other number the educator says how many it is so far. Words that a number can't
measure (`better feedback`, `20 minutes a day`, `fewer than 3 referrals`) are no target to
count: then the educator says how far they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from domain.duration import COUNTS, find_durations
from domain.keys import PLAIN_KIND
from domain.speech import EVERY_LENGTH
from domain.suggestion import find_hits, stems_in
from domain.typed_line import Span, plain_copy, word_before, words_in
from rubric_data import Named

Measure = Literal["minutes", "entries", "kind", "said"]

MOST: Final = 100_000

NUMBERS: Final = COUNTS | {
    word: number
    for number, word in enumerate(
        ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"), start=2
    )
}
_NUMBER: Final = re.compile(
    r"(?<![\w.,:/$-])(?P<digits>\d{1,6}(?:[.,]\d{1,2})?)(?![\w:/]|[.,]\d|-\d)\s?(?P<share>%|percent\b)?"
    rf"|\b(?P<word>{'|'.join(word for word in NUMBERS if word[0] != 'a')})\b(?!-)"
)
_RATE: Final = re.compile(
    r"\b(?:per|each|every|daily|weekly|monthly)\b|/\s?(?:day|week|month)|\ban? (?:day|week|month)\b"
    r"|\b(?:cada|diari[oa]s?|semanal(?:es)?|mensual(?:es)?)\b|\b(?:al|por) (?:d[ií]a|semana|mes)\b"
)
_DOWNWARD: Final = re.compile(
    r"\b(?:fewer|less|under|below|at most|no more than|not more than|reduce|down to|from"
    r"|menos de|por debajo|a lo sumo|como máximo|reducir|bajar)\b|[<≤]"
)
_ENTRIES: Final = re.compile(
    r"(?:entry|entries|activity|activities|logs?|learning activities|actividad(?:es)?|registros?)\b"
)
_AFTER_NOUN: Final = re.compile(
    r"[,;.(]|\b(?:about|at|by|during|for|from|in|on|that|this|to|until|which|who|with"
    r"|antes|con|de|del|durante|en|hasta|para|por|que|sobre)\b"
)


@dataclass(frozen=True)
class Target:
    """A number to reach, and what counts towards it."""

    amount: float
    measure: Measure
    kind: str | None = None
    """The kind of activity that counts, where the measure is `kind`."""
    is_share: bool = False
    """A percentage."""

    @property
    def is_counted(self) -> bool:
        """What is logged for the goal adds up by itself."""
        return self.measure != "said"


@dataclass(frozen=True)
class Done:
    """What was logged for a goal, and what its educator last said of it."""

    entries: int = 0
    minutes: int = 0
    by_kind: Mapping[str, int] | None = None
    said_percent: int | None = None
    """In their own view, at the last check-in that gave one."""
    said_amount: float | None = None


def read_target(text: str | None, kinds: Sequence[Named], *, goal_text: str = "") -> Target | None:
    """The target that those words set; None where there is nothing to count.

    `kinds` are those of the rubric, by every name: what counts is the same whoever reads it. A
    bare number counts what it counts in the goal's text.
    """
    plain = plain_copy(text or "").strip()
    if not plain or _RATE.search(plain) or _DOWNWARD.search(plain):
        return None
    durations = list(find_durations(plain, EVERY_LENGTH))
    numbers = _numbers_beside(plain, [each.span for each in durations])
    if len(durations) + len(numbers) != 1:
        return None
    if durations:
        minutes = durations[0].minutes
        return Target(minutes, "minutes") if 0 < minutes <= MOST else None
    (number,) = numbers
    in_text = plain_copy(goal_text)
    if number[0] == plain:
        same = [each for each in _NUMBER.finditer(in_text) if _amount(each) == _amount(number)]
        if len(same) == 1 and not same[0]["share"]:
            plain, number = in_text, same[0]
    return _count_of(plain, number, tuple(kinds), in_text)


def _numbers_beside(plain: str, taken: Sequence[Span]) -> list[re.Match[str]]:
    return [
        match
        for match in _NUMBER.finditer(plain)
        if not any(Span(*match.span()).overlaps(span) for span in taken)
    ]


def _amount(number: re.Match[str]) -> float:
    if number["word"]:
        return float(NUMBERS[number["word"]])
    return float(number["digits"].replace(",", "."))


def _count_of(
    plain: str, number: re.Match[str], kinds: tuple[Named, ...], goal_text: str
) -> Target | None:
    amount = _amount(number)
    if not 0 < amount <= MOST or word_before(plain, number.start()) in _NUMBERED:
        return None
    if number["share"]:
        return Target(amount, "said", is_share=True) if amount <= 100 else None
    noun = _AFTER_NOUN.split(plain[number.end() :].strip(), maxsplit=1)[0].strip()
    if _ENTRIES.fullmatch(noun):
        return Target(amount, "entries")
    named = list({each.key for each in kinds if _is_named(each, noun)})
    if len(named) == 1 and named[0] != PLAIN_KIND and _is_meant(named[0], noun, goal_text, kinds):
        return Target(amount, "kind", kind=named[0])
    # Of one thing there is nothing to count: it is done or it isn't.
    return Target(amount, "said") if amount > 1 else None


def _is_named(kind: Named, noun: str) -> bool:
    """All its words are that kind's: “2 student-led conferences” is no conference to go to."""
    stems = stems_in(noun)
    return bool(stems) and stems <= stems_in(f"{kind.key} {kind.label}")


def _is_meant(kind: str, noun: str, goal_text: str, kinds: tuple[Named, ...]) -> bool:
    """False where the goal has that noun and means something else by it."""
    if not stems_in(noun) <= stems_in(goal_text):
        return True
    return kind in {hit.key for hit in find_hits(kinds, goal_text)}


_NUMBERED: Final = words_in("grade grades level year room unit chapter period top")
"""Words whose number is a name."""


def counted_so_far(target: Target, done: Done) -> float:
    """How much of the target there is."""
    if target.measure == "minutes":
        return done.minutes
    if target.measure == "entries":
        return done.entries
    if target.measure == "kind":
        return (done.by_kind or {}).get(target.kind or "", 0)
    return done.said_amount or 0


def percent_done(target: Target | None, done: Done) -> int | None:
    """How far a goal is, from 0 to 100; None where nobody can know yet.

    Where entries are counted, the count and the educator's own word, whichever is further.
    """
    if target is None:
        return done.said_percent
    if target.measure == "said" and done.said_amount is None:
        return done.said_percent
    share = int(100 * counted_so_far(target, done) / target.amount)
    percent = max(0, min(100, share))
    return max(percent, done.said_percent or 0) if target.is_counted else percent
