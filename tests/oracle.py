"""When prompts come, reckoned another way: day by day, and by looking at the clocks there.

Shares nothing with the house: no recurrence rules, no crontab library, and no conversion from
local time to instants; only what the wall clock of a zone shows at an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
Fits = Callable[[date], bool]
"""Whether something comes on that date."""


def weekly(numbers: Collection[int], *, every: int, from_on: date) -> Fits:
    """On those weekdays (Monday is 0) of every n-th week, counted from that of `from_on`."""
    first_monday = from_on - timedelta(days=from_on.weekday())

    def fits(day: date) -> bool:
        return day.weekday() in numbers and (day - first_monday).days // 7 % every == 0

    return fits


def monthly(words: Collection[str]) -> Fits:
    """On days such as `1`, `last`, `2-tue`, `last-fri`, `first-weekday`, `last-weekday`."""

    def fits(day: date) -> bool:
        return any(_is_day_of_month(word, day) for word in words)

    return fits


def _is_day_of_month(word: str, day: date) -> bool:
    is_last_week = (day + 7 * DAY).month != day.month
    if word == "last":
        return (day + DAY).month != day.month
    if word.isdecimal():
        return day.day == int(word)
    which, weekday = word.split("-")
    if weekday == "weekday":
        days = [day.replace(day=1) + timedelta(days=count) for count in range(31)]
        working = [each for each in days if each.month == day.month and each.weekday() < 5]
        return day == (working[0] if which == "first" else working[-1])
    if f"{day:%a}".lower() != weekday:
        return False
    return is_last_week if which == "last" else (day.day + 6) // 7 == int(which)


def crontab(line: str) -> tuple[Fits, list[time]]:
    """Which dates fit a crontab line, and the times on each of them."""
    minute, hour, month_day, month, weekday = line.split()
    is_either = not month_day.startswith("*") and not weekday.startswith("*")
    month_days, months = _numbers(month_day, 1, 31), _numbers(month, 1, 12)
    weekdays = {number % 7 for number in _numbers(weekday, 0, 7)}

    def fits(day: date) -> bool:
        by_date, by_weekday = day.day in month_days, day.isoweekday() % 7 in weekdays
        fits_day = by_date or by_weekday if is_either else by_date and by_weekday
        return day.month in months and fits_day

    times = [
        time(h, m) for h in sorted(_numbers(hour, 0, 23)) for m in sorted(_numbers(minute, 0, 59))
    ]
    return fits, times


def _numbers(text: str, least: int, most: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            begin, end = least, most
        else:
            begin = int(first)
            end = int(last) if last else most if step else begin
        found |= set(range(begin, end + 1, int(step or 1)))
    return found


def local_times(
    fits: Fits, times: Collection[time], first: date, last: date, off: Collection[date] = ()
) -> Iterator[datetime]:
    """From `first` to `last`, both included, without the days off."""
    day = first
    while day <= last:
        if fits(day) and day not in off:
            for at in times:
                yield datetime.combine(day, at)
        day += DAY


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks there show it: the first time; where they never do, later by the gap."""
    around = [local.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in range(-27, 28)]
    offsets = {zone.utcoffset(at.astimezone(zone)) or timedelta() for at in around}
    candidates = [local.replace(tzinfo=UTC) - offset for offset in offsets]
    showing = [at for at in candidates if shown_at(at, zone) == local]
    # Before a gap the clocks were behind, and by them it comes later.
    return min(showing) if showing else max(candidates)


def shown_at(at: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock there shows at that instant."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)
