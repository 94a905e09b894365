"""Dots and dumbbells of PowerPoint: scatter charts whose rows are named by labels of points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)

from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, sheets
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.template import SLIDE

LEFT, RIGHT, ABOVE = XL_LABEL_POSITION.LEFT, XL_LABEL_POSITION.RIGHT, XL_LABEL_POSITION.ABOVE
_GAP = "\u00a0\u00a0"  # between a dot and its text
_ROW, _KEY = 80.0, 30.0  # points: of a row at most, of the key
_DOT = 13


@dataclass
class Layer:
    """A series: points (x, y), their texts (side, text, lead), a marker by role, and lines."""

    name: str
    spots: list[tuple[float, float]]
    texts: list[tuple[Any, str, str]] = field(default_factory=list)
    role: str = ""
    roles: list[str] = field(default_factory=list)  # of the spots, where they are not all one
    line: tuple[str, float] = ("", 0)  # colour and width of a line through the points
    look: dict[str, Any] = field(default_factory=dict)


def points(slide: Any, payload: Record, box: Box) -> None:
    """Draw dots on their tracks, or two ends joined by an arrow, first row on top."""
    rows = payload["data"]
    dumbbell = payload["kind"] == "dumbbell"
    labels = [row["label"] for row in rows]
    labels = list(dict.fromkeys(labels)) if dumbbell else labels
    heights = [float(len(labels) - place) for place in range(len(labels))]
    layers = (
        _dumbbell(rows, dict(zip(labels, heights, strict=True)))
        if dumbbell
        else _dots(rows, heights, _full(payload))
    )
    # The line that all rows share, at zero or at the full mark, is the other axis.
    draw(slide, payload, box, labels, layers, 0.0 if dumbbell else _full(payload), key=dumbbell)


def draw(
    slide: Any, payload: Record, box: Box, labels: list[str], layers: list[Layer], line: float,
    *, key: bool = False, log: bool = False,
) -> None:  # fmt: skip
    """Draw layers over rows named ``labels``, first on top, with a line through all at ``line``.

    With ``log`` the places of layers, and ``line``, are powers of ten, on a log axis.
    """
    heights = [float(len(labels) - place) for place in range(len(labels))]
    left, top, width, height = box
    head = _KEY if key else 0.0
    before, step = layout.spread(len(labels), height - head, _ROW)
    tall = step * len(labels)
    names = max(map(SLIDE.wide, layout.row_names(labels))) + 14
    ends = [
        (x, -1 if side == LEFT else 1, SLIDE.wide(lead + text) + _DOT + 6)
        for layer in layers
        for (x, _), (side, text, lead) in zip(layer.spots, layer.texts, strict=False)
        if text and side in (LEFT, RIGHT)
    ]
    values = [0.0, *(x for layer in layers for x, _ in layer.spots)]
    low, high = layout.fit(min(values), max(values), width - names, ends)
    layers = [_names(labels, heights, low if log else 0.0), *layers]
    low -= (high - low) * names / (width - names)  # the names stand within the plot
    data, scaled = sheets.Places(), (lambda power: 10.0**power) if log else float
    for layer in layers:
        series = data.add_series(layer.name)
        for x, y in layer.spots:
            series.add_data_point(scaled(x), y)
    box, plot = (left, top + before, width, head + tall), (0.0, head, width, tall)
    chart = parts.chart(slide, XL_CHART_TYPE.XY_SCATTER, data, payload, box, plot)
    across, up = chart.category_axis, chart.value_axis
    across.minimum_scale, across.maximum_scale = scaled(low), scaled(high)
    if log:
        parts.set_log(across)
    up.minimum_scale, up.maximum_scale = 0.45, len(labels) + 0.55
    across.visible = across.has_major_gridlines = up.has_major_gridlines = False
    across.crosses_at = scaled(line)
    up.tick_label_position, up.major_tick_mark = XL_TICK_LABEL_POSITION.NONE, XL_TICK_MARK.NONE
    parts.line(up.format.line, style.MUTED, width=1.25)
    for series, layer in zip(chart.plots[0].series, layers, strict=True):
        _paint(series, layer)
    if key:
        shown = [layer.name for layer in layers if layer.role]
        hidden = [place for place, layer in enumerate(layers) if not layer.role]
        parts.legend(chart, box, (names, *plot[1:]), shown, hidden)


def _full(payload: Record) -> Any:
    return places.FULL if payload["reference"] is None else payload["reference"]


def _dots(rows: list[Record], heights: list[float], full: float) -> list[Layer]:
    column = max([full, *(row["value"] for row in rows if row["value"] is not None)])
    texts = [
        (RIGHT, f"{_GAP}{row['text'] or ('–' if row['value'] is None else '')}", "") for row in rows
    ]
    layers = [Layer("texts", [(column, y) for y in heights], texts)]
    for y in (y for row, y in zip(rows, heights, strict=True) if row["value"] is None):
        layers.append(Layer("track", [(0.0, y), (full, y)], line=(style.GRID, 5.0)))
    for role in dict.fromkeys(row["role"] for row in rows):
        own = [
            (row, y)
            for row, y in zip(rows, heights, strict=True)
            if row["role"] == role and row["value"] is not None
        ]
        spots = [(row["value"], y) for row, y in own]
        # The texts stand in a column, so that of a floor is led by an arrow at the dot alone.
        arrows = [(RIGHT, lead(row).strip(), "") for row, _ in own]
        look = {"bold": True, "colour": style.edge(role)}
        for x, y in spots:
            # Lines stop short of dots, since viewers differ in which of two series is on top.
            gap = 0.014 * full
            before = max(0.0, x - gap) if x >= 0 else min(0.0, x + gap)
            after = min(full, max(0.0, x + gap))
            layers += [
                Layer("stem", [(0.0, y), (before, y)], line=(style.edge(role), 2.0)),
                Layer("track", [(after, y), (full, y)], line=(style.GRID, 5.0)),
            ]
        layers.append(Layer(role, spots, arrows, role=role, look=look))
    return layers


def _dumbbell(whole: list[Record], heights: dict[str, float]) -> list[Layer]:
    rows = [row for row in whole if row["value"] is not None]
    order = list(dict.fromkeys(row["series"] for row in whole))
    groups = [
        sorted(
            (row for row in rows if row["label"] == label), key=lambda r: order.index(r["series"])
        )
        for label in heights
    ]
    ways = [(own[0], own[1]) for own in groups if len(own) == 2]
    ways = [(a, b) for a, b in ways if a["value"] != b["value"]]
    values = [row["value"] for row in rows]
    span = max([0.0, *values]) - min([0.0, *values])
    middles = [((a["value"] + b["value"]) / 2, heights[a["label"]]) for a, b in ways]
    over = [(ABOVE, b.get("way") or "", "") for _, b in ways]
    arrow = {"end": "triangle"}
    layers = [
        *(
            Layer(a["label"], _way(a, b, heights, span), line=(style.MUTED, 1.5), look=arrow)
            for a, b in ways
        ),
        Layer("between", middles, over, look={"bold": True, "colour": style.ACCENT}),
    ]
    side = {
        id(row): side
        for own in groups
        for row, side in zip(own, places.sides([r["value"] for r in own]), strict=True)
    }
    for name in order:
        own = [row for row in rows if row["series"] == name]
        layer = Layer(name, [(row["value"], heights[row["label"]]) for row in own])
        layer.role = next(row["role"] for row in whole if row["series"] == name)
        layer.roles = [row["role"] for row in own]
        layer.look["edge"] = style.edge(layer.role)
        for row in own:
            text, ahead = row["text"] or "", lead(row)
            beside = (RIGHT, text, _GAP + ahead)
            layer.texts.append(beside if side[id(row)] > 0 else (LEFT, f"{text}{_GAP}", ahead))
        layers.append(layer)
    return layers


def lead(row: Record) -> str:
    """What leads the text of a floor or a ceiling."""
    return LEADS.get(row.get("qualifier") or "", "")


def _names(labels: list[str], heights: list[float], place: float) -> Layer:
    """The names of the rows, left of a place."""
    texts = [(LEFT, f"{name}{_GAP}", "") for name in layout.row_names(labels)]
    return Layer("rows", [(place, y) for y in heights], texts)


def _way(a: Record, b: Record, heights: dict[str, float], span: float) -> list[tuple[float, float]]:
    """The ends of an arrow between two dots, a little short of both."""
    step = 0.02 * span if b["value"] > a["value"] else -0.02 * span
    y = heights[a["label"]]
    return [(a["value"] + step, y), (b["value"] - step, y)]


def _paint(series: Any, layer: Layer) -> None:
    series.marker.style = XL_MARKER_STYLE.NONE
    if layer.role:
        parts.spot(series.marker, layer.role, _DOT)
    for place, role in enumerate(layer.roles):
        if role != layer.role:
            parts.spot(series.points[place].marker, role, _DOT)
    colour, width = layer.line
    if colour:
        parts.line(series.format.line, colour, width=width, end=layer.look.get("end"))
    else:
        series.format.line.fill.background()
    for place, (side, text, lead) in enumerate(layer.texts):
        parts.label(series.points[place], text, side, lead=lead, **layer.look)
