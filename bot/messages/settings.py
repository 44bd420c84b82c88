"""What an educator chose for the prompts that come to them: the sentence, and the form."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.messages.actions import Action, Form
from bot.messages.forms import (
    Origin,
    checks_input,
    choice_input,
    date_input,
    modal,
    search_input,
    time_input,
)
from bot.messages.labels import choices, clock_in_words, day_in_words, label, weekday_choices
from bot.messages.message import Message, context, escape, listed, section
from domain.preferences import Hours, Settings
from domain.zone_names import NamedZone
from rubric_data import Rubric

SLACK_ZONE: Final = "slack"
"""The choice that follows whatever zone Slack has of them."""
ON, OFF = "on", "off"
FREQUENCY_CHOICES: Final = (
    ("usual", "As many as planned"),
    ("fewer", "Fewer: every other one"),
    ("more", "More: one extra each week"),
)
_HOW_MANY: Final = {
    "usual": "",
    "fewer": ", every other one of them",
    "more": ", with one extra each week",
}
_MIDNIGHT: Final = time(0)


def settings_in_words(settings: Settings, rubric: Rubric, today: date) -> str:
    """In one sentence, what will now happen."""
    if settings.is_opted_out:
        return "Prompts are off until you turn them on again."
    preferences = settings.preferences
    sentence = "Prompts come"
    if preferences.days:
        sentence += f" on {listed([day.capitalize() for day in preferences.days])}"
    if preferences.suits is not None:
        sentence += f" {_suiting(preferences.suits)}"
    if not preferences.days and preferences.suits is None:
        sentence += " at their usual times"
    sentence += _HOW_MANY[preferences.frequency]
    if preferences.quiet is not None:
        sentence += f", nothing {_between(preferences.quiet)}"
    if settings.own_zone is not None:
        sentence += f" ({escape(NamedZone(settings.own_zone).place)} time)"
    if preferences.focus:
        labels = [label(rubric.elements, element) for element in preferences.focus]
        sentence += f", most of all about {escape(listed(labels))}"
    if preferences.paused_until_on is not None and preferences.is_paused(today):
        sentence += f"; paused until {day_in_words(preferences.paused_until_on, today)}"
    return f"{sentence}."


def settings_message(settings: Settings, rubric: Rubric, today: date) -> Message:
    """What will now happen, and what can be done about it."""
    sentence = settings_in_words(settings, rubric, today)
    buttons = [ButtonElement(text="Change settings", action_id=Action.SETTINGS)]
    if settings.is_opted_out:
        buttons.append(ButtonElement(text="Start prompts again", action_id=Action.OPT_IN))
    elif settings.preferences.is_paused(today):
        buttons.append(ButtonElement(text="End the pause", action_id=Action.END_PAUSE))
    return Message(
        sentence, [section(sentence), ActionsBlock(block_id="settings", elements=buttons)]
    )


def settings_form(
    settings: Settings, rubric: Rubric, today: date, origin: Origin
) -> dict[str, Any]:
    """The modal, filled with what holds now."""
    preferences, own_zone = settings.preferences, settings.own_zone
    suits = preferences.suits or Hours(_MIDNIGHT, _MIDNIGHT)
    blocks = [
        context(settings_in_words(settings, rubric, today)),
        choice_input(
            "prompts",
            "Prompts",
            ((ON, "On"), (OFF, "Off until I turn them on again")),
            value=OFF if settings.is_opted_out else ON,
        ),
        choice_input("frequency", "How many", FREQUENCY_CHOICES, value=preferences.frequency),
        checks_input(
            "days",
            "Days that suit",
            weekday_choices(),
            values=preferences.days,
            hint="None means any day.",
        ),
        time_input("suits_from", "Not before", value=_set_time(suits.begin)),
        time_input("suits_until", "Not after", value=_set_time(suits.end)),
        time_input(
            "quiet_from",
            "Quiet hours begin",
            value=preferences.quiet.begin if preferences.quiet else None,
        ),
        time_input(
            "quiet_until",
            "Quiet hours end",
            value=preferences.quiet.end if preferences.quiet else None,
            hint="Nothing comes in between, also over midnight.",
        ),
        date_input(
            "paused_until_on",
            "Pause until",
            value=preferences.paused_until_on if preferences.is_paused(today) else None,
            hint="Prompts come again on that day. Leave it empty for no pause.",
            is_optional=True,
        ),
        checks_input(
            "focus",
            "Ask me most of all about",
            choices(rubric.elements),
            values=preferences.focus,
        ),
        search_input(
            "zone",
            "Time zone",
            value=(own_zone, own_zone) if own_zone else slack_zone_choice(settings.slack_zone),
            hint="Type a city, a country, or “Central”.",
        ),
    ]
    return modal(Form.SETTINGS, title="Your settings", submit="Save", blocks=blocks, origin=origin)


def slack_zone_choice(zone: str) -> tuple[str, str]:
    return SLACK_ZONE, f"As in Slack: {zone}"


def zone_choice(zone: NamedZone, local_time: time) -> tuple[str, str]:
    """A zone as the menu offers it, with the time there now to know it by."""
    about = f" · {zone.about}" if zone.about else ""
    return zone.name, f"{zone.name}, {clock_in_words(local_time)} now{about}"


def _set_time(at: time) -> time | None:
    return at if at != _MIDNIGHT else None


def _suiting(hours: Hours) -> str:
    if hours.begin == _MIDNIGHT:
        return f"before {clock_in_words(hours.end)}"
    if hours.end == _MIDNIGHT:
        return f"from {clock_in_words(hours.begin)} on"
    return _between(hours)


def _between(hours: Hours) -> str:
    return f"between {clock_in_words(hours.begin)} and {clock_in_words(hours.end)}"
