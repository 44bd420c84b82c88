"""A chart as a picture, for a Slack that draws none itself."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.messages.charts import Chart

FONT: Final = str(files("manimgx_fonts") / "NotoSans[wght].ttf")
"""As in PDFs. Pillow's own has no letters with accents."""
WIDTH: Final = 1000
_MARGIN: Final = 32
_BAR: Final = 30
_GAP: Final = 22
_PLOT: Final = 320
_TEXT: Final = 22
_TITLE: Final = 28
_INK: Final = "#1d1c1d"
_PAPER: Final = "#ffffff"
_RULE: Final = "#c9c9cf"
_COLOURS: Final = ("#1264a3", "#9aa0a8", "#2b8a57", "#c4682a", "#7a4fa3", "#1d1c1d")
"""Apart in brightness too, for whoever tells colours badly. One for each series."""


def draw_chart(chart: Chart) -> bytes:
    """The chart as a PNG on white, with its values written out, wide enough for a phone."""
    sketch = _Sketch(chart)
    picture = Image.new("RGB", (WIDTH, sketch.height), _PAPER)
    sketch.draw_on(ImageDraw.Draw(picture))
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


class _Sketch:
    """Where everything of one chart goes; `top` moves down as it is drawn."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        # Raqm, the usual one, fails at words such as a lone carriage return.
        basic = ImageFont.Layout.BASIC
        self._font = ImageFont.truetype(FONT, _TEXT, layout_engine=basic)
        self._title_font = ImageFont.truetype(FONT, _TITLE, layout_engine=basic)
        self._has_legend = len(chart.series) > 1
        self._most = max([1, *(max(values) for values in chart.series.values())])
        self.height = 2 * _MARGIN + 2 * _TITLE + (2 * _TEXT if self._has_legend else 0)
        if chart.kind == "bar":
            self.height += len(chart.categories) * self._row
        else:
            self.height += _PLOT + 3 * _TEXT

    @property
    def _row(self) -> int:
        return len(self._chart.series) * _BAR + _GAP

    def draw_on(self, canvas: ImageDraw.ImageDraw) -> None:
        canvas.text((_MARGIN, _MARGIN), self._chart.title, _INK, self._title_font)
        top = _MARGIN + 2 * _TITLE
        if self._has_legend:
            self._draw_legend(canvas, top)
            top += 2 * _TEXT
        if self._chart.kind == "bar":
            self._draw_bars(canvas, top)
        else:
            self._draw_lines(canvas, top)

    def _draw_legend(self, canvas: ImageDraw.ImageDraw, top: int) -> None:
        left = float(_MARGIN)
        for name, colour in zip(self._chart.series, _COLOURS, strict=False):
            canvas.rectangle((left, top, left + _TEXT, top + _TEXT), colour)
            canvas.text((left + 1.5 * _TEXT, top), name, _INK, self._font)
            left += 3 * _TEXT + self._font.getlength(name)

    def _draw_bars(self, canvas: ImageDraw.ImageDraw, top: int) -> None:
        """Each category on a row of its own, its words at the left."""
        words = max(self._font.getlength(name) for name in self._chart.categories)
        left = _MARGIN + words + _GAP
        numbers = self._font.getlength(f"{self._most} ") + _GAP
        longest = WIDTH - _MARGIN - left - numbers
        for place, name in enumerate(self._chart.categories):
            row = top + place * self._row
            middle = row + (self._row - _GAP) / 2
            canvas.text((_MARGIN, middle), name, _INK, self._font, anchor="lm")
            for number, values in enumerate(self._chart.series.values()):
                value = values[place]
                y = row + number * _BAR
                right = left + longest * value / self._most
                canvas.rectangle((left, y + 3, max(right, left + 2), y + _BAR - 3),
                                 _COLOURS[number])  # fmt: skip
                canvas.text((max(right, left) + 10, y + _BAR / 2), str(value), _INK, self._font,
                            anchor="lm")  # fmt: skip

    def _draw_lines(self, canvas: ImageDraw.ImageDraw, top: int) -> None:
        """The categories from left to right, with the first and the last one named."""
        names = self._chart.categories
        left = _MARGIN + self._font.getlength(f"{self._most} ")
        right = WIDTH - _MARGIN - self._font.getlength(f" {self._most}")
        bottom = top + _PLOT
        for value in (0, self._most):
            y = bottom - _PLOT * value / self._most
            canvas.line((left, y, right, y), _RULE, 2)
            canvas.text((left - 8, y), str(value), _INK, self._font, anchor="rm")
        step = (right - left) / max(1, len(names) - 1)
        for colour, values in zip(_COLOURS, self._chart.series.values(), strict=False):
            points = [
                (left + place * step, bottom - _PLOT * value / self._most)
                for place, value in enumerate(values)
            ]
            self._draw_line(canvas, points, colour)
            canvas.text((right + 8, points[-1][1]), str(values[-1]), colour, self._font,
                        anchor="lm")  # fmt: skip
        canvas.text((left, bottom + _TEXT), names[0], _INK, self._font, anchor="la")
        if len(names) > 1:
            canvas.text((right, bottom + _TEXT), names[-1], _INK, self._font, anchor="ra")

    def _draw_line(
        self,
        canvas: ImageDraw.ImageDraw,
        points: Sequence[tuple[float, float]],
        colour: str,
    ) -> None:
        for one, another in pairwise(points):
            canvas.line((*one, *another), colour, 5)
        for x, y in points:
            canvas.ellipse((x - 6, y - 6, x + 6, y + 6), colour)
