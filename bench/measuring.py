"""Takes the turns of a row, one side after the other, and says what they came to."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from platform import python_version
from sqlite3 import sqlite_version
from typing import Any

from bench import rows
from bench.row import RATIO, Result, Row, Size
from plnudge.house import set_aside_what_is_loaded


def all_rows() -> list[Row]:
    """Those of every module in `bench/rows`, in the order of the modules' names."""
    found: list[Row] = []
    for module in sorted(pkgutil.iter_modules(rows.__path__), key=lambda each: each.name):
        found += importlib.import_module(f"{rows.__name__}.{module.name}").ROWS
    return found


@contextmanager
def _collecting_as_the_app_does() -> Iterator[None]:
    """A collection of all there is falls into some turns and not into others."""
    before = gc.get_threshold()
    set_aside_what_is_loaded()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def measure(row: Row, size: Size) -> Result:
    rounds = min(size.rounds, row.most_rounds or size.rounds)
    began, load = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="plnudge-bench-") as folder:
        async with row.open(size, Path(folder)) as sides:
            floor, ours = [], []
            with _collecting_as_the_app_does():
                for _ in range(rounds):
                    if sides.floor is not None:
                        floor.append(await sides.floor())
                    ours.append(await sides.ours())
    seconds = time.monotonic() - began
    return Result(row, ours, floor, (load, os.getloadavg()[0]), seconds)


def header() -> str:
    return f"{'row':22}{'floor':>11}{'ours':>11}{'ratio':>8}  goals"


def line(result: Result) -> str:
    """The row of the table; a goal that is missed says by how much."""
    figures = result.figures
    unit = result.row.unit
    floor = f"{figures['floor']:.4g} {unit}" if "floor" in figures else "–"
    ratio = f"{figures['ratio']:.2f}" if "ratio" in figures else "–"
    goals = []
    for goal in result.row.goals:
        mark = "holds" if goal.holds(figures[goal.figure]) else "MISSED"
        goals.append(f"{goal}: {figures[goal.figure]:.3g} {mark}")
    told = {"value", "floor", RATIO, *(goal.figure for goal in result.row.goals)}
    goals += [f"{name} {value:.3g}" for name, value in figures.items() if name not in told]
    goals.append(f"{result.lost} lost, {result.wrong} wrong")
    goals.append(f"load {max(result.loads):.1f}, {result.seconds:.0f} s")
    ours = f"{figures['value']:.4g} {unit}"
    return f"{result.row.name:22}{floor:>11}{ours:>11}{ratio:>8}  {'; '.join(goals)}"


def as_json(results: list[Result]) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": python_version(),
        "sqlite": sqlite_version,
        "rows": [_row_as_json(result) for result in results],
    }


def _row_as_json(result: Result) -> dict[str, Any]:
    row, figures = result.row, result.figures
    return {
        "name": row.name,
        "title": row.title,
        "floor": row.floor,
        "unit": row.unit,
        "figures": figures,
        "goals": [
            {
                "figure": goal.figure,
                "is_at_least": goal.is_at_least,
                "bound": goal.bound,
                "holds": goal.holds(figures[goal.figure]),
            }
            for goal in row.goals
        ],
        "lost": result.lost,
        "wrong": result.wrong,
        "holds": result.holds,
        "turns": {
            "floor": [turn.value for turn in result.floor],
            "ours": [turn.value for turn in result.ours],
        },
        "loads": result.loads,
        "seconds": round(result.seconds, 1),
    }
