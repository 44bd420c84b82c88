"""Putting right what was suggested: one field at a time, or all as they were before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from domain.dates import check_happened_on
from domain.drafts import EntryDraft
from domain.errors import BadInput
from domain.keys import PLAIN_KIND
from domain.typed_length import read_minutes
from rubric_data import Rubric

NONE: Final = "none"
"""The key that says: neither of them."""
ALL: Final = "all"
"""The field that says: every suggestion is right."""

_SECTIONS: Final = {
    "kind": "kinds",
    "mode": "modes",
    "elements": "elements",
    "skills": "skills",
    "network_act": "network_acts",
    "reach": "reaches",
}
"""The section of the rubric that names what each field may hold."""
_SEVERAL: Final = frozenset({"elements", "skills"})

_UNSAID: Final[Mapping[str, Callable[[EntryDraft], bool]]] = {
    "minutes": lambda draft: draft.minutes is None,
    "kind": lambda draft: draft.kind == PLAIN_KIND,
    "mode": lambda draft: draft.mode is None,
    "elements": lambda draft: not draft.elements,
    "skills": lambda draft: not draft.skills,
    "network_act": lambda draft: draft.network_act is None,
    "reach": lambda draft: draft.reach is None,
    "goal_id": lambda draft: draft.goal_id is None,
}


def correct(draft: EntryDraft, field: str, key: str, rubric: Rubric, today: date) -> EntryDraft:
    """The draft with that field said by its author; `all` says that every suggestion is right.

    Raises BadInput for what the field can't hold.
    """
    if field == ALL:
        return replace(draft, suggested=frozenset())
    return replace(
        draft,
        **{field: _value(field, key, rubric, today)},
        suggested=draft.suggested - {field},
    )


def _value(field: str, key: str, rubric: Rubric, today: date) -> Any:
    if field == "minutes":
        return read_minutes(key)
    if field == "happened_on":
        return check_happened_on(_read_date(key), today)
    known = {part.key for part in getattr(rubric, _SECTIONS.get(field, ""), ())}
    if key == NONE and field != "kind":
        return () if field in _SEVERAL else None
    if key not in known:
        raise BadInput("That choice is from an older message: press Edit to put it right.")
    return (key,) if field in _SEVERAL else key


def _read_date(key: str) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None


def say_as_before(draft: EntryDraft, before: EntryDraft) -> EntryDraft:
    """The draft with what its author left unsaid as they said it the time before."""
    taken = {
        field: getattr(before, field)
        for field in _UNSAID
        if _is_open(draft, field) and not _is_open(before, field)
    }
    return replace(draft, **taken, suggested=draft.suggested - set(taken))


def _is_open(draft: EntryDraft, field: str) -> bool:
    return field in draft.suggested or _UNSAID[field](draft)
