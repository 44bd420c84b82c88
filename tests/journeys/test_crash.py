"""Nothing is lost and nothing doubled, wherever the process is killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.journeys.crashes import Found, crash, draw_points, make_template

KILLS_IN_A_ROW = 2
AT_ONCE = 6
"""Databases that are crashed side by side: most of the time they wait for a lease to end."""
SEED = 20261125


async def test_a_process_that_is_killed_anywhere_loses_and_doubles_nothing(
    tmp_path: Path, at_full_size: bool
) -> None:
    databases = 25 if at_full_size else 6
    template = await make_template(tmp_path)
    turns = asyncio.Semaphore(AT_ONCE)

    async def run(place: int) -> Found:
        folder = tmp_path / str(place)
        folder.mkdir()
        async with turns:
            return await crash(draw_points(SEED + place, KILLS_IN_A_ROW), template, folder)

    results = await asyncio.gather(*(run(place) for place in range(databases)))
    for found in results:
        points = ", then ".join(map(str, found.points))
        print(  # noqa: T201 (figures for whoever asks for them)
            f"{points}: lost {found.lost}, doubled {found.doubled}, "
            f"settled by looking {found.settled_by_looking}, {found.seconds:.0f} s"
        )
    kills = sum(len(found.points) for found in results)
    reached = sum(sum(found.reached) for found in results)
    lost, doubled = sum(each.lost for each in results), sum(each.doubled for each in results)
    print(  # noqa: T201
        f"{kills} kills, {reached} of them at their point and the rest at rest: "
        f"{lost} lost, {doubled} doubled"
    )
    assert [fault for found in results for fault in found.faults] == []
    assert (lost, doubled) == (0, 0)
    assert reached >= kills / 2
