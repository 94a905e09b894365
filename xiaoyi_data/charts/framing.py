"""What frames a chart: title, measure and foot, and the room that is left for it between them."""

from __future__ import annotations

import io
import re
from typing import cast

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from xiaoyi_data.canvas import column, layout, style
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.charts import drawing, grid, guest

_OURS = "_frame"  # the label of what frames a chart, which no legend shows


def frame(
    figure: Figure, ax: Axes, data: pd.DataFrame, payload: contract.Payload, canvas: layout.Canvas
) -> None:
    """Set title, subtitle and foot, and give the axes the room between them."""
    # Not "none", which leaves an engine that does nothing, for which everything is drawn twice.
    with plt.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
        figure.set_layout_engine(None)
    for part in figure.get_children():
        if part.get_label() == _OURS:  # whose cell runs again, it is framed once, not twice
            part.remove()
    own = list(figure.texts)  # of a chart that is not ours
    kind, texts = payload["kind"], (payload["title"], payload["subtitle"])
    foot = (payload["source"], payload["caveat"])
    axes = figure.axes if kind not in ("table", "picture") else [ax]
    if canvas.narrow:
        heights, above = _heights(kind, axes)
        canvas, framed, boxes = column.laid_out(kind, *texts, foot, heights, above)
    else:
        framed = layout.frame(*texts, foot)
        rows = [max(1, len(part.get_yticks())) for part in axes]
        names = max(map(drawing.row_names_width, axes))
        boxes = layout.areas(kind, framed, rows, names, any(one.get_legend() for one in axes))
    wide, high = canvas.width, canvas.height
    figure.set_size_inches(wide / 72, high / 72)
    figure.set_dpi(style.DPI)
    _write(figure, framed.title, canvas.title_top, canvas.heading, "bold", style.INK, canvas)
    _write(figure, framed.subtitle, framed.second, canvas.under, "regular", style.MUTED, canvas)
    _write(figure, framed.foot, framed.last, style.FOOT, "regular", style.MUTED, canvas)
    figure.add_artist(
        Line2D([canvas.margin / wide, (canvas.margin + 60) / wide],
               [1 - (canvas.title_top - 16) / high] * 2,
               color=style.ACCENT, linewidth=5, solid_capstyle="butt", label=_OURS)
    )  # fmt: skip
    if kind == "picture":
        left, top, width, height = boxes[0]
        edges = (left / wide, 1 - (top + height) / high, (left + width) / wide, 1 - top / high)
        guest.settle(figure, own, edges)
        return
    for artist in figure.findobj(Text):  # a dollar is a dollar: pages and slides know no formulas
        artist.set_parse_math(False)
    for part, (left, top, width, height) in zip(axes, boxes, strict=True):
        bottom = (high - top - height) / high
        part.set_position((left / wide, bottom, width / wide, max(height, 1) / high))
        if kind == "table":
            grid.lay_out(part, data)
            continue
        if len(axes) > 1:
            inset = (canvas.margin - left) / width if kind == "panels" else 0.0
            heading = part.get_title(loc="left")
            part.set_title(heading, loc="left", x=inset, fontweight="bold", pad=6)
        drawing.fit(part)


def _heights(kind: str, axes: list[Axes]) -> tuple[list[float], float]:
    """Return how high axes are on a narrow canvas, and what stands above them, in points."""
    legends = [legend for legend in (ax.get_legend() for ax in axes) if legend]
    above = column.key([text.get_text() for text in legends[0].get_texts()])[1] if legends else 0.0
    if kind in ("lines", "facets"):
        return [column.PLOT] * len(axes), above
    heads = [tick.get_text() for tick in axes[0].get_xticklabels()] if kind == "matrix" else []
    above += max((6 + column.extent(head)[1] for head in heads), default=0.0)
    return [abs(float(ax.get_ylim()[1] - ax.get_ylim()[0])) * column.ROW for ax in axes], above


def _write(
    figure: Figure, lines: list[str], top: float, size: float, weight: str, colour: str,
    canvas: layout.Canvas,
) -> None:  # fmt: skip
    """Write lines from ``top`` points down."""
    leading = size * (canvas.title_leading if weight == "bold" else canvas.leading)
    for place, line in enumerate(lines):
        figure.text(
            canvas.margin / canvas.width, 1 - (top + place * leading) / canvas.height, line,
            size=size, weight=weight, color=colour, va="top", family=style.FONT,
            label=_OURS, parse_math=False,
        )  # fmt: skip


def drawn(figure: Figure) -> str:
    """Return a framed chart as SVG, with outlines for letters, without a size of its own."""
    made = io.StringIO()
    for artist in figure.findobj(lambda artist: isinstance(artist, Text)):
        cast(Text, artist).set_fontfamily(style.FONT)  # whatever the user's own settings were
    with plt.rc_context({"savefig.bbox": None}):
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    # Without a width of its own a picture takes that of the page, in JupyterLab too.
    return re.sub(r' (?:width|height)="[\d.]+pt"', "", made.getvalue(), count=2)
