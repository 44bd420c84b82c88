"""An admin says on which days nothing comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.listeners.gestures import Gesture, Listeners, Press, Submission
from bot.listeners.schedules import require_admin, show_admin_page
from bot.messages.actions import Action, Form
from bot.messages.calendar import (
    EVERYONE,
    KINDS,
    Kind,
    calendar_form,
    calendar_kept_message,
    calendar_refused_message,
    calendar_removal_form,
    calendar_taken_back_message,
    change_calendar_form,
    days_modal,
    region_of,
)
from bot.messages.forms import Origin
from bot.messages.home import HomePage
from bot.messages.language import say_words
from bot.messages.message import Message
from bot.messages.schedule_words import shifts_in_words
from bot.roster import read_slack_file
from domain.days_off import as_lines, read_days, read_ics
from domain.errors import BadInput
from domain.public_holidays import countries, region_name
from domain.zone_names import named_zones
from domain.zones import read_zone
from storage.calendars import (
    A_YEAR,
    LONGEST_NAME,
    CalendarLine,
    add_calendar,
    attach_calendars,
    calendar_line,
    calendars_of,
    days_of,
    remove_calendar,
    replace_days,
)
from storage.groups import all_groups
from storage.planning import what_changes
from storage.schedules import all_schedules, draft_of, schedule_by_id
from storage.tables import Group
from storage.workspaces import usual_zone

FAR: Final = A_YEAR * 20
USUAL_COUNTRY: Final = "US"


@dataclass(frozen=True)
class NewDays:
    """Days off to be kept, with what they are called."""

    name: str
    region: str | None = None
    days: Mapping[date, str] = field(default_factory=dict)
    left_out: int = 0


async def open_new(press: Press) -> None:
    require_admin(press)
    view = await _form(press, "public", None, Origin(home_page=HomePage.ADMIN))
    press.open_modal(view)


async def choose_in_form(press: Press) -> None:
    """Another kind of days, or another country: the form asks for what belongs to it."""
    require_admin(press)
    kind, country = _kind(press), press.choice(Action.CALENDAR_COUNTRY)
    press.update_modal(await _form(press, kind, country, press.modal_origin))


async def submit(submission: Submission) -> None:
    """A file is read afterwards, and what came of it is told in a message."""
    require_admin(submission)
    kind, name = _kind(submission), " ".join(submission.text("name").split())
    if kind == "file":
        files = submission.files("file")
        if not files:
            raise BadInput("Choose a calendar file first.", field="file")
        submission.bot.afterwards.start(
            _read_file(submission, files[0].slack_id, name or files[0].name.rpartition(".")[0]),
            what="reading a calendar",
        )
        return
    if kind == "public":
        country = submission.choice(Action.CALENDAR_COUNTRY) or USUAL_COUNTRY
        region = region_of(country, submission.choice(f"state_{country}"))
        new = NewDays(region_name(region), region=region)
    else:
        new = NewDays(name, days=_read_days(submission))
    await _keep_new(submission, new)


async def choose(press: Press) -> None:
    """The menu beside a calendar: `days:3`, `change:3`, `remove:3`."""
    require_admin(press)
    choice, _, row = press.value.partition(":")
    if choice not in _MENU or not row.isdecimal():
        raise BadInput("That menu is from an older App Home. Open it again.")
    await _MENU[choice](press, int(row))


async def submit_change(submission: Submission) -> None:
    """The days as they were typed, or a new file in their place."""
    require_admin(submission)
    files = submission.files("file")
    if files:
        submission.bot.afterwards.start(
            _read_file(submission, files[0].slack_id, ""), what="reading a calendar"
        )
        return
    await _keep_change(submission, NewDays("", days=_read_days(submission)))


async def submit_removal(submission: Submission) -> None:
    require_admin(submission)
    await _remove(submission, submission.origin.row or 0)
    show_admin_page(submission)


async def take_back(press: Press) -> Message:
    """The days that were just kept are gone again."""
    require_admin(press)
    line = await _remove(press, press.row)
    show_admin_page(press)
    return calendar_taken_back_message(line.calendar.name)


async def _open_days(press: Press, row: int) -> None:
    def look(session: Session) -> dict[str, Any]:
        line = calendar_line(session, press.caller.workspace_id, row, press.today)
        days = days_of(session, line.calendar, press.today, press.today + A_YEAR * 2)
        return days_modal(line.calendar, days, press.today)

    press.open_modal(await press.find(look))


async def _open_change(press: Press, row: int) -> None:
    def look(session: Session) -> dict[str, Any]:
        line = calendar_line(session, press.caller.workspace_id, row, press.today)
        days = days_of(session, line.calendar, press.today - A_YEAR, press.today + FAR)
        origin = Origin(row=row, home_page=HomePage.ADMIN)
        return change_calendar_form(line.calendar, as_lines(days), origin)

    press.open_modal(await press.find(look))


async def _open_removal(press: Press, row: int) -> None:
    line = await press.find(
        lambda session: calendar_line(session, press.caller.workspace_id, row, press.today)
    )
    press.open_modal(calendar_removal_form(line))


_MENU: Final = {"days": _open_days, "change": _open_change, "remove": _open_removal}


async def _form(
    gesture: Gesture, kind: Kind, country: str | None, origin: Origin
) -> dict[str, Any]:
    def look(session: Session) -> tuple[list[Group], list[tuple[str, str]], str]:
        workspace_id = gesture.caller.workspace_id
        schedules = all_schedules(session, workspace_id)
        return (
            list(all_groups(session, workspace_id)),
            [(str(each.id), each.name) for each in schedules if each.purpose == "prompt"],
            _country_of(usual_zone(session, workspace_id)),
        )

    groups, schedules, usual_country = await gesture.find(look)
    return calendar_form(
        kind, country=country or usual_country, groups=groups, schedules=schedules, origin=origin
    )


def _country_of(zone: str) -> str:
    """The country in which that zone lies, where it has public holidays that we know."""
    name = next((each.country for each in named_zones() if each.name == zone), "")
    return next((code for code, known in countries().items() if known == name), USUAL_COUNTRY)


def _read_days(submission: Submission) -> dict[date, str]:
    return read_days(
        submission.text("days"), today=submission.today, day_first=submission.caller.is_day_first
    )


async def _read_file(submission: Submission, file_id: str, name: str) -> None:
    workspace_id = submission.caller.workspace_id
    try:
        content = await read_slack_file(submission.bot.client, file_id)
        zone = read_zone(await submission.find(lambda session: usual_zone(session, workspace_id)))
        file = read_ics(content, today=submission.today, zone=zone)
        called = submission.text("name").strip() or file.name or name
        new = NewDays(called[:LONGEST_NAME], days=file.days, left_out=file.left_out)
        await (_keep_change if submission.origin.row else _keep_new)(submission, new)
    except BadInput as refusal:
        submission.answer_at(Origin(), calendar_refused_message(say_words(refusal.words)))


async def _keep_new(submission: Submission, new: NewDays) -> None:
    workspace_id, now = submission.caller.workspace_id, submission.now
    group = submission.choice("group")
    chosen = [int(row) for row in submission.choices("schedules")]

    def keep(session: Session) -> tuple[CalendarLine, list[str]]:
        names = {str(each.id): each.name for each in all_groups(session, workspace_id)}
        calendar = add_calendar(
            session,
            workspace_id,
            new.name,
            region=new.region,
            days=new.days,
            group=None if group in {None, EVERYONE} else names.get(group or "", group),
            now=now,
        )
        told: list[str] = []
        for row in chosen:
            schedule = schedule_by_id(session, workspace_id, row)
            draft = draft_of(session, schedule)
            draft = replace(draft, calendars=(*draft.calendars, calendar.name))
            shifts = what_changes(session, schedule, draft, now)
            if shifts:
                moved = shifts_in_words(shifts, draft.purpose, submission.today)
                told += [f"{schedule.name}: {sentence}" for sentence in moved]
            attach_calendars(session, schedule, [*calendars_of(session, schedule.id), calendar])
        return calendar_line(session, workspace_id, calendar.id, submission.today), told

    await _keep(submission, keep, new.left_out)


async def _keep_change(submission: Submission, new: NewDays) -> None:
    workspace_id, row = submission.caller.workspace_id, submission.origin.row or 0

    def keep(session: Session) -> tuple[CalendarLine, list[str]]:
        line = calendar_line(session, workspace_id, row, submission.today)
        replace_days(session, line.calendar, new.days, submission.now)
        return calendar_line(session, workspace_id, row, submission.today), []

    await _keep(submission, keep, new.left_out)


async def _keep(
    submission: Submission,
    keep: Callable[[Session], tuple[CalendarLine, list[str]]],
    left_out: int,
) -> None:
    line, told = await submission.keep(keep)
    submission.answer_at(Origin(), calendar_kept_message(line, told, left_out, submission.today))
    show_admin_page(submission)


async def _remove(gesture: Gesture, row: int) -> CalendarLine:
    def keep(session: Session) -> CalendarLine:
        line = calendar_line(session, gesture.caller.workspace_id, row, gesture.today)
        remove_calendar(session, line.calendar, gesture.now)
        return line

    return await gesture.keep(keep)


def _kind(gesture: Gesture) -> Kind:
    chosen = gesture.choice(Action.CALENDAR_KIND)
    return next((kind for kind, _ in KINDS if kind == chosen), "public")


LISTENERS = Listeners(
    presses={
        Action.ADD_CALENDAR: open_new,
        Action.CALENDAR_KIND: choose_in_form,
        Action.CALENDAR_COUNTRY: choose_in_form,
        Action.CALENDAR_MENU: choose,
        Action.TAKE_BACK_CALENDAR: take_back,
    },
    replacing={Action.TAKE_BACK_CALENDAR},
    submissions={
        Form.CALENDAR: submit,
        Form.CHANGE_CALENDAR: submit_change,
        Form.REMOVE_CALENDAR: submit_removal,
    },
)
