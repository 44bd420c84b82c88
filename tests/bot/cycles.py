"""Cycles of evaluations with the worst that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from bot.messages.cycle_reminder import cycle_reminder_message
from bot.messages.message import Message
from domain.cycles import LONGEST_WORDS, MOST_RATINGS, REMINDERS, REMINDS, last_day, usual_days
from rubric_data import Rubric
from storage.reminders import Reminding
from storage.tables import Cycle

TODAY = date(2026, 11, 24)
THEN = datetime(2026, 11, 24, tzinfo=UTC)


def a_cycle(text: str, rubric: Rubric, place: int = 0) -> Cycle:
    return Cycle(
        id=10**15 + place,
        workspace_id=1,
        name=text[:100],
        elements=[element.key for element in rubric.elements],
        ratings=[f"{number} {text}"[:75] for number in range(MOST_RATINGS)],
        expectation=text[:LONGEST_WORDS] if place % 2 == 0 else None,
        goals_expected=20,
        evidence_expected=20,
        needs_balance=True,
        leaders_rate=True,
        added_at=THEN,
        closed_at=THEN if place % 3 == 2 else None,
        group_rows=[],
        **usual_days(TODAY),
    )


def cycle_messages(text: str, rubric: Rubric) -> Iterator[Message]:
    cycle = a_cycle(text, rubric)
    for reminder in REMINDERS:
        for state in REMINDS[reminder]:
            told = Reminding(cycle, reminder, state, last_day(reminder, cycle.terms), 10**6)
            yield cycle_reminder_message(told, TODAY, text[:80])
