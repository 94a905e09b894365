"""What an analyst's own chart shows, where its marks say so without a doubt.

Bars that name their rows, points, and lines become a frame, so that a slide has a chart of its own
and a page the values. Whatever else is drawn on the axes, or anywhere in the figure, leaves room
for doubt, and the chart is shown as a picture.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from xiaoyi_data.charts import seen, seen_bars, seen_points


def recognised(figure: Figure) -> tuple[str, pd.DataFrame] | None:
    """Return the kind that a figure is of, with its frame, or None where that is in doubt.

    The kind is the form of the house that shows the same, or ``picture``. How the marks look is
    held in ``frame.attrs["drawn"]``, as the payload has it.

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
    others = [*ax.images, *ax.tables, *ax.artists, *ax.child_axes]
    if others or ax.name != "rectilinear" or not ax.axison:
        return None
    bars = any(isinstance(held, BarContainer) and held.patches for held in ax.containers)
    if not bars and (ax.patches or ax.texts):
        return None
    try:
        kind, frame, look = (seen_bars if bars else seen_points).read(ax)
    except (seen.Doubt, AttributeError, LookupError, TypeError, ValueError):
        return None  # a doubt, or artists that answer otherwise than those of matplotlib
    frame.attrs["drawn"] = look
    return kind, frame
