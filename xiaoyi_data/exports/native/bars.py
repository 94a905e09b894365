"""Bar charts of PowerPoint: plain, clustered, stacked, and one under the other."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from xiaoyi_data import style
from xiaoyi_data.exports.native import parts
from xiaoyi_data.exports.native.parts import FLOORS, Box, Record

_GAP = "\u00a0"  # between a bar and its text
_ROOM = "\u3000\u3000"  # before a text that an arrow or a mark stands in front of


def panels(slide: Any, payload: Record, box: Box, empty: str) -> None:
    """Draw a bar chart for each panel, under its heading, each on its own scale."""
    left, top, width, height = box
    names = list(dict.fromkeys(row["panel"] for row in payload["data"]))
    groups = [[row for row in payload["data"] if row["panel"] == name] for name in names]
    step = min((height - 26 * len(names)) / sum(map(len, groups)), 80)
    for name, rows in zip(names, groups, strict=True):
        heading = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(24))
        heading.text_frame.text = name
        heading.text_frame.margin_left = 0
        run = heading.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(style.LABEL), True
        run.font.color.rgb = parts.rgb(style.INK)
        top += 26
        part = payload | {"axis": None, "kind": "bars"}
        bars(slide, part, rows, (left, top, width, step * len(rows)), empty)
        top += step * len(rows)


def bars(slide: Any, payload: Record, rows: list[Record], box: Box, empty: str) -> None:
    """Draw horizontal bars, plain or stacked, first row on top, each with its own text.

    Floors carry an arrow, ceilings a mark at their end; targets are hatched.
    """
    labels = list(dict.fromkeys(row["label"] for row in rows))
    names = list(dict.fromkeys(row.get("series") or payload["subtitle"] for row in rows))
    found = {(row.get("series") or payload["subtitle"], row["label"]): row for row in rows}
    data = CategoryChartData()
    # A point without a value has no label in PowerPoint: the row says it.
    unknown = {row["label"]: row["text"] or empty for row in rows if row["value"] is None}
    data.categories = [
        f"{label} ({unknown[label]})" if label in unknown else label for label in labels
    ]
    for name in names:
        data.add_series(name, [found.get((name, label), {}).get("value") for label in labels])
    stacked = payload["kind"] == "stacked"
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    left, top, width, height = box
    chart = parts.chart(
        slide, kind, data, payload, (left, top, width, min(height, 76.0 * len(labels) + 40))
    )
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    plot.vary_by_categories = False
    low, high = _axes(chart, payload, rows)
    for series, name in zip(plot.series, names, strict=True):
        own = [found.get((name, label)) for label in labels]
        for index, row in enumerate(own):
            if row is not None:
                _point(series.points[index], row, stacked)
        if not stacked:
            _ends(series, own, high - low)
    if len(names) > 1:
        parts.legend(chart)
        for series, name in zip(plot.series, names, strict=True):
            parts.fill(series.format, next(r["role"] for r in rows if r.get("series") == name))


def _axes(chart: Any, payload: Record, rows: list[Record]) -> tuple[float, float]:
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    categories.tick_labels.font.size = Pt(style.LABEL)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.format.line.color.rgb = parts.rgb(style.MUTED)
    categories.has_major_gridlines = values.has_major_gridlines = False
    values.visible = False
    ends = [row["value"] for row in rows if row["value"] is not None] or [0.0]
    # Room beyond the longest bar for its text.
    low, high = payload["axis"] or (1.25 * min(0.0, *ends), 1.25 * max(0.0, *ends))
    values.minimum_scale, values.maximum_scale = low, high
    return low, high


def _point(point: Any, row: Record, stacked: bool) -> None:
    qualifier = row.get("qualifier", "exact")
    hatch = not stacked and (row["role"] == "target" or qualifier == "at_most")
    parts.fill(point.format, row["role"], qualifier, hatch=hatch)
    if stacked:
        colour = style.on_colour(row["role"])
        parts.label(point, row["text"], XL_LABEL_POSITION.CENTER, colour=colour)
        return
    marked = qualifier in (*FLOORS, "at_most")
    text = f"{_ROOM if marked else _GAP}{row['text']}{_GAP}" if row["text"] else ""
    parts.label(point, text, XL_LABEL_POSITION.OUTSIDE_END)


def _ends(series: Any, rows: list[Record | None], span: float) -> None:
    """Mark the ends of floors and of ceilings."""
    said = [(row or {}).get("qualifier", "exact") for row in rows]
    if any(qualifier in FLOORS for qualifier in said):
        out = [0.025 * span if qualifier in FLOORS else 0.0 for qualifier in said]
        parts.whiskers(series, out, colour=style.edge("target"), width=2, arrow=True)
    elif "at_most" in said:
        out = [0.001 * span if qualifier == "at_most" else 0.0 for qualifier in said]
        parts.whiskers(series, out, colour=style.edge("target"), width=2.5, cap=True)
