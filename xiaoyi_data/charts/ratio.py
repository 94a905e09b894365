"""How many times: ratios on a log axis, as far above one as below it."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import places, style
from xiaoyi_data.charts import drawing

_ASIDE = 0.03  # of the axis


def ratio(data: pd.DataFrame, *, chosen: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw each value as a dot on a log axis, with a stem from one and its text beside.

    Needs ``label`` and ``value``, above zero; takes ``text`` (the value), ``role``
    (``achieved``) and ``qualifier`` (``exact``). Twice stands as far from one as half does, so the
    axis of the drawing counts in powers of ten. Rows of one label stay rows; floors carry an open
    arrow, ceilings a bracket, targets are hollow. ``chosen`` is the place of a row to name in bold.
    Raises ValueError for a value that is not above zero, which no such axis holds.

    >>> ax = ratio(pd.DataFrame({"label": ["a", "b"], "value": [10.0, 0.1]}))
    >>> [text.get_text() for text in ax.texts[:2]], [float(text.xy[0]) for text in ax.texts[:2]]
    (['10', '0.1'], [1.0, -1.0])
    """
    frame = drawing.prepared(data)
    for mark in frame[frame["value"] <= 0].itertuples():
        where = f"column 'value' holds {mark.value:g} in row {mark.Index!r}"
        raise ValueError(f"{where}: a ratio is above zero")
    # Systems differ in the last digit of a logarithm, and a drawing should not.
    powers = frame["value"].map(math.log10).round(9)
    low, high = drawing.limits(powers.dropna())
    # A dot beside the line of one, where all others are on its other side, has its whole room.
    aside = _ASIDE * (high - low)
    low, high = (end + side * aside * (end == 0) for end, side in ((low, -1), (high, 1)))
    with style.house():
        ax = drawing.axes(ax)
        rows = drawing.rows(ax, frame["label"], chosen)
        for y, mark, power in zip(rows, drawing.marks_of(frame), powers, strict=True):
            if pd.isna(power):
                drawing.text(ax, 0, y, mark.text or "–", 1, color=style.MUTED)
                continue
            ax.hlines(y, 0, power, color=style.edge(mark.role), linewidth=2, zorder=2)
            side = -1 if power < 0 else 1
            gap = drawing.arrow(mark) if side > 0 else drawing.GAP
            drawing.text(ax, power, y, mark.text, side, gap + 6)
        drawing.spots(ax, frame, powers, pd.Series(rows, index=frame.index))
        drawing.finish(ax, low, high)
        steps = places.ratios(10**low, 10**high)
        ax.set_xticks([math.log10(step) for step in steps], [f"×{step:g}" for step in steps])
        ax.tick_params(axis="x", labelcolor=style.MUTED, labelsize=style.LABEL)
        for step in steps:
            ax.axvline(math.log10(step), color=style.GRID, linewidth=1, zorder=0)
        ax.axvline(0, color=style.MUTED, linewidth=1.2, zorder=1)
    return ax
