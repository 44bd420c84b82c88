"""What an educator chooses for what comes to them by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.listeners.gestures import Command, Gesture, Listeners, Press, Search, Submission
from bot.messages.actions import Action, Form
from bot.messages.forms import Origin
from bot.messages.language import language, read_in
from bot.messages.message import Message
from bot.messages.settings import (
    OFF,
    SLACK_ZONE,
    USUAL_LANGUAGE,
    settings_form,
    settings_message,
    slack_zone_choice,
    zone_choice,
)
from domain.errors import BadInput
from domain.keys import Frequency
from domain.preferences import Hours, Preferences, Settings
from domain.zone_names import find_zones
from domain.zones import local_date, to_local
from storage.preferences import keep_settings, load_settings, pause

_MIDNIGHT: Final = time(0)


async def settings(command: Command) -> None:
    """`/pln settings`."""
    await _open_form(command, command.origin)


async def press_settings(press: Press) -> None:
    await _open_form(press, press.origin(is_replacing=True))


async def submit(submission: Submission) -> None:
    """All of it is kept, or none; the answer says what will now happen."""
    caller, rubric = submission.caller, submission.bot.rubric
    chosen = _read(submission, await _load(submission))
    kept = await submission.keep(
        lambda session: keep_settings(
            session,
            caller.person_id,
            chosen,
            elements=[element.key for element in rubric.elements],
            now=submission.now,
        )
    )
    submission.bot.wake_jobs()
    # What is shown next is shown to whom they are from now on.
    read_in(language(kept.language))
    changed = replace(
        submission, caller=replace(caller, zone=kept.zone, is_opted_out=kept.is_opted_out)
    )
    changed.answer_at(submission.origin, settings_message(kept, rubric, changed.today))


async def end_pause(press: Press) -> Message | None:
    """Prompts come again from now on."""

    def resume(session: Session) -> Settings:
        pause(session, press.caller.person_id, until_on=None, today=press.today, now=press.now)
        return load_settings(session, press.caller.person_id)

    kept = await press.keep(resume)
    press.bot.wake_jobs()
    if press.home_page is not None:
        return None
    return settings_message(kept, press.bot.rubric, press.today)


async def search_zone(search: Search) -> list[tuple[str, str]]:
    near = (await _load(search)).slack_zone
    found = [
        zone_choice(zone, to_local(search.now, ZoneInfo(zone.name)).time())
        for zone in find_zones(search.typed, near=near, at=search.now)
    ]
    return found if search.typed.strip() else [slack_zone_choice(near), *found]


async def _open_form(gesture: Gesture, origin: Origin) -> None:
    gesture.open_modal(
        settings_form(await _load(gesture), gesture.bot.rubric, gesture.today, origin)
    )


async def _load(gesture: Gesture) -> Settings:
    return await gesture.find(lambda session: load_settings(session, gesture.caller.person_id))


def _read(submission: Submission, before: Settings) -> Settings:
    """What the form says. Raises BadInput for hours and days that can't be."""
    zone, own_language = submission.choice("zone"), submission.choice("language")
    chosen = replace(
        before,
        own_zone=None if zone in {None, SLACK_ZONE} else zone,
        own_language=None if own_language in {None, USUAL_LANGUAGE} else own_language,
        is_opted_out=submission.choice("prompts") == OFF,
        preferences=Preferences(
            days=submission.choices("days"),
            suits=_suiting(
                submission.clock_time("suits_from"), submission.clock_time("suits_until")
            ),
            quiet=_quiet(submission.clock_time("quiet_from"), submission.clock_time("quiet_until")),
            paused_until_on=submission.day("paused_until_on"),
            frequency=cast(Frequency, submission.choice("frequency")),
            focus=submission.choices("focus"),
        ),
    )
    today = local_date(submission.now, chosen.zone)
    if chosen.preferences.paused_until_on and not chosen.preferences.is_paused(today):
        raise BadInput(
            "A pause ends on a day to come: choose one, or leave it empty for no pause.",
            field="paused_until_on",
        )
    return chosen


def _suiting(begin: time | None, end: time | None) -> Hours | None:
    if begin is None and end is None:
        return None
    return Hours(begin or _MIDNIGHT, end or _MIDNIGHT)


def _quiet(begin: time | None, end: time | None) -> Hours | None:
    if begin is None and end is None:
        return None
    if begin is None:
        raise BadInput("Say also when your quiet hours begin.", field="quiet_from")
    if end is None:
        raise BadInput("Say also when your quiet hours end.", field="quiet_until")
    return Hours(begin, end)


LISTENERS = Listeners(
    presses={Action.SETTINGS: press_settings, Action.END_PAUSE: end_pause},
    replacing={Action.END_PAUSE},
    submissions={Form.SETTINGS: submit},
    searches={Action.ZONE: search_zone},
)
