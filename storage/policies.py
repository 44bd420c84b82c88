"""What an admin decides for a whole workspace, by name: the same in Slack and on the command
line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from domain.errors import BadInput
from domain.keys import DAY_ORDERS, ENGLISH, LANGUAGES
from domain.privacy import FLOOR, HIGHEST_FLOOR, LOWEST_FLOOR
from domain.words import Words
from storage.tables import Workspace
from storage.workspaces import (
    UNCAPPED,
    choose_day_order,
    choose_nudges_a_day,
    most_nudges_a_day,
    set_floor,
    set_language,
)

USUAL: Final = "usual"
"""The value that takes a choice back."""


@dataclass(frozen=True)
class Policy:
    """A policy as it stands; `is_chosen` is false where it is what is usual there."""

    name: str
    value: str
    is_chosen: bool
    meaning: Words


@dataclass(frozen=True)
class _Rule:
    choices: tuple[str, ...]
    meanings: Mapping[str, Words]
    look: Callable[[Workspace], tuple[str, bool]]
    choose: Callable[[Session, int, str | None], None]


def _choose_day_order(session: Session, workspace_id: int, value: str | None) -> None:
    order = next((each for each in DAY_ORDERS if each == value), None)
    choose_day_order(session, workspace_id, order)


def _choose_nudges_a_day(session: Session, workspace_id: int, value: str | None) -> None:
    choose_nudges_a_day(
        session, workspace_id, None if value is None else _NUDGES.get(value, UNCAPPED)
    )


def _choose_floor(session: Session, workspace_id: int, value: str | None) -> None:
    set_floor(session, workspace_id, FLOOR if value is None else int(value))


_FLOORS: Final = tuple(str(count) for count in range(LOWEST_FLOOR, HIGHEST_FLOOR + 1))
_NUDGES: Final = {str(count): count for count in range(1, 21)}
_NO_CAP: Final = "none"

_RULES: Final[Mapping[str, _Rule]] = {
    "day-order": _Rule(
        choices=DAY_ORDERS,
        meanings={"month-first": Words("3/4 is March 4"), "day-first": Words("3/4 is April 3")},
        look=lambda workspace: (workspace.day_order, workspace.is_day_order_chosen),
        choose=_choose_day_order,
    ),
    "nudges-a-day": _Rule(
        choices=(_NO_CAP, *_NUDGES),
        meanings={_NO_CAP: Words("as many prompts as the schedules bring")}
        | {
            value: Words("at most {count} to each educator a day", count=value) for value in _NUDGES
        },
        look=lambda workspace: (
            str(most_nudges_a_day(workspace) or _NO_CAP),
            workspace.nudges_a_day is not None,
        ),
        choose=_choose_nudges_a_day,
    ),
    "floor": _Rule(
        choices=_FLOORS,
        meanings={
            value: Words("no figure of a group rests on fewer than {count}", count=value)
            for value in _FLOORS
        },
        look=lambda workspace: (str(workspace.floor), workspace.floor != FLOOR),
        choose=_choose_floor,
    ),
    "language": _Rule(
        choices=LANGUAGES,
        meanings={
            "en": Words("English in channels, and to whoever has no language of their own"),
            "es": Words("Spanish in channels, and to whoever has no language of their own"),
        },
        look=lambda workspace: (workspace.language or ENGLISH, workspace.language is not None),
        choose=set_language,
    ),
}


def policies(session: Session, workspace_id: int) -> list[Policy]:
    """All of them, as they stand."""
    workspace = session.get_one(Workspace, workspace_id)
    found = []
    for name, rule in _RULES.items():
        value, is_chosen = rule.look(workspace)
        found.append(Policy(name, value, is_chosen, rule.meanings[value]))
    return found


def set_policy(session: Session, workspace_id: int, name: str, value: str) -> Policy:
    """Raises BadInput for a policy that there is not, and for a value that it can't have."""
    name, value = name.strip().lower(), value.strip().lower()
    rule = _RULES.get(name)
    if rule is None:
        raise BadInput(
            "There is no policy “{name}”: use {choices}.",
            name=name,
            choices=", ".join(_RULES),
            field="name",
        )
    if value not in (*rule.choices, USUAL):
        raise BadInput(
            "“{name}” can't be “{value}”: use {spoken}, or {usual}.",
            name=name,
            value=value,
            spoken=_spoken(rule.choices),
            usual=USUAL,
            field="value",
        )
    rule.choose(session, workspace_id, None if value == USUAL else value)
    session.flush()
    return next(each for each in policies(session, workspace_id) if each.name == name)


def _spoken(choices: tuple[str, ...]) -> str:
    numbers = [each for each in choices if each.isdecimal()]
    words = [each for each in choices if not each.isdecimal()]
    return ", ".join([*words, f"{numbers[0]} to {numbers[-1]}"] if numbers else words)
