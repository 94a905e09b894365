"""Strips and ratios of PowerPoint: scatter charts with a dot a mark, on one scale for all rows."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_LABEL_POSITION

from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, points
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.points import ABOVE, LEFT, RIGHT, Layer, Text
from xiaoyi_data.exports.slides.template import SLIDE

BELOW = XL_LABEL_POSITION.BELOW
_GAP = "\u00a0\u00a0"  # between a dot and its text


def strip(slide: Any, payload: Record, box: Box) -> None:
    """Draw the dots of each row, their texts above or below, and name the series above."""
    rows = payload["data"]
    labels = list(dict.fromkeys(row["label"] for row in rows))
    height = {label: float(len(labels) - place) for place, label in enumerate(labels)}
    room = box[2] - max(map(SLIDE.wide, layout.row_names(labels))) - 14
    known = [row for row in rows if row["value"] is not None]
    values = [0.0, *(row["value"] for row in known)]
    per = (max(values) - min(values) or 1.0) / room
    lift = points.LIFT / points.row_height(len(labels), box[3], key=True)
    layers: list[Layer] = []
    cells: dict[int, points.Formula] = {}
    for name in dict.fromkeys(row["series"] for row in rows):
        own = [row for row in known if row["series"] == name]
        layer = Layer(name, [(row["value"], height[row["label"]]) for row in own])
        layer.role = next(row["role"] for row in rows if row["series"] == name)
        layer.roles = [row["role"] for row in own]
        cells |= {id(row): points.cell(layer, place) for place, row in enumerate(own)}
        layers.append(layer)
    # A layer each: LibreOffice loses the names of rows where a layer of texts has more of them.
    texts: list[Layer] = []
    for label, y in height.items():
        own = [row for row in known if row["label"] == label]
        said = [points.lead(row) + (row["text"] or "") for row in own]
        wide = [SLIDE.wide(text) if text else 0.0 for text in said]
        spots = zip([row["value"] / per for row in own], wide, strict=True)
        for row, (side, aside) in zip(own, places.around(spots), strict=True):
            up = {"above": lift, "below": -lift}.get(side, 0.0)
            texts.append(_beside(row, (side, aside * per), y + up, cells[id(row)]))
        missing = [
            row["text"] or "–" for row in rows if row["label"] == label and row["value"] is None
        ]
        if missing:
            texts.append(Layer("texts", [(max(values), y)], [Text(LEFT, "; ".join(missing))]))
    layers = [*texts, *layers]
    points.draw(slide, payload, box, labels, layers, 0.0, key=True)


def _beside(row: Record, place: tuple[str, float], y: float, cell: points.Formula) -> Layer:
    """The text of a dot on a side of it, so far aside."""
    ahead, text = points.lead(row), row["text"] or ""
    look, said = {"edge": style.edge(row["role"])}, [(row["value"], cell)]
    side, aside = place
    made = {
        "left": Text(LEFT, text and f"{text}{_GAP}", ahead, look, said),
        "right": Text(RIGHT, text, _GAP + ahead, look, said),
        "above": Text(ABOVE, text, ahead, look, said),
        "below": Text(BELOW, text, ahead, look, said),
    }[side]
    texts = Layer("texts", [(row["value"] + aside, y)], [made])
    texts.made[0] = lambda at: f"{cell(at)}+{aside:g}"
    return texts


def ratio(slide: Any, payload: Record, box: Box) -> None:
    """Draw a dot a row on a log axis, with a stem from one and its text beside."""
    rows = payload["data"]
    layers = []
    for place, row in enumerate(rows):
        y, edge = float(len(rows) - place), style.edge(row["role"])
        if row["value"] is None:
            layers.append(Layer("texts", [(1.0, y)], [Text(RIGHT, row["text"] or "–", _GAP)]))
            continue
        value, arrow, text = row["value"], points.lead(row), row["text"] or ""
        layer = Layer(row["role"], [(value, y)], role=row["role"])
        look, said = {"edge": edge}, [(value, points.cell(layer, 0))]
        beside = Text(RIGHT, text, _GAP + arrow, look, said)
        if value < 1:
            beside = Text(LEFT, text and f"{text}{_GAP}", arrow, look, said)
        layer.texts.append(beside)
        stem = Layer("stem", [(1.0, y), (value, y)], line=parts.outline(edge, 2.0))
        stem.made[1] = points.cell(layer, 0)
        layers += [stem, layer]
    points.draw(slide, payload, box, [row["label"] for row in rows], layers, 1.0, log=True)
