"""Small multiples: the same drawing once a panel, side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import grid, layout, style
from xiaoyi_data.charts import drawing
from xiaoyi_data.charts.lines import lines


def facets(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw ``lines`` for each ``panel``, side by side, each on its own scale under its name.

    Needs ``label``, ``panel``, ``series``, ``x`` (a number) and ``value``; takes ``text`` (the
    value), ``role``, ``qualifier``, ``low`` and ``high``, as ``lines`` does: a series of one mark
    is a goal, or a claim beside what others measured. ``ax`` is divided among the panels.

    >>> both = pd.DataFrame({"label": "", "x": [1, 2] * 2, "value": [1.0, 2.0] * 2,
    ...                      "series": "seen", "panel": ["t", "t", "km", "km"]})
    >>> [part.get_title(loc="left") for part in facets(both).figure.axes]
    ['t', 'km']
    """
    frame = drawing.prepared(data, "series", "x", "panel")
    with style.house():
        whole = drawing.axes(ax)
        figure, place = whole.get_figure(), whole.get_position()
        whole.remove()
        assert figure is not None
        names = list(dict.fromkeys(frame["panel"]))
        on = drawing.canvas(whole)
        across = 1 if on.narrow else grid.columns(len(names))
        places = figure.add_gridspec(
            -(-len(names) // across), across, left=place.x0, right=place.x1, bottom=place.y0,
            top=place.y1, hspace=0.5, wspace=0.15,
        )  # fmt: skip
        wide = grid.boxes(len(names), (0.0, 0.0, on.room, 1.0), 0.0, 0.0)[0][2]
        axes = [figure.add_subplot(places[i // across, i % across]) for i in range(len(names))]
        for part, name in zip(axes, names, strict=True):
            lines(frame[frame["panel"] == name], ax=part)
            part.set_title(name, loc="left", fontsize=style.LABEL, fontweight="bold")
            if on.narrow:  # where lines name as many steps as there is room for
                continue
            steps, said = part.get_xticks(), [tick.get_text() for tick in part.get_xticklabels()]
            every = layout.every(said, wide * 0.8)  # the rest is for texts beside the last marks
            part.set_xticks(steps[::every], said[::every])
    return axes[0]
