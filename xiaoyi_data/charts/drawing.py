"""The pieces charts are drawn of: rows and their labels, marks by role, texts beside them.

Texts beside a mark remember their side in their gid, texts on a part that they are on one, so
that ``fit`` can give them room again, or leave them out, after the axes were moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from xiaoyi_data.canvas import column, layout, payload, style, typesetting, values

BAR = 0.62
CLEAR = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1}  # behind a text on a line
GAP = 8.0  # points between a mark and its text
OVER = 2.5  # what stands over lines, and under marks
_ASIDE = 8.0  # points between the name of a row and a text beside a mark
ARROW = 24.0  # points that the open arrow of a floor reaches beyond its mark

Frame = pd.DataFrame


def fit(ax: Axes) -> None:
    """Widen the x axis until every text beside a mark has room; call again after a resize."""
    room = ax.get_window_extent().width * 72 / ax.figure.dpi
    low, high = getattr(ax, "_xiaoyi_limits", None) or ax.get_xlim()
    ax._xiaoyi_limits = (low, high)  # type: ignore[attr-defined]
    sides = {"right": 1, "left": -1}
    names = 0.0 if canvas(ax).narrow else _ASIDE  # of the rows, which texts on the left stand by
    texts = [
        (float(text.xy[0]), sides[gid], extent(text) + names * (gid == "left"))
        for gid in sides
        for text in ax.texts
        if isinstance(text, Annotation) and text.get_gid() == gid
    ]
    low, high = layout.fit(low, high, room, texts)
    ax.set_xlim(low, high)
    for text in ax.texts:
        if isinstance(text, Annotation) and text.get_gid() == "part":
            half = (float(text.xyann[0]) - text.xy[0]) * room / (high - low)
            wide = typesetting.width(text.get_text(), float(text.get_fontsize()))
            text.set_visible(wide + 4 <= 2 * half)


def row_names_width(ax: Axes) -> float:
    """Return the width of the widest name of a row in points."""
    if canvas(ax).narrow:
        return 0.0
    names = (tick.get_text() for tick in ax.get_yticklabels())
    return max(map(layout.PICTURE.wide, names), default=0.0)


def prepared(data: Frame, *needed: str) -> Frame:
    """Return the frame with every column that forms draw, as the payload holds it.

    Raises ValueError for a column or rows that are missing, and as ``payload.complete`` does.
    """
    heads = values.heads(data)
    missing = [one for one in ("label", "value", *needed) if one not in heads]
    if missing:
        raise ValueError(
            f"the chart frame has no column {missing[0]!r}; it has: {', '.join(heads) or 'none'}"
        )
    if data.empty:
        raise ValueError("the chart frame has no rows")
    frame = payload.complete(data)
    if not data.attrs.get("numbered"):  # a form may hand parts of its frame to another
        frame["nth"] = range(len(frame))
    frame.attrs["numbered"] = True
    for one in ("low", "high", "qualifier", "way"):
        if one not in frame:
            frame[one] = None
    for one in ("text", "way"):
        frame[one] = [text or "" for text in frame[one]]
    for one in {"value", "low", "high", *needed} - {"series", "panel"}:
        frame[one] = frame[one].astype("float64")
    for row in frame.index[frame["x"].isna()] if "x" in needed else ():
        raise ValueError(f"column 'x' holds nothing in row {row!r}: every mark needs one")
    return frame


def name(*nth: int) -> str:
    """Return the gid by which a drawing's SVG tells whose marks an artist shows, by their rows.

    >>> name(3, 4)
    'mark-3-4'
    """
    return "-".join(["mark", *map(str, nth)])


def marks_of(frame: Frame) -> list[Any]:
    return list(frame.itertuples(index=False))


def axes(ax: Axes | None, on: layout.Canvas = layout.PICTURE) -> Axes:
    if ax is not None:
        return ax
    size = (on.width / 72, (on.height if not on.narrow else on.width) / 72)
    # Saved as it is, all labels are on the picture; an exhibit lays it out itself.
    figure = plt.figure(figsize=size, dpi=style.DPI, layout="constrained")
    figure._xiaoyi_canvas = on  # type: ignore[attr-defined]
    return figure.add_subplot()


def canvas(ax: Axes) -> layout.Canvas:
    """Return the canvas that is drawn on: of pictures, unless the figure was made on another."""
    found: layout.Canvas = getattr(ax.figure, "_xiaoyi_canvas", layout.PICTURE)
    return found


def rows(
    ax: Axes, labels: Iterable[str], chosen: int | None = None, bands: Sequence[float] | float = 1.0
) -> list[float]:
    """Put the names of the rows, first on top, wrapped where they are long, one in bold.

    Returns the middles of the rows. On a narrow canvas names stand above their rows, which are
    ``bands`` high, in units of ``column.ROW``.
    """
    on = canvas(ax)
    names = layout.row_names(labels, on)
    every = range(len(names))
    if chosen is not None and chosen not in every:
        raise ValueError(f"there is no row {chosen!r} to choose: rows are 0 to {len(names) - 1}")
    if not on.narrow:
        ax.set_yticks(every, names, fontsize=style.LABEL, color=style.INK, family=style.FONT)
        ax.set_ylim(len(names) - 0.45, -0.55)
        if chosen is not None:
            ax.get_yticklabels()[int(chosen)].set_fontweight("bold")
        return [float(row) for row in every]
    high = [bands] * len(names) if isinstance(bands, float) else list(bands)
    middles, end = column.rows(names, high)
    ax.set_yticks([])
    ax.set_ylim(end, 0)
    for row, (name_, middle, band) in enumerate(zip(names, middles, high, strict=True)):
        ax.annotate(
            name_, (0, middle - band / 2), xycoords=("axes fraction", "data"), va="bottom",
            annotation_clip=False, color=style.INK, fontsize=style.LABEL, bbox=CLEAR,
            linespacing=column.SPACING, fontweight="bold" if row == chosen else "normal",
            gid="name", zorder=OVER,
        )  # fmt: skip
    return middles


def limits(numbers: Iterable[float]) -> tuple[float, float]:
    ends = [0.0, *numbers]
    low, high = min(ends), max(ends)
    return (low, high) if low < high else (0.0, 1.0)


def finish(ax: Axes, low: float, high: float) -> None:
    """Leave the rows without a frame, on an axis from ``low`` to ``high`` that texts fit on."""
    ax.spines[:].set_visible(False)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(low, high)
    fit(ax)


def bar(ax: Axes, y: float, mark: Any) -> None:
    fill, line = style.colour(mark.role), style.edge(mark.role)
    hatch = "////" if style.hatched(mark.role, mark.qualifier) else None
    start, end = (mark.low, mark.high) if mark.qualifier == "range" else (0, mark.value)
    if pd.isna(end - start):
        end = "low" if pd.isna(mark.low) else "high"
        raise ValueError(f"column {end!r} holds nothing for {mark.label!r}, which is a range")
    ax.barh(
        y, end - start, left=start, height=BAR, color=fill, edgecolor=line, linewidth=1.2,
        hatch=hatch, gid=name(mark.nth),
    )  # fmt: skip
    if mark.qualifier in style.FLOORS:
        floor(ax, mark.value, y, line, (-1 if mark.value < 0 else 1, 0), 2)
    elif mark.qualifier in style.CEILINGS:
        ax.vlines(mark.value, y - BAR * 0.7, y + BAR * 0.7, color=line, linewidth=2.5)
    elif mark.qualifier in style.LOOSE and not pd.isna(mark.high - mark.low):
        band = mark.high - mark.low
        ax.barh(y, band, left=mark.low, height=BAR * 0.3, color=style.PAPER, alpha=0.6)


def spots(ax: Axes, frame: Frame, x: pd.Series[Any], y: pd.Series[Any]) -> None:
    """Draw a dot for each mark that has a place, and a floor's arrow or a ceiling's bracket."""
    import seaborn as sns  # here, since it takes a second

    known = x.notna()
    frame, x, y = frame[known], x[known], y[known]
    if frame.empty:
        return
    sns.scatterplot(
        frame.assign(x=x, y=y), x="x", y="y", hue="role", palette=style.ROLES, s=14**2, ax=ax,
        linewidth=2.4, legend=False, zorder=3,
    )  # fmt: skip
    edges = [style.edge(role) for role in frame["role"]]
    ax.collections[-1].set_edgecolor(edges)
    ax.collections[-1].set_gid(name(*frame["nth"]))
    hollow = frame["role"].map(style.colour) == style.PAPER
    ax.scatter(  # once more, so that a full dot on the same spot does not hide it
        x[hollow], y[hollow], 14**2, "none", linewidth=2.4, zorder=4,
        edgecolors=[style.edge(role) for role in frame.loc[hollow, "role"]],
    )  # fmt: skip
    ax.set(xlabel="", ylabel="")
    for mark, across, up, line in zip(marks_of(frame), x, y, edges, strict=True):
        if mark.qualifier in style.FLOORS:
            floor(ax, across, up, line, (1, 0), 7)
        elif mark.qualifier in style.CEILINGS:
            ax.plot([across], [up], marker="|", markersize=30, color=line, mew=3, zorder=4)


def floor(ax: Axes, x: float, y: float, colour: str, way: tuple[float, float], gap: float) -> None:
    """Draw the open arrow of a floor from a mark, ``gap`` points off: it may well be more."""
    ax.annotate(
        "", (x, y), (way[0] * ARROW, way[1] * ARROW), textcoords="offset points", zorder=2,
        annotation_clip=False,
        arrowprops={"arrowstyle": "<-", "color": colour, "lw": 2, "shrinkA": 0, "shrinkB": gap},
    )  # fmt: skip


def arrow(mark: Any) -> float:
    """Points to leave for the arrow of a floor before the text."""
    return GAP + (ARROW - 4 if mark.qualifier in style.FLOORS else 0.0)


def text(ax: Axes, x: float, y: float, text: str, side: int, gap: float = GAP, **font: Any) -> None:
    """Write a text beside a mark; its gid says on which side, for ``fit``."""
    looks: dict[str, Any] = {"color": style.INK, "fontsize": style.LABEL} | font
    looks |= clear(canvas(ax))
    ax.annotate(
        str(text), (x, y), (side * gap, 0), textcoords="offset points", va="center",
        ha="left" if side > 0 else "right", gid="right" if side > 0 else "left",
        annotation_clip=False, **looks,
    )  # fmt: skip


def clear(on: layout.Canvas) -> dict[str, Any]:
    """Return the looks of a text that may reach over an axis, as it does on a narrow canvas."""
    return {"bbox": CLEAR, "zorder": OVER} if on.narrow else {}


def extent(text: Annotation) -> float:
    weight = "Bold" if text.get_fontweight() == "bold" else "Regular"
    gap = abs(float(text.xyann[0]))
    return typesetting.width(text.get_text(), float(text.get_fontsize()), weight) + gap + 2


def key(ax: Axes, frame: Frame, marker: str) -> None:
    """Name the series above the chart, each beside a mark such as it is drawn with."""
    roles = frame.drop_duplicates("series").set_index("series")["role"]
    marks = [
        Line2D([], [], linestyle="", marker=marker, markersize=12, color=style.colour(role),
               mec=style.edge(role), mew=2, label="name")
        for role in roles
    ]  # fmt: skip
    narrow = canvas(ax).narrow
    across = column.key(list(roles.index))[0] if narrow else len(marks)
    made = ax.legend(
        handles=marks, loc="lower left", bbox_to_anchor=(0, 1), ncols=across,
        borderaxespad=0.8 if narrow else 0.2,  # there the name of the first row is right below
        borderpad=0, handlelength=1.1, handleheight=0.9, columnspacing=1.6, fontsize=style.LABEL,
    )  # fmt: skip
    # Afterwards, since a legend leaves out names that begin with an underscore.
    for text_, name in zip(made.get_texts(), roles.index, strict=True):
        text_.set_text(name)
