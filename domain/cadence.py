"""When a schedule's prompts come, in local time.

Pure dates and wall-clock times: no zone is known here. `domain.zones.to_instant` turns a
local time into an instant, and holds the rule for clock changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from cronsim import CronSim, CronSimError
from dateutil.rrule import rrulestr

from domain.errors import BadInput

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_CRON_FIELDS: Final = ("minute", "hour", "day of the month", "month", "day of the week")
_CRON_FIELD_OF_ERROR: Final = {
    "minute": "minute",
    "hour": "hour",
    "day-of-month": "day of the month",
    "month": "month",
    "day-of-week": "day of the week",
}
DEFAULT_AT: Final = time(15, 30)


@dataclass(frozen=True)
class Slot:
    """One local time of a cadence; `number` counts them from the first, beginning at 0."""

    number: int
    local_at: datetime


@dataclass(frozen=True)
class Cadence:
    """How often and at what local time.

    `rule` is an RFC 5545 recurrence (`FREQ=WEEKLY;BYDAY=MO,WE`) that `at` completes, or a
    crontab expression of five fields after `CRON `, which says the time itself.
    """

    rule: str
    at: time = DEFAULT_AT

    def slots(self, *, anchor_on: date, after: datetime, until: datetime) -> Iterator[Slot]:
        """The local times later than `after`, up to and including `until` (all naive).

        Nothing comes before `anchor_on`, the date from which weeks and turns are counted.
        """
        for number, local_at in enumerate(self._from(anchor_on)):
            if local_at > until:
                return
            if local_at > after:
                yield Slot(number, local_at)

    def _from(self, anchor_on: date) -> Iterator[datetime]:
        if self.rule.startswith("CRON "):
            midnight = datetime.combine(anchor_on, time.min)
            # CronSim looks strictly after its start, and midnight itself may be asked for.
            return CronSim(self.rule.removeprefix("CRON "), midnight - timedelta(minutes=1))
        return iter(rrulestr(self.rule, dtstart=datetime.combine(anchor_on, self.at)))

    def in_words(self) -> str:
        """Such as “every Monday and Wednesday at 15:30”."""
        if self.rule.startswith("CRON "):
            words = CronSim(self.rule.removeprefix("CRON "), datetime(2000, 1, 1)).explain()
            return words[0].lower() + words[1:]
        parts = dict(part.split("=", 1) for part in self.rule.split(";"))
        if parts["FREQ"] == "MONTHLY":
            days = [_ordinal(int(day)) for day in parts["BYMONTHDAY"].split(",")]
            return f"on the {_listed(days)} of the month at {self.at:%H:%M}"
        days = [WEEKDAY_NAMES[_rrule_days().index(day)] for day in parts["BYDAY"].split(",")]
        interval = int(parts.get("INTERVAL", "1"))
        often = "every" if interval == 1 else f"every {interval} weeks on"
        return f"{often} {_listed(days)} at {self.at:%H:%M}"


def weekly(days: Sequence[str], at: time = DEFAULT_AT, *, every: int = 1) -> Cadence:
    """On those days (`mon` … `sun`, or their full names) of every n-th week.

    Raises BadInput for an unknown day or a number of weeks out of 1 to 52.
    """
    if not 1 <= every <= 52:
        raise BadInput(f"Every {every} weeks can't be: choose 1 to 52.", field="every_weeks")
    numbers = sorted({_read_weekday(day) for day in days})
    if not numbers:
        raise BadInput("Say at least one day, such as mon or mon,wed.", field="weekly")
    by_day = ",".join(_rrule_days()[number] for number in numbers)
    interval = f"INTERVAL={every};" if every > 1 else ""
    return Cadence(f"FREQ=WEEKLY;{interval}WKST=MO;BYDAY={by_day}", at)


def monthly(days: Sequence[str], at: time = DEFAULT_AT) -> Cadence:
    """On those days of the month: `1` to `31`, or `last`.

    A month that has no such day is left out. Raises BadInput for anything else.
    """
    numbers: set[int] = set()
    for day in days:
        word = day.strip().lower()
        if word == "last":
            numbers.add(-1)
        elif word.isdecimal() and 1 <= int(word) <= 31:
            numbers.add(int(word))
        else:
            raise BadInput(
                f"“{day}” is no day of the month: use 1 to 31, or last.", field="monthly"
            )
    if not numbers:
        raise BadInput("Say at least one day of the month, such as 1,15.", field="monthly")
    in_order = sorted(numbers, key=lambda number: number if number > 0 else 32)
    return Cadence(f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, in_order))}", at)


def crontab(expression: str) -> Cadence:
    """Standard crontab, five fields; 0 and 7 are Sunday, and two day fields are alternatives.

    Raises BadInput that names the field at fault.
    """
    fields = expression.split()
    if len(fields) != 5:
        raise BadInput(
            f"A crontab line has five fields ({', '.join(_CRON_FIELDS)}); “{expression}” has "
            f"{len(fields)}. For Mondays at 15:30 write “30 15 * * 1”.",
            field="cron",
        )
    try:
        next(CronSim(" ".join(fields), datetime(2000, 1, 1)))
    except (CronSimError, StopIteration) as error:
        fault = str(error).removeprefix("Bad ").strip()
        name = _CRON_FIELD_OF_ERROR.get(fault)
        if name is None:
            raise BadInput(f"“{expression}” never comes: no date fits it.", field="cron") from None
        given = fields[_CRON_FIELDS.index(name)]
        raise BadInput(
            f"The {name} of a crontab line can't be “{given}”. "
            "For Mondays at 15:30 write “30 15 * * 1”.",
            field="cron",
        ) from None
    return Cadence(f"CRON {' '.join(fields)}", DEFAULT_AT)


def read_time(text: str) -> time:
    """`15:30`, `7:05`, `3:30 pm`, `9am`.

    Raises BadInput for anything else.
    """
    match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\.?)?", text.strip().lower())
    if match and (match[2] or match[3]):
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            hour = hour % 12 + (12 if match[3] == "p" else 0) if 1 <= hour <= 12 else 99
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise BadInput(f"I can't read “{text}” as a time of day: write it as 15:30.", field="at")


def _read_weekday(text: str) -> int:
    word = text.strip().lower()
    for number, full in enumerate(WEEKDAY_NAMES):
        if len(word) >= 3 and full.lower().startswith(word.removesuffix("s")):
            return number
    raise BadInput(f"“{text}” is no weekday: use {', '.join(WEEKDAYS)}.", field="weekly")


def _rrule_days() -> tuple[str, ...]:
    return tuple(day[:2].upper() for day in WEEKDAYS)


def _ordinal(day: int) -> str:
    if day == -1:
        return "last day"
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _listed(words: Sequence[str]) -> str:
    *head, tail = words
    return f"{', '.join(head)} and {tail}" if head else tail
