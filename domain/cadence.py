"""How often prompts come: dates and wall-clock times, without any zone.

`domain.timetable` makes local times and instants of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from cronsim import CronSim, CronSimError
from dateutil.rrule import rrulestr

from domain.errors import BadInput

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_RRULE_DAYS: Final = tuple(day[:2].upper() for day in WEEKDAYS)
_WHICH: Final = {
    word: number
    for number, words in {
        1: "first 1st 1", 2: "second 2nd 2", 3: "third 3rd 3", 4: "fourth 4th 4",
        5: "fifth 5th 5", -1: "last",
    }.items()
    for word in words.split()
}  # fmt: skip
_KEY_OF_WHICH: Final = {
    "1": "first", "2": "2nd", "3": "3rd", "4": "4th", "5": "5th", "-1": "last",
}  # fmt: skip
_CRON_FIELDS: Final = ("minute", "hour", "day of the month", "month", "day of the week")
_CRON_FIELD_OF_ERROR: Final = {
    "minute": "minute",
    "hour": "hour",
    "day-of-month": "day of the month",
    "month": "month",
    "day-of-week": "day of the week",
}
DEFAULT_AT: Final = time(15, 30)

Way = Literal["weekly", "every-weeks", "monthly", "cron"]
"""In which of these ways a cadence is said."""


@dataclass(frozen=True)
class Cadence:
    """How often and at what local time: some dates, and the same times on each of them.

    `rule` is an RFC 5545 recurrence (`FREQ=WEEKLY;BYDAY=MO,WE`) that `at` completes, or
    several on lines of their own; or a crontab expression of five fields after `CRON `, which
    says the times itself.
    """

    rule: str
    at: time = DEFAULT_AT

    def dates(self, from_on: date) -> Iterator[date]:
        """The dates on which it comes, each once and in order; weeks are counted from the
        first, which may be one of them."""
        midnight = datetime.combine(from_on, time.min)
        if self.is_crontab:
            days = " ".join(["0 0", *self.crontab_line.split()[2:]])
            # CronSim looks strictly after its start, and that midnight may be asked for.
            found: Iterable[datetime] = CronSim(days, midnight - timedelta(minutes=1))
        else:
            found = rrulestr(self.rule, dtstart=midnight)
        return (each.date() for each in found)

    def times(self) -> tuple[time, ...]:
        """The times of day, in order."""
        if not self.is_crontab:
            return (self.at,)
        fields = CronSim(self.crontab_line, datetime(2000, 1, 1))
        return tuple(
            time(hour, minute) for hour in sorted(fields.hours) for minute in sorted(fields.minutes)
        )

    @property
    def is_crontab(self) -> bool:
        return self.rule.startswith("CRON ")

    @property
    def way(self) -> Way:
        if self.is_crontab:
            return "cron"
        if self._rules[0]["FREQ"] == "MONTHLY":
            return "monthly"
        return "weekly" if self.every_weeks == 1 else "every-weeks"

    @property
    def every_weeks(self) -> int:
        """1 where it is not counted in weeks."""
        return 1 if self.is_crontab else int(self._rules[0].get("INTERVAL", "1"))

    @property
    def weekdays(self) -> tuple[str, ...]:
        """As `weekly` reads them; none where it goes by the month."""
        if self.is_crontab or self.way == "monthly":
            return ()
        return tuple(_key_of(day) for day in self._rules[0]["BYDAY"].split(","))

    @property
    def month_days(self) -> tuple[str, ...]:
        """As `monthly` reads them; none where it goes by the week."""
        if self.way != "monthly":
            return ()
        return tuple(key for parts in self._rules for key in _month_day_keys(parts))

    @property
    def _rules(self) -> list[dict[str, str]]:
        return [
            dict(part.split("=", 1) for part in line.split(";")) for line in self.rule.splitlines()
        ]

    @property
    def crontab_line(self) -> str:
        """Its five fields, where it is one."""
        return self.rule.removeprefix("CRON ")


def weekly(days: Sequence[str], at: time = DEFAULT_AT, *, every: int = 1) -> Cadence:
    """On those days (`mon` … `sun`, or their full names) of every n-th week.

    Raises BadInput for an unknown day or a number of weeks out of 1 to 52.
    """
    if not 1 <= every <= 52:
        raise BadInput(
            "Every {every} weeks can't be: choose 1 to 52.", every=every, field="every_weeks"
        )
    numbers = sorted({_read_weekday(day) for day in days})
    if not numbers:
        raise BadInput("Say at least one day, such as mon or mon,wed.", field="weekly")
    by_day = ",".join(_RRULE_DAYS[number] for number in numbers)
    interval = f"INTERVAL={every};" if every > 1 else ""
    return Cadence(f"FREQ=WEEKLY;{interval}WKST=MO;BYDAY={by_day}", at)


def monthly(days: Sequence[str], at: time = DEFAULT_AT) -> Cadence:
    """On those days of the month: `1` to `31`, `last`, or a weekday such as `first-mon`,
    `2nd-tue`, `last-fri`; `first-weekday` and `last-weekday` are of Monday to Friday.

    A month that has no such day is left out. Raises BadInput for anything else.
    """
    dates: set[int] = set()
    weekdays: set[tuple[int, int]] = set()
    workdays: set[int] = set()
    for day in days:
        word = day.strip().lower()
        which, dash, weekday = word.partition("-")
        if word == "last":
            dates.add(-1)
        elif word.isdecimal() and 1 <= int(word) <= 31:
            dates.add(int(word))
        elif dash and which in _WHICH and weekday == "weekday" and abs(_WHICH[which]) == 1:
            workdays.add(_WHICH[which])
        elif dash and which in _WHICH and _weekday_number(weekday) is not None:
            weekdays.add((_WHICH[which], _weekday_number(weekday) or 0))
        else:
            raise BadInput(
                "“{text}” is no day of the month: use 1 to 31, last, or a weekday such as "
                "first-mon, 2nd-tue or last-fri.",
                text=day.strip(),
                field="monthly",
            )
    rules = []
    if dates:
        rules.append(f"BYMONTHDAY={','.join(map(str, sorted(dates, key=_from_the_start)))}")
    if weekdays:
        in_order = sorted(weekdays, key=lambda each: (_from_the_start(each[0]), each[1]))
        rules.append(f"BYDAY={','.join(f'{which}{_RRULE_DAYS[day]}' for which, day in in_order)}")
    if workdays:
        which = ",".join(map(str, sorted(workdays, key=_from_the_start)))
        rules.append(f"BYDAY={','.join(_RRULE_DAYS[:5])};BYSETPOS={which}")
    if not rules:
        raise BadInput("Say at least one day of the month, such as 1,15.", field="monthly")
    return Cadence("\n".join(f"FREQ=MONTHLY;{rule}" for rule in rules), at)


def crontab(expression: str) -> Cadence:
    """Standard crontab, five fields; 0 and 7 are Sunday, and two day fields are alternatives.

    Raises BadInput that names the field at fault.
    """
    fields = expression.split()
    if len(fields) != 5:
        raise BadInput(
            "A crontab line has five fields ({choices}); “{expression}” has {count}. For "
            "Mondays at 15:30 write “30 15 * * 1”.",
            choices=", ".join(_CRON_FIELDS),
            expression=expression,
            count=len(fields),
            field="cron",
        )
    try:
        next(CronSim(" ".join(fields), datetime(2000, 1, 1)))
    except (CronSimError, StopIteration) as error:
        fault = str(error).removeprefix("Bad ").strip()
        name = _CRON_FIELD_OF_ERROR.get(fault)
        if name is None:
            raise BadInput(
                "“{expression}” never comes: no date fits it.", expression=expression, field="cron"
            ) from None
        given = fields[_CRON_FIELDS.index(name)]
        raise BadInput(
            "The {name} of a crontab line can't be “{given}”. For Mondays at 15:30 write "
            "“30 15 * * 1”.",
            name=name,
            given=given,
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
    raise BadInput(
        "I can't read “{text}” as a time of day: write it as 15:30.", text=text, field="at"
    )


def _read_weekday(text: str) -> int:
    number = _weekday_number(text)
    if number is None:
        raise BadInput(
            "“{text}” is no weekday: use {choices}.",
            text=text.strip(),
            choices=", ".join(WEEKDAYS),
            field="weekly",
        )
    return number


def _weekday_number(text: str) -> int | None:
    """0 for `mon`, `Monday`, `Mondays`."""
    word = text.strip().lower()
    for number, full in enumerate(WEEKDAY_NAMES):
        if len(word) >= 3 and full.lower().startswith(word.removesuffix("s")):
            return number
    return None


def _month_day_keys(parts: Mapping[str, str]) -> list[str]:
    """What one rule of a month says, as `monthly` reads it."""
    if "BYMONTHDAY" in parts:
        return ["last" if day == "-1" else day for day in parts["BYMONTHDAY"].split(",")]
    if "BYSETPOS" in parts:
        return [
            "first-weekday" if which == "1" else "last-weekday"
            for which in parts["BYSETPOS"].split(",")
        ]
    return [f"{_KEY_OF_WHICH[day[:-2]]}-{_key_of(day[-2:])}" for day in parts["BYDAY"].split(",")]


def _key_of(day: str) -> str:
    """`mon` of `MO`."""
    return WEEKDAYS[_RRULE_DAYS.index(day)]


def _from_the_start(number: int) -> int:
    """Sorts `last` behind all that are counted from the first."""
    return number if number > 0 else 32
