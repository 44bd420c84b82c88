"""Charts that Slack draws itself and reads out: the `data_visualization` block.

Slack's models have no class for it yet, so its rules are checked here.
https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from slack_sdk.models.blocks import Block

from bot.messages.message import TooLarge, section, shorten

SERIES: Final = 6
CATEGORIES: Final = 20
LABEL: Final = 20
TITLE: Final = 50


class Chart(Block):
    """A chart block. Messages only, two at most in one."""

    type = "data_visualization"

    def __init__(self, *, title: str, chart: dict[str, Any]) -> None:
        super().__init__(type=self.type)
        self.title = shorten(title, TITLE)
        self.chart = chart

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.type, "title": self.title, "chart": self.chart}


def bar_chart(
    title: str,
    *,
    categories: Sequence[str],
    series: Mapping[str, Sequence[int]],
    x_label: str,
    y_label: str,
    kind: Literal["bar", "line"] = "bar",
) -> Chart:
    """Bars, or lines: each series has one value for each category.

    Raises TooLarge out of Slack's limits.
    """
    labels = [shorten(category, LABEL) for category in categories]
    names = [shorten(name, LABEL) for name in series]
    if not 1 <= len(names) <= SERIES or not 1 <= len(labels) <= CATEGORIES:
        raise TooLarge(f"a chart of {len(names)} series and {len(labels)} categories")
    if len(set(labels)) != len(labels) or len(set(names)) != len(names):
        raise TooLarge(f"a chart whose names are not unique: {labels}, {names}")
    return Chart(
        title=title,
        chart={
            "type": kind,
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in zip(names, series.values(), strict=True)
            ],
            "axis_config": {
                "categories": labels,
                "x_label": shorten(x_label, LABEL),
                "y_label": shorten(y_label, LABEL),
            },
        },
    )


def minutes_chart(title: str, minutes: Mapping[str, int], axis: str, *, has_charts: bool) -> Block:
    """Minutes of each of these, as bars that Slack draws or as bars of text."""
    if not has_charts:
        return section(as_text(title, minutes, "min"))
    return bar_chart(
        title,
        categories=list(minutes),
        series={"Minutes": list(minutes.values())},
        x_label=axis,
        y_label="Minutes",
    )


def as_text(title: str, values: Mapping[str, int], unit: str) -> str:
    """The same for a Slack that draws no charts: a line a value, in Slack's markup."""
    longest = max(values.values(), default=0) or 1
    lines = [
        f"`{'█' * round(10 * value / longest):<10}` {label}: {value} {unit}"
        for label, value in values.items()
    ]
    return "\n".join([f"*{title}*", *lines])
