"""Counted things, one by one: a block for each."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import column, layout, places, style
from xiaoyi_data.canvas.payload import said
from xiaoyi_data.charts import drawing

_BLOCK = 0.84  # of the place a block has


def units(data: pd.DataFrame, *, unit: str = "", ax: Axes | None = None) -> Axes:
    """Draw a row of blocks per ``label``, one for each thing counted, coloured by ``series``.

    Needs ``label``, ``series`` and ``value``, a whole number from zero; takes ``role``
    (``achieved``). Series follow each other in the order they first appear, and are named in a
    key above; the total of a row stands at its end, followed by ``unit``. Raises ValueError for a
    value that counts nothing.

    >>> goals = {"label": "a", "series": ["judged", "not"], "value": [1, 2], "role": "achieved"}
    >>> len(units(pd.DataFrame(goals)).patches)
    3
    """
    frame = drawing.prepared(data, "series")
    for mark in frame[(frame["value"] < 0) | (frame["value"] % 1 > 0)].itertuples():
        where = f"column 'value' holds {mark.value:g} in row {mark.Index!r}"
        raise ValueError(f"{where}: things are counted in whole numbers")
    parts = drawing.marks_of(frame)
    starts = places.starts((m.label, m.series, m.value) for m in parts)
    with style.house():
        ax = drawing.axes(ax)
        labels = list(dict.fromkeys(frame["label"]))
        rows = dict(zip(labels, drawing.rows(ax, labels), strict=True))
        for mark, start in zip(parts, starts, strict=True):
            count = 0 if pd.isna(mark.value) else int(mark.value)
            ax.barh(
                [rows[mark.label]] * count, [_BLOCK] * count,
                left=[start + place + (1 - _BLOCK) / 2 for place in range(count)],
                height=_BLOCK, color=style.colour(mark.role), edgecolor=style.edge(mark.role), lw=1,
                gid=drawing.name(mark.nth),
            )  # fmt: skip
        totals = frame.groupby("label", sort=False)["value"].sum(min_count=1)
        for label, total in zip(labels, totals, strict=True):
            known = not pd.isna(total)
            text = f"{said(total)}{unit}" if known else "–"
            drawing.text(ax, total if known else 0.0, rows[label], text, 1, weight="bold")
        drawing.key(ax, frame, "s")
        # Blocks are about square where the rows leave room for it.
        on = drawing.canvas(ax)
        name = 0.0 if on.narrow else max(map(on.wide, layout.row_names(labels)))
        high = column.ROW if on.narrow else min(110.0, 330.0 / len(labels))
        across = (on.room - name) / high
        drawing.finish(ax, 0, max(totals.fillna(0).max(), min(across, 60.0), 1.0))
    return ax
