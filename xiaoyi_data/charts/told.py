"""Texts beside the marks of lines on a narrow canvas: those that find a place, by their weight.

There marks stand closer than their texts are wide. What finds no place is still said at its mark
and in the rows of the exhibit.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import column, style, typesetting
from xiaoyi_data.canvas.column import Place
from xiaoyi_data.charts import drawing

_DOT = 6.0  # points from the middle of a mark to its edge
_ASIDE = 2.0  # points kept free on both sides of a text
_STEP = 16.0  # points by which a text that must be said moves on to find a place
_ROOM = 160.0  # points of a line at most
_FAR = 6  # such steps at most


@dataclass(frozen=True)
class Wish:
    """A text to stand by the mark at ``x``, ``y``: of weight 0 where it must be said."""

    text: str
    x: float
    y: float
    weight: int
    below: bool = False
    colour: str = style.INK


def gap(said: str, x: float) -> Wish:
    """Return the wish for the text of a field without values, above its foot."""
    lines = typesetting.balance(said, _ROOM, style.LABEL)
    return Wish("\n".join(lines), x, 0.0, 0, colour=style.MUTED)


def goal(said: str, x: float, y: float, colour: str) -> Wish:
    """Return the wish for the text of a goal, in lines of at most 160 points."""
    return Wish("\n".join(typesetting.balance(said, _ROOM, style.LABEL)), x, y, 0, colour=colour)


def path(line: pd.DataFrame, name: str, below: Sequence[bool], colour: str) -> Iterator[Wish]:
    """Yield the wishes of a line: its name at the last mark, then its ends, then what lies between.

    Of those, the highest and the lowest come first.
    """
    known = line["value"].dropna()
    weightiest = {known.index[0], known.idxmax(), known.idxmin()}
    for (row, mark), low in zip(line.iterrows(), below, strict=True):
        if pd.isna(mark["value"]):
            continue
        if row == known.index[-1]:
            named = "\n".join(typesetting.balance(name, _ROOM, style.LABEL))
            both = [mark["text"], named] if low else [named, mark["text"]]
            said = "\n".join(filter(None, both))
            yield Wish(said, mark["x"], mark["value"], 0, low, colour)
        elif mark["text"]:
            weight = 1 if row in weightiest else 2
            yield Wish(mark["text"], mark["x"], mark["value"], weight, low)


def tell(ax: Axes, wishes: Sequence[Wish], goals: pd.DataFrame) -> None:
    """Write texts where nothing is: no mark, no line, none of the ``goals``, no text.

    Raises TooNarrow where one that must be said would lie over others.
    """
    room, tall = drawing.canvas(ax).room, column.PLOT
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()

    def point(x: float, y: float) -> tuple[float, float]:
        return (x - left) / (right - left) * room, (y - low) / (high - low) * tall

    taken = list[Place]()
    for mark in drawing.marks_of(goals.dropna(subset=["value"])):
        x, y = point(mark.x, mark.value)
        up = drawing.ARROW if mark.qualifier in style.FLOORS else _DOT
        taken += [_around(x, y, up), (0.0, y - 1, x, y + 1)]  # the level leads to it
    for line in ax.lines:
        if line.get_transform() != ax.transData:  # those across all of the axes
            continue
        ends = zip(*(np.asarray(axis, dtype=float) for axis in line.get_data()), strict=True)
        spots = [point(x, y) for x, y in ends]
        taken += [_around(*spot) for spot in spots]
        for (x, y), (u, v) in itertools.pairwise(spots):
            many = max(2, int(math.hypot(u - x, v - y) / 4))
            path = zip(np.linspace(x, u, many), np.linspace(y, v, many), strict=True)
            taken += [(a - 1, b - 1, a + 1, b + 1) for a, b in path]
    order = sorted(wishes, key=lambda wish: (wish.weight, -wish.y))  # the higher above the lower
    choices = [list(_places(wish, *point(wish.x, wish.y), room, tall)) for wish in order]
    found = column.settled(choices, taken)
    told = [places[at] for places, at in zip(choices, found, strict=True) if at is not None]
    for wish, places, place in zip(order, choices, found, strict=True):
        if place is None and wish.weight:
            continue
        over = place is None  # what must be said may lie over a line, if over no other text
        place = column.settled([places], told)[0] if place is None else place
        if place is None:
            raise column.TooNarrow(f"{wish.text!r} finds no place beside its mark")
        box, (x, y) = places[place], point(wish.x, wish.y)
        told += [box] * over
        ax.annotate(
            wish.text, (wish.x, wish.y), (box[0] + _ASIDE - x, box[1] - y),
            textcoords="offset points", ha="left", va="bottom", gid="inside",
            color=wish.colour, fontsize=style.LABEL, linespacing=column.SPACING,
            annotation_clip=False, multialignment="center", bbox=drawing.CLEAR if over else None,
        )  # fmt: skip


def _around(x: float, y: float, up: float = _DOT) -> Place:
    return x - _DOT, y - _DOT, x + _DOT, y + up


def _places(wish: Wish, x: float, y: float, room: float, tall: float) -> Iterator[Place]:
    """Yield where a text may stand: above or below its mark, or, where it must be said, further."""
    wide, high = column.extent(wish.text)
    gap = _DOT + 3
    sides = (-1, 1) if wish.below else (1, -1)
    for step in range(_FAR if wish.weight == 0 else 1):
        for side in sides:
            low = y + gap + step * _STEP if side > 0 else y - gap - high - step * _STEP
            if not -2 <= low <= tall + 14 - high:
                continue
            for share in (0.5, 1.0, 0.0) if wish.weight == 0 else (0.5,):
                start = min(max(x - share * wide, 0.0), room - wide)
                yield start - _ASIDE, low, start + wide + _ASIDE, low + high
