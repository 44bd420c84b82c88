"""A schedule in words: plain text, the same in Slack and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.messages.labels import time_in_words
from bot.messages.message import counted, listed
from domain.replanning import Shift
from storage.schedules import ScheduleDraft

ROTATION_CHOICES: Final = (
    ("in-turn", "In turn"),
    ("random", "At random, without repeats"),
    ("least-practised", "What each educator practised least"),
    ("own-focus", "Each educator's own focus first"),
)
_ROLES: Final = {"member": "members", "leader": "leaders", "admin": "admins"}
MOST_SHIFTS: Final = 8


def when_in_words(draft: ScheduleDraft) -> str:
    """Such as “every Monday at 15:30, by each educator's own clock”."""
    clock = f"by the clock in {draft.zone}" if draft.zone else "by each educator's own clock"
    return f"{draft.cadence.in_words()}, {clock}"


def audience_in_words(draft: ScheduleDraft) -> str:
    """Such as “leaders of Maple School”."""
    who = listed([_ROLES[role] for role in draft.roles]) if draft.roles else "every educator"
    return f"{who} of {listed(draft.groups)}" if draft.groups else who


def days_in_words(draft: ScheduleDraft) -> str:
    """From and until, with the days off and the reminder; a sentence for each that there is."""
    until = f" until {_day(draft.until_on)}" if draft.until_on else ""
    told = [f"From {_day(draft.from_on)}{until}."]
    if draft.calendars:
        told.append(f"Not on the days off of {listed(draft.calendars)}.")
    if draft.remind_after_hours:
        hours = counted(draft.remind_after_hours, "hour")
        told.append(f"Whoever has not answered is reminded once, after {hours}.")
    return " ".join(told)


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def shifts_in_words(shifts: Sequence[Shift], purpose: str, today: date) -> list[str]:
    """A sentence for each thing that a change does to what is planned; never empty."""
    if not shifts:
        return [f"No {purpose} that is planned for the next days moves."]
    told = [_shift(shift, purpose, today) for shift in shifts[:MOST_SHIFTS]]
    rest = sum(shift.count for shift in shifts[MOST_SHIFTS:])
    return [*told, f"The same for {rest} more."] if rest else told


def _shift(shift: Shift, purpose: str, today: date) -> str:
    what = counted(shift.count, purpose)
    be = "is" if shift.count == 1 else "are"
    new = time_in_words(shift.after, today) if shift.after else ""
    if shift.before is None:
        return f"{what} {be} new: {new}."
    planned = f"{what} planned for {time_in_words(shift.before, today)}"
    if shift.after is None:
        return f"{planned} {be} taken back."
    return f"{planned} {'moves' if shift.count == 1 else 'move'} to {new}."
