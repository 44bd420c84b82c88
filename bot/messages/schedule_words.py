"""A schedule in words: plain text, the same in Slack and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from cronsim import CronSim

from bot.messages.labels import time_in_words, weekday_in_words
from bot.messages.language import reader, say, say_count, say_date, say_ordinal
from bot.messages.message import listed
from domain.cadence import Cadence
from domain.keys import ENGLISH
from domain.replanning import Shift
from domain.words import later
from storage.schedules import ScheduleDraft

ROTATION_CHOICES: Final = (
    ("in-turn", later("In turn")),
    ("random", later("At random, without repeats")),
    ("least-practised", later("What each educator practised least")),
    ("own-focus", later("Each educator's own focus first")),
)
_ROLES: Final = {
    "member": later("members"),
    "leader": later("leaders"),
    "admin": later("admins"),
}
_WHICH: Final = {
    "first": later("first {weekday}"),
    "2nd": later("2nd {weekday}"),
    "3rd": later("3rd {weekday}"),
    "4th": later("4th {weekday}"),
    "5th": later("5th {weekday}"),
    "last": later("last {weekday}"),
}
MOST_SHIFTS: Final = 8


def when_in_words(draft: ScheduleDraft) -> str:
    """Such as “every Monday at 15:30, by each educator's own clock”."""
    clock = (
        say("by the clock in {zone}", zone=draft.zone)
        if draft.zone
        else say("by each educator's own clock")
    )
    return f"{cadence_in_words(draft.cadence)}, {clock}"


def cadence_in_words(cadence: Cadence) -> str:
    """Such as “every Monday and Wednesday at 15:30”."""
    if cadence.is_crontab:
        # Its library explains it in English only.
        if reader().code != ENGLISH:
            return say("by the crontab line “{line}”", line=cadence.crontab_line)
        words = CronSim(cadence.crontab_line, datetime(2000, 1, 1)).explain()
        return words[0].lower() + words[1:]
    time = f"{cadence.at:%H:%M}"
    if cadence.way == "monthly":
        days = listed([_month_day(key) for key in cadence.month_days])
        return say("on the {days} of the month at {time}", days=days, time=time)
    days = listed([weekday_in_words(key) for key in cadence.weekdays])
    if cadence.every_weeks == 1:
        return say("every {days} at {time}", days=days, time=time)
    return say(
        "every {count} weeks on {days} at {time}", count=cadence.every_weeks, days=days, time=time
    )


def _month_day(key: str) -> str:
    """What comes after “on the”, such as “15th”, “last day”, “2nd Tuesday”."""
    which, dash, weekday = key.partition("-")
    if not dash:
        return say("last day") if key == "last" else say_ordinal(int(key))
    name = say("weekday") if weekday == "weekday" else weekday_in_words(weekday)
    return say(_WHICH[which], weekday=name)


def audience_in_words(draft: ScheduleDraft) -> str:
    """Such as “leaders of Maple School”."""
    who = (
        listed([say(_ROLES[role]) for role in draft.roles])
        if draft.roles
        else say("every educator")
    )
    return say("{who} of {groups}", who=who, groups=listed(draft.groups)) if draft.groups else who


def days_in_words(draft: ScheduleDraft) -> str:
    """From and until, with the days off and the reminder; a sentence for each that there is."""
    first = say_date(draft.from_on, "yMMMEd")
    told = [
        say("From {first} until {last}.", first=first, last=say_date(draft.until_on, "yMMMEd"))
        if draft.until_on
        else say("From {first}.", first=first)
    ]
    if draft.calendars:
        told.append(say("Not on the days off of {calendars}.", calendars=listed(draft.calendars)))
    if draft.remind_after_hours:
        told.append(
            say_count(
                "Whoever has not answered is reminded once, after {count} hour.",
                "Whoever has not answered is reminded once, after {count} hours.",
                draft.remind_after_hours,
            )
        )
    return " ".join(told)


def shifts_in_words(shifts: Sequence[Shift], purpose: str, today: date) -> list[str]:
    """A sentence for each thing that a change does to what is planned; never empty."""
    if not shifts:
        if purpose == "digest":
            return [say("No digest that is planned for the next days moves.")]
        return [say("No prompt that is planned for the next days moves.")]
    told = [_shift(shift, purpose, today) for shift in shifts[:MOST_SHIFTS]]
    rest = sum(shift.count for shift in shifts[MOST_SHIFTS:])
    return [*told, say("The same for {count} more.", count=rest)] if rest else told


def _shift(shift: Shift, purpose: str, today: date) -> str:
    many = shift.count
    what = (
        say_count("{count} digest", "{count} digests", many)
        if purpose == "digest"
        else say_count("{count} prompt", "{count} prompts", many)
    )
    if shift.before is None and shift.after is not None:
        new = time_in_words(shift.after, today)
        return say_count(
            "{what} is new: {new}.", "{what} are new: {new}.", many, what=what, new=new
        )
    before = time_in_words(shift.before, today) if shift.before else ""
    if shift.after is None:
        return say_count(
            "{what} planned for {before} is taken back.",
            "{what} planned for {before} are taken back.",
            many,
            what=what,
            before=before,
        )
    return say_count(
        "{what} planned for {before} moves to {after}.",
        "{what} planned for {before} move to {after}.",
        many,
        what=what,
        before=before,
        after=time_in_words(shift.after, today),
    )
