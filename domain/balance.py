"""How somebody's learning is spread, and how steadily it goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.weeks import Week


def count_streak(active_weeks: Collection[Week], current: Week) -> int:
    """Weeks in a row with learning in them, ending now.

    A week that still runs breaks nothing: it counts once something is logged.
    """
    week = current if current in active_weeks else current.before(1)
    length = 0
    while week in active_weeks:
        length += 1
        week = week.before(1)
    return length


def lagging_element(elements: Sequence[str], minutes: Mapping[str, int]) -> str:
    """The element that got the fewest minutes; the first of them, in the rubric's order."""
    return min(elements, key=lambda element: minutes.get(element, 0))
