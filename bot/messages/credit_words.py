"""A credit policy in words: the same in Slack, on the command line and on transcripts."""

from __future__ import annotations

from typing import Final

from bot.messages.labels import label
from bot.messages.message import counted
from domain.credit import Evidence, Rule, Terms, in_figures, in_units
from domain.keys import Staff
from rubric_data import Rubric

STAFF_NAMES: Final[dict[Staff, str]] = {
    "teacher": "teachers",
    "administrator": "administrators",
    "other": "other staff",
}
_EVIDENCE: Final[dict[Evidence, str]] = {
    "none": "no evidence needed",
    "any": "with a link, a file or a note",
    "link": "with a link",
    "file": "with a file",
    "note": "with a note on classroom use",
}


def rule_name(rule: Rule, rubric: Rubric) -> str:
    """`Webinar, live online (teachers)`; plain words, to be escaped."""
    name = "Any activity" if rule.kind is None else label(rubric.kinds, rule.kind)
    if rule.mode is not None:
        name += f", {label(rubric.modes, rule.mode).lower()}"
    return name if rule.staff is None else f"{name} ({STAFF_NAMES[rule.staff]})"


def rule_in_words(rule: Rule, unit: str) -> str:
    """`1 CEU for each hour, at most 15 CEU a school year, with a link; a leader approves`."""
    if rule.is_ended:
        return "no rule of its own any more"
    if not rule.rate:
        return "no credit"
    words = [f"{in_units(rule.rate, unit)} for each hour"]
    if rule.cap is not None:
        words.append(f"at most {in_units(rule.cap, unit)} a school year")
    words.append(_EVIDENCE[rule.evidence])
    approval = "credited at once" if rule.is_automatic else "a leader approves"
    lapse = f"; lapses after {counted(rule.lapse_months, 'month')}" if rule.lapse_months else ""
    return f"{', '.join(words)}; {approval}{lapse}"


def terms_in_words(terms: Terms) -> str:
    """`12 CEU are expected in a school year, which begins on July 1`."""
    year = f"a school year, which begins on {terms.begins.in_words()}"
    if terms.expected is None:
        return f"No amount is expected; credit is counted in {terms.unit} by {year}"
    verb = "is" if in_figures(terms.expected) == "1" else "are"
    return f"{in_units(terms.expected, terms.unit)} {verb} expected in {year}"
