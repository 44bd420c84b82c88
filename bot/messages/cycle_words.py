"""Cycles of evaluations in words: the same on App Home, in forms and on the command line.

Names and words that people typed are as typed: whoever shows these sentences escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bot.messages.labels import day_in_words
from bot.messages.language import say, say_count
from bot.messages.message import listed
from domain.cycles import STEP_NAMES, CycleDraft, Terms
from domain.participation import STEPS, Step
from domain.words import later
from storage.cycles import Effect
from storage.participation import CycleFigures
from storage.tables import Cycle

HIDDEN: Final = "–"
"""Stands for a figure that is held back."""
STEP_LABELS: Final[Mapping[Step, str]] = {
    "begun": later("Have begun"),
    "goals-set": later("Have settled their goals"),
    "submitted": later("Have submitted"),
    "responded": later("Have a response"),
    "decided": later("Have agreed, or stated a difference"),
}
_NEXT: Final = {
    "goals_by": later("open: goals are set by {day}"),
    "submit_by": later("open: educators submit by {day}"),
    "respond_by": later("open: leaders respond by {day}"),
    "agree_by": later("open: they have talked and decided by {day}"),
    "closes_on": later("open: it ends on {day}"),
}


def phase_in_words(cycle: Cycle, today: date) -> str:
    """Where it is: `closed`, `begins Mon 3 Aug`, `open: educators submit by Fri 16 Apr`."""
    if cycle.closed_at is not None:
        return say("closed")
    if cycle.opens_on > today:
        return say("begins {day}", day=day_in_words(cycle.opens_on, today))
    for name, words in _NEXT.items():
        day = getattr(cycle, name)
        if day >= today:
            return say(words, day=day_in_words(day, today))
    return say("over: it closes by itself")


def audience_in_words(groups: Sequence[str]) -> str:
    return listed(groups) if groups else say("everyone")


def dates_in_words(terms: Terms, today: date) -> list[str]:
    """Each step with its day, in their order."""
    return [
        f"{say(name)}: {day_in_words(getattr(terms, field), today)}"
        for field, name in STEP_NAMES.items()
    ]


def terms_in_words(terms: Terms) -> list[str]:
    """What it asks for, beside its dates and elements."""
    evidence = (
        say_count("{count} piece at least", "{count} pieces at least", terms.evidence_expected)
        if terms.evidence_expected
        else say("as much as each one thinks right")
    )
    balance = (
        say("all four kinds of indicators are needed to submit")
        if terms.needs_balance
        else say("its balance over the four kinds of indicators is shown, and no hurdle")
    )
    goals = (
        say_count("{count} goal at least", "{count} goals at least", terms.goals_expected)
        if terms.goals_expected
        else say("none asked for")
    )
    leaders = (
        say("respond in words, and may rate beside the educator")
        if terms.leaders_rate
        else say("respond in words")
    )
    return [
        say("Goals: {goals}", goals=goals),
        say("Evidence: {evidence}; {balance}", evidence=evidence, balance=balance),
        say("Words to rate with: {ratings}", ratings=", ".join(terms.ratings)),
        say("Leaders: {leaders}", leaders=leaders),
    ]


def figures_in_brief(figures: CycleFigures) -> str:
    """`Of 24: 12 have begun, 12 have settled their goals, …`."""
    people = _educators(figures)
    if figures.is_small:
        return say("{people}: too few to show how far they are", people=people)
    if figures.steps[STEPS[0]] == 0:
        return say("Of {people}, nobody has begun yet", people=people)
    steps = ", ".join(
        f"{said(figures.steps[step])} {_lower(say(STEP_LABELS[step]))}" for step in STEPS
    )
    return say("Of {people}: {steps}", people=people, steps=steps)


def hidden_means(floor: int) -> str:
    return say(
        "“{hidden}” stands for a number that would tell something of a few people: of "
        "fewer than {floor} who did it or did not, by itself or beside another number.",
        hidden=HIDDEN,
        floor=floor,
    )


def shown_in_brief(figures: CycleFigures) -> str:
    """Of a group among several, only what can be said: `10 educators, 6 have begun`."""
    people = _educators(figures)
    known = [(step, figures.steps[step]) for step in STEPS if figures.steps[step] is not None]
    if not known:
        return f"{people}, {HIDDEN}"
    if known[0] == (STEPS[0], 0):
        return say("{people}, nobody has begun yet", people=people)
    words = [f"{count} {_lower(say(STEP_LABELS[step]))}" for step, count in known if count]
    return ", ".join([people, *(words or [HIDDEN])])


def _educators(figures: CycleFigures) -> str:
    return say_count("{count} educator", "{count} educators", figures.people)


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
            [say("The new words about what is expected show from then on.")]
            if before.expectation != after.expectation
            else []
        ),
    ]


def _name_and_dates(before: CycleDraft, after: CycleDraft, today: date) -> Iterator[str]:
    if before.name != after.name:
        yield say("It is called “{name}” from then on.", name=after.name)
    moved = [
        say(
            "“{step}” moves from {before} to {after}.",
            step=say(words),
            before=day_in_words(old, today),
            after=day_in_words(new, today),
        )
        for field, words in STEP_NAMES.items()
        if (old := getattr(before.terms, field)) != (new := getattr(after.terms, field))
    ]
    yield from moved
    if moved:
        yield (
            say(
                "Reminders to come follow the new dates; one that came already is not sent "
                "again. A step that was taken late stays marked so."
            )
        )


def _audience(before: CycleDraft, after: CycleDraft, effect: Effect) -> Iterator[str]:
    if set(before.groups) != set(after.groups):
        yield say("It is for {audience}.", audience=audience_in_words(after.groups))
    if effect.joining:
        yield say_count(
            "{count} educator more is in it, and told so.",
            "{count} educators more are in it, and told so.",
            effect.joining,
        )
    if effect.leaving:
        yield say_count(
            "{count} educator is in it no more: whoever has begun goes on with what they began, "
            "the others hear nothing more of it.",
            "{count} educators are in it no more: whoever has begun goes on with what they "
            "began, the others hear nothing more of it.",
            effect.leaving,
        )


def _asked(before: Terms, after: Terms) -> Iterator[str]:
    if before.elements != after.elements or before.ratings != after.ratings:
        yield say("Nobody has rated themselves yet, so elements and rating words are the new ones.")
    if before.goals_expected != after.goals_expected:
        yield say_count(
            "It asks for {count} goal at least: whoever has settled theirs already stays where "
            "they are.",
            "It asks for {count} goals at least: whoever has settled theirs already stays where "
            "they are.",
            after.goals_expected,
        )
    evidence = before.evidence_expected != after.evidence_expected
    if evidence or before.needs_balance != after.needs_balance:
        yield say("What evidence it asks for counts for whoever submits from then on.")
    if before.leaders_rate != after.leaders_rate:
        yield (
            say("Leaders may rate beside the educator from then on.")
            if after.leaders_rate
            else say("Leaders respond in words from then on; ratings that they gave stay.")
        )
