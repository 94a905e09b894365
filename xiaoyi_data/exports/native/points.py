"""Dots and dumbbells of PowerPoint: scatter charts whose rows are named by labels of points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE

from xiaoyi_data import style, typesetting
from xiaoyi_data.exports.native import parts
from xiaoyi_data.exports.native.parts import FLOORS, Box, Record

LEFT, RIGHT, ABOVE = XL_LABEL_POSITION.LEFT, XL_LABEL_POSITION.RIGHT, XL_LABEL_POSITION.ABOVE
_GAP = "\u00a0\u00a0\u00a0"  # between a dot at the full mark and its text
_ROOM = "\u3000\u3000"  # before a text that an arrow stands in front of


@dataclass
class _Layer:
    """A series: points (x, y) with texts and sides, a marker by role, and lines."""

    name: str
    spots: list[tuple[float, float]]
    texts: list[str] = field(default_factory=list)
    sides: list[Any] = field(default_factory=list)
    role: str = ""
    whiskers: dict[str, Any] = field(default_factory=dict)
    line: tuple[str, str | None] = ("", None)  # colour and end of a line through the points
    look: dict[str, Any] = field(default_factory=dict)


def points(slide: Any, payload: Record, box: Box, empty: str) -> None:
    """Draw dots on their tracks, or two ends joined by an arrow, first row on top."""
    rows = payload["data"]
    labels = list(dict.fromkeys(row["label"] for row in rows))
    heights = {label: float(len(labels) - place) for place, label in enumerate(labels)}
    layers = (_dots if payload["kind"] == "dots" else _dumbbell)(payload, heights, empty)
    data = XyChartData()
    for layer in layers:
        series = data.add_series(layer.name)
        for x, y in layer.spots:
            series.add_data_point(x, y)
    left, top, width, height = box
    box = (left, top, width, min(height, 66.0 * len(labels) + 40))
    chart = parts.chart(slide, XL_CHART_TYPE.XY_SCATTER, data, payload, box)
    _scales(chart, payload, layers, width, len(labels))
    for series, layer in zip(chart.plots[0].series, layers, strict=True):
        _paint(series, layer)
    if payload["kind"] == "dumbbell":
        parts.legend(chart, [i for i, layer in enumerate(layers) if not layer.role])


def _dots(payload: Record, heights: dict[str, float], empty: str) -> list[_Layer]:
    rows, full = payload["data"], payload["reference"] or 100.0
    ends = [(full, heights[row["label"]]) for row in rows]
    texts = [f"{_GAP}{row['text'] or empty}" for row in rows]
    layers = [
        _names(heights),
        _Layer("full", [(full, 0.4), (full, len(heights) + 0.6)], line=(style.GRID, None)),
        _Layer("texts", ends, texts, [RIGHT] * len(rows)),
    ]  # fmt: skip
    for role in dict.fromkeys(row["role"] for row in rows):
        own = [row for row in rows if row["role"] == role and row["value"] is not None]
        spots = [(row["value"], heights[row["label"]]) for row in own]
        layers.append(_Layer(role, spots, role=role, whiskers=_stem(style.edge(role))))
        layers += _floors(own, heights, full)
    return layers


def _dumbbell(payload: Record, heights: dict[str, float], empty: str) -> list[_Layer]:
    rows = [row for row in payload["data"] if row["value"] is not None]
    order = list(dict.fromkeys(row["series"] for row in payload["data"]))
    ends = {(row["series"], row["label"]): row for row in rows}
    pairs = [[ends.get((name, label)) for name in order] for label in heights]
    whole = [pair for pair in pairs if len(pair) == 2 and all(pair)]
    ways = [(pair[0], pair[1]) for pair in whole if pair[0] and pair[1]]
    span = max(row["value"] for row in rows) - min(0.0, *(row["value"] for row in rows))
    middles = [((a["value"] + b["value"]) / 2, heights[a["label"]]) for a, b in ways]
    layers = [
        _names(heights),
        *(
            _Layer(a["label"], _way(a, b, heights, span), line=(style.MUTED, "triangle"))
            for a, b in ways
        ),
        _Layer("between", middles, [b.get("way") or "" for _, b in ways], [ABOVE] * len(ways),
               look={"bold": True, "colour": style.ACCENT}),
    ]  # fmt: skip
    for name in order:
        own = [row for row in rows if row["series"] == name]
        spots = [(row["value"], heights[row["label"]]) for row in own]
        texts, sides = [], []
        for row in own:
            others = [r["value"] for r in rows if r["label"] == row["label"] and r is not row]
            right = all(
                row["value"] > v or (row["value"] == v and name != order[0]) for v in others
            )
            floor = row["qualifier"] in FLOORS
            texts.append(_ROOM + row["text"] if floor and right else row["text"] or empty)
            sides.append(RIGHT if right else LEFT)
        role = own[0]["role"] if own else "achieved"
        layers.append(_Layer(name, spots, texts, sides, role))
        layers += _floors(own, heights, span)
    return layers


def _names(heights: dict[str, float]) -> _Layer:
    """The names of the rows, left of zero."""
    texts = [
        "\n".join(typesetting.balance(label, 250.0, style.LABEL)) if len(heights) <= 8 else label
        for label in heights
    ]
    return _Layer("rows", [(0.0, y) for y in heights.values()], texts, [LEFT] * len(heights))


def _floors(rows: list[Record], heights: dict[str, float], span: float) -> list[_Layer]:
    """Open arrows to the right of floors."""
    own = [row for row in rows if row.get("qualifier") in FLOORS]
    if not own:
        return []
    spots = [(row["value"], heights[row["label"]]) for row in own]
    line = {"length": 0.045 * span, "colour": style.edge(own[0]["role"]), "width": 2, "arrow": True}
    return [_Layer("floors", spots, whiskers=line)]


def _stem(colour: str) -> dict[str, Any]:
    """A line from zero to the point."""
    return {"length": 100, "share": True, "side": "minus", "colour": colour, "width": 2}


def _way(a: Record, b: Record, heights: dict[str, float], span: float) -> list[tuple[float, float]]:
    """The ends of an arrow between two dots, a little short of both."""
    step = 0.02 * span if b["value"] > a["value"] else -0.02 * span
    y = heights[a["label"]]
    return [(a["value"] + step, y), (b["value"] - step, y)]


def _scales(chart: Any, payload: Record, layers: list[_Layer], width: float, rows: int) -> None:
    """Set the axes so that the texts at both ends have room within the chart."""
    texts = [
        (x, side, max(typesetting.width(line, style.LABEL) for line in text.split("\n")))
        for layer in layers
        for (x, _), side, text in zip(layer.spots, layer.sides, layer.texts, strict=False)
        if text
    ]
    before = max((wide for _, side, wide in texts if side == LEFT), default=0.0) * parts.WIDER + 16
    after = max((wide for _, side, wide in texts if side == RIGHT), default=0.0) * parts.WIDER + 16
    values = [x for layer in layers for x, _ in layer.spots]
    low, high = min(0.0, *values), max(values)
    each = (high - low) / max(width - before - after - 20, width * 0.2)
    across, up = chart.category_axis, chart.value_axis
    across.minimum_scale, across.maximum_scale = low - before * each, high + after * each
    up.minimum_scale, up.maximum_scale = 0.4, rows + 0.7
    for axis in (across, up):
        axis.visible = axis.has_major_gridlines = False


def _paint(series: Any, layer: _Layer) -> None:
    series.marker.style = XL_MARKER_STYLE.NONE
    if layer.role:
        parts.spot(series.marker, layer.role, 13)
    if layer.line[0]:
        parts.line(series.format.line, *layer.line)
    else:
        series.format.line.fill.background()
    for place, text in enumerate(layer.texts):
        parts.label(series.points[place], text, layer.sides[place], **layer.look)
    if layer.whiskers:
        parts.whiskers(series, direction="x", **layer.whiskers)
