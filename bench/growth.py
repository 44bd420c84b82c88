"""`make growth`: how cost grows with educators, history, schools and workspaces, as a picture.

Costs are what this process takes of a core, which a busy machine hardly changes; the least of a
few turns.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from bench.district import A_SCHOOL
from bench.row import Side, Size, Turn
from bench.rows.digest import make_district, take_turn
from bench.rows.planning import EDUCATORS as OF_A_PLAN
from bench.rows.planning import open_planning
from bench.rows.sending import open_sending
from bot.attachments.picture import draw_chart
from bot.messages.charts import Chart, bar_chart

PICTURE: Final = Path("docs/pictures/growth.png")
TURNS: Final = 2
A_TENTH: Final = 0.1

Costs = tuple[float, float]
"""Ours, and the floor."""


async def plan(educators: int) -> Costs:
    """Milliseconds for two schedules of that many."""
    with tempfile.TemporaryDirectory(prefix="plnudge-growth-") as folder:
        async with open_planning(Size(1, educators / OF_A_PLAN), Path(folder)) as sides:
            return await _costs(sides.ours, sides.floor, "cpu_s", 1000)


async def tell(educators: int, weeks: int) -> Costs:
    """Milliseconds for a digest of that many, after so many weeks."""
    with tempfile.TemporaryDirectory(prefix="plnudge-growth-") as folder:
        database = make_district(Path(folder) / "d.sqlite3", educators=educators, weeks=weeks)

        async def turn(*, bare: bool) -> Turn:
            return take_turn(database, bare=bare)

        costs = await _costs(partial(turn, bare=False), partial(turn, bare=True), "cpu_s", 1000)
        database.close()
        return costs


async def send(workspaces: int) -> Costs:
    """Microseconds a message, where that many are written to at a time."""
    with tempfile.TemporaryDirectory(prefix="plnudge-growth-") as folder:
        opened = open_sending(
            Size(1, A_TENTH), Path(folder), workspaces=round(workspaces / A_TENTH)
        )
        async with opened as sides:
            return await _costs(sides.ours, sides.floor, "cpu_ms", 1000)


async def _costs(ours: Side, floor: Side | None, figure: str, scale: float) -> Costs:
    costs = []
    for side in (ours, floor):
        turns = [await side() for _ in range(TURNS)] if side else []
        costs.append(min((turn.figures[figure] * scale for turn in turns), default=0))
    return costs[0], costs[1]


def _chart(title: str, unit: str, costs: Mapping[str, Costs]) -> Chart:
    return bar_chart(
        f"{title}, {unit}",
        categories=list(costs),
        series={
            "PLNudge": [round(ours) for ours, _ in costs.values()],
            "bare": [round(floor) for _, floor in costs.values()],
        },
        x_label="size",
        y_label=unit,
    )


async def measure() -> list[Chart]:
    charts = []

    def keep(title: str, unit: str, costs: Mapping[str, Costs]) -> None:
        charts.append(_chart(title, unit, costs))
        sys.stdout.write(f"{charts[-1].in_words()}\n")
        sys.stdout.flush()

    keep(
        "Planning a week, by educators",
        "ms",
        {f"{count:,} educators": await plan(count) for count in (5000, 10_000, 20_000)},
    )
    keep(
        "A digest of 10 schools, by history",
        "ms",
        {f"{1000 * weeks:,} entries": await tell(500, weeks) for weeks in (25, 125, 250)},
    )
    keep(
        "A digest after 8 weeks, by schools",
        "ms",
        {f"{count} schools": await tell(count * A_SCHOOL, 8) for count in (10, 40, 160)},
    )
    keep(
        "Sending a message, by workspaces",
        "microseconds",
        {f"{count} workspaces": await send(count) for count in (10, 50, 100)},
    )
    return charts


def draw(charts: Sequence[Chart]) -> bytes:
    """One above the other, as a PNG."""
    pictures = [Image.open(BytesIO(draw_chart(chart))) for chart in charts]
    width, height = max(each.width for each in pictures), sum(each.height for each in pictures)
    drawn, top = Image.new("RGB", (width, height), "white"), 0
    for picture in pictures:
        drawn.paste(picture, (0, top))
        top += picture.height
    file = BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    drawn = draw(asyncio.run(measure()))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(drawn)
