"""Digests on demand, the dashboard beside them, the workbook, and when a digest comes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import workbooks
from bot.attachments.digest import digest_sheets, workbook_name
from bot.dashboards import (
    choices_of,
    led_group,
    led_groups,
    load_dashboard,
    load_told,
    usual_digest_time,
)
from bot.listeners.gestures import OLDER_MESSAGE, Command, Gesture, Listeners, Press, Submission
from bot.messages.actions import Action, Form
from bot.messages.dashboard import Dashboard, dashboard_modal
from bot.messages.digest import (
    OFF,
    USUAL,
    Choice,
    digest_message,
    settings_form,
    settings_message,
)
from bot.messages.figures import period_in_words
from bot.messages.forms import Origin
from bot.messages.language import say
from bot.messages.message import Message, escape
from domain.digest_settings import DigestSettings
from domain.errors import BadInput
from domain.periods import Period, read_period, split_period
from storage.digest_settings import keep_digest_settings, load_digest_settings
from storage.digests import Digest
from storage.groups import pick_group
from storage.tables import Group


async def digest(command: Command) -> None:
    """`/pln digest`, `/pln digest Harbor last week`, `/pln digest October`."""

    def look(session: Session) -> tuple[Digest, tuple[Choice, ...]]:
        groups = led_groups(session, command.caller.person_id)
        group, period = _read(command, command.text, groups)
        told = load_told(session, command.caller.person_id, period, command.today, group)
        return told, choices_of(groups)

    _show(command, command.beside, *await command.find(look))


async def show_digest(press: Press) -> None:
    """A message of its own, in the direct message where it is asked for on App Home."""
    _show(press, press.beside, *await _find(press))


async def turn_digest(press: Press) -> None:
    """Another group or another week, in the place of the message."""
    _show(press, press.origin(is_replacing=True), *await _find(press))


async def send_workbook(press: Press) -> Message:
    """The file comes into the direct message a moment later."""
    digest, _ = await _find(press)
    told = digest.told
    sending = workbooks.send_workbook(
        press.bot,
        press.caller.slack_id,
        digest_sheets(digest, press.bot.rubric),
        name=workbook_name(told),
        words=escape(f"{told.group}: {period_in_words(told.period, digest.today)}"),
    )
    press.bot.afterwards.start(sending, what="sending a workbook")
    return Message(say(workbooks.COMING))


async def open_dashboard(press: Press) -> None:
    group_id, _ = _value(press)

    def look(session: Session) -> Dashboard:
        return load_dashboard(session, press.caller, press.bot.rubric, press.today, group_id)

    press.open_modal(dashboard_modal(await press.find(look), press.bot.rubric))


async def open_settings(press: Press) -> None:
    def look(session: Session) -> tuple[DigestSettings, tuple[Choice, ...], str | None]:
        groups = led_groups(session, press.caller.person_id)
        settings = load_digest_settings(session, press.caller.person_id)
        return settings, choices_of(groups), usual_digest_time(session, press.caller.workspace_id)

    settings, groups, usual = await press.find(look)
    press.open_modal(settings_form(settings, groups, usual, press.origin()))


async def submit_settings(submission: Submission) -> None:
    day = submission.choice("weekday") or USUAL
    is_own_day = day not in (USUAL, OFF)
    settings = DigestSettings(
        weekday=day if is_own_day else None,
        at=submission.clock_time("at") if is_own_day else None,
        groups=tuple(int(each) for each in submission.choices("groups")),
        is_off=day == OFF,
    )

    def keep(session: Session) -> tuple[DigestSettings, str | None]:
        led_groups(session, submission.caller.person_id)
        kept = keep_digest_settings(session, submission.caller.person_id, settings, submission.now)
        return kept, usual_digest_time(session, submission.caller.workspace_id)

    kept, usual = await submission.keep(keep)
    submission.bot.wake_jobs()
    submission.answer_at(submission.origin, settings_message(kept, usual))


def _read(gesture: Gesture, text: str, groups: list[Group]) -> tuple[Group | None, Period]:
    """Raises BadInput for a group that is not among those, and for what is no period."""
    words = " ".join(text.split())
    named = next((each for each in groups if each.name.casefold() == words.casefold()), None)
    if named is not None:
        return named, read_period("", today=gesture.today)
    name, period = split_period(words, today=gesture.today)
    group = pick_group(groups, name) if name else None
    return group, period or read_period("", today=gesture.today)


async def _find(press: Press) -> tuple[Digest, tuple[Choice, ...]]:
    """The digest that a button stands for."""
    group_id, period = _value(press)

    def look(session: Session) -> tuple[Digest, tuple[Choice, ...]]:
        person_id = press.caller.person_id
        groups = led_groups(session, person_id)
        group = led_group(session, person_id, group_id) if group_id is not None else None
        return load_told(session, person_id, period, press.today, group), choices_of(groups)

    return await press.find(look)


def _value(press: Press) -> tuple[int | None, Period]:
    """`12:2026-W47`, a group and a period; without a group, all that they want to be told of."""
    group_id, colon, period = press.value.partition(":")
    if not colon:
        return None, read_period("", today=press.today)
    if not group_id.isdecimal():
        raise BadInput(OLDER_MESSAGE)
    return int(group_id), read_period(period, today=press.today)


def _show(gesture: Gesture, origin: Origin, told: Digest, choices: tuple[Choice, ...]) -> None:
    rubric = gesture.bot.rubric
    gesture.answer_with_charts(
        origin,
        lambda has_charts: digest_message(told, rubric, has_charts=has_charts, choices=choices),
    )


LISTENERS = Listeners(
    presses={
        Action.SHOW_DIGEST: show_digest,
        Action.TURN_DIGEST: turn_digest,
        Action.SEND_WORKBOOK: send_workbook,
        Action.OPEN_DASHBOARD: open_dashboard,
        Action.DIGEST_SETTINGS: open_settings,
    },
    submissions={Form.DIGEST_SETTINGS: submit_settings},
)
