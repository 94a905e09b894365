"""Tidy frame in, Axes out: the chart forms of the house; the larger have modules of their own.

Every function takes a chart frame, one row per mark, and draws it on ``ax`` or on a new canvas.
Nothing is saved, shown or set globally. The columns there are, and what stands for one that is
not given or holds nothing:

- ``label``: names the row; a text, number, date or period, never missing, as ``x``
- ``value``: a number in the plotted unit; missing is drawn as missing, never as zero
- ``text``: said beside the mark; without the column, the value in six digits; missing: nothing
- ``role``: decides the colour, one of ``style.ROLES``; ``achieved``
- ``qualifier``: ``exact``; floors (``at_least``, ``over``), ceilings (``at_most``, ``under``),
  ``nearly``, ``about`` and ``range`` are drawn as such; ``low``, ``high``: the interval; none
- ``series``: part, end or line; ``panel``: a chart of its own; both named as ``label`` is
- ``x``: the step of a line, a number such as a year; ``way``: said over a dumbbell's arrow
- ``figure`` and any others are not drawn: the payload carries them

A value that none of this can be, such as an infinity or a date where a number is due, raises
ValueError with the column, the row and the value, as do rows or columns that are not there.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import payload, places, style
from xiaoyi_data.charts import drawing, grid

Frame = pd.DataFrame
_BAND = 1.5  # of a dumbbell on a narrow canvas: its way is said above it


def bars(
    data: Frame,
    *,
    reference: float | None = None,
    chosen: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw horizontal bars from zero, first row on top, each with its text at the end.

    Needs ``label`` and ``value``; takes ``text`` (the value), ``role`` (``achieved``),
    ``qualifier`` (``exact``), ``low`` and ``high`` (none; a ``range`` needs both). Rows of one
    label stay rows. Floors end in an open arrow, ceilings in a bracket; 近, 约 and ranges carry
    their band.
    ``reference`` draws a line across, ``chosen`` is the place of a row to name in bold. Raises
    ValueError when a column or a value is missing or cannot be drawn.

    >>> ax = bars(pd.DataFrame({"label": ["a", "b"], "value": [2.0, -1.0]}))
    >>> [float(bar.get_width()) for bar in ax.patches]
    [2.0, -1.0]
    """
    frame = drawing.prepared(data)
    with style.house():
        ax = drawing.axes(ax)
        rows = drawing.rows(ax, frame["label"], chosen)
        for y, mark in zip(rows, drawing.marks_of(frame), strict=True):
            if mark.qualifier == "range":
                drawing.bar(ax, y, mark)
                drawing.text(ax, mark.high, y, mark.text, 1)
                continue
            if pd.isna(mark.value):
                drawing.text(ax, 0, y, mark.text or "–", 1, color=style.MUTED)
                continue
            drawing.bar(ax, y, mark)
            side = -1 if mark.value < 0 else 1
            drawing.text(ax, mark.value, y, mark.text, side, drawing.arrow(mark))
        if reference is not None:
            ax.axvline(reference, color=style.MUTED, linewidth=1, linestyle=(0, (3, 3)))
        ax.axvline(0, color=style.MUTED, linewidth=1.2)
        ends = [*frame.loc[frame["qualifier"] == "range", ["low", "high"]].to_numpy().ravel()]
        ends += [] if reference is None else [reference]
        drawing.finish(ax, *drawing.limits([*frame["value"].dropna(), *ends]))
    return ax


def stacked(data: Frame, *, unit: str = "", ax: Axes | None = None) -> Axes:
    """Draw one bar per label with its ``series`` end to end, parts labelled, total at the end.

    Needs ``label``, ``series`` and ``value``, none below zero; takes ``text`` (the value) and
    ``role`` (``achieved``). A part too narrow for its text goes without. Parts are stacked, and
    named in a key above the bars, in the order their series first appear; a series may have
    several in one stack. ``unit`` follows the totals.

    >>> parts = pd.DataFrame({"label": "a", "value": [2.0, 1.0], "series": ["done", "to do"]})
    >>> [text.get_text() for text in stacked(parts.assign(text="")).texts][-1]
    '3'
    """
    frame = drawing.prepared(data, "series")
    parts = drawing.marks_of(frame)
    for mark in frame[frame["value"] < 0].itertuples():
        where = f"column 'value' holds {mark.value:g} in row {mark.Index!r}"
        raise ValueError(f"{where}: a stack has no part below zero")
    with style.house():
        ax = drawing.axes(ax)
        labels = list(dict.fromkeys(frame["label"]))
        rows = dict(zip(labels, drawing.rows(ax, labels), strict=True))
        totals = frame.groupby("label", sort=False)["value"].sum(min_count=1)
        starts = places.starts((m.label, m.series, m.value) for m in parts)
        for mark, start in zip(parts, starts, strict=True):
            if pd.isna(mark.value) or not mark.value:
                continue
            y = rows[mark.label]
            fill, line = style.colour(mark.role), style.edge(mark.role)
            ax.barh(
                y, mark.value, left=start, height=drawing.BAR, color=fill, edgecolor=line, lw=1,
                gid=drawing.name(mark.nth),
            )  # fmt: skip
            ax.annotate(
                mark.text, (start, y), (start + mark.value / 2, y), ha="center", va="center",
                color=style.on_colour(mark.role), gid="part",
            )  # fmt: skip
        for label, total in zip(labels, totals, strict=True):
            known = not pd.isna(total)
            said = f"{payload.said(total)}{unit}" if known else "–"
            drawing.text(ax, total if known else 0.0, rows[label], said, 1, weight="bold")
        drawing.key(ax, frame, "s")
        drawing.finish(ax, 0, max(0.0, totals.max()) or 1.0)
    return ax


def dots(
    data: Frame,
    *,
    reference: float = places.FULL,
    chosen: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw each value as a dot on a track from 0 to ``reference``, its text in a column beside.

    Needs ``label`` and ``value``; takes ``text`` (the value), ``role`` (``achieved``) and
    ``qualifier`` (``exact``). Rows of one label stay rows. Floors carry an open
    arrow, targets are hollow. ``chosen`` is the place of a row to name in bold.

    >>> ax = dots(pd.DataFrame({"label": ["a"], "value": [95.0], "text": ["≥ 95%"]}))
    >>> ax.get_yticklabels()[0].get_text(), ax.texts[0].get_text()
    ('a', '≥ 95%')
    """
    frame = drawing.prepared(data)
    low, high = drawing.limits(frame["value"].dropna())
    column = max(reference, high)
    with style.house():
        ax = drawing.axes(ax)
        rows = drawing.rows(ax, frame["label"], chosen)
        for y, mark in zip(rows, drawing.marks_of(frame), strict=True):
            ax.hlines(y, 0, reference, color=style.GRID, linewidth=5, zorder=1)
            ax.hlines(y, 0, mark.value, color=style.edge(mark.role), linewidth=2, zorder=2)
            said = mark.text or ("–" if pd.isna(mark.value) else "")
            drawing.text(ax, column, y, said, 1, drawing.GAP + 6)
        drawing.spots(ax, frame, frame["value"], pd.Series(rows, index=frame.index))
        ax.axvline(reference, color=style.MUTED, linewidth=1.2)
        drawing.finish(ax, min(0.0, low, reference), column)
    return ax


def dumbbell(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Join the two ``series`` of each label, an arrow showing the way from first to second.

    Needs ``label``, ``series`` and ``value``; takes ``text`` (the value), ``role``
    (``achieved``), ``qualifier`` (``exact``) and ``way`` (nothing). A label with one end only
    shows that end, one with more than two shows them without an arrow. A floor carries an open
    arrow to the right, a ceiling a bracket. ``way``, given with the second end, stands over it.

    >>> ends = pd.DataFrame({"label": "a", "value": [1.8, 8.0], "series": ["2020", "2021"]})
    >>> [entry.get_text() for entry in dumbbell(ends).get_legend().get_texts()]
    ['2020', '2021']
    """
    frame = drawing.prepared(data, "series")
    order = list(dict.fromkeys(frame["series"]))
    if len(order) > 2:
        raise ValueError(f"a dumbbell joins two series, not {len(order)}: {', '.join(order)}")
    with style.house():
        ax = drawing.axes(ax)
        labels = list(dict.fromkeys(frame["label"]))
        rows = dict(zip(labels, drawing.rows(ax, labels, bands=_BAND), strict=True))
        for label, pair in frame.groupby("label", sort=False):
            y = rows[str(label)]
            pair = pair.sort_values("series", kind="stable", key=lambda s: s.map(order.index))
            marks = [m for m in drawing.marks_of(pair) if not pd.isna(m.value)]
            if len(marks) == 2 and marks[0].value != marks[1].value:
                ax.annotate(
                    "", (marks[1].value, y), (marks[0].value, y), zorder=1,
                    arrowprops={"arrowstyle": "-|>", "color": style.MUTED, "lw": 1.6,
                                "shrinkA": 8, "shrinkB": 9},
                )  # fmt: skip
                ax.annotate(
                    marks[1].way, ((marks[0].value + marks[1].value) / 2, y),
                    (0, 5), textcoords="offset points", ha="center", va="bottom", gid="inside",
                    fontsize=style.LABEL, fontweight="bold", color=style.ACCENT,
                )  # fmt: skip
            for mark, side in zip(marks, places.sides([m.value for m in marks]), strict=True):
                gap = drawing.arrow(mark) if side > 0 else drawing.GAP
                drawing.text(ax, mark.value, y, mark.text, side, gap + 6)
        drawing.spots(ax, frame, frame["value"], frame["label"].map(rows))
        drawing.key(ax, frame, "o")
        ax.axvline(0, color=style.MUTED, linewidth=1.2)
        low, high = drawing.limits(frame["value"].dropna())
        top = frame["value"].max()
        drawing.finish(ax, low, top if top > low else high)
    return ax


def panels(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Draw a small bar chart for each ``panel``, one under the other, each on its own scale.

    Needs ``label``, ``panel`` and ``value``; takes ``text`` (the value), ``role``
    (``achieved``), ``qualifier`` (``exact``), ``low`` and ``high`` (none), as ``bars`` does.
    For things in different units. ``ax`` is divided among the panels.

    >>> mixed = pd.DataFrame({"label": ["a", "b"], "value": [1.0, 2.0], "panel": ["t", "MW"]})
    >>> [part.get_title(loc="left") for part in panels(mixed).figure.axes]
    ['t', 'MW']
    """
    frame = drawing.prepared(data, "panel")
    with style.house():
        whole = drawing.axes(ax)
        figure, place = whole.get_figure(), whole.get_position()
        whole.remove()
        assert figure is not None
        names = list(dict.fromkeys(frame["panel"]))
        heights = [int((frame["panel"] == name).sum()) for name in names]
        grid = figure.add_gridspec(
            len(names), 1, left=place.x0, right=place.x1, bottom=place.y0, top=place.y1,
            height_ratios=heights, hspace=0.5,
        )  # fmt: skip
        axes = [figure.add_subplot(grid[i]) for i in range(len(names))]
        for part, name in zip(axes, names, strict=True):
            bars(frame[frame["panel"] == name], ax=part)
            part.set_title(name, loc="left", fontsize=style.LABEL, fontweight="bold")
    return axes[0]


def table(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Set a frame as a table: headings are the column names, long cells wrap.

    Takes any columns but two of one name. Numbers, dates and periods are shown as texts; a cell
    that holds nothing is empty.

    >>> [text.get_text() for text in table(pd.DataFrame({"What": ["a"], "Place": ["no. 1"]})).texts]
    ['What', 'Place', 'a', 'no. 1']
    """
    with style.house():
        ax = drawing.axes(ax)
        ax.set_axis_off()
        ax.set(gid="table", xlim=(0, 1), xticks=[], yticks=[])
        grid.lay_out(ax, data)
    return ax
