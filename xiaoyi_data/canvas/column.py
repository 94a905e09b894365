"""A narrow canvas: all stands in one column, as high as its rows need, in type of the same size."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from xiaoyi_data.canvas import style, typesetting
from xiaoyi_data.canvas.layout import NARROW, Box, Canvas, Frame, frame

ROW = 34.0  # points that a row has beside its name
PLOT = 210.0  # points that lines have
LINE = 18.0  # points from line to line of a name, or of a text that has several
SPACING = 1.2  # the same, as matplotlib counts it
_APART = 8.0  # points between a row and the name of the next
_MARK, _BETWEEN = 27.0, 24.0  # points that a mark in a key takes, and that part its names

Place = tuple[float, float, float, float]  # left, bottom, right, top, in points


class TooNarrow(ValueError):
    """A drawing would not read on a narrow canvas."""


def rows(names: Sequence[str], bands: Sequence[float]) -> tuple[list[float], float]:
    """Return the middles of rows under each other, each below its name, and where they end.

    All in units of ``ROW``, as ``bands`` is, the height of each row.

    >>> middles, end = rows(["GDP", ""], [1.0, 1.0])
    >>> [round(middle, 2) for middle in middles], round(end, 2)
    ([1.03, 2.26], 2.76)
    """
    made, top = [], 0.0
    for name, band in zip(names, bands, strict=True):
        top += (name.count("\n") + 1) * LINE / ROW if name else 0.0
        made.append(top + band / 2)
        top += band + _APART / ROW
    return made, top - _APART / ROW


def key(names: Sequence[str]) -> tuple[int, float]:
    """Return how many names of a key stand side by side, and how high it is in points.

    >>> key(["2020", "2021"]), key(["judged by others' figures", "comparable with 2020 only"])
    ((2, 36.0), (1, 60.0))
    """
    wide = [NARROW.wide(name) + _MARK for name in names]
    for down in range(1, len(names)):
        across = -(-len(names) // down)  # columns are filled one after the other, the first most
        few, more = divmod(len(names), across)
        starts = [place * few + min(place, more) for place in range(across + 1)]
        columns = [max(wide[a:b]) for a, b in itertools.pairwise(starts)]
        if sum(columns) + _BETWEEN * (across - 1) <= NARROW.room:
            return across, 12 + 24.0 * (few + bool(more))
    return 1, 12 + 24.0 * len(names)


def laid_out(
    kind: str,
    title: str,
    subtitle: str,
    foot: Iterable[str],
    heights: Sequence[float],
    above: float,
) -> tuple[Canvas, Frame, list[Box]]:
    """Return the canvas, what frames it, and the boxes of axes of some ``heights``, in points.

    ``above`` is what a key takes over them.

    >>> canvas, framed, boxes = laid_out("bars", "A finding", "Percent", ["Source."], [100.0], 0.0)
    >>> canvas.width, round(canvas.height), [round(side) for side in boxes[0]]
    (375.0, 243, [14, 88, 347, 100])
    """
    texts = list(foot)
    head = 30.0 if len(heights) > 1 else 0.0
    under = 30.0 if kind in ("lines", "facets", "ratio") else 0.0
    top = frame(title, subtitle, texts, NARROW).first + 12 + above
    boxes = []
    for height in heights:
        boxes.append((NARROW.margin, top + head, NARROW.room, height))
        top += head + height + under
    low = replace(NARROW, height=top)
    tall = replace(NARROW, height=top + 16 + top - frame(title, subtitle, texts, low).last)
    return tall, frame(title, subtitle, texts, tall), boxes


def wrapped(texts: Iterable[str], room: float, size: float, weight: str = "Regular") -> list[str]:
    """Return texts in lines of ``room`` points; raises TooNarrow where a word is longer.

    >>> wrapped(["孝义市"], 30.0, 14)
    ['孝义\\n市']
    """
    made = [typesetting.wrap(text, room, size, weight) for text in texts]
    for line in (line for lines in made for line in lines):
        if typesetting.width(line, size, weight) > room:
            raise TooNarrow(f"{line!r} is wider than {room:.0f} points")
    return ["\n".join(lines) for lines in made]


def settled(wanted: Sequence[Sequence[Place]], taken: Sequence[Place]) -> list[int | None]:
    """Return for each text which of its places it gets: the first that nothing has taken.

    Texts come in order of their weight: None is for one that finds no place.

    >>> settled([[(0, 0, 9, 9)], [(5, 5, 12, 12), (9, 0, 12, 9)], [(0, 5, 9, 12)]], [])
    [0, 1, None]
    """
    gone, made = list(taken), list[int | None]()
    for places in wanted:
        found = (at for at, one in enumerate(places) if not any(_meet(one, it) for it in gone))
        made.append(next(found, None))
        if made[-1] is not None:
            gone.append(places[made[-1]])
    return made


def _meet(one: Place, other: Place) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def extent(text: str, size: float = style.LABEL, weight: str = "Regular") -> tuple[float, float]:
    """Return width and height of a text of one or several lines, in points.

    >>> [round(side) for side in extent("孝义\\n市")]
    [28, 36]
    """
    lines = text.split("\n")
    return max(typesetting.width(one, size, weight) for one in lines), len(lines) * LINE
