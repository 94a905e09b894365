"""Line charts of PowerPoint, broken where a value is missing, with goals as marks of their own."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from xiaoyi_data.canvas import layout, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.template import SLIDE, rgb

LEVEL = "level"  # a series that leads to a goal, or bounds another
_GAP = "\u00a0\u00a0"  # between a mark and its text


def lines(slide: Any, payload: Record, box: Box, empty: str) -> None:
    """Draw the series of an exhibit over its steps, each named at its last mark.

    A goal, a series of one mark, has a dotted level leading to it and its text on the right; a
    series that is known between bounds has them as dotted lines.
    """
    rows = payload["data"]
    steps = layout.steps(row["x"] for row in rows)
    names = list(dict.fromkeys(row["series"] for row in rows))
    found = {(row["series"], row["x"]): row for row in rows}
    missing = {row["x"]: row["text"] or empty for row in rows if row["value"] is None}
    series = {name: [found.get((name, step)) for step in steps] for name in names}
    goals = {name: _marks(own)[0][1] for name, own in series.items() if len(_marks(own)) == 1}
    data = CategoryChartData()
    data.categories = [
        f"{step:g}\n({missing[step]})" if step in missing else f"{step:g}" for step in steps
    ]
    for name, own in series.items():
        data.add_series(name, [row and row["value"] for row in own])
    guides = [
        (row["role"], [row["value"] if step <= row["x"] else None for step in steps])
        for row in goals.values()
    ]
    for own in series.values():
        known = [row for row in own if row and None not in (row.get("low"), row.get("high"))]
        if len(known) == len(steps):
            guides += [(known[0]["role"], [row[end] for row in known]) for end in ("low", "high")]
    for _, level in guides:
        data.add_series(LEVEL, level)
    width, height = box[2:]
    beyond = [SLIDE.wide(_GAP + _said(row)) for row in goals.values()]
    foot = 60.0 if missing else 26.0
    plot = (0.0, 0.0, width - max(beyond, default=0.0), height - foot)
    made = parts.chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, payload, box, plot)
    values = [row["value"] for row in rows if row["value"] is not None]
    tall = max(height for _, level in [("", values), *guides] for height in level if height)
    _axes(made, min(0.0, *values), tall * 1.2)
    drawn = list(made.plots[0].series)
    for shape, (name, own) in zip(drawn, series.items(), strict=False):
        _paint(shape, _marks(own), name in goals, max(values))
    for shape, (role, _) in zip(drawn[len(names) :], guides, strict=True):
        shape.smooth, shape.marker.style = False, XL_MARKER_STYLE.NONE
        parts.line(shape.format.line, style.edge(role), width=1.25, dash=MSO_LINE.ROUND_DOT)


def _marks(own: list[Record | None]) -> list[tuple[int, Record]]:
    return [(place, row) for place, row in enumerate(own) if row and row["value"] is not None]


def _said(row: Record) -> str:
    return f"{row['series']} {row['text']}"


def _axes(made: Any, low: float, high: float) -> None:
    axis, steps = made.value_axis, made.category_axis
    axis.visible = axis.has_major_gridlines = False
    axis.minimum_scale, axis.maximum_scale = low, high
    parts.set_font(steps.tick_labels.font, style.LABEL, style.MUTED)
    steps.major_tick_mark = XL_TICK_MARK.NONE
    steps.format.line.color.rgb = rgb(style.MUTED)


def _paint(shape: Any, marks: list[tuple[int, Record]], goal: bool, tall: float) -> None:
    role = marks[0][1]["role"]
    shape.smooth = False
    shape.format.line.color.rgb = rgb(style.edge(role))
    shape.format.line.width = Pt(2.5)
    parts.spot(shape.marker, role, 11 if goal else 8)
    valleys = layout.valleys([row["value"] for _, row in marks], tall)
    for (place, row), valley in zip(marks, valleys, strict=True):
        point, edge = shape.points[place], style.edge(role)
        if goal:
            lead = _GAP + LEADS.get(row.get("qualifier", ""), "").replace("→", "↑")
            side = XL_LABEL_POSITION.RIGHT
            parts.label(point, _said(row), side, lead=lead, edge=edge, colour=edge)
            continue
        side = XL_LABEL_POSITION.BELOW if valley else XL_LABEL_POSITION.ABOVE
        name = f"{row['series']}\n" if row is marks[-1][1] else ""
        parts.label(point, row["text"], side, lead=name, edge=edge, clear=True)
