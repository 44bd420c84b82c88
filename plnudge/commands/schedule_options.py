"""What can be said of a schedule on the command line, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlalchemy.orm import Session

from domain.cadence import DEFAULT_AT, Cadence, crontab, monthly, read_time, weekly
from domain.days_off import read_ics
from domain.errors import BadInput
from domain.keys import Rotation
from domain.public_holidays import read_region
from domain.reminders import read_reminder_hours
from domain.zones import local_date, read_zone
from plnudge.commands.answers import wrong_usage
from plnudge.commands.options import NONE, OnlyGroups, split, taking, unless_none
from plnudge.records import known_element, read_date
from rubric_data import Rubric
from storage.calendars import (
    add_calendar,
    all_calendars,
    calendar_of_region,
    replace_days,
)
from storage.prompts import built_in, elements_asked, find_prompts
from storage.schedules import ScheduleDraft
from storage.workspaces import usual_zone

_HOW_OFTEN: Final = "--weekly, --every-weeks, --monthly, --cron"


@dataclass(frozen=True, kw_only=True)
class Said:
    """The options of `schedule add` and `schedule change` as they were typed; None was not said."""

    weekly_days: Annotated[
        str | None, typer.Option("--weekly", metavar="mon,wed", help="Every week on these days.")
    ] = None
    every_weeks: Annotated[
        int | None,
        typer.Option("--every-weeks", metavar="N", help="Every N weeks, on the days of --on."),
    ] = None
    on_days: Annotated[
        str | None, typer.Option("--on", metavar="mon", help="The days for --every-weeks.")
    ] = None
    month_days: Annotated[
        str | None,
        typer.Option(
            "--monthly",
            metavar="1,15",
            help="On these days of the month: 1 to 31, last, or a weekday such as first-mon, "
            "2nd-tue, last-fri; first-weekday and last-weekday are of Monday to Friday.",
        ),
    ] = None
    cron: Annotated[
        str | None,
        typer.Option(
            "--cron",
            metavar="“30 15 * * 1”",
            help="Standard crontab in local time; 0 and 7 are Sunday. It takes the place of --at.",
        ),
    ] = None
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="HH:MM", help=f"Local time; {DEFAULT_AT:%H:%M} if not said."),
    ] = None
    zone: Annotated[
        str | None,
        typer.Option(
            "--zone",
            metavar="educator|Area/City",
            help="Each educator's own zone, or one for all, such as America/Chicago.",
        ),
    ] = None
    groups: OnlyGroups = None
    roles: Annotated[
        list[str] | None,
        typer.Option(
            "--role", metavar="R", help="Only member, leader or admin, or all. Repeatable."
        ),
    ] = None
    elements: Annotated[
        list[str] | None,
        typer.Option(
            "--element", metavar="KEY", help="An element to ask about; all of them if not said."
        ),
    ] = None
    rotation: Annotated[
        Rotation | None, typer.Option("--rotation", help="How the elements take turns.")
    ] = None
    prompts: Annotated[
        list[str] | None,
        typer.Option(
            "--prompt", metavar="ID", help="Ask only this one of the bank, or all. Repeatable."
        ),
    ] = None
    from_on: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day; today if not said."),
    ] = None
    until_on: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day, or none.")
    ] = None
    holidays: Annotated[
        list[str] | None,
        typer.Option(
            "--holidays",
            metavar="US-CA|FILE.ics",
            help="Leave out these days off: of a country or state, of an iCalendar file, or of a "
            "calendar by its name; or none. Repeatable.",
        ),
    ] = None
    remind_after: Annotated[
        str | None,
        typer.Option("--remind-after", metavar="24h", help="Remind once after that long, or none."),
    ] = None


taking_what_is_said = taking(Said)
"""Gives a command all the options of `Said`; it gets them as one argument, `said`."""


def check_usage(said: Said, *, must_say: bool) -> bool:
    """Whether it says how often. Raises typer.BadParameter where options don't go together."""
    ways = (said.weekly_days, said.every_weeks, said.month_days, said.cron)
    count = sum(given is not None for given in ways)
    if count > 1 or (count == 0 and must_say):
        raise wrong_usage("say how often with exactly one of them", _HOW_OFTEN)
    if (said.every_weeks is None) != (said.on_days is None):
        raise wrong_usage("--every-weeks and --on go together", "--every-weeks, --on")
    return count == 1


def read_cadence(said: Said, held: Cadence | None = None) -> Cadence:
    """How often, and at what time; `held` is what holds where nothing is said.

    Raises BadInput as `domain.cadence` does.
    """
    says_how_often = check_usage(said, must_say=held is None)
    is_cron = said.cron is not None or (held is not None and held.is_crontab and not says_how_often)
    if is_cron and said.at is not None:
        raise BadInput("A crontab line says the time itself: leave out --at or --cron.")
    usual = held.at if held is not None and not held.is_crontab else DEFAULT_AT
    at = read_time(said.at) if said.at is not None else usual
    if said.cron is not None:
        return crontab(said.cron)
    if said.month_days is not None:
        return monthly(split([said.month_days]), at)
    if said.every_weeks is not None:
        return weekly(split([said.on_days or ""]), at, every=said.every_weeks)
    if said.weekly_days is not None or held is None:
        return weekly(split([said.weekly_days or ""]), at)
    return held if held.is_crontab else replace(held, at=at)


@dataclass(frozen=True)
class Holidays:
    """One `--holidays` as it was given."""

    given: str
    content: bytes | None = field(default=None, repr=False)
    """Of the file, where it is one."""


def read_holidays(given: Iterable[str]) -> list[Holidays]:
    """Raises BadInput for a file that can't be read."""
    found = []
    for each in unless_none(given):
        path = Path(each)
        if not each.lower().endswith((".ics", ".ical")) and not path.is_file():
            found.append(Holidays(each))
            continue
        try:
            found.append(Holidays(each, path.read_bytes()))
        except OSError as error:
            reason = (error.strerror or "it can't be opened").lower()
            raise BadInput(f"I can't read {each}: {reason}.", field="holidays") from None
    return found


def keep_holidays(
    session: Session, workspace_id: int, holidays: Sequence[Holidays], now: datetime
) -> tuple[str, ...]:
    """The names of their calendars, added where they are new; a file's days are as it says now.

    Raises BadInput for what is no region, no calendar, and no calendar's file.
    """
    names = []
    for each in holidays:
        by_name = {
            calendar.name.casefold(): calendar for calendar in all_calendars(session, workspace_id)
        }
        if each.content is None:
            held = by_name.get(each.given.strip().casefold())
            calendar = held or calendar_of_region(
                session, workspace_id, read_region(each.given), now
            )
        else:
            name, days = read_calendar_file(session, workspace_id, each, now)
            held = by_name.get(name.casefold())
            if held is not None:
                replace_days(session, held, days, now)
            calendar = held or add_calendar(session, workspace_id, name, days=days, now=now)
        names.append(calendar.name)
    return tuple(dict.fromkeys(names))


def read_calendar_file(
    session: Session, workspace_id: int, file: Holidays, now: datetime
) -> tuple[str, Mapping[date, str]]:
    """The file's name for itself, else its own, and its days off. Raises BadInput."""
    zone = read_zone(usual_zone(session, workspace_id))
    found = read_ics(file.content or b"", today=local_date(now, zone.key), zone=zone)
    return found.name or Path(file.given).stem, found.days


def with_what_is_said(
    session: Session,
    workspace_id: int,
    draft: ScheduleDraft,
    said: Said,
    *,
    holidays: Sequence[Holidays],
    rubric: Rubric,
    now: datetime,
) -> ScheduleDraft:
    """The draft with all that was said but its cadence. Raises BadInput with a sentence."""
    changes: dict[str, Any] = {}
    if said.zone is not None:
        is_own = said.zone.strip().lower() == "educator"
        changes["zone"] = None if is_own else read_zone(said.zone).key
    if said.groups is not None:
        changes["groups"] = unless_none(said.groups)
    if said.roles is not None:
        changes["roles"] = unless_none(split(said.roles))
    if said.prompts is not None or said.elements is not None:
        ids = unless_none(split(said.prompts)) if said.prompts is not None else draft.prompts
        prompts = find_prompts(session, workspace_id, built_in(rubric), ids)
        keys = [known_element(rubric, key) for key in unless_none(split(said.elements or []))]
        known = [element.key for element in rubric.elements]
        changes["elements"] = elements_asked(known, keys, prompts)
        changes["prompts"] = tuple(prompt.id for prompt in prompts)
    if said.rotation is not None:
        changes["rotation"] = said.rotation
    if said.from_on is not None:
        changes["from_on"] = read_date(said.from_on, "--from")
    if said.until_on is not None:
        is_open = said.until_on.strip().lower() in NONE
        changes["until_on"] = None if is_open else read_date(said.until_on, "--until")
    if said.holidays is not None:
        changes["calendars"] = keep_holidays(session, workspace_id, holidays, now)
    if said.remind_after is not None:
        is_off = said.remind_after.strip().lower() in NONE
        changes["remind_after_hours"] = None if is_off else read_reminder_hours(said.remind_after)
    return replace(draft, **changes)
