"""Many dots a row on one scale: what several series say of each label."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.charts import drawing

_BAND = 1.8  # of a row on a narrow canvas: texts stand above and below its dots


def strip(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a dot for each mark on the row of its ``label``, all rows on one scale.

    Needs ``label``, ``series`` and ``value``; takes ``text`` (the value), ``role``
    (``achieved``; that of a series in the key is its first) and ``qualifier`` (``exact``). The
    texts of the first and the last dot stand beside them, the others above or below. Floors carry
    an open arrow, ceilings a bracket, targets and claims are hollow. A mark without a value says
    its text at the end of the row.

    >>> pace = {"label": "a", "series": ["pace", "outcome", "target"], "value": [1.2, 1.8, 8.0]}
    >>> [entry.get_text() for entry in strip(pd.DataFrame(pace)).get_legend().get_texts()]
    ['pace', 'outcome', 'target']
    """
    frame = drawing.prepared(data, "series")
    labels = list(dict.fromkeys(frame["label"]))
    known = frame[frame["value"].notna()]
    low, high = drawing.limits(known["value"])
    with style.house():
        ax = drawing.axes(ax)
        on = drawing.canvas(ax)
        names = 0.0 if on.narrow else max(map(on.wide, layout.row_names(labels))) + 12
        room = on.room - names
        rows = dict(zip(labels, drawing.rows(ax, labels, bands=_BAND), strict=True))
        for label, row in frame.groupby("label", sort=False):
            y = rows[str(label)]
            own = row[row["value"].notna()]
            spots = [value / (high - low) * room for value in own["value"]]
            wide = [on.wide(text) if text else 0.0 for text in own["text"]]
            texts = places.around(zip(spots, wide, strict=True))
            floors = [
                spot + drawing.ARROW
                for mark, spot in zip(drawing.marks_of(own), spots, strict=True)
                if mark.qualifier in style.FLOORS
            ]
            for mark, spot, (side, aside) in zip(drawing.marks_of(own), spots, texts, strict=True):
                if side in ("left", "right"):
                    way = 1 if side == "right" else -1
                    gap = drawing.arrow(mark) if way > 0 else drawing.GAP
                    if way > 0:  # the arrow of another may reach beyond the dot
                        gap = max([gap, *(end - spot for end in floors)])
                    drawing.text(ax, mark.value, y, mark.text, way, gap + 6)
                    continue
                above = side == "above"
                ax.annotate(
                    mark.text, (mark.value, y), (aside, 10 if above else -10), gid="inside",
                    textcoords="offset points", ha="center", va="bottom" if above else "top",
                    **drawing.clear(on),
                )  # fmt: skip
            missing = [mark.text or "–" for mark in drawing.marks_of(row[row["value"].isna()])]
            if missing:
                ax.annotate(
                    "; ".join(missing), (high, y), ha="right", va="center", gid="inside",
                    color=style.MUTED, bbox=drawing.CLEAR,
                )  # fmt: skip
        drawing.spots(ax, frame, frame["value"], frame["label"].map(rows))
        drawing.key(ax, frame, "o")
        ax.axvline(0, color=style.MUTED, linewidth=1.2)
        drawing.finish(ax, low, high)
        for y in rows.values():
            ax.axhline(y, color=style.GRID, linewidth=1.5, zorder=0)
    return ax
