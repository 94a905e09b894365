"""Rows by columns: a shaded cell for each mark, with its text in it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from xiaoyi_data.canvas import column, layout, palettes, places, style, typesetting
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
    frame = drawing.prepared(data, "series")
    labels, heads = places.cells(zip(frame["label"], frame["series"], strict=True))
    low, high = drawing.limits(frame["value"].dropna())
    low, high = (-max(high, -low), max(high, -low)) if low < 0 else (low, high)
    if ax is not None and drawing.canvas(ax).narrow:
        return _narrow(ax, frame, labels, heads, (low, high))
    names = layout.row_names(labels)
    room = layout.PICTURE.room - max(map(layout.PICTURE.wide, names)) - 12
    wide = room / len(heads) - 12
    narrow = any(len(typesetting.wrap(text, wide, style.LABEL)) > 1 for text in frame["text"])
    size = style.FOOT if narrow else style.LABEL
    with style.house():
        ax = drawing.axes(ax)
        _shaded(ax, frame, labels, heads, (low, high))
        for mark in drawing.marks_of(frame):
            x, y = heads.index(mark.series), labels.index(mark.label)
            ax.add_patch(Rectangle((x, y), 1, 1, fill=False, lw=0, gid=drawing.name(mark.nth)))
            said = "\n".join(typesetting.wrap(_said(mark), wide, size))
            _told(ax, mark, said, (x + 0.5, y + 0.5), size, _ground(mark, low, high))
        ax.hlines(range(len(labels) + 1), 0, len(heads), color=style.GRID, linewidth=1, zorder=3)
        ax.set_yticks([y + 0.5 for y in range(len(labels))], names, rotation=0)
        ax.xaxis.tick_top()
        tops = ["\n".join(typesetting.wrap(head, wide, style.LABEL, "Bold")) for head in heads]
        _headed(ax, tops)
    return ax


def _narrow(
    ax: Axes, frame: pd.DataFrame, labels: list[str], heads: list[str], ends: tuple[float, float]
) -> Axes:
    """Shade the cells, each row below its name and as high as its texts."""
    wide = drawing.canvas(ax).room / len(heads) - 10
    marks = drawing.marks_of(frame)
    said = column.wrapped(map(_said, marks), wide, style.FOOT)
    lines = dict.fromkeys(labels, 1)
    for mark, text in zip(marks, said, strict=True):
        lines[mark.label] = max(lines[mark.label], text.count("\n") + 1)
    bands = {label: (many * 15.0 + 13.0) / column.ROW for label, many in lines.items()}
    tops = column.wrapped(heads, wide, style.LABEL, "Bold")
    with style.house():
        rows = dict(zip(labels, drawing.rows(ax, labels, bands=[*bands.values()]), strict=True))
        for mark, text in zip(marks, said, strict=True):
            x, y, high = heads.index(mark.series), rows[mark.label], bands[mark.label]
            ground = _ground(mark, *ends)
            ax.add_patch(
                Rectangle((x, y - high / 2), 1, high, fc=ground, ec=style.PAPER, lw=3,
                          gid=drawing.name(mark.nth))
            )  # fmt: skip
            _told(ax, mark, text, (x + 0.5, y), style.FOOT, ground)
        for label, y in rows.items():
            ax.hlines(y + bands[label] / 2 + 0.04, 0, len(heads), color=style.GRID, linewidth=1)
        ax.xaxis.tick_top()
        ax.spines[:].set_visible(False)
        ax.set_xlim(0, len(heads))
        _headed(ax, tops)
    return ax


def _shaded(
    ax: Axes, frame: pd.DataFrame, labels: list[str], heads: list[str], ends: tuple[float, float]
) -> None:
    import seaborn as sns  # here, since it takes a second

    shades = frame.pivot(index="label", columns="series", values="value")
    shades = shades.reindex(index=labels, columns=heads).astype("float64")
    named = "xiaoyi_diverging" if ends[0] < 0 else "xiaoyi_sequential"
    sns.heatmap(
        shades, ax=ax, cbar=False, linewidths=3, linecolor=style.PAPER, cmap=named,
        vmin=ends[0], vmax=ends[1], xticklabels=False,
    )  # fmt: skip


def _headed(ax: Axes, tops: list[str]) -> None:
    ax.set_xticks([x + 0.5 for x in range(len(tops))], tops, fontweight="bold")
    ax.tick_params(axis="both", length=0, labelsize=style.LABEL, labelcolor=style.INK)
    ax.set(xlabel="", ylabel="")


def _said(mark: Any) -> str:
    return str(mark.text or ("–" if pd.isna(mark.value) else ""))


def _ground(mark: Any, low: float, high: float) -> str:
    return style.PAPER if pd.isna(mark.value) else palettes.shade(mark.value, low, high)


def _told(
    ax: Axes, mark: Any, said: str, place: tuple[float, float], size: float, ground: str
) -> None:
    ax.annotate(
        said, place, ha="center", va="center", gid="inside", linespacing=1.1, size=size,
        color=style.MUTED if pd.isna(mark.value) else style.on(ground),
    )  # fmt: skip
