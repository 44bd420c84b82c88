"""Whether something that is due may come now: what all of it together asks of one person.

Nothing comes in quiet hours, in a pause, or at a time that does not suit; nudges keep to a
most a day, and after a break in service one late nudge comes and not a heap of them. What
can't come now waits for the next time that suits, where that is before the next one of the
same schedule and within a week; else it is left out, with the cause on record.

News of an evaluation is no nudge: somebody did something that concerns the one who hears of it.
It is never left out. It waits for quiet hours and pauses to end, and comes late rather than not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.keys import Purpose
from domain.preferences import Preferences
from domain.words import later
from domain.zones import to_instant, to_local

NUDGES: Final[frozenset[Purpose]] = frozenset({"prompt", "goal", "follow-up", "reminder", "cycle"})
"""What asks something of an educator. A digest was asked for, and a welcome comes once."""
NEVER_OVERTAKEN: Final[frozenset[Purpose]] = frozenset({"cycle"})
"""Nudges of which there are few in a year, so that no newer one says the same."""
NEWS: Final[frozenset[Purpose]] = frozenset({"evaluation", "credit"})
"""What somebody did about something of theirs: it waits for its hour, and is never left out."""
NUDGES_A_DAY: Final = 2
LATE: Final = timedelta(minutes=15)
"""From here on something is late, and only the newest of what is late comes."""
GRACE: Final = timedelta(hours=2)
"""Midnight alone makes nothing useless."""
LONGEST_WAIT: Final = timedelta(days=7)
AFTER_A_PAUSE: Final = time(8)
"""When news that waited for a pause to end comes."""

TOO_LATE: Final = later("too late: it was due on another day")
PAUSED: Final = later("paused by the educator")
OVERTAKEN: Final = later("it was late, and a newer one came instead")
EVERY_OTHER: Final = later("every other one, as the educator chose")
QUIET: Final = later("quiet hours")
UNSUITED: Final = later("a time that does not suit")
ENOUGH: Final = later("enough for one day")
DAY_OFF: Final = later("a day off")
CAUSES: Final = frozenset(
    {TOO_LATE.partition(":")[0], PAUSED, OVERTAKEN, EVERY_OTHER, QUIET, UNSUITED, ENOUGH, DAY_OFF}
)
"""What each begins with, up to a colon."""


@dataclass(frozen=True)
class Due:
    """Something that is due for somebody. Instants are aware."""

    purpose: Purpose
    due_at: datetime
    meant_at: datetime
    """When it was first meant to come; waiting is counted from here."""
    usual: time | None = None
    """The time of day at which it was meant, where that is not what the clock shows then: a
    time that the spring change leaves out."""
    next_at: datetime | None = None
    """When the next one of the same schedule is due; that one takes its place."""
    is_snoozed: bool = False
    """The educator chose this time."""
    is_other: bool = False
    """For those who want fewer: it is the turn of one that is left out."""
    days_off: Mapping[date, str] = field(default_factory=dict)
    """Those that its schedule leaves out, with their names."""


@dataclass(frozen=True)
class Come:
    """Send it now."""


@dataclass(frozen=True)
class Wait:
    """Not now, but at that instant."""

    until: datetime
    cause: str


@dataclass(frozen=True)
class LeaveOut:
    """It will not come."""

    cause: str


Verdict = Come | Wait | LeaveOut


def weigh(
    dues: Sequence[Due],
    preferences: Preferences,
    *,
    zone: ZoneInfo,
    now: datetime,
    had_today: int = 0,
    most_a_day: int = NUDGES_A_DAY,
) -> list[Verdict]:
    """What becomes of each of them; `dues` is all that is due for one person now.

    `zone` is where they live, `had_today` the nudges that came to them since midnight there;
    `most_a_day` of 0 is any number.
    """
    verdicts = [_weigh_alone(due, preferences, zone, now) for due in dues]
    _leave_out_overtaken(dues, verdicts, now)
    had = had_today
    for place in sorted(range(len(dues)), key=lambda place: _precedence(dues[place])):
        due = dues[place]
        if due.purpose not in NUDGES or not isinstance(verdicts[place], Come):
            continue
        if most_a_day and had >= most_a_day and not due.is_snoozed:
            verdicts[place] = _wait(due, preferences, zone, now, ENOUGH, is_today_over=True)
        else:
            had += 1
    return verdicts


def first_suiting(
    local: datetime,
    preferences: Preferences,
    usual: time,
    *,
    days_off: Collection[date] = (),
    is_today_over: bool = False,
) -> datetime | None:
    """The first local time from `local` on, within a week, that suits and is on no day off.

    On a later day it is the `usual` time where that suits, else the first that does.
    """
    for days in range(int(is_today_over), LONGEST_WAIT.days + 1):
        day = local.date() + timedelta(days=days)
        if day in days_off:
            continue
        earliest = local if days == 0 else datetime.combine(day, time.min)
        suiting = [
            moment
            for moment in _openings(earliest, preferences)
            if moment >= earliest and preferences.suit(moment)
        ]
        at_usual_time = datetime.combine(day, usual)
        if suiting and days and preferences.suit(at_usual_time):
            return at_usual_time
        if suiting:
            return min(suiting)
    return None


def _weigh_alone(due: Due, preferences: Preferences, zone: ZoneInfo, now: datetime) -> Verdict:
    """As if nothing else were due."""
    if due.purpose == "welcome":
        return Come()
    if due.purpose in NEWS:
        return _weigh_news(preferences, zone, now)
    local = to_local(now, zone)
    causes = (
        (_is_too_late(due, zone, now), TOO_LATE),
        (preferences.is_paused(local.date()), PAUSED),
        (due.is_other and not due.is_snoozed, EVERY_OTHER),
        (
            local.date() in due.days_off and not due.is_snoozed,
            f"{DAY_OFF}: {due.days_off.get(local.date())}",
        ),
    )
    for holds, cause in causes:
        if holds:
            return LeaveOut(cause)
    if due.purpose not in NUDGES:
        # A digest comes at its own time; it only keeps quiet where quiet is asked for.
        preferences = replace(preferences, days=(), suits=None)
    if due.is_snoozed or preferences.suit(local):
        return Come()
    is_quiet = preferences.quiet is not None and preferences.quiet.hold(local.time())
    return _wait(due, preferences, zone, now, QUIET if is_quiet else UNSUITED)


def _weigh_news(preferences: Preferences, zone: ZoneInfo, now: datetime) -> Verdict:
    local = earliest = to_local(now, zone)
    is_paused, until_on = preferences.is_paused(local.date()), preferences.paused_until_on
    if is_paused and until_on is not None:
        earliest = datetime.combine(until_on, AFTER_A_PAUSE)
    quiet = Preferences(quiet=preferences.quiet)
    if not is_paused and quiet.suit(local):
        return Come()
    # Quiet hours end within a day, so there is always a time.
    first = first_suiting(earliest, quiet, earliest.time()) or earliest
    until = to_instant(first, zone)
    if until <= now:
        # In the hour that the autumn change repeats, the second one is meant.
        until = now + max(first - local, LATE)
    return Wait(until, PAUSED if is_paused else QUIET)


def _wait(
    due: Due,
    preferences: Preferences,
    zone: ZoneInfo,
    now: datetime,
    cause: str,
    *,
    is_today_over: bool = False,
) -> Wait | LeaveOut:
    usual = due.usual or to_local(due.meant_at, zone).time()
    local_now = to_local(now, zone)
    local = first_suiting(
        local_now, preferences, usual, days_off=due.days_off, is_today_over=is_today_over
    )
    if local is None:
        return LeaveOut(cause)
    until = to_instant(local, zone)
    if until <= now:
        # In the hour that the autumn change repeats, the second one is meant.
        until = now + (local - local_now)
    if now - due.due_at > LATE and local.date() != local_now.date():
        return LeaveOut(TOO_LATE)
    is_overtaken = due.next_at is not None and until >= due.next_at
    if is_overtaken or until - due.meant_at > LONGEST_WAIT:
        return LeaveOut(cause)
    return Wait(until, cause)


def _leave_out_overtaken(dues: Sequence[Due], verdicts: list[Verdict], now: datetime) -> None:
    """Of the nudges that are late, only the newest is left."""
    late = [
        place
        for place, due in enumerate(dues)
        if due.purpose in NUDGES - NEVER_OVERTAKEN
        and not due.is_snoozed
        and now - due.due_at > LATE
        and not isinstance(verdicts[place], LeaveOut)
    ]
    newest_first = sorted(late, key=lambda place: dues[place].due_at, reverse=True)
    for place in newest_first[1:]:
        verdicts[place] = LeaveOut(OVERTAKEN)


def _precedence(due: Due) -> tuple[bool, bool, datetime]:
    """What they chose the time of comes before all else, and a reminder after."""
    return (not due.is_snoozed, due.purpose == "reminder", due.meant_at)


def _is_too_late(due: Due, zone: ZoneInfo, now: datetime) -> bool:
    is_another_day = to_local(now, zone).date() != to_local(due.due_at, zone).date()
    return is_another_day and now - due.due_at > GRACE


def _openings(earliest: datetime, preferences: Preferences) -> Iterator[datetime]:
    """Where a time that suits may begin, on that day."""
    yield earliest
    if preferences.suits is not None:
        yield datetime.combine(earliest.date(), preferences.suits.begin)
    if preferences.quiet is not None:
        yield datetime.combine(earliest.date(), preferences.quiet.end)
