"""A workspace with as many educators as a test wants, in the zones that it wants."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.district import APP, TEAM_ID
from sandbox.state import Person, Workspace


def crowd(count: int, zones: Sequence[str]) -> Workspace:
    """`UCROWD00001` and on, the zones taken in turn; the first is an admin."""
    people = {}
    for number in range(1, count + 1):
        person = Person(
            id=f"UCROWD{number:05d}",
            key=f"educator{number}",
            name=f"educator.{number}",
            real_name=f"Educator {number}",
            email=f"educator.{number}@lakeview.example",
            tz=zones[(number - 1) % len(zones)],
            team_id=TEAM_ID,
            is_admin=number == 1,
        )
        people[person.id] = person
    return Workspace(
        id=TEAM_ID,
        name="Lakeview",
        domain="lakeview",
        app=APP,
        people=people,
        channels={},
        user_groups={},
    )
