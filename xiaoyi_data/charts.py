"""Tidy frame in, Axes out: the few chart forms of the house.

Every function takes a chart frame, one row per mark, and draws it on ``ax`` or on a new canvas.
Columns: ``label`` (row) and ``value`` in the plotted unit; optional ``text`` beside the mark,
``low`` and ``high`` (the interval), ``series`` (part, end or line), ``role`` (colour, see
``style.ROLES``), ``qualifier`` (floors, ceilings and limits are drawn as such), ``panel``, ``x``
(lines), ``figure``. A missing value is drawn as missing. Nothing is saved, shown or set globally.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.text import Annotation

from xiaoyi_data import style, typesetting

_BAR = 0.62
_GAP = 8.0  # points between a mark and its text
ROW_LABEL = 250.0  # most points a row label takes before it wraps

Frame = pd.DataFrame


def bars(data: Frame, *, reference: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw horizontal bars from zero, first row on top, each with its text at the end.

    Floors end in an open arrow, ceilings in a bracket; 近, 约 and ranges carry their band.
    ``reference`` draws a line across. Raises ValueError when ``label`` or ``value`` is missing.

    >>> bars(pd.DataFrame({"label": ["a", "b"], "value": [2.0, -1.0]})).get_xlim()[0] < -1
    True
    """
    frame = _prepared(data)
    with style.house():
        ax = _axes(ax)
        rows = _rows(ax, frame["label"])
        for y, mark in zip(rows, _marks(frame), strict=True):
            if mark.qualifier == "range":
                fill, line = style.colour(mark.role), style.edge(mark.role)
                ax.barh(y, mark.high - mark.low, left=mark.low, height=_BAR, color=fill, ec=line)
                _text(ax, mark.high, y, mark.text, 1)
                continue
            if pd.isna(mark.value):
                _text(ax, 0, y, mark.text or "–", 1, color=style.MUTED)
                continue
            _bar(ax, y, mark)
            _text(ax, mark.value, y, mark.text, -1 if mark.value < 0 else 1, _arrow(mark))
        if reference is not None:
            ax.axvline(reference, color=style.MUTED, linewidth=1, linestyle=(0, (3, 3)))
        ax.axvline(0, color=style.MUTED, linewidth=1.2)
        _frameless(ax)
        ax.set_xlim(*_limits(frame["value"].fillna(frame["high"])))
        fit(ax)
    return ax


def stacked(data: Frame, *, unit: str = "", ax: Axes | None = None) -> Axes:
    """Draw one bar per label with its ``series`` end to end, parts labelled, total at the end.

    The names of the parts stand in a key above the bars, in the order they first appear.
    ``unit`` follows the totals.
    """
    frame = _prepared(data, "series")
    with style.house():
        ax = _axes(ax)
        labels = list(dict.fromkeys(frame["label"]))
        rows = dict(zip(labels, _rows(ax, labels), strict=True))
        reach = dict.fromkeys(labels, 0.0)
        totals = frame.groupby("label", sort=False)["value"].sum()
        for mark in _marks(frame):
            if pd.isna(mark.value) or not mark.value:
                continue
            y, start = rows[mark.label], reach[mark.label]
            fill, line = style.colour(mark.role), style.edge(mark.role)
            ax.barh(y, mark.value, left=start, height=_BAR, color=fill, edgecolor=line, lw=1)
            if mark.value > totals.max() * 0.05:
                ax.annotate(
                    mark.text, (start + mark.value / 2, y), ha="center", va="center",
                    color=style.on_colour(mark.role), gid="inside",
                )  # fmt: skip
            reach[mark.label] = start + mark.value
        for label, total in reach.items():
            _text(ax, total, rows[label], f"{total:,.6g}{unit}", 1, weight="bold")
        _key(ax, frame)
        _frameless(ax)
        ax.set_xlim(0, totals.max())
        fit(ax)
    return ax


def dots(data: Frame, *, reference: float = 100.0, ax: Axes | None = None) -> Axes:
    """Draw each value as a dot on a track from 0 to ``reference``, its text in a column beside.

    Floors carry an open arrow, targets are hollow.
    """
    frame = _prepared(data)
    with style.house():
        ax = _axes(ax)
        rows = _rows(ax, frame["label"])
        for y, mark in zip(rows, _marks(frame), strict=True):
            ax.hlines(y, 0, reference, color=style.GRID, linewidth=5, zorder=1)
            if not pd.isna(mark.value):
                ax.hlines(y, 0, mark.value, color=style.edge(mark.role), linewidth=2, zorder=2)
                _dot(ax, mark.value, y, mark)
            _text(ax, reference, y, mark.text, 1, _GAP + 6)
        ax.axvline(reference, color=style.MUTED, linewidth=1.2)
        _frameless(ax)
        ax.set_xlim(0, reference)
        fit(ax)
    return ax


def dumbbell(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Join the two ``series`` of each label, an arrow showing the way from first to second.

    A label with one end only shows that end. A floor carries an open arrow to the right, a
    ceiling a bracket.
    """
    frame = _prepared(data, "series")
    order = list(dict.fromkeys(frame["series"]))
    if len(order) > 2:
        raise ValueError(f"a dumbbell joins two series, not {len(order)}: {', '.join(order)}")
    with style.house():
        ax = _axes(ax)
        labels = list(dict.fromkeys(frame["label"]))
        rows = dict(zip(labels, _rows(ax, labels), strict=True))
        for label, pair in frame.groupby("label", sort=False):
            y = rows[str(label)]
            pair = pair.sort_values("series", key=lambda s: s.map(order.index))
            marks = [m for m in _marks(pair) if not pd.isna(m.value)]
            if len(marks) == 2 and marks[0].value != marks[1].value:
                ax.annotate(
                    "", (marks[1].value, y), (marks[0].value, y), zorder=1,
                    arrowprops={"arrowstyle": "-|>", "color": style.MUTED, "lw": 1.6,
                                "shrinkA": 8, "shrinkB": 9},
                )  # fmt: skip
            for mark in marks:
                _dot(ax, mark.value, y, mark)
                right = mark.value == max(m.value for m in marks)
                if len(marks) == 2 and marks[0].value == marks[1].value:
                    right = mark is marks[1]
                _text(
                    ax,
                    mark.value,
                    y,
                    mark.text,
                    1 if right else -1,
                    _arrow(mark) + 6 if right else _GAP + 6,
                )
        _key(ax, frame)
        _frameless(ax)
        low, high = frame["value"].min(), frame["value"].max()
        ax.set_xlim(min(0.0, low), high)
        ax.axvline(0, color=style.MUTED, linewidth=1.2)
        fit(ax)
    return ax


def lines(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Draw ``value`` over ``x``, one line per ``series``, named at its end, with its band."""
    frame = _prepared(data, "series", "x")
    with style.house():
        ax = _axes(ax)
        for name, line in frame.groupby("series", sort=False):
            line = line.sort_values("x")
            shade = style.colour(line["role"].iloc[0])
            ax.plot(line["x"], line["value"], color=shade, marker="o", markersize=7)
            if line[["low", "high"]].notna().all(axis=None):
                ax.fill_between(line["x"], line["low"], line["high"], color=shade, alpha=0.2, lw=0)
            for mark in _marks(line):
                ax.annotate(
                    mark.text, (mark.x, mark.value), (0, 12), textcoords="offset points",
                    ha="center", va="bottom", gid="inside",
                )  # fmt: skip
            last = line.iloc[-1]
            _text(ax, last["x"], last["value"], str(name), 1, 10, color=shade, weight="bold")
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.axhline(0, color=style.MUTED, linewidth=1.2)
        ax.set_yticks([])
        ax.set_xticks(sorted(frame["x"].unique()), [f"{x:g}" for x in sorted(frame["x"].unique())])
        ax.set_ylim(min(0.0, frame["value"].min()), frame["value"].max() * 1.15)
        ax.set_xlim(frame["x"].min() - 0.4, frame["x"].max())
        fit(ax)
    return ax


def panels(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Draw a small bar chart for each ``panel``, one under the other, each on its own scale.

    For things in different units. ``ax`` is divided among the panels; the first is returned.
    """
    frame = _prepared(data, "panel")
    with style.house():
        whole = _axes(ax)
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
    """Set a frame of texts as a table: headings are the column names, long cells wrap."""
    with style.house():
        ax = _axes(ax)
        ax.set_axis_off()
        ax.set_gid("table")
        ax.set_xlim(0, 1)
        lay_out_table(ax, data)
    return ax


def lay_out_table(ax: Axes, data: Frame) -> float:
    """Set the cells of a table in the room the axes have now; return its height in points."""
    for artist in [*ax.texts, *ax.lines]:
        artist.remove()
    size, pad = float(style.LABEL), 14.0
    box = ax.get_window_extent()
    points = 72.0 / ax.figure.dpi
    room, tall = box.width * points, box.height * points
    cells = [[str(name) for name in data.columns], *data.astype(str).to_numpy().tolist()]
    widest = [
        max(typesetting.width(row[i], size, "Bold") for row in cells) + pad
        for i in range(len(data.columns))
    ]
    # Columns that would take more than their even share give way in proportion.
    even = room / len(widest)
    fixed = sum(w for w in widest if w <= even)
    loose = sum(w for w in widest if w > even)
    widths = [w if w <= even or not loose else w * (room - fixed) / loose for w in widest]
    widths = [min(w, own) for w, own in zip(widths, widest, strict=True)]
    leading, top = size * 1.32, 0.0
    for number, row in enumerate(cells):
        weight = "Bold" if number == 0 else "Regular"
        wrapped = [
            typesetting.wrap(cell, w - pad, size, weight)
            for cell, w in zip(row, widths, strict=True)
        ]
        left = 0.0
        for lines_, w in zip(wrapped, widths, strict=True):
            for index, line in enumerate(lines_):
                ax.text(
                    left / room, 1 - (top + 7 + index * leading) / tall, line, size=size,
                    weight=weight.lower(), va="top", transform=ax.transAxes,
                    color=style.MUTED if number == 0 else style.INK,
                )  # fmt: skip
            left += w
        top += max(map(len, wrapped)) * leading + 12
        ax.plot(
            [0, min(1, left / room)], [1 - top / tall] * 2, transform=ax.transAxes, clip_on=False,
            color=style.MUTED if number == 0 else style.GRID, lw=1.2,
        )  # fmt: skip
    return top


def fit(ax: Axes) -> None:
    """Widen the x axis until every text beside a mark has room; call again after a resize."""
    figure = ax.figure
    room = ax.get_window_extent().width * 72 / figure.dpi
    low, high = ax.get_xlim()
    base_low, base_high = getattr(ax, "_xiaoyi_limits", None) or (low, high)
    ax._xiaoyi_limits = (base_low, base_high)  # type: ignore[attr-defined]
    texts = [t for t in ax.texts if isinstance(t, Annotation) and t.get_gid() in ("left", "right")]
    need_left = [(t.xy[0], _extent(t)) for t in texts if t.get_gid() == "left"]
    need_right = [(t.xy[0], _extent(t)) for t in texts if t.get_gid() == "right"]
    low, high = base_low, base_high
    for _ in range(8):  # both ends move each other; a few rounds settle them
        for x, wide in need_right:
            if x + wide * (high - low) / room > high:
                high = low + (x - low) * room / max(room - wide, room * 0.2)
        for x, wide in need_left:
            if x - wide * (high - low) / room < low:
                low = high - (high - x) * room / max(room - wide, room * 0.2)
    ax.set_xlim(low, high)


def row_labels_width(ax: Axes) -> float:
    """Return the width of the widest row label in points."""
    labels = [line for tick in ax.get_yticklabels() for line in tick.get_text().split("\n")]
    return max((typesetting.width(label, style.LABEL) for label in labels), default=0.0)


def _prepared(data: Frame, *needed: str) -> Frame:
    missing = [column for column in ("label", "value", *needed) if column not in data]
    if missing:
        raise ValueError(
            f"the chart frame has no column {missing[0]!r}; it has: {', '.join(map(str, data))}"
        )
    if data.empty:
        raise ValueError("the chart frame has no rows")
    frame = data.copy()
    frame["value"] = frame["value"].astype("float64")
    defaults: dict[str, Any] = {"low": float("nan"), "high": float("nan"), "text": ""}
    defaults |= {"role": "achieved", "qualifier": "exact"}
    for column, default in defaults.items():
        if column not in frame:
            frame[column] = default
    if "text" not in data:
        frame["text"] = [f"{v:,.6g}" for v in frame["value"]]
    return frame


def _marks(frame: Frame) -> list[Any]:
    return list(frame.itertuples(index=False))


def _axes(ax: Axes | None) -> Axes:
    return ax if ax is not None else plt.figure(figsize=style.CANVAS, dpi=style.DPI).add_subplot()


def _rows(ax: Axes, labels: Iterable[str]) -> list[int]:
    """Put the row labels, first on top, wrapped where they are long."""
    wrapped = ["\n".join(typesetting.wrap(str(t), ROW_LABEL, style.LABEL)) for t in labels]
    rows = list(range(len(wrapped)))
    ax.set_yticks(rows, wrapped, fontsize=style.LABEL, color=style.INK, family=style.FONT)
    ax.set_ylim(len(rows) - 0.45, -0.55)
    return rows


def _limits(values: pd.Series[float]) -> tuple[float, float]:
    low, high = min(0.0, values.min()), max(0.0, values.max())
    return (low, high) if low < high else (0.0, 1.0)


def _frameless(ax: Axes) -> None:
    ax.spines[:].set_visible(False)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)


def _bar(ax: Axes, y: float, mark: Any) -> None:
    fill, line = style.colour(mark.role), style.edge(mark.role)
    hatch = "////" if mark.role == "target" or mark.qualifier == "at_most" else None
    ax.barh(y, mark.value, height=_BAR, color=fill, edgecolor=line, linewidth=1.2, hatch=hatch)
    if mark.qualifier in ("at_least", "over"):
        ax.plot([mark.value], [y], marker=">", markersize=11, color=style.PAPER, mec=line, mew=1.6)
    elif mark.qualifier == "at_most":
        ax.vlines(mark.value, y - _BAR * 0.7, y + _BAR * 0.7, color=line, linewidth=2.5)
    elif mark.qualifier in ("nearly", "about"):
        band = mark.high - mark.low
        ax.barh(y, band, left=mark.low, height=_BAR * 0.3, color=style.PAPER, alpha=0.6)


def _dot(ax: Axes, x: float, y: float, mark: Any) -> None:
    fill, line = style.colour(mark.role), style.edge(mark.role)
    ax.plot([x], [y], "o", markersize=14, color=fill, mec=line, mew=2.4, zorder=3)
    if mark.qualifier in ("at_least", "over"):
        ax.annotate(
            "", (x, y), (26, 0), textcoords="offset points", zorder=2,
            arrowprops={"arrowstyle": "<-", "color": line, "lw": 2, "shrinkA": 0, "shrinkB": 7},
        )  # fmt: skip
    elif mark.qualifier == "at_most":
        ax.plot([x], [y], marker="|", markersize=30, color=line, mew=3, zorder=4)


def _arrow(mark: Any) -> float:
    """Points to leave for the arrow of a floor before the text."""
    return _GAP + (14.0 if mark.qualifier in ("at_least", "over") else 0.0)


def _text(
    ax: Axes, x: float, y: float, text: str, side: int, gap: float = _GAP, **font: Any
) -> None:
    """Write a text beside a mark; its gid says on which side, for ``fit``."""
    looks: dict[str, Any] = {"color": style.INK, "fontsize": style.LABEL} | font
    ax.annotate(
        str(text), (x, y), (side * gap, 0), textcoords="offset points", va="center",
        ha="left" if side > 0 else "right", gid="right" if side > 0 else "left",
        annotation_clip=False, **looks,
    )  # fmt: skip


def _extent(text: Annotation) -> float:
    weight = "Bold" if text.get_fontweight() == "bold" else "Regular"
    gap = abs(float(text.xyann[0]))
    return typesetting.width(text.get_text(), float(text.get_fontsize()), weight) + gap + 2


def _key(ax: Axes, frame: Frame) -> None:
    """Name the series above the chart, each beside a patch of its colour."""
    roles = frame.drop_duplicates("series").set_index("series")["role"]
    patches = [
        Patch(facecolor=style.colour(role), edgecolor=style.edge(role), linewidth=1.6, label=name)
        for name, role in roles.items()
    ]
    ax.legend(
        handles=patches, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(patches),
        borderaxespad=0.2, borderpad=0, handlelength=1.1, handleheight=0.9, columnspacing=1.6,
        fontsize=style.LABEL,
    )  # fmt: skip
