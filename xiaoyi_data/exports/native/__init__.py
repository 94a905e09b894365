"""Charts and tables that PowerPoint draws itself, from an exhibit's payload."""

from __future__ import annotations

from typing import Any

from xiaoyi_data.exports.slides import bars, lines, points, tables
from xiaoyi_data.exports.slides.parts import Box


def draw(slide: Any, payload: dict[str, Any], box: Box, empty: str) -> None:
    """Draw an exhibit in a box (left, top, width, height in points) as its kind asks.

    ``empty`` is said where a value is missing and nothing else is.
    """
    kind, rows = payload["kind"], payload["data"]
    if kind == "table":
        cells = [[_text(row[column]) for column in payload["columns"]] for row in rows]
        tables.table(slide, payload["columns"], cells, box, payload["alt"])
    elif kind == "panels":
        bars.panels(slide, payload, box, empty)
    elif kind == "lines":
        lines.lines(slide, payload, box, empty)
    elif kind in ("dots", "dumbbell"):
        points.points(slide, payload, box, empty)
    else:
        bars.bars(slide, payload, rows, box, empty)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
