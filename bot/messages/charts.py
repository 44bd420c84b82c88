"""Charts that Slack draws itself and reads out: the `data_visualization` block.

Slack's models have no class for it yet, so its rules are checked here.
https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from slack_sdk.models.blocks import Block, ImageBlock, PlainTextObject
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.messages.language import say
from bot.messages.message import SECTION_TEXT, TooLarge, escape, section, shorten

SERIES: Final = 6
CATEGORIES: Final = 20
LABEL: Final = 20
TITLE: Final = 50
ALT_TEXT: Final = 2000
CELLS: Final = 10


class Chart(Block):
    """A chart block. Messages only, two at most in one."""

    type = "data_visualization"

    def __init__(self, *, title: str, chart: dict[str, Any]) -> None:
        super().__init__(type=self.type)
        self.title = shorten(title, TITLE)
        self.chart = chart

    def to_dict(self) -> dict[str, Any]:
        return {"type": self.type, "title": self.title, "chart": self.chart}

    @property
    def kind(self) -> str:
        """`bar` or `line`."""
        return str(self.chart["type"])

    @property
    def categories(self) -> list[str]:
        return list(self.chart["axis_config"]["categories"])

    @property
    def series(self) -> dict[str, list[int]]:
        """By name; each has a value for each category."""
        return {
            each["name"]: [point["value"] for point in each["data"]]
            for each in self.chart["series"]
        }

    @property
    def unit(self) -> str:
        """What the values count."""
        return str(self.chart["axis_config"]["y_label"]).lower()

    def in_words(self) -> str:
        """All that it shows, for whoever can't see it."""
        series = self.series
        parts = []
        for place, category in enumerate(self.categories):
            values = [
                f"{name} {values[place]}" if len(series) > 1 else str(values[place])
                for name, values in series.items()
            ]
            parts.append(f"{category}: {', '.join(values)}")
        return shorten(
            say(
                "{title}, in {unit}. {values}.",
                title=self.title,
                unit=self.unit,
                values="; ".join(parts),
            ),
            ALT_TEXT,
        )


class Picture(Block):
    """A chart for a Slack that draws none: bars of text, until it is drawn as a picture."""

    type = "section"

    def __init__(self, chart: Chart) -> None:
        super().__init__(type=self.type)
        self.chart = chart

    def to_dict(self) -> dict[str, Any]:
        chart, lines = self.chart, [f"*{escape(self.chart.title)}*"]
        for name, values in chart.series.items():
            if len(chart.series) > 1:
                lines.append(f"_{escape(name)}_")
            lines += _bars(dict(zip(chart.categories, values, strict=True)), chart.unit)
        return section("\n".join(lines)[:SECTION_TEXT]).to_dict()

    def drawn(self, file_id: str) -> ImageBlock:
        """The picture that was uploaded as that file."""
        return ImageBlock(
            slack_file=SlackFile(id=file_id),
            alt_text=self.chart.in_words(),
            title=PlainTextObject(text=self.chart.title),
        )


def shown(chart: Chart, *, has_charts: bool) -> Block:
    """As Slack draws it itself, or as a picture where it does not."""
    return chart if has_charts else Picture(chart)


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
        return section(as_text(title, minutes, say("min")))
    return bar_chart(
        title,
        categories=list(minutes),
        series={say("Minutes"): list(minutes.values())},
        x_label=axis,
        y_label=say("Minutes"),
    )


def as_text(title: str, values: Mapping[str, int], unit: str) -> str:
    """The same for a Slack that draws no charts: a line a value, in Slack's markup."""
    return "\n".join([f"*{title}*", *_bars(values, unit)])


def _bars(values: Mapping[str, int], unit: str) -> list[str]:
    longest = max(values.values(), default=0) or 1
    return [
        f"{text_bar(value / longest)} {escape(label)}: {value} {unit}"
        for label, value in values.items()
    ]


def text_bar(share: float) -> str:
    """A bar of text for a share from 0 to 1, as wide as any other."""
    cells = round(CELLS * share)
    return f"`{'█' * cells}{'░' * (CELLS - cells)}`"
