"""Matrices of PowerPoint: tables whose cells are shaded by their values."""

from __future__ import annotations

from typing import Any

from xiaoyi_data.canvas import layout, palettes, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import tables
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.template import SLIDE


def matrix(slide: Any, payload: Record, box: Box) -> None:
    """Draw a table with a row a label and a column a series, each mark's cell shaded."""
    rows = payload["data"]
    labels, heads = places.cells((row["label"], row["series"]) for row in rows)
    texts = [["", *heads], *([label, *[""] * len(heads)] for label in labels)]
    values = [0.0, *(row["value"] for row in rows if row["value"] is not None)]
    fills = {}
    for row in rows:
        place = (labels.index(row["label"]) + 1, heads.index(row["series"]) + 1)
        known = row["value"] is not None
        texts[place[0]][place[1]] = row["text"] or ("" if known else "–")
        if known:
            fills[place] = palettes.shade(row["value"], min(values), max(values))
    made = layout.table(texts, *box[2:], SLIDE, most=style.LABEL)
    tables.table(slide, texts, made, box[:2], payload["alt"], fills)
