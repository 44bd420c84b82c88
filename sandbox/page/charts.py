"""`data_visualization` blocks as SVG, with every value readable beside the drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup, escape

WIDTH: Final = 560
HEIGHT: Final = 240
LEFT: Final = 44
BOTTOM: Final = 30
TOP: Final = 12

Json = dict[str, Any]


def to_svg(block: Json) -> Markup:
    """The chart of a block, hidden from screen readers: the table beside it says the same."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return _pie(chart["segments"])
    return _axes(chart)


def rows(block: Json) -> list[list[str]]:
    """The chart as a table, headings first."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return [["", "Value"]] + [
            [each["label"], _said(each["value"])] for each in chart["segments"]
        ]
    series = chart["series"]
    table = [["", *(each["name"] for each in series)]]
    for place, category in enumerate(_categories(chart)):
        table.append([category, *(_said(each["data"][place]["value"]) for each in series)])
    return table


def legend(block: Json) -> list[str]:
    """Names in the order of their colours."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return [each["label"] for each in chart["segments"]]
    return [each["name"] for each in chart["series"]]


def _categories(chart: Json) -> list[str]:
    names: list[str] = chart["axis_config"]["categories"]
    return names


def _said(value: float) -> str:
    return f"{value:g}"


def _axes(chart: Json) -> Markup:
    series, categories = chart["series"], _categories(chart)
    values = [[point["value"] for point in each["data"]] for each in series]
    top = _round_up(max((value for each in values for value in each), default=1))
    room, tall = WIDTH - LEFT - 8, HEIGHT - TOP - BOTTOM
    step = room / len(categories)

    def y(value: float) -> float:
        return TOP + tall * (1 - value / top)

    parts = []
    for tick in (0, top / 2, top):
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - 8}" '
            f'y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>'
        )
        parts.append(
            f'<text x="{LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{_said(tick)}</text>'
        )
    for place, category in enumerate(categories):
        middle = LEFT + step * (place + 0.5)
        parts.append(
            f'<text x="{middle:.1f}" y="{HEIGHT - 10}" text-anchor="middle">'
            f"{escape(category)}</text>"
        )
    draw = _bars if chart["type"] == "bar" else _lines
    parts += draw(values, step, y, chart["type"])
    return _svg(parts)


def _bars(values: Sequence[Sequence[float]], step: float, y: Any, _kind: str) -> list[str]:
    wide = min(46.0, step * 0.72 / len(values))
    parts = []
    for number, each in enumerate(values):
        for place, value in enumerate(each):
            x = LEFT + step * (place + 0.5) + wide * (number - len(values) / 2)
            parts.append(
                f'<rect class="c{number}" x="{x:.1f}" y="{y(value):.1f}" width="{wide - 3:.1f}" '
                f'height="{y(0) - y(value):.1f}" rx="2"/>'
            )
    return parts


def _lines(values: Sequence[Sequence[float]], step: float, y: Any, kind: str) -> list[str]:
    parts = []
    for number, each in enumerate(values):
        points = [
            f"{LEFT + step * (place + 0.5):.1f},{y(value):.1f}" for place, value in enumerate(each)
        ]
        if kind == "area":
            ends = (
                f"{LEFT + step * 0.5:.1f},{y(0):.1f}",
                f"{LEFT + step * (len(each) - 0.5):.1f},{y(0):.1f}",
            )
            parts.append(
                f'<polygon class="area c{number}" points="{ends[0]} {" ".join(points)} {ends[1]}"/>'
            )
        parts.append(f'<polyline class="line c{number}" points="{" ".join(points)}"/>')
    return parts


def _pie(segments: Sequence[Json]) -> Markup:
    total = sum(each["value"] for each in segments) or 1
    parts, begun = [], 0.0
    for number, each in enumerate(segments):
        share = each["value"] / total
        if share >= 1:
            parts.append(f'<circle class="c{number}" cx="280" cy="120" r="105"/>')
        elif share > 0:
            (x0, y0), (x1, y1) = _on_circle(begun), _on_circle(begun + share)
            large = int(share > 0.5)
            parts.append(
                f'<path class="c{number}" d="M280 120 L{x0:.1f} {y0:.1f} '
                f'A105 105 0 {large} 1 {x1:.1f} {y1:.1f} Z"/>'
            )
        begun += share
    return _svg(parts)


def _on_circle(share: float) -> tuple[float, float]:
    angle = 2 * math.pi * share - math.pi / 2
    return 280 + 105 * math.cos(angle), 120 + 105 * math.sin(angle)


def _round_up(value: float) -> float:
    if value <= 0:
        return 1
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 2, 4, 6, 8, 10) if step * size >= value)


def _svg(parts: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 (numbers and escaped names only)
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'
    )
