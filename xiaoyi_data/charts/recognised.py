"""What an analyst's own chart shows, where its marks say so without a doubt.

Bars that name their rows, and lines over numbers, become the frame of a form, so that a slide has
a chart of its own and a page the values. Whatever else is drawn on the axes, or anywhere in the
figure, leaves room for doubt, and the chart is shown as a picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.colors import same_color
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

_ROLES = ("achieved", "cut", "under_way", "context")  # which tell lines apart by their colour
_MOST = 30  # points of a line, each of which has its text on a slide
_NEAR = 1e-6  # of a step: how far a tick may lie from the middle of a bar


def recognised(figure: Figure) -> tuple[str, pd.DataFrame] | None:
    """Return the form that a figure is drawn in, with its frame, or None where that is in doubt.

    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> bars = ax.barh(["steel", "coal"], [2.0, 5.0])
    >>> form, frame = recognised(figure)
    >>> form, frame[["label", "value"]].values.tolist()
    ('bars', [['coal', 5.0], ['steel', 2.0]])
    >>> line = ax.axvline(3.0)
    >>> recognised(figure) is None
    True
    """
    if len(figure.axes) != 1 or figure.texts or figure.legends or figure.images:
        return None
    ax = figure.axes[0]
    drawn = [*ax.collections, *ax.images, *ax.tables, *ax.artists, *ax.child_axes]
    scales = {ax.get_xscale(), ax.get_yscale()}
    if drawn or scales != {"linear"} or ax.name != "rectilinear":
        return None
    if ax.patches and not ax.lines:
        return _bars(ax)
    if ax.lines and not ax.patches and not ax.containers and not ax.texts:
        return _lines(ax)
    return None


def _bars(ax: Axes) -> tuple[str, pd.DataFrame] | None:
    """Bars of one series from zero, each named by the tick in its middle."""
    own = [held for held in ax.containers if isinstance(held, BarContainer)]
    if len(ax.containers) != 1 or not own or len(own[0].patches) != len(ax.patches):
        return None
    flat, bars = own[0].orientation == "horizontal", list(own[0].patches)
    if own[0].errorbar is not None or not _alike(bars):
        return None
    axis = ax.yaxis if flat else ax.xaxis
    named = _names(axis)
    rows = []
    for bar in bars:
        middle = bar.get_y() + bar.get_height() / 2 if flat else bar.get_x() + bar.get_width() / 2
        start, value = (bar.get_x(), bar.get_width()) if flat else (bar.get_y(), bar.get_height())
        name = next((text for at, text in named if abs(at - middle) < _NEAR), "")
        if start != 0 or not name:
            return None
        rows.append((middle, name, float(value)))
    low, high = axis.get_view_interval()
    # From the top down, or from left to right.
    rows.sort(reverse=bool(low < high) if flat else bool(low > high))
    frame = pd.DataFrame({"label": [row[1] for row in rows], "value": [row[2] for row in rows]})
    return None if frame["value"].isna().all() else ("bars", frame)


def _alike(bars: list[Any]) -> bool:
    """Whether bars are rectangles of one colour: others say something by theirs."""
    colour = bars[0].get_facecolor()
    return all(
        isinstance(bar, Rectangle) and same_color(bar.get_facecolor(), colour) for bar in bars
    )


def _names(axis: Any) -> list[tuple[float, str]]:
    """The ticks that somebody named, with their places; numbers of an axis name nothing."""
    form, locator = axis.get_major_formatter(), axis.get_major_locator()
    given = isinstance(form, FixedFormatter | FuncFormatter) and isinstance(locator, FixedLocator)
    if not given and not isinstance(form, StrCategoryFormatter):
        return []
    places = axis.get_majorticklocs()
    return list(zip(map(float, places), form.format_ticks(places), strict=True))


def _lines(ax: Axes) -> tuple[str, pd.DataFrame] | None:
    """Lines over numbers, each named where there are several."""
    parts: list[pd.DataFrame] = []
    if ax.xaxis.have_units() or ax.yaxis.have_units():  # dates, names
        return None
    for line in ax.lines:
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        name = str(line.get_label())
        name = "" if name.startswith("_") else name
        across = line.get_transform() != ax.transData  # as axhline is
        rises = bool(np.isfinite(x).all()) and bool((np.diff(x) > 0).all())
        known = 1 < len(x) <= _MOST and not np.isnan(y).all()
        if across or not rises or not known or not (name or len(ax.lines) == 1):
            return None
        name = name or ax.get_ylabel() or ax.get_title() or "–"
        part = pd.DataFrame({"label": "", "series": name, "x": x, "value": y})
        texts = [f"{value:,.4g}" for value in y]
        parts.append(part.assign(text=texts, role=_ROLES[len(parts) % len(_ROLES)]))
    frame = pd.concat(parts, ignore_index=True)
    return ("lines", frame) if frame["series"].nunique() == len(ax.lines) else None
