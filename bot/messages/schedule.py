"""A schedule's form, for admins."""

from __future__ import annotations

from typing import Any

from bot.messages.actions import Form
from bot.messages.forms import Origin, choice_input, choices_input, modal, text_input
from bot.messages.labels import choices
from domain.cadence import WEEKDAYS
from rubric_data import Rubric

ROTATION_CHOICES = (
    ("in-turn", "In turn"),
    ("random", "At random, without repeats"),
    ("least-practised", "What each educator practised least"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def schedule_form(rubric: Rubric, groups: list[tuple[str, str]]) -> dict[str, Any]:
    """`groups` are those that there are, as (name, name)."""
    blocks = [
        text_input("name", "Name", placeholder="Friday thought", is_focused=True),
        choices_input("weekly", "Days", list(zip(WEEKDAYS, _DAYS, strict=True)), is_optional=False),
        text_input("at", "Time", value="15:30", hint="Local time of each educator, such as 15:30."),
        choices_input(
            "elements",
            "Elements",
            choices(rubric.elements),
            values=[element.key for element in rubric.elements],
            is_optional=False,
        ),
        choice_input("rotation", "Order", ROTATION_CHOICES, value="in-turn"),
    ]
    if groups:
        blocks.append(
            choices_input(
                "groups", "Groups", groups, hint="Leave it empty to reach every educator."
            )
        )
    return modal(
        Form.SCHEDULE,
        title="New schedule",
        submit="Add it",
        blocks=blocks,
        origin=Origin(is_from_home=True),
    )
