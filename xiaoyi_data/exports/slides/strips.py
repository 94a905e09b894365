"""Strips and ratios of PowerPoint: scatter charts with a dot a mark, on one scale for all rows."""

from __future__ import annotations

import math
from typing import Any

from pptx.enum.chart import XL_LABEL_POSITION

from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import points
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.points import ABOVE, LEFT, RIGHT, Layer
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
    layers = []
    for label, y in height.items():
        own = [row for row in known if row["label"] == label]
        said = [points.lead(row) + (row["text"] or "") for row in own]
        wide = [SLIDE.wide(text) if text else 0.0 for text in said]
        spots = zip([row["value"] / per for row in own], wide, strict=True)
        for row, (side, aside) in zip(own, places.around(spots), strict=True):
            ahead, text = points.lead(row), row["text"] or ""
            looks = {
                "left": (LEFT, f"{text}{_GAP}", ahead),
                "right": (RIGHT, text, _GAP + ahead),
                "above": (ABOVE, text, ahead),
                "below": (BELOW, text, ahead),
            }
            at = (row["value"] + aside * per, y)
            layers.append(
                Layer("texts", [at], [looks[side]], look={"edge": style.edge(row["role"])})
            )
        missing = [
            row["text"] or "–" for row in rows if row["label"] == label and row["value"] is None
        ]
        if missing:
            layers.append(Layer("texts", [(max(values), y)], [(LEFT, "; ".join(missing), "")]))
    for name in dict.fromkeys(row["series"] for row in rows):
        own = [row for row in known if row["series"] == name]
        layer = Layer(name, [(row["value"], height[row["label"]]) for row in own])
        layer.role = next(row["role"] for row in rows if row["series"] == name)
        layer.roles = [row["role"] for row in own]
        layers.append(layer)
    points.draw(slide, payload, box, labels, layers, 0.0, key=True)


def ratio(slide: Any, payload: Record, box: Box) -> None:
    """Draw a dot a row on a log axis, with a stem from one and its text beside."""
    rows = payload["data"]
    layers = []
    for place, row in enumerate(rows):
        y, edge = float(len(rows) - place), style.edge(row["role"])
        if row["value"] is None:
            layers.append(Layer("texts", [(0.0, y)], [(RIGHT, row["text"] or "–", _GAP)]))
            continue
        power, arrow, text = math.log10(row["value"]), points.lead(row), row["text"] or ""
        right = (RIGHT, text, _GAP + arrow)
        beside = right if power >= 0 else (LEFT, f"{text}{_GAP}", arrow)
        layers.append(Layer("stem", [(0.0, y), (power, y)], line=(edge, 2.0)))
        layers.append(
            Layer(row["role"], [(power, y)], [beside], role=row["role"], look={"edge": edge})
        )
    points.draw(slide, payload, box, [row["label"] for row in rows], layers, 0.0, log=True)
