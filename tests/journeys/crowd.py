"""A workspace with as many educators as a test wants, in the zones that it wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.district import APP, TEAM_ID
from sandbox.state import Person, Workspace


def crowd(count: int, zones: Sequence[str], team: str = TEAM_ID) -> Workspace:
    """`UCROWD00001` and on, the zones taken in turn; the first is an admin. In a team other than
    the usual one their ids are of that."""
    people = {}
    of = "CROWD" if team == TEAM_ID else team[1:]
    for number in range(1, count + 1):
        person = Person(
            id=f"U{of}{number:05d}",
            key=f"educator{number}",
            name=f"educator.{number}",
            real_name=f"Educator {number}",
            email=f"educator.{number}@lakeview.example",
            tz=zones[(number - 1) % len(zones)],
            team_id=team,
            is_admin=number == 1,
        )
        people[person.id] = person
    return Workspace(
        id=team,
        name=f"District {team}",
        domain=team.lower(),
        app=APP if team == TEAM_ID else replace(APP, id=f"U0APP{of}", team_id=team),
        people=people,
        channels={},
        user_groups={},
    )
