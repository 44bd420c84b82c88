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
from bot.messages.labels import (
    choices,
    clock_in_words,
    day_in_words,
    label,
    said,
    weekday_choices,
    weekday_in_words,
)
from bot.messages.language import NAMES, say
from bot.messages.message import Message, context, escape, listed, section
from domain.preferences import Hours, Settings
from domain.words import later
from domain.zone_names import NamedZone
from rubric_data import Rubric

SLACK_ZONE: Final = "slack"
"""The choice that follows whatever zone Slack has of them."""
USUAL_LANGUAGE: Final = "usual"
"""The choice that follows Slack."""
ON, OFF = "on", "off"
FREQUENCY_CHOICES: Final = (
    ("usual", later("As many as planned")),
    ("fewer", later("Fewer: every other one")),
    ("more", later("More: one extra each week")),
)
_HOW_MANY: Final = {
    "usual": "",
    "fewer": later(", every other one of them"),
    "more": later(", with one extra each week"),
}
_MIDNIGHT: Final = time(0)


def settings_in_words(settings: Settings, rubric: Rubric, today: date) -> str:
    """What will now happen, a sentence for each choice that is not the usual one."""
    if settings.is_opted_out:
        return say("Prompts are off until you turn them on again.")
    preferences = settings.preferences
    sentence = say("Prompts come")
    if preferences.days:
        days = [weekday_in_words(day, "abbreviated") for day in preferences.days]
        sentence += say(" on {days}", days=listed(days))
    if preferences.suits is not None:
        sentence += f" {_suiting(preferences.suits)}"
    if not preferences.days and preferences.suits is None:
        sentence += say(" at their usual times")
    sentence += say(_HOW_MANY[preferences.frequency])
    if settings.own_zone is not None:
        sentence += say(" ({place} time)", place=escape(NamedZone(settings.own_zone).place))
    sentences = [f"{sentence}."]
    if preferences.quiet is not None:
        sentences.append(say("Nothing comes {between}.", between=_between(preferences.quiet)))
    if preferences.focus:
        labels = [label(rubric.elements, element) for element in preferences.focus]
        sentences.append(say("Most of all they are about {labels}.", labels=escape(listed(labels))))
    if preferences.paused_until_on is not None and preferences.is_paused(today):
        day = day_in_words(preferences.paused_until_on, today)
        sentences.append(say("They are paused until {day}.", day=day))
    return " ".join(sentences)


def settings_message(settings: Settings, rubric: Rubric, today: date) -> Message:
    """What will now happen, and what can be done about it."""
    sentence = settings_in_words(settings, rubric, today)
    buttons = [ButtonElement(text=say("Change settings"), action_id=Action.SETTINGS)]
    if settings.is_opted_out:
        buttons.append(ButtonElement(text=say("Start prompts again"), action_id=Action.OPT_IN))
    elif settings.preferences.is_paused(today):
        buttons.append(ButtonElement(text=say("End the pause"), action_id=Action.END_PAUSE))
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
            say("Prompts"),
            ((ON, say("On")), (OFF, say("Off until I turn them on again"))),
            value=OFF if settings.is_opted_out else ON,
        ),
        choice_input(
            "frequency", say("How many"), said(FREQUENCY_CHOICES), value=preferences.frequency
        ),
        checks_input(
            "days",
            say("Days that suit"),
            weekday_choices(),
            values=preferences.days,
            hint=say("None means any day."),
        ),
        time_input("suits_from", say("Not before"), value=_set_time(suits.begin)),
        time_input("suits_until", say("Not after"), value=_set_time(suits.end)),
        time_input(
            "quiet_from",
            say("Quiet hours begin"),
            value=preferences.quiet.begin if preferences.quiet else None,
        ),
        time_input(
            "quiet_until",
            say("Quiet hours end"),
            value=preferences.quiet.end if preferences.quiet else None,
            hint=say("Nothing comes in between, also over midnight."),
        ),
        date_input(
            "paused_until_on",
            say("Pause until"),
            value=preferences.paused_until_on if preferences.is_paused(today) else None,
            hint=say("Prompts come again on that day. Leave it empty for no pause."),
            is_optional=True,
        ),
        checks_input(
            "focus",
            say("Ask me most of all about"),
            choices(rubric.elements),
            values=preferences.focus,
        ),
        search_input(
            "zone",
            say("Time zone"),
            value=(own_zone, own_zone) if own_zone else slack_zone_choice(settings.slack_zone),
            hint=say("Type a city, a country, or “Central”."),
        ),
        choice_input(
            "language",
            say("Language"),
            [
                (
                    USUAL_LANGUAGE,
                    say("As usual: {language}", language=NAMES[settings.usual_language]),
                ),
                *NAMES.items(),
            ],
            value=settings.own_language or USUAL_LANGUAGE,
        ),
    ]
    return modal(
        Form.SETTINGS, title=say("Your settings"), submit=say("Save"), blocks=blocks, origin=origin
    )


def slack_zone_choice(zone: str) -> tuple[str, str]:
    return SLACK_ZONE, say("As in Slack: {zone}", zone=zone)


def zone_choice(zone: NamedZone, local_time: time) -> tuple[str, str]:
    """A zone as the menu offers it, with the time there now to know it by."""
    about = f" · {zone.about}" if zone.about else ""
    return zone.name, say(
        "{name}, {clock} now{about}", name=zone.name, clock=clock_in_words(local_time), about=about
    )


def _set_time(at: time) -> time | None:
    return at if at != _MIDNIGHT else None


def _suiting(hours: Hours) -> str:
    if hours.begin == _MIDNIGHT:
        return say("before {clock}", clock=clock_in_words(hours.end))
    if hours.end == _MIDNIGHT:
        return say("from {clock} on", clock=clock_in_words(hours.begin))
    return _between(hours)


def _between(hours: Hours) -> str:
    return say(
        "between {begin} and {end}",
        begin=clock_in_words(hours.begin),
        end=clock_in_words(hours.end),
    )
