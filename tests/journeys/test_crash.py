"""Nothing is lost and nothing doubled, wherever the process is killed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.crashes import Found, crash, draw_points, make_template
from tests.postgres import Server

KILLS_IN_A_ROW = 2
AT_ONCE = 6
"""Databases that are crashed side by side: most of the time they wait for a lease to end."""
SEED = 20261125


@dataclass(frozen=True)
class Copies:
    """A database, and how to make one more like it."""

    template: str
    copy: Callable[[int], str]
    """By a number; gives its address."""


@pytest.fixture
def copies(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Copies:
    if backend == "sqlite":
        file = tmp_path / "template.sqlite3"

        def copy_file(number: int) -> str:
            return f"sqlite:///{shutil.copyfile(file, tmp_path / f'{number}.sqlite3')}"

        return Copies(f"sqlite:///{file}", copy_file)
    server: Server = request.getfixturevalue("postgres")
    name = server.make()
    return Copies(server.url(name), lambda _number: server.url(server.make(template=name)))


@pytest.mark.long
async def test_a_process_that_is_killed_anywhere_loses_and_doubles_nothing(
    tmp_path: Path, at_full_size: bool, copies: Copies
) -> None:
    databases = 25 if at_full_size else 3 if copies.template.startswith("postgresql") else 6
    await make_template(copies.template, tmp_path)
    turns = asyncio.Semaphore(AT_ONCE)

    async def run(place: int) -> Found:
        folder = tmp_path / str(place)
        folder.mkdir()
        async with turns:
            url = await asyncio.to_thread(copies.copy, place)
            return await crash(draw_points(SEED + place, KILLS_IN_A_ROW), url, folder)

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
