"""What an educator chose for what comes to them by itself: days, hours, quiet, pause, focus.

Times are wall-clock times where the educator is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.cadence import WEEKDAYS
from domain.errors import BadInput
from domain.keys import ENGLISH, FREQUENCIES, Frequency

LONGEST_PAUSE: Final = timedelta(days=366)


@dataclass(frozen=True)
class Hours:
    """From a time of day up to, and without, another; they may span midnight."""

    begin: time
    end: time

    def hold(self, at: time) -> bool:
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


@dataclass(frozen=True)
class Preferences:
    """As they come without a choice: whenever a schedule says."""

    days: tuple[str, ...] = ()
    """Weekdays that suit (`mon` … `sun`); none is any."""
    suits: Hours | None = None
    """None is any hour."""
    quiet: Hours | None = None
    paused_until_on: date | None = None
    """Nothing comes before that day begins where they are. It may be past."""
    frequency: Frequency = "usual"
    focus: tuple[str, ...] = ()
    """Elements that they want to be asked about first."""

    def is_paused(self, on: date) -> bool:
        return self.paused_until_on is not None and on < self.paused_until_on

    def suit(self, local_at: datetime) -> bool:
        """Whether something may come at that local time (naive)."""
        return (
            not self.is_paused(local_at.date())
            and (not self.days or WEEKDAYS[local_at.weekday()] in self.days)
            and (self.suits is None or self.suits.hold(local_at.time()))
            and (self.quiet is None or not self.quiet.hold(local_at.time()))
        )


@dataclass(frozen=True)
class Settings:
    """All that an educator chose for what comes to them by itself."""

    preferences: Preferences
    slack_zone: str
    own_zone: str | None
    """IANA name; None follows Slack."""
    is_opted_out: bool
    usual_language: str = ENGLISH
    """What they read in where they chose none: as in Slack, else as their workspace does."""
    own_language: str | None = None

    @property
    def zone(self) -> str:
        return self.own_zone or self.slack_zone

    @property
    def language(self) -> str:
        return self.own_language or self.usual_language


def check_preferences(
    preferences: Preferences, *, elements: Collection[str], today: date
) -> Preferences:
    """The same, with days and elements in their order and a pause that is over left out.

    Raises BadInput, each with its field, where nothing could ever come and where a value is
    none that there is.
    """
    _check_known("days", preferences.days, WEEKDAYS)
    _check_known("focus", preferences.focus, elements)
    if preferences.frequency not in FREQUENCIES:
        raise BadInput(
            "“{frequency}” is no choice: use {choices}.",
            frequency=preferences.frequency,
            choices=", ".join(FREQUENCIES),
            field="frequency",
        )
    for name, hours in (("suits", preferences.suits), ("quiet", preferences.quiet)):
        if hours is not None and hours.begin == hours.end:
            raise BadInput(
                "From {begin} to {end} is no time at all: choose a later end, or leave both empty.",
                begin=f"{hours.begin:%H:%M}",
                end=f"{hours.end:%H:%M}",
                field=f"{name}_until",
            )
    if preferences.quiet is not None and not _leave_room(preferences.suits, preferences.quiet):
        raise BadInput(
            "Your quiet hours cover all the hours that suit you, so nothing could ever come: "
            "make one of them shorter.",
            field="quiet_from",
        )
    until_on = preferences.paused_until_on
    if until_on is not None and until_on - today > LONGEST_PAUSE:
        raise BadInput(
            "A pause can last a year. To stop prompts until you say otherwise, turn them off.",
            field="paused_until_on",
        )
    return Preferences(
        days=tuple(day for day in WEEKDAYS if day in preferences.days),
        suits=preferences.suits,
        quiet=preferences.quiet,
        paused_until_on=until_on if preferences.is_paused(today) else None,
        frequency=preferences.frequency,
        focus=tuple(element for element in elements if element in preferences.focus),
    )


def _check_known(field: str, chosen: Collection[str], known: Collection[str]) -> None:
    for each in chosen:
        if each not in known:
            raise BadInput(
                "“{each}” is no choice: use {choices}.",
                each=each,
                choices=", ".join(known),
                field=field,
            )


def _leave_room(suits: Hours | None, quiet: Hours) -> bool:
    # What is free begins where the suiting hours begin or where the quiet ones end.
    candidates = (quiet.end, suits.begin if suits is not None else quiet.end)
    return any((suits is None or suits.hold(at)) and not quiet.hold(at) for at in candidates)
