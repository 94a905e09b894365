"""Goals among lines: where their texts stand, and what room that leaves to the axis."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_LABEL_POSITION

from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.template import SLIDE

_LEAD = "\u00a0\u00a0↑\u00a0"  # the longest there is before the text of a goal
_LINE = 17.0  # points: of a text


def side(goal: Record, rows: list[Record], steps: list[float], plot: tuple[float, float]) -> Any:
    """On which side of a goal its text meets neither marks nor what stands over them."""
    across, up = plot[0] / len(steps), plot[1] / max([1e-9, *(r["value"] or 0.0 for r in rows)])
    taken = []
    for row in rows:
        if row["series"] == goal["series"] or row["value"] is None:
            continue
        own = [other["x"] for other in rows if other["series"] == row["series"]]
        texts = [row["text"] or "", row["series"] if row["x"] == max(own) else ""]
        half, lines = max(map(SLIDE.wide, texts)) / 2, sum(map(bool, texts))
        x, y = row["x"] * across, row["value"] * up
        taken.append((x - max(half, 5), x + max(half, 5), y - 5, y + 8 + _LINE * lines))
    x, y, wide = goal["x"] * across, goal["value"] * up, SLIDE.wide(_LEAD + said(goal))
    level = (y - _LINE / 2, y + _LINE / 2)
    places = {
        XL_LABEL_POSITION.RIGHT: (x + 6, x + wide, *level),
        XL_LABEL_POSITION.ABOVE: (x - wide / 2, x + wide / 2, y + 6, y + 6 + _LINE),
        XL_LABEL_POSITION.LEFT: (x - wide, x - 6, *level),
    }
    free = (side for side, box in places.items() if not any(_meet(box, one) for one in taken))
    return next(free, XL_LABEL_POSITION.RIGHT)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes (left, right, foot, head) overlap."""
    return all(one[k] < other[k + 1] and other[k] < one[k + 1] for k in (0, 2))


def room(width: float, steps: list[float], goals: list[Record], even: bool) -> float:
    """How long the axis may be for the texts on the right of goals to have room."""
    rooms = [width]
    for goal in goals:
        share = (steps.index(goal["x"]) + 0.5) / len(steps) if even else 1.0
        rooms.append((width - SLIDE.wide(_LEAD + said(goal))) / share)
    return min(rooms)


def said(row: Record) -> str:
    return f"{row['series']} {row['text'] or ''}".rstrip()
