"""Charts and tables that PowerPoint draws itself, from an exhibit's payload."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.util import Pt

from xiaoyi_data import style, typesetting

Box = tuple[float, ...]
Record = dict[str, Any]
_WIDER = 1.18  # a reader's own font, against the bundled one


def draw(slide: Any, payload: dict[str, Any], box: Box, empty: str) -> None:
    """Draw an exhibit in a box (left, top, width, height in points) as its kind asks."""
    kind, rows = payload["kind"], payload["data"]
    if kind == "table":
        cells = [[str(row[column]) for column in payload["columns"]] for row in rows]
        grid(slide, payload["columns"], cells, box, style.LABEL)
    elif kind == "panels":
        _panels(slide, payload, box, empty)
    elif kind == "lines":
        _lines(slide, payload, box)
    else:
        _bars(slide, payload, rows, box, empty)


def grid(slide: Any, heads: list[str], rows: list[list[str]], box: Box, size: float) -> None:
    """Set a table whose columns are as wide as their texts need."""
    left, top, width, height = box
    texts = [heads, *rows]
    widths = _widths(texts, width, size)
    while size > 12 and _tall(texts, widths, size) > height:
        size -= 1
        widths = _widths(texts, width, size)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(heads), Pt(left), Pt(top), Pt(sum(widths)), Pt(20 * (len(rows) + 1))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "; ".join(heads))
    table = frame.table
    table.horz_banding = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Pt(wide)
    for number, row in enumerate(texts):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.margin_left = cell.margin_right = Pt(7)
            cell.margin_top = cell.margin_bottom = Pt(2)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(style.GRID if number == 0 else style.PAPER)
            cell.text_frame.word_wrap = True
            cell.text = text
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(size), number == 0
                run.font.color.rgb = _rgb(style.INK)


def _widths(texts: list[list[str]], width: float, size: float) -> list[float]:
    """Give each column what its longest text needs; those above the even share give way."""
    needs = [
        max(typesetting.width(text, size, "Bold") for text in column) * _WIDER + 18
        for column in zip(*texts, strict=True)
    ]
    even = width / len(needs)
    small = sum(need for need in needs if need <= even)
    large = sum(need for need in needs if need > even)
    shares = [n if n <= even else n * (width - small) / large for n in needs]
    return [min(share, need) for share, need in zip(shares, needs, strict=True)]


def _tall(texts: list[list[str]], widths: list[float], size: float) -> float:
    lines = [
        max(
            len(typesetting.wrap(text, (wide - 16) / _WIDER, size))
            for text, wide in zip(row, widths, strict=True)
        )
        for row in texts
    ]
    return sum(lines) * size * 1.5 + len(lines) * 6


def _panels(slide: Any, payload: dict[str, Any], box: Box, empty: str) -> None:
    left, top, width, height = box
    names = list(dict.fromkeys(row["panel"] for row in payload["data"]))
    parts = [[row for row in payload["data"] if row["panel"] == name] for name in names]
    unit = (height - 26 * len(names)) / sum(map(len, parts))
    step = min(unit, 80)
    for name, rows in zip(names, parts, strict=True):
        box_ = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(24))
        box_.text_frame.text = name
        box_.text_frame.margin_left = 0
        run = box_.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(style.LABEL), True
        run.font.color.rgb = _rgb(style.INK)
        top += 26
        part = payload | {"axis": None, "kind": "bars"}
        _bars(slide, part, rows, (left, top, width, step * len(rows)), empty)
        top += step * len(rows)


def _bars(slide: Any, payload: dict[str, Any], rows: list[Record], box: Box, empty: str) -> None:
    """Horizontal bars, clustered or stacked, first row on top, each with its own text."""
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
    most = (76.0 if len(names) == 1 or stacked else 100.0) * len(labels) + 40
    chart = _chart(slide, kind, data, payload, (left, top, width, min(height, most)))
    plot = chart.plots[0]
    plot.gap_width = 220 if payload["kind"] == "dots" else 60
    plot.overlap = 100 if stacked else -10
    plot.vary_by_categories = False
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    categories.tick_labels.font.size = Pt(style.LABEL)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.format.line.color.rgb = _rgb(style.MUTED)
    categories.has_major_gridlines = values.has_major_gridlines = False
    values.visible = False
    if payload["axis"]:
        low, high = payload["axis"]
        values.minimum_scale, values.maximum_scale = low, max(high, payload["reference"] or high)
    else:
        # Room beyond the longest bar for its text.
        ends = [row["value"] for row in rows if row["value"] is not None] or [0.0]
        values.minimum_scale, values.maximum_scale = 1.25 * min(0.0, *ends), 1.25 * max(0.0, *ends)
    for series, name in zip(plot.series, names, strict=True):
        for index, label in enumerate(labels):
            row = found.get((name, label))
            if row is None:
                continue
            point = series.points[index]
            _fill(point.format, row["role"], row.get("qualifier", "exact"))
            text = row["text"] if row["value"] is not None else row["text"] or empty
            frame = point.data_label.text_frame
            frame.text = text
            frame.word_wrap = False
            run = frame.paragraphs[0].runs[0] if frame.paragraphs[0].runs else None
            if run is not None:
                run.font.size = Pt(style.LABEL)
                run.font.color.rgb = _rgb(style.on_colour(row["role"]) if stacked else style.INK)
            inside = XL_LABEL_POSITION.CENTER if stacked else XL_LABEL_POSITION.OUTSIDE_END
            point.data_label.position = inside
    if len(names) > 1:
        _legend(chart)
        for series, name in zip(plot.series, names, strict=True):
            role = next(row["role"] for row in rows if row.get("series") == name)
            _fill(series.format, role, "exact")


def _lines(slide: Any, payload: dict[str, Any], box: Box) -> None:
    rows = payload["data"]
    steps = sorted({row["x"] for row in rows})
    names = list(dict.fromkeys(row["series"] for row in rows))
    found = {(row["series"], row["x"]): row for row in rows}
    data = CategoryChartData()
    data.categories = [f"{step:g}" for step in steps]
    for name in names:
        data.add_series(name, [found.get((name, step), {}).get("value") for step in steps])
    chart = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, payload, box)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = min(0.0, *(row["value"] or 0.0 for row in rows))
    chart.category_axis.tick_labels.font.size = Pt(style.LABEL)
    for series, name in zip(chart.plots[0].series, names, strict=True):
        role = next(row["role"] for row in rows if row["series"] == name)
        series.smooth = False
        series.format.line.color.rgb = _rgb(style.colour(role))
        series.format.line.width = Pt(2.5)
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _rgb(style.colour(role))
        for index, step in enumerate(steps):
            if (name, step) in found:
                label = series.points[index].data_label
                label.text_frame.text = found[name, step]["text"]
                label.text_frame.paragraphs[0].runs[0].font.size = Pt(style.LABEL)
                label.position = XL_LABEL_POSITION.ABOVE
    if len(names) > 1:
        _legend(chart)


def _chart(slide: Any, kind: Any, data: Any, payload: dict[str, Any], box: Box) -> Any:
    left, top, width, height = (Pt(side) for side in box)
    frame = slide.shapes.add_chart(kind, left, top, width, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", payload["alt"])
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size = Pt(style.LABEL)
    chart.font.color.rgb = _rgb(style.INK)
    return chart


def _legend(chart: Any) -> None:
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(style.LABEL)


def _fill(shape: Any, role: str, qualifier: str) -> None:
    """Colour a mark by its role; targets, floors and ceilings are outlined."""
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(style.colour(role))
    shape.line.color.rgb = _rgb(style.edge(role))
    shape.line.width = Pt(1.5 if role == "target" or qualifier != "exact" else 0.75)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])
