"""A credit policy in words: the same in Slack, on the command line and on transcripts."""

from __future__ import annotations

from typing import Final

from bot.messages.labels import label
from bot.messages.language import say, say_count, say_date
from domain.credit import Evidence, Rule, Terms, in_figures, in_units
from domain.keys import Staff
from domain.words import later
from rubric_data import Rubric

STAFF_NAMES: Final[dict[Staff, str]] = {
    "teacher": later("teachers"),
    "administrator": later("administrators"),
    "other": later("other staff"),
}
_EVIDENCE: Final[dict[Evidence, str]] = {
    "none": later("no evidence needed"),
    "any": later("with a link, a file or a note"),
    "link": later("with a link"),
    "file": later("with a file"),
    "note": later("with a note on classroom use"),
}


def rule_name(rule: Rule, rubric: Rubric) -> str:
    """`Webinar, live online (teachers)`; plain words, to be escaped."""
    name = say("Any activity") if rule.kind is None else label(rubric.kinds, rule.kind)
    if rule.mode is not None:
        name += f", {label(rubric.modes, rule.mode).lower()}"
    return name if rule.staff is None else f"{name} ({say(STAFF_NAMES[rule.staff])})"


def rule_in_words(rule: Rule, unit: str) -> str:
    """`1 CEU for each hour, at most 15 CEU a school year, with a link; a leader approves`."""
    if rule.is_ended:
        return say("no rule of its own any more")
    if not rule.rate:
        return say("no credit")
    words = [say("{units} for each hour", units=in_units(rule.rate, unit))]
    if rule.cap is not None:
        words.append(say("at most {units} a school year", units=in_units(rule.cap, unit)))
    words.append(say(_EVIDENCE[rule.evidence]))
    approval = say("credited at once") if rule.is_automatic else say("a leader approves")
    parts = [", ".join(words), approval]
    if rule.lapse_months:
        parts.append(
            say_count(
                "lapses after {count} month", "lapses after {count} months", rule.lapse_months
            )
        )
    return "; ".join(parts)


def terms_in_words(terms: Terms) -> str:
    """`12 CEU are expected in a school year, which begins on July 1`."""
    day = say_date(terms.begins.words.on, "MMMMd")
    if terms.expected is None:
        return say(
            "No amount is expected; credit is counted in {unit} by a school year, which begins on "
            "{day}",
            unit=terms.unit,
            day=day,
        )
    units = in_units(terms.expected, terms.unit)
    if in_figures(terms.expected) == "1":
        return say(
            "{units} is expected in a school year, which begins on {day}", units=units, day=day
        )
    return say("{units} are expected in a school year, which begins on {day}", units=units, day=day)
