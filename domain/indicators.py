"""What an educator saw come of their learning, checked before it is a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.errors import BadInput


@dataclass(frozen=True)
class IndicatorDraft:
    """An indicator to keep; `kind` is one of `domain.keys.IndicatorKind`.

    `measure` says what the numbers count: `before`, `after` (as it is now) and `target`.
    """

    kind: str
    text: str
    element: str | None = None
    skill: str | None = None
    measure: str | None = None
    before: float | None = None
    after: float | None = None
    target: float | None = None
    measured_on: date | None = None


def check_indicator(draft: IndicatorDraft) -> IndicatorDraft:
    """The same. Raises BadInput where it says too little to stand as evidence."""
    if draft.kind == "skill-attainment" and draft.skill is None:
        raise BadInput("Choose the skill that it shows.", field="skill")
    if draft.after is None and draft.before is not None and draft.target is None:
        raise BadInput("Add the number after it, or clear the one before.", field="after")
    return draft
