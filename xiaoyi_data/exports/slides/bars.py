"""Bar charts of PowerPoint: plain, clustered, stacked, and one under the other."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.canvas.payload import said
from xiaoyi_data.exports.slides import parts, sheets
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.template import SLIDE, rgb

TOTAL = "\u00a0"  # a series of zeros, whose labels end the bars; the key shows nothing of it
_GAP = "\u00a0"  # between a bar and its text
_ROW, _KEY, _HEAD = 92.0, 30.0, 30.0  # points: of a row at most, of the key, of a panel's heading


def panels(slide: Any, payload: Record, box: Box) -> None:
    """Draw a bar chart for each panel, under its heading, each on its own scale."""
    left, top, width, height = box
    names = list(dict.fromkeys(row["panel"] for row in payload["data"]))
    groups = [[row for row in payload["data"] if row["panel"] == name] for name in names]
    _, step = layout.spread(len(payload["data"]), height - _HEAD * len(names), _ROW)
    start = _names_width(payload["data"])
    for name, rows in zip(names, groups, strict=True):
        heading = (left, top + 4, width, _HEAD - 4)
        parts.text_box(slide, name, heading, style.LABEL, style.INK, bold=True)
        top += _HEAD
        part = (left, top, width, step * len(rows))
        bars(slide, payload | {"kind": "bars"}, rows, part, start)
        top += step * len(rows)


def bars(slide: Any, payload: Record, rows: list[Record], box: Box, start: float = 0.0) -> None:
    """Draw horizontal bars, plain or stacked, first row on top, each with its own text.

    Floors are led by an arrow, ceilings by a bar; targets are hatched. ``start`` is where zero or
    the lowest bar stands in the box, for charts that share it.
    """
    stacked = payload["kind"] == "stacked"
    labels = [row["label"] for row in rows]
    layers: list[tuple[str, list[Record | None]]] = [(payload["subtitle"], list(rows))]
    if stacked:
        labels = list(dict.fromkeys(labels))
        # A part has no place of its own for bounds, so the picture draws its value alone.
        rows = [row | {"qualifier": None} for row in rows]
        layers = _layers(rows, labels)
    owners = [[row for row in rows if row["label"] == label] for label in labels]
    owners = owners if stacked else [[row] for row in rows]
    data = sheets.Categories()
    # A point without a value has no label in PowerPoint: the row says it.
    data.categories = [_named(label, own) for label, own in zip(labels, owners, strict=True)]
    for name, marks in layers:
        data.add_series(name, [row and _far(row) for row in marks])
    if stacked:
        data.add_series(TOTAL, [0.0] * len(labels))
    elif any(row.get("qualifier") == "range" for row in rows):
        data.add_series(TOTAL, [_near(row) for row in rows])
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    left, top, width, height = box
    start = start or _names_width(rows)
    names = list(dict.fromkeys(name for name, _ in layers))
    key = _KEY if len(names) > 1 else 0.0
    before, step = layout.spread(len(labels), height - key, _ROW)
    box = (left, top + before, width, key + step * len(labels))
    plot = (start, key, width - start, step * len(labels))
    chart = parts.chart(slide, kind, data, payload, box, plot)
    made = chart.plots[0]
    made.gap_width, made.overlap, made.vary_by_categories = 60, 100, False
    sums = [sum(row["value"] or 0.0 for row in own) for own in owners if stacked]
    totals = [
        (value, f"{said(value)}{payload['unit']}" if any(map(_known, own)) else "–")
        for value, own in zip(sums, owners, strict=False)
    ]
    line = payload["reference"] if payload["kind"] == "bars" else None
    low, each = _axes(chart, rows, totals, plot[2], line)
    for series, (_, own) in zip(made.series, layers, strict=False):
        for index, row in enumerate(own):
            if row is not None:
                _point(series.points[index], row, stacked, each)
        _bands(series, own)
    last = made.series[-1]
    if stacked:
        last.format.fill.background()
        for point, (_, text) in enumerate(totals):
            place = last.points[point]
            parts.label(place, f"{_GAP}{text}", XL_LABEL_POSITION.INSIDE_BASE, bold=True)
    elif last.name == TOTAL:
        for point, row in enumerate(rows):
            _uncover(last.points[point], row)
    if key:
        hidden = [place for place, (name, _) in enumerate(layers)
                  if name in [before for before, _ in layers[:place]]]  # fmt: skip
        parts.legend(chart, box, plot, [*names, TOTAL] if stacked else names, hidden)
        for series, (name, _) in zip(made.series, layers, strict=False):
            parts.fill(series.format, next(r["role"] for r in rows if r.get("series") == name))
    if line is not None:
        across = box[0] + start + (line - low) * each
        parts.upright(slide, across, box[1] + key, plot[3])


def _layers(rows: list[Record], labels: list[str]) -> list[tuple[str, list[Record | None]]]:
    """The series of a stack, each with its part of every bar, if there is one."""
    layer, order = places.layers((row["label"], row["series"]) for row in rows)
    found = {(which, row["label"]): row for which, row in zip(layer, rows, strict=True)}
    return [(which[0], [found.get((which, label)) for label in labels]) for which in order]


def _known(row: Record) -> bool:
    return row["value"] is not None or row.get("qualifier") == "range"


def _far(row: Record) -> float | None:
    """Where the bar of a mark ends; of a range that is the end farther from zero."""
    if row.get("qualifier") != "range" or row.get("low") is None or row.get("high") is None:
        return row["value"]
    return float(max(row["low"], row["high"], key=abs))


def _near(row: Record) -> float | None:
    far = _far(row)
    if row.get("qualifier") != "range" or far is None or row.get("low") is None:
        return None
    return float(row["low"] if far == row["high"] else row["high"])


def _uncover(point: Any, row: Record) -> None:
    """Leave of the bar of a range what lies between its ends: what is before is paper."""
    far, near = _far(row), _near(row)
    if far is None or near is None:
        return
    if far * near < 0:  # it reaches across zero
        parts.fill(point.format, row["role"], "range")
        return
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = point.format.line.color.rgb = rgb(style.PAPER)


def _named(label: str, own: list[Record]) -> str:
    """A row's name, with what is said of a value that is missing."""
    if not any(map(_known, own)):
        return f"{label} ({own[0].get('text') or '–'})"
    return label


def _names_width(rows: list[Record]) -> float:
    """Points for the names of the rows, which PowerPoint wraps where they are longer."""
    labels = list(dict.fromkeys(_named(row["label"], [row]) for row in rows))
    return max(map(SLIDE.wide, layout.row_names(labels))) + 14


def _axes(
    chart: Any,
    rows: list[Record],
    totals: list[tuple[float, str]],
    room: float,
    line: float | None,
) -> tuple[float, float]:
    """Set the axes so that texts have room beyond their bars, and a line is on them.

    Return where they begin, and the points for one unit.
    """
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    categories.tick_labels.font.size = Pt(style.LABEL)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.color.rgb = rgb(style.MUTED)
    categories.has_major_gridlines = values.has_major_gridlines = False
    values.visible = False
    texts = [(end, _beside(row)) for row in rows if (end := _far(row)) is not None]
    ends = [(value, -1 if value < 0 else 1, SLIDE.wide(text) + 14) for value, text in texts]
    if totals:
        ends = [(value, 1, SLIDE.wide(text, "Bold") + 14) for value, text in totals]
    reach = [value for value, _, _ in ends] + [near for row in rows if (near := _near(row))]
    reach += [] if line is None else [line]
    low, high = layout.fit(min([0.0, *reach]), max([0.0, *reach]), room, ends)
    values.minimum_scale, values.maximum_scale = low, high
    return low, room / (high - low)


def _beside(row: Record) -> str:
    return LEADS.get(row.get("qualifier") or "", "") + (row.get("text") or "")


def _point(point: Any, row: Record, stacked: bool, each: float) -> None:
    qualifier, text = row.get("qualifier") or "exact", row.get("text") or ""
    hatch = not stacked and style.hatched(row["role"], qualifier)
    parts.fill(point.format, row["role"], qualifier, hatch=hatch)
    if stacked:
        if SLIDE.wide(text) < (row["value"] or 0.0) * each:
            colour = style.on_colour(row["role"])
            parts.label(point, text, XL_LABEL_POSITION.CENTER, colour=colour)
        return
    lead, edge = _GAP + LEADS.get(qualifier, ""), style.edge(row["role"])
    side = XL_LABEL_POSITION.OUTSIDE_END
    parts.label(point, text and f"{text}{_GAP}", side, lead=lead, edge=edge)


def _bands(series: Any, rows: list[Record | None]) -> None:
    """Draw a pale stripe over what 近 and 约 leave open."""
    open_ = [row if row and _loose(row) else None for row in rows]
    if any(open_):
        plus = [row["high"] - row["value"] if row else None for row in open_]
        minus = [row["value"] - row["low"] if row else None for row in open_]
        parts.band(series, plus, minus)


def _loose(row: Record) -> bool:
    known = None not in (row["value"], row.get("low"), row.get("high"))
    return known and row.get("qualifier") in style.LOOSE
