"""Rows by columns: a shaded cell for each mark, with its text in it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from xiaoyi_data.canvas import layout, palettes, places, style, typesetting
from xiaoyi_data.charts import drawing


def matrix(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Shade a cell for each mark, ``label`` down and ``series`` across, its text in it.

    Needs ``label``, ``series`` and ``value``; takes ``text`` (the value). The greater the value,
    the darker the cell; with values below zero, from orange over white to blue. A mark without a
    value has an unshaded cell with its text, and where there is no mark there is nothing. Raises
    ValueError for two marks in one cell, which none could tell from their mean.

    >>> cells = {"label": ["a", "b"], "series": ["begun", "done"], "value": [3.0, 5.0]}
    >>> [text.get_text() for text in matrix(pd.DataFrame(cells)).texts]
    ['3', '5']
    """
    import seaborn as sns  # here, since it takes a second

    frame = drawing.prepared(data, "series")
    labels, heads = places.cells(zip(frame["label"], frame["series"], strict=True))
    shades = frame.pivot(index="label", columns="series", values="value")
    shades = shades.reindex(index=labels, columns=heads).astype("float64")
    low, high = drawing.limits(frame["value"].dropna())
    room = layout.PICTURE.room - max(map(layout.PICTURE.wide, layout.row_names(labels))) - 12
    wide = room / len(heads) - 12
    narrow = any(len(typesetting.wrap(text, wide, style.LABEL)) > 1 for text in frame["text"])
    size = style.FOOT if narrow else style.LABEL
    with style.house():
        ax = drawing.axes(ax)
        low, high = (-max(high, -low), max(high, -low)) if low < 0 else (low, high)
        named = "xiaoyi_diverging" if low < 0 else "xiaoyi_sequential"
        sns.heatmap(
            shades, ax=ax, cbar=False, linewidths=3, linecolor=style.PAPER, cmap=named,
            vmin=low, vmax=high, xticklabels=False,
        )  # fmt: skip
        for mark in drawing.marks_of(frame):
            x, y = heads.index(mark.series), labels.index(mark.label)
            known = not pd.isna(mark.value)
            ax.add_patch(Rectangle((x, y), 1, 1, fill=False, lw=0, gid=drawing.name(mark.nth)))
            ground = palettes.shade(mark.value, low, high) if known else style.PAPER
            said = mark.text or ("" if known else "–")
            ax.annotate(
                "\n".join(typesetting.wrap(said, wide, size)), (x + 0.5, y + 0.5),
                ha="center", va="center", gid="inside", linespacing=1.1, size=size,
                color=style.on(ground) if known else style.MUTED,
            )  # fmt: skip
        ax.hlines(range(len(labels) + 1), 0, len(heads), color=style.GRID, linewidth=1, zorder=3)
        names = layout.row_names(labels)
        ax.set_yticks([y + 0.5 for y in range(len(labels))], names, rotation=0)
        ax.xaxis.tick_top()
        tops = ["\n".join(typesetting.wrap(head, wide, style.LABEL, "Bold")) for head in heads]
        ax.set_xticks([x + 0.5 for x in range(len(heads))], tops, fontweight="bold")
        ax.tick_params(axis="both", length=0, labelsize=style.LABEL, labelcolor=style.INK)
        ax.set(xlabel="", ylabel="")
    return ax
