"""Line charts of PowerPoint, broken where a value is missing, with goals as marks of their own."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Pt

from xiaoyi_data import style
from xiaoyi_data.exports.native import parts
from xiaoyi_data.exports.native.parts import FLOORS, Box, Record


def lines(slide: Any, payload: Record, box: Box, empty: str) -> None:
    """Draw the series of an exhibit over its steps, each named at its last mark."""
    rows = payload["data"]
    steps = sorted({row["x"] for row in rows})
    if all(float(step).is_integer() for step in steps):  # a year without a mark is still a year
        steps = list(range(int(steps[0]), int(steps[-1]) + 1))
    names = list(dict.fromkeys(row["series"] for row in rows))
    found = {(row["series"], row["x"]): row for row in rows}
    missing = {row["x"]: row["text"] or empty for row in rows if row["value"] is None}
    data = CategoryChartData()
    data.categories = [
        f"{step:g}\n({missing[step]})" if step in missing else f"{step:g}" for step in steps
    ]
    for name in names:
        data.add_series(name, [found.get((name, step), {}).get("value") for step in steps])
    chart = parts.chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, payload, box)
    values = [row["value"] for row in rows if row["value"] is not None]
    axis = chart.value_axis
    axis.visible = axis.has_major_gridlines = False
    axis.minimum_scale, axis.maximum_scale = min(0.0, *values), max(values) * 1.15
    chart.category_axis.tick_labels.font.size = Pt(style.LABEL)
    for series, name in zip(chart.plots[0].series, names, strict=True):
        own = [(place, found.get((name, step))) for place, step in enumerate(steps)]
        marks = [(place, row) for place, row in own if row and row["value"] is not None]
        _paint(series, marks, name, max(values))


def _paint(series: Any, marks: list[tuple[int, Record]], name: str, tall: float) -> None:
    role, goal = marks[0][1]["role"], len(marks) == 1
    series.smooth = False
    series.format.line.color.rgb = parts.rgb(style.edge(role))
    series.format.line.width = Pt(2.5)
    parts.spot(series.marker, role, 11 if goal else 8)
    for number, (place, row) in enumerate(marks):
        last = row is marks[-1][1]
        near = [marks[i][1]["value"] for i in (number - 1, number + 1) if 0 <= i < len(marks)]
        valley = len(near) == 2 and row["value"] < sum(near) / 2 - 0.03 * tall
        if goal:
            side, text = XL_LABEL_POSITION.LEFT, f"{name} {row['text']}  "
        else:
            side = XL_LABEL_POSITION.BELOW if valley else XL_LABEL_POSITION.ABOVE
            text = f"{name}\n{row['text']}" if last else row["text"]
        colour = style.edge(role) if goal else style.INK
        parts.label(series.points[place], text, side, colour=colour)
    if goal and marks[0][1].get("qualifier") in FLOORS:
        out = [0.05 * tall if place == marks[0][0] else 0.0 for place in range(marks[0][0] + 1)]
        parts.whiskers(series, out, colour=style.edge(role), direction="y", arrow=True)
