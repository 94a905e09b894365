"""Dots of PowerPoint: scatter charts whose rows are named by labels of points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)

from xiaoyi_data import choices
from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, sheets
from xiaoyi_data.exports.slides.labels import Held, Labels
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.sheets import Cell
from xiaoyi_data.exports.slides.template import SLIDE

LEFT, RIGHT, ABOVE = XL_LABEL_POSITION.LEFT, XL_LABEL_POSITION.RIGHT, XL_LABEL_POSITION.ABOVE
_GAP = "\u00a0\u00a0"  # between a dot and its text
_ROW, _KEY = 80.0, 30.0  # points: of a row at most, of the key
_DOT = 13
LIFT = 4.0  # points between a dot and a text over or under it

Spot = tuple["Layer", int]  # a point of a layer
Formula = Callable[[Callable[[Spot], str]], str]  # of a function that gives the cell of a spot


@dataclass
class Text:
    """What stands at a point: side, words, what leads them, and the spots whose values they say."""

    side: Any
    text: str
    lead: str = ""
    look: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[float, Formula]] = field(default_factory=list)


@dataclass
class Layer:
    """A series: points (x, y), their texts, a marker by role, and lines from the points."""

    name: str
    spots: list[tuple[float, float]]
    texts: list[Text] = field(default_factory=list)
    role: str = ""
    roles: list[str] = field(default_factory=list)  # of the spots, where they are not all one
    made: dict[int, Formula] = field(default_factory=dict)  # what makes the x of a point
    line: Any = None  # the look of a line through the points


def points(slide: Any, payload: Record, box: Box) -> None:
    """Draw dots on their tracks, first row on top."""
    rows = payload["data"]
    labels = [row["label"] for row in rows]
    heights = [float(len(labels) - place) for place in range(len(labels))]
    full = places.FULL if payload["reference"] is None else payload["reference"]
    # The line that all rows share, at the full mark, is the other axis.
    draw(slide, payload, box, labels, _dots(rows, heights, full), full)


def draw(
    slide: Any, payload: Record, box: Box, labels: list[str], layers: list[Layer], line: float,
    *, key: bool = False, log: bool = False,
) -> None:  # fmt: skip
    """Draw layers over rows named ``labels``, first on top, with a line through all at ``line``.

    The axis of the values ends where they do; it begins at zero, or below the least of them,
    where the names of the rows have their place.
    """
    heights = [float(len(labels) - place) for place in range(len(labels))]
    left, top, width, height = box
    head = _KEY if key else 0.0
    before, step = _spread(len(labels), height, key)
    tall = step * len(labels)
    texts = [
        (x, text.side, SLIDE.wide(text.lead + text.text) + _DOT + 6)
        for layer in layers
        for (x, _), text in zip(layer.spots, layer.texts, strict=False)
    ]
    names = max(map(SLIDE.wide, layout.row_names(labels))) + 14
    beyond = max([24.0, *(wide for _, side, wide in texts if side == RIGHT)])
    room = width - names - beyond
    values = [x for layer in layers for x, _ in layer.spots]
    before_dots = [(x, wide) for x, side, wide in texts if side == LEFT]
    low = least(values, before_dots, room, log)
    layers = [_names(labels, heights, low), *layers]
    data = sheets.Places()
    for layer in layers:
        series = data.add_series(layer.name)
        for x, y in layer.spots:
            series.add_data_point(x, y)
    box, plot = (
        (left, top + before, width, head + tall),
        (names, head, room, tall),
    )
    chart = parts.chart(slide, XL_CHART_TYPE.XY_SCATTER, data, payload, box, plot)
    across, up = chart.category_axis, chart.value_axis
    # A little before them, or rounding may leave the names of the rows out.
    across.minimum_scale = low * (0.999 if log else 1.001)
    if log:
        parts.set_log(across)
    # This axis counts rows, and no values.
    up.minimum_scale, up.maximum_scale = 0.45, len(labels) + 0.55
    across.visible = across.has_major_gridlines = up.has_major_gridlines = False
    across.crosses_at = line
    up.tick_label_position, up.major_tick_mark = XL_TICK_LABEL_POSITION.NONE, XL_TICK_MARK.NONE
    parts.line(up.format.line, style.MUTED, width=1.25)
    words = choices.words("slides", payload["lang"])["sheet"]
    for index, series in enumerate(chart.plots[0].series):
        _paint(series, layers, index, data, words)
    if key:
        shown = [layer.name for layer in layers if layer.role]
        hidden = [place for place, layer in enumerate(layers) if not layer.role]
        parts.legend(chart, box, plot, shown, hidden)
    data.bind(chart)


def row_height(many: int, height: float, *, key: bool) -> float:
    """How many points a row is high in a box."""
    return _spread(many, height, key)[1]


def _spread(many: int, height: float, key: bool) -> tuple[float, float]:
    return layout.spread(many, height - (_KEY if key else 0.0), _ROW)


def least(
    values: list[float], texts: Sequence[tuple[float, float]] = (), room: float = 1.0,
    log: bool = False,
) -> float:  # fmt: skip
    """Where an axis begins: at zero, unless values or texts on the left of theirs need more.

    ``texts`` are (value, points), on an axis ``room`` points long.

    >>> least([5.0]), least([5.0, -12.0]), least([0.5, 3.0], log=True)
    (0.0, -20.0, 0.1)
    """
    if log:
        ten = math.floor(math.log10(min([0.999, *values])))
        spots = [(math.log10(value), -1, wide) for value, wide in texts]
        return float(10.0 ** layout.fit(ten, math.log10(max([10.0, *values])), room, spots)[0])
    low = min([0.0, *values])
    if low < 0:
        unit = 10.0 ** math.floor(math.log10(-low))
        low = math.floor(low / unit * 1.05) * unit
    spots = [(value, -1, wide) for value, wide in texts]
    return layout.fit(low, max([0.0, *values]), room, spots)[0]


def cell(layer: Layer, place: int) -> Formula:
    """The cell of a point's value."""
    return lambda at: at((layer, place))


def _stem(x: float, y: float, full: float, dot: Formula, edge: str) -> list[Layer]:
    """The lines from zero to a dot, and from it on, which follow it.

    They stop short of dots, since viewers differ in which of two series is on top.
    """
    gap = 0.014 * full
    before = max(0.0, x - gap) if x >= 0 else min(0.0, x + gap)
    stem = Layer("stem", [(0.0, y), (before, y)], line=parts.outline(edge, 2.0))
    stem.made[1] = lambda at: f"SIGN({dot(at)})*MAX(0,ABS({dot(at)})-{gap:g})"
    after = Layer("track", [(min(full, max(0.0, x + gap)), y), (full, y)], line=_track())
    after.made[0] = lambda at: f"MIN({full:g},MAX(0,{dot(at)}+{gap:g}))"
    return [stem, after]


def _track() -> Any:
    return parts.outline(style.GRID, 5.0)


def _dots(rows: list[Record], heights: list[float], full: float) -> list[Layer]:
    known = [(row, y) for row, y in zip(rows, heights, strict=True) if row["value"] is not None]
    layers, dots, cells = [], [], {}
    for y in (y for row, y in zip(rows, heights, strict=True) if row["value"] is None):
        layers.append(Layer("track", [(0.0, y), (full, y)], line=_track()))
    for role in dict.fromkeys(row["role"] for row, _ in known):
        own = [(row, y) for row, y in known if row["role"] == role]
        edge = style.edge(role)
        layer = Layer(role, [(row["value"], y) for row, y in own], role=role)
        # The texts stand in a column, so that of a floor is led by an arrow at the dot alone.
        layer.texts = [Text(RIGHT, "", lead(row).strip(), {"edge": edge}) for row, _ in own]
        for place, (x, y) in enumerate(layer.spots):
            cells[y] = cell(layer, place)
            layers += _stem(x, y, full, cells[y], edge)
        dots.append(layer)
    column = max([full, *(row["value"] for row, _ in known)])
    texts = Layer("texts", [(column, y) for y in heights])
    made = list(cells.values())
    for place, (row, y) in enumerate(zip(rows, heights, strict=True)):
        said = [(row["value"], cells[y])] if y in cells else []
        words = row["text"] or ("–" if row["value"] is None else "")
        texts.texts.append(Text(RIGHT, f"{_GAP}{words}", said=said))
        texts.made[place] = lambda at: f"MAX({','.join([f'{full:g}', *(one(at) for one in made)])})"
    return [texts, *layers, *dots]


def lead(row: Record) -> str:
    """What leads the text of a floor or a ceiling."""
    return LEADS.get(row.get("qualifier") or "", "")


def _names(labels: list[str], heights: list[float], place: float) -> Layer:
    """The names of the rows, left of a place."""
    texts = [Text(LEFT, f"{name}{_GAP}") for name in layout.row_names(labels)]
    return Layer("rows", [(place, y) for y in heights], texts)


def _paint(
    series: Any, layers: list[Layer], index: int, data: sheets.Places, words: dict[str, str]
) -> None:
    layer = layers[index]
    order = {id(one): place for place, one in enumerate(layers)}

    def at(spot: Spot) -> str:
        return data.at(order[id(spot[0])], spot[1], "x")

    series.marker.style = XL_MARKER_STYLE.NONE
    if layer.role:
        parts.spot(series.marker, layer.role, _DOT)
    for place, role in enumerate(layer.roles):
        if role != layer.role:
            parts.spot(series.points[place].marker, role, _DOT)
    if layer.line is None:
        series.format.line.fill.background()
    else:
        series.format.line.fill.solid()
        old = series.format.line._ln
        old.getparent().replace(old, layer.line)
    for place, make in layer.made.items():
        data.put(data.at(index, place, "x"), Cell(layer.spots[place][0], f"={make(at)}"))
    labels = Labels(series, data, index, words["label"])
    for place, text in enumerate(layer.texts):
        held = [Held(value, make(at)) for value, make in text.said]
        labels.say(place, text.text, text.side, held, lead=text.lead, **text.look)
    labels.close()
