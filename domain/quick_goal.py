"""Reading one line into a goal: `Run two student-led conferences by March 20 #skills`.

The line may go on with an if-then plan: `… when a unit ends, I will plan one with my class`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from domain.due import find_due
from domain.duration import LengthWords, find_durations, may_be_length
from domain.errors import BadInput
from domain.if_then import IfThen, find_plan
from domain.said import ONE_ONLY, find_said, refuse_unknown, sort_out
from domain.speech import speech_of
from domain.suggestion import suggest
from domain.tags import find_tags
from domain.targets import NUMBERS
from domain.typed_line import (
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

_SHARE: Final = re.compile(r"\b\d{1,3}(?:\.\d+)?%")
_COUNT: Final = re.compile(
    r"(?:(?P<named>\b(?:grades?|year|room|unit|chapter|class|level|period|module|top|goal|week|day"
    r"|every|grado|unidad|capítulo|clase|nivel|módulo|meta|semana|día|cada))\s)?(?<![\w.,:/$#%-])"
    rf"(?P<count>\d{{1,3}}|{'|'.join(word for word in NUMBERS if word[0] != 'a')})"
    r" (?!minutes?\b|mins?\b|hours?\b|hrs?\b|days?\b|weeks?\b|months?\b|years?\b|times\b|of\b"
    r"|minutos?\b|horas?\b|días?\b|semanas?\b|mes(?:es)?\b|años?\b|veces\b|de\b)"
    r"(?=[^\W\d_])"
)


@dataclass(frozen=True)
class QuickGoal:
    """What one line said of a goal; `target` is the number in it, where there is just one.

    `suggested` names the fields that were suggested from its words. `indicator` is never
    read from a line.
    """

    text: str
    element: str | None = None
    skill: str | None = None
    due_on: date | None = None
    indicator: str | None = None
    target: str | None = None
    visibility: str | None = None
    plan: IfThen | None = None
    suggested: frozenset[str] = frozenset()


def read_quick_goal(
    text: str, *, rubric: Rubric, today: date, day_first: bool = False
) -> QuickGoal:
    """Reads the words after `/pln goal`; `today` is a day in the educator's own zone.

    Raises BadInput for no text, for a tag that can't be used, for a due day that is past,
    and for more text than Slack shows.
    """
    text = unwrap(refuse_endless(text))
    head, plan = find_plan(text, speech_of(rubric.language).plans)
    if plan is None:
        return _read(text, rubric, today, day_first=day_first)
    # Tags and a due day that were put last belong to the goal, not to the plan's deed.
    try:
        deed = _read(plan.deed, rubric, today, day_first=day_first)
    except BadInput as refusal:
        if refusal.field == "text":
            return _read(text, rubric, today, day_first=day_first)
        raise
    goal = _read(head, rubric, today, day_first=day_first)
    said = {
        name: value
        for name in ("element", "skill")
        if (value := getattr(deed, name))
        and (not getattr(goal, name) or name in goal.suggested - deed.suggested)
    }
    return replace(
        goal,
        **said,
        due_on=goal.due_on or deed.due_on,
        visibility=goal.visibility or deed.visibility,
        plan=IfThen(plan.moment, deed.text),
        suggested=goal.suggested.difference(said) | deed.suggested.intersection(said),
    )


def _read(text: str, rubric: Rubric, today: date, *, day_first: bool) -> QuickGoal:
    speech = speech_of(rubric.language)
    plain = cover_quotes(plain_copy(text))
    tags, unknown = find_tags(text, plain, rubric)
    fitting = (
        each
        for each in find_said(plain, tags, rubric, words=speech.said)
        if each.section in ("elements", "skills", "visibilities")
    )
    values, said = sort_out(fitting, ONE_ONLY | {"elements", "skills"})
    marks = [each.span for each in said]
    plain = cover(plain, marks)
    due = find_due(text, plain, today, day_first=day_first, words=speech.due)
    tokens = marks + ([due.span] if due else [])
    edges = find_edges(plain, [*tokens, *(tag.span for tag in unknown)], speech.leaning)
    refuse_unknown(unknown, edges)

    gone = [span for span in tokens if span in edges]
    lift = partial(lift_out, text, plain, edges=edges, dangling=speech.dangling)
    rest = lift(gone) or without_hashes(lift(set(gone).difference(marks)))
    suggested = set[str]()
    for section, field in (("elements", "element"), ("skills", "skill")):
        likely = suggest(getattr(rubric, section), text)
        if not values[section] and likely:
            values[section] = likely[:1]
            suggested.add(field)
    return QuickGoal(
        text=check_text(rest),
        element=next(iter(values["elements"]), None),
        skill=next(iter(values["skills"]), None),
        due_on=due.on if due else None,
        target=_only_number(cover(plain, [due.span]) if due else plain, speech.lengths),
        visibility=next(iter(values["visibilities"]), None),
        suggested=frozenset(suggested),
    )


def _only_number(plain: str, words: LengthWords) -> str | None:
    """The number of a goal's text: `80%`, `10 hours`, or the only count of things in it."""
    shares = _SHARE.findall(plain)
    counts = [match["count"] for match in _COUNT.finditer(plain) if not match["named"]]
    lengths = [
        plain[slice(each.span.start, each.span.end)]
        for each in find_durations(plain, words)
        if not each.is_describing and may_be_length(plain, each, words)
    ]
    if len(shares) + len(counts) + len(lengths) != 1:
        return None
    only = (shares + counts + lengths)[0]
    return str(NUMBERS.get(only, only))
