"""What was suggested of an entry, each with the choices that put it right in one press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InteractiveElement,
    Option,
    OptionGroup,
    StaticSelectElement,
)

from bot.messages.actions import Action
from bot.messages.labels import capitalized, choices, day_in_words
from bot.messages.language import say
from bot.messages.message import OPTION_TEXT, context, in_hours, listed, shorten
from domain.corrections import ALL, NONE
from domain.words import later
from rubric_data import Rubric
from storage.tables import Entry

LENGTHS: Final = (15, 30, 45, 60)
"""Minutes, for a line that said none."""
_OTHER_LENGTHS: Final = (5, 10, 15, 20, 30, 40, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360)
_DAYS: Final = 14
"""Of which one may choose another."""

_NAMES: Final = {
    "minutes": later("time"),
    "happened_on": later("day"),
    "kind": later("kind"),
    "elements": later("element"),
    "skills": later("skill"),
    "mode": later("mode"),
    "network_act": later("network"),
    "reach": later("reach"),
}
_NAMES_OF_MANY: Final = {"elements": later("elements"), "skills": later("skills")}
_OTHERS: Final = {
    "minutes": later("Another time"),
    "happened_on": later("Another day"),
    "kind": later("Another kind"),
    "elements": later("Another element"),
    "skills": later("Another skill"),
    "mode": later("Another mode"),
    "network_act": later("Another network"),
    "reach": later("Another reach"),
}
_IN_ONE_MENU: Final = ("skills", "mode", "network_act", "reach")
"""These matter less, so that one menu is enough for all."""

_Choice = tuple[str, str]


def suggestion_blocks(entry: Entry, rubric: Rubric, today: date) -> list[Block]:
    """Nothing where its author said it all."""
    blocks: list[Block] = []
    if entry.minutes is None:
        blocks += [context(say("How long did it take?")), _length_buttons(entry)]
    suggested = [field for field in _NAMES if field in entry.suggested]
    if suggested:
        names = listed([_name(entry, field) for field in suggested])
        blocks += [
            context(
                say(
                    "I suggested the {names} from your words. Change what doesn't fit.", names=names
                )
            ),
            ActionsBlock(block_id="suggested", elements=_menus(entry, suggested, rubric, today)),
        ]
    return blocks


def _name(entry: Entry, field: str) -> str:
    held = getattr(entry, field)
    is_many = isinstance(held, tuple) and len(held) > 1
    return say(_NAMES_OF_MANY[field] if is_many else _NAMES[field])


def _length_buttons(entry: Entry) -> ActionsBlock:
    return ActionsBlock(
        block_id="length",
        elements=[
            ButtonElement(
                text=in_hours(minutes),
                action_id=f"{Action.CORRECT_ENTRY}_{place}",
                value=f"{entry.id}:minutes:{minutes}",
            )
            for place, minutes in enumerate(LENGTHS)
        ],
    )


def _menus(
    entry: Entry, suggested: Sequence[str], rubric: Rubric, today: date
) -> list[InteractiveElement]:
    menus: list[InteractiveElement] = []
    for field in suggested:
        if field not in _IN_ONE_MENU:
            options = _options(entry, field, rubric, today)
            held = f"{entry.id}:{field}:{_held(entry, field)}"
            menus.append(
                StaticSelectElement(
                    action_id=f"{Action.CORRECT_ENTRY}_{len(LENGTHS) + len(menus)}",
                    placeholder=say(_OTHERS[field]),
                    options=options,
                    initial_option=next((each for each in options if each.value == held), None),
                )
            )
    together = [field for field in suggested if field in _IN_ONE_MENU]
    if together:
        menus.append(
            StaticSelectElement(
                action_id=f"{Action.CORRECT_ENTRY}_{len(LENGTHS) + len(menus)}",
                placeholder=say(" or ").join(
                    [say(_OTHERS[together[0]]), *(say(_NAMES[each]) for each in together[1:])]
                ),
                option_groups=[
                    OptionGroup(
                        label=capitalized(say(_NAMES[field])),
                        options=_options(entry, field, rubric, today),
                    )
                    for field in together
                ],
            )
        )
    menus.append(
        ButtonElement(
            text=say("All of it fits"),
            action_id=f"{Action.CORRECT_ENTRY}_{len(LENGTHS) + len(menus)}",
            value=f"{entry.id}:{ALL}:",
        )
    )
    return menus


def _offered(entry: Entry, field: str, rubric: Rubric, today: date) -> list[_Choice]:
    """(key, words) of all that this field may hold."""
    if field == "minutes":
        lengths = {*_OTHER_LENGTHS, *([entry.minutes] if entry.minutes else [])}
        return [(str(minutes), in_hours(minutes)) for minutes in sorted(lengths)]
    if field == "happened_on":
        days = [today - timedelta(days=ago) for ago in range(_DAYS)]
        if entry.happened_on not in days:
            days.append(entry.happened_on)
        return [(day.isoformat(), day_in_words(day, today)) for day in days]
    if field == "kind":
        return choices(rubric.kinds)
    parts = {
        "elements": rubric.elements,
        "skills": rubric.skills,
        "mode": rubric.modes,
        "network_act": rubric.network_acts,
        "reach": rubric.reaches,
    }
    return [*choices(parts[field]), (NONE, say("None of these"))]


def _held(entry: Entry, field: str) -> object:
    held = getattr(entry, field)
    return held[0] if isinstance(held, tuple) and held else held


def _options(entry: Entry, field: str, rubric: Rubric, today: date) -> list[Option]:
    return [
        Option(value=f"{entry.id}:{field}:{key}", text=shorten(words, OPTION_TEXT))
        for key, words in _offered(entry, field, rubric, today)
    ]
