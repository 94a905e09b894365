"""The cells of a table, set in the room that axes have."""

from __future__ import annotations

from bisect import bisect_left

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import layout, style, values


class TooLong(ValueError):
    """A table of more rows than a slide has room for; ``fits`` is how many it has."""

    def __init__(self, rows: int, fits: int) -> None:
        super().__init__(f"a table of {rows} rows does not fit on a slide: show fewer")
        self.fits = max(0, fits)


def lay_out(ax: Axes, data: pd.DataFrame) -> None:
    """Set the cells of a table in the room the axes have now; TooLong when they do not fit."""
    for artist in [*ax.texts, *ax.lines]:
        artist.remove()
    box = ax.get_window_extent()
    points = 72.0 / ax.figure.dpi
    room, tall = box.width * points, box.height * points
    heads = values.heads(data)
    if not heads:
        raise ValueError("a table of no columns shows nothing")
    cells = [values.texts(data.iloc[:, place], name) for place, name in enumerate(heads)]
    rows = [[text or "" for text in row] for row in zip(*cells, strict=True)]
    made = layout.table([heads, *rows], room, tall)
    if sum(made.heights) > tall:
        raise TooLong(len(data), _fitting([heads, *rows], room, tall))
    top, right = 0.0, min(1.0, sum(made.widths) / room)
    for number, (row, height) in enumerate(zip(made.cells, made.heights, strict=True)):
        left = 0.0
        for lines_, width in zip(row, made.widths, strict=True):
            for index, line in enumerate(lines_):
                ax.text(
                    left / room, 1 - (top + made.space / 2 + index * made.leading) / tall, line,
                    size=made.size, weight="normal" if number else "bold", va="top",
                    transform=ax.transAxes, color=style.INK if number else style.MUTED,
                )  # fmt: skip
            left += width
        top += height
        ax.plot(
            [0, right], [1 - top / tall] * 2, transform=ax.transAxes, clip_on=False,
            color=style.GRID if number else style.MUTED, lw=1.2,
        )  # fmt: skip


def _fitting(cells: list[list[str]], room: float, tall: float) -> int:
    """Return how many of the first rows below the heads fit; of fewer, columns may be wider."""

    def high(rows: int) -> bool:
        return sum(layout.table(cells[: rows + 1], room, tall).heights) > tall

    most = min(len(cells), int(tall / layout.LEAST_ROW))  # each on one line, in the least type
    return bisect_left(range(1, most), True, key=high)
