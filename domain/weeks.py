"""Weeks, as digests count them: ISO weeks, Monday to Sunday, written 2026-W12."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import BadInput

_WEEKS_AT_HAND = 52
"""A week stands beside some that came before, so the calendar's first ones are left out."""
_WRITTEN = re.compile(r"(\d{4})-?w(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week by its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, text: str, *, today: date) -> Week:
        """`2026-W12`, `this week` or `last week`.

        Raises BadInput for anything else, and for weeks to come.
        """
        words = " ".join(text.lower().replace("_", " ").split())
        if words in {"", "this", "this week", "now"}:
            return cls.of(today)
        if words in {"last", "last week", "previous week", "past week"}:
            return cls.of(today).before(1)
        if match := _WRITTEN.fullmatch(words):
            try:
                week = cls(date.fromisocalendar(int(match[1]), int(match[2]), 1))
                week.before(_WEEKS_AT_HAND)
            except (ValueError, OverflowError):
                raise BadInput(
                    "{match} has no week {match_2}: weeks go from W01 to W52 or W53.",
                    match=match[1],
                    match_2=match[2],
                    field="week",
                ) from None
            if week.monday > today:
                raise BadInput("Week {week} has not begun yet.", week=week, field="week")
            return week
        raise BadInput(
            "I can't read “{text}” as a week: write it as 2026-W12, “this week” or “last week”.",
            text=text,
            field="week",
        )

    def before(self, weeks: int) -> Week:
        return Week(self.monday - timedelta(weeks=weeks))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def next_monday(self) -> date:
        return self.monday + timedelta(days=7)

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"
