"""What an admin sees of schedules: the list on App Home, and the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.forms import Origin, choice_input, choices_input, confirm, modal, text_input
from bot.messages.home import HomePage
from bot.messages.labels import choices, weekday_choices
from bot.messages.message import escape, header, section, typed
from domain.cadence import Cadence
from rubric_data import Rubric
from storage.tables import Schedule

HOME_SCHEDULES = 10
ROTATION_CHOICES = (
    ("in-turn", "In turn"),
    ("random", "At random, without repeats"),
    ("least-practised", "What each educator practised least"),
)


def schedule_blocks(schedules: Sequence[Schedule]) -> list[Block]:
    """The schedules, each with what can be done with it."""
    blocks: list[Block] = [
        header("Admin: when things go out"),
        ActionsBlock(
            block_id="admin",
            elements=[ButtonElement(text="New schedule", action_id=Action.ADD_SCHEDULE)],
        ),
    ]
    for schedule in schedules[:HOME_SCHEDULES]:
        is_paused = schedule.paused_at is not None
        when = Cadence(schedule.rule, schedule.local_time).in_words()
        where = f"in {schedule.zone}" if schedule.zone else "where each educator is"
        blocks.append(
            section(
                f"*{typed(schedule.name, 100)}*{' (paused)' if is_paused else ''}\n"
                f"{escape(when)}, {where}",
                block_id=f"schedule-{schedule.id}",
                accessory=ButtonElement(
                    text="Resume" if is_paused else "Pause",
                    action_id=Action.RESUME_SCHEDULE if is_paused else Action.PAUSE_SCHEDULE,
                    value=schedule.name,
                    confirm=None
                    if is_paused
                    else confirm(
                        "Pause it?",
                        f"Nothing of “{typed(schedule.name, 100)}” goes out until you resume it.",
                        yes="Pause",
                        no="Leave it on",
                    ),
                ),
            )
        )
    return blocks


def schedule_form(rubric: Rubric, groups: list[tuple[str, str]]) -> dict[str, Any]:
    """`groups` are those that there are, as (name, name)."""
    blocks = [
        text_input("name", "Name", placeholder="Friday thought", is_focused=True),
        choices_input("weekly", "Days", weekday_choices(), is_optional=False),
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
        origin=Origin(home_page=HomePage.ADMIN),
    )
