"""The data_visualization block: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.

Slack's page gives 1 to 6 segments or series; libraries say 12. The stricter one counts here.
"""

from __future__ import annotations

from sandbox.block_kit.rules import Json, Place, listed, number, shape, text, typed

LABEL = text(20)
POINT = shape({"label": LABEL, "value": number})


def _positive(segment: Json, place: Place) -> None:
    if segment["value"] <= 0:
        place.at("value").fault("must be more than 0")


def _labels_differ(chart: Json, place: Place) -> None:
    labels = [segment["label"] for segment in chart["segments"]]
    if len(set(labels)) < len(labels):
        place.at("segments").fault("labels must be unique")


def _series_fit_axis(chart: Json, place: Place) -> None:
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        place.at("series").fault("names must be unique")
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) < len(categories):
        place.at("axis_config").at("categories").fault("must be unique")
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            at = place.at("series").at(index).at("data")
            at.fault("must have one point for each category")


_PIE = shape(
    {"segments": listed(shape({"label": LABEL, "value": number}, {}, _positive), most=6)},
    {},
    _labels_differ,
)
_XY = shape(
    {
        "series": listed(shape({"name": LABEL, "data": listed(POINT, most=20)}), most=6),
        "axis_config": shape(
            {"categories": listed(LABEL, most=20)}, {"x_label": text(50), "y_label": text(50)}
        ),
    },
    {},
    _series_fit_axis,
)

CHART = typed({"pie": _PIE, "line": _XY, "bar": _XY, "area": _XY})
