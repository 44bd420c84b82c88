"""Cycles of evaluations in words: the same on App Home, in forms and on the command line.

Names and words that people typed are as typed: whoever shows these sentences escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bot.messages.labels import day_in_words
from bot.messages.message import counted, listed
from domain.cycles import STEP_NAMES, CycleDraft, Terms
from domain.participation import STEPS, Step
from storage.cycles import Effect
from storage.participation import CycleFigures
from storage.tables import Cycle

HIDDEN: Final = "–"
"""Stands for a figure that is held back."""
STEP_LABELS: Final[Mapping[Step, str]] = {
    "begun": "Have begun",
    "goals-set": "Have settled their goals",
    "submitted": "Have submitted",
    "responded": "Have a response",
    "decided": "Have agreed, or stated a difference",
}
_NEXT: Final = {
    "goals_by": "goals are set by",
    "submit_by": "educators submit by",
    "respond_by": "leaders respond by",
    "agree_by": "they have talked and decided by",
    "closes_on": "it ends on",
}


def phase_in_words(cycle: Cycle, today: date) -> str:
    """Where it is: `closed`, `begins Mon 3 Aug`, `open: educators submit by Fri 16 Apr`."""
    if cycle.closed_at is not None:
        return "closed"
    if cycle.opens_on > today:
        return f"begins {day_in_words(cycle.opens_on, today)}"
    for name, words in _NEXT.items():
        day = getattr(cycle, name)
        if day >= today:
            return f"open: {words} {day_in_words(day, today)}"
    return "over: it closes by itself"


def audience_in_words(groups: Sequence[str]) -> str:
    return listed(groups) if groups else "everyone"


def dates_in_words(terms: Terms, today: date) -> list[str]:
    """Each step with its day, in their order."""
    return [
        f"{name}: {day_in_words(getattr(terms, field), today)}"
        for field, name in STEP_NAMES.items()
    ]


def terms_in_words(terms: Terms) -> list[str]:
    """What it asks for, beside its dates and elements."""
    evidence = (
        f"{counted(terms.evidence_expected, 'piece', 'pieces')} at least"
        if terms.evidence_expected
        else "as much as each one thinks right"
    )
    balance = (
        "all four kinds of indicators are needed to submit"
        if terms.needs_balance
        else "its balance over the four kinds of indicators is shown, and no hurdle"
    )
    goals = (
        f"{counted(terms.goals_expected, 'goal')} at least"
        if terms.goals_expected
        else "none asked for"
    )
    leaders = (
        "respond in words, and may rate beside the educator"
        if terms.leaders_rate
        else "respond in words"
    )
    return [
        f"Goals: {goals}",
        f"Evidence: {evidence}; {balance}",
        f"Words to rate with: {', '.join(terms.ratings)}",
        f"Leaders: {leaders}",
    ]


def figures_in_brief(figures: CycleFigures) -> str:
    """`Of 24: 12 have begun, 12 have settled their goals, …`."""
    people = counted(figures.people, "educator")
    if figures.is_small:
        return f"{people}: too few to show how far they are"
    if figures.steps[STEPS[0]] == 0:
        return f"Of {people}, nobody has begun yet"
    steps = ", ".join(f"{said(figures.steps[step])} {_lower(STEP_LABELS[step])}" for step in STEPS)
    return f"Of {people}: {steps}"


def hidden_means(floor: int) -> str:
    return (
        f"“{HIDDEN}” stands for a number that would tell something of a few people: of fewer than "
        f"{floor} who did it or did not, by itself or beside another number."
    )


def shown_in_brief(figures: CycleFigures) -> str:
    """Of a group among several, only what can be said: `10 educators, 6 have begun`."""
    people = counted(figures.people, "educator")
    known = [(step, figures.steps[step]) for step in STEPS if figures.steps[step] is not None]
    if not known:
        return f"{people}, {HIDDEN}"
    if known[0] == (STEPS[0], 0):
        return f"{people}, nobody has begun yet"
    words = [f"{count} {_lower(STEP_LABELS[step])}" for step, count in known if count]
    return ", ".join([people, *(words or [HIDDEN])])


def _lower(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def said(figure: int | None) -> str:
    return HIDDEN if figure is None else str(figure)


def is_anything_hidden(figures: CycleFigures) -> bool:
    return not figures.is_small and (
        None in figures.steps.values() or None in figures.kinds.values()
    )


# What a change does


def change_in_words(
    before: CycleDraft, after: CycleDraft, effect: Effect, today: date
) -> list[str]:
    """What becomes of a cycle, of whoever is in it, and of what has begun; empty for nothing."""
    return [
        *_name_and_dates(before, after, today),
        *_audience(before, after, effect),
        *_asked(before.terms, after.terms),
        *(
            ["The new words about what is expected show from then on."]
            if before.expectation != after.expectation
            else []
        ),
    ]


def _name_and_dates(before: CycleDraft, after: CycleDraft, today: date) -> Iterator[str]:
    if before.name != after.name:
        yield f"It is called “{after.name}” from then on."
    moved = [
        f"“{words}” moves from {day_in_words(old, today)} to {day_in_words(new, today)}."
        for field, words in STEP_NAMES.items()
        if (old := getattr(before.terms, field)) != (new := getattr(after.terms, field))
    ]
    yield from moved
    if moved:
        yield (
            "Reminders to come follow the new dates; one that came already is not sent again. "
            "A step that was taken late stays marked so."
        )


def _audience(before: CycleDraft, after: CycleDraft, effect: Effect) -> Iterator[str]:
    if set(before.groups) != set(after.groups):
        yield f"It is for {audience_in_words(after.groups)}."
    if effect.joining:
        joining = counted(effect.joining, "educator")
        yield f"{joining} more {'is' if effect.joining == 1 else 'are'} in it, and told so."
    if effect.leaving:
        leaving = counted(effect.leaving, "educator")
        yield (
            f"{leaving} {'is' if effect.leaving == 1 else 'are'} in it no more: whoever has begun "
            "goes on with what they began, the others hear nothing more of it."
        )


def _asked(before: Terms, after: Terms) -> Iterator[str]:
    if before.elements != after.elements or before.ratings != after.ratings:
        yield "Nobody has rated themselves yet, so elements and rating words are the new ones."
    if before.goals_expected != after.goals_expected:
        yield (
            f"It asks for {counted(after.goals_expected, 'goal')} at least: whoever has settled "
            "theirs already stays where they are."
        )
    evidence = before.evidence_expected != after.evidence_expected
    if evidence or before.needs_balance != after.needs_balance:
        yield "What evidence it asks for counts for whoever submits from then on."
    if before.leaders_rate != after.leaders_rate:
        yield (
            "Leaders may rate beside the educator from then on."
            if after.leaders_rate
            else "Leaders respond in words from then on; ratings that they gave stay."
        )
