"""Dumbbells of PowerPoint: scatter charts of two ends a row, joined by an arrow."""

from __future__ import annotations

from typing import Any

from xiaoyi_data.canvas import places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, points
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.points import ABOVE, LEFT, RIGHT, Formula, Layer, Text

_GAP = "\u00a0\u00a0"  # between a dot and its text


def dumbbell(slide: Any, payload: Record, box: Box) -> None:
    """Draw two ends of each row, joined by an arrow, first row on top."""
    labels = list(dict.fromkeys(row["label"] for row in payload["data"]))
    heights = {label: float(len(labels) - place) for place, label in enumerate(labels)}
    layers = _layers(payload["data"], heights)
    points.draw(slide, payload, box, labels, layers, 0.0, key=True)


def _layers(whole: list[Record], heights: dict[str, float]) -> list[Layer]:
    rows = [row for row in whole if row["value"] is not None]
    order = list(dict.fromkeys(row["series"] for row in whole))
    groups = [
        sorted(
            (row for row in rows if row["label"] == label), key=lambda r: order.index(r["series"])
        )
        for label in heights
    ]
    side = {
        id(row): side
        for own in groups
        for row, side in zip(own, places.sides([r["value"] for r in own]), strict=True)
    }
    layers, cells = [], {}
    for name in order:
        own = [row for row in rows if row["series"] == name]
        layer = Layer(name, [(row["value"], heights[row["label"]]) for row in own])
        layer.role = next(row["role"] for row in whole if row["series"] == name)
        layer.roles = [row["role"] for row in own]
        look = {"edge": style.edge(layer.role)}
        for place, row in enumerate(own):
            cells[id(row)] = points.cell(layer, place)
            text, ahead, said = (
                row["text"] or "",
                points.lead(row),
                [(row["value"], cells[id(row)])],
            )
            beside = Text(RIGHT, text, _GAP + ahead, look, said)
            if side[id(row)] < 0:
                beside = Text(LEFT, text and f"{text}{_GAP}", ahead, look, said)
            layer.texts.append(beside)
        layers.append(layer)
    pairs = [(own[0], own[1]) for own in groups if len(own) == 2]
    pairs = [(a, b) for a, b in pairs if a["value"] != b["value"]]
    ways = [_way(a, b, cells, heights, 0.02 * _span(rows)) for a, b in pairs]
    middles = Layer("between", [])
    over: dict[str, Any] = {"bold": True, "colour": style.ACCENT}
    for place, (a, b) in enumerate(pairs):
        one, other = cells[id(a)], cells[id(b)]
        middles.spots.append(((a["value"] + b["value"]) / 2, heights[a["label"]]))
        middles.made[place] = _of("({0}+{1})/2", one, other)
        said = [(b["value"] - a["value"], _of("({1}-{0})", one, other))]
        middles.texts.append(Text(ABOVE, b.get("way") or "", "", over, said))
    return [*ways, middles, *layers]


def _of(formula: str, *cells: Formula) -> Formula:
    """A formula of the cells of spots."""
    return lambda at: formula.format(*(cell(at) for cell in cells))


def _span(rows: list[Record]) -> float:
    values = [0.0, *(row["value"] for row in rows)]
    return max(values) - min(values)


def _way(
    a: Record, b: Record, cells: dict[int, Formula], heights: dict[str, float], gap: float
) -> Layer:
    """An arrow between two dots, a little short of both, that follows them."""
    one, other, sign = cells[id(a)], cells[id(b)], 1 if b["value"] > a["value"] else -1
    made = Layer(a["label"], [(row["value"], heights[a["label"]]) for row in (a, b)])
    made.spots = [(a["value"] + sign * gap, made.spots[0][1]),
                  (b["value"] - sign * gap, made.spots[1][1])]  # fmt: skip
    made.made[0] = _of(f"{{0}}+SIGN({{1}}-{{0}})*{gap:g}", one, other)
    made.made[1] = _of(f"{{1}}-SIGN({{1}}-{{0}})*{gap:g}", one, other)
    made.line = parts.outline(style.MUTED, 1.5, end="triangle")
    return made
