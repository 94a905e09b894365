"""An analyst's own chart on our canvas: every axes, legend and title of it, wholly inside a box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import Formatter, LogFormatterMathtext, LogitFormatter
from matplotlib.transforms import Bbox

from xiaoyi_data.canvas import style

_ROUNDS = 4  # labels grow and shrink with their axes; a few rounds settle them


class _Plain(Formatter):
    """Write as numbers what a formatter writes as formulas, which the house does not set."""

    def __init__(self, formula: Formatter) -> None:
        self.formula = formula

    def set_locs(self, locs: Any) -> None:
        super().set_locs(locs)
        self.formula.set_locs(locs)

    def __call__(self, x: float, pos: int | None = None) -> str:
        return f"{x:,.10g}" if self.formula(x, pos) else ""  # not every tick has a label


def figure_of(what: Any) -> Figure:
    """Return the figure of an Axes, of a grid of seaborn, or what is a figure itself.

    Raises ValueError for anything else.
    """
    found = what
    while not isinstance(found, Figure):
        above = found.figure if isinstance(found, Axes) else getattr(found, "figure", None)
        if above is None or above is found:
            shown = "a form by its name, an Axes, a Figure or a grid of seaborn"
            raise ValueError(f"an exhibit shows {shown}, not {type(what).__name__}")
        found = above
    if not found.axes:
        raise ValueError("the figure has no axes: draw on it first")
    return found


def settle(figure: Figure, own: Sequence[Text], box: tuple[float, float, float, float]) -> None:
    """Lay all axes, legends and ``own`` texts of a figure into a box.

    The box is (left, bottom, right, top) in shares of the figure. Axes keep their places to each
    other; texts keep their size but for those under that of a foot, which get it. Raises
    ValueError where labels leave no room for the axes.
    """
    for text in figure.findobj(Text):
        text.set_fontsize(max(float(text.get_fontsize()), style.FOOT))
        text.set_fontfamily(style.FONT)
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        for ticks in (axis.major, axis.minor):
            if isinstance(ticks.formatter, LogFormatterMathtext | LogitFormatter):
                ticks.formatter = _Plain(ticks.formatter)
    places = [ax.get_position() for ax in figure.axes]
    titles = [(text, text.get_position()) for text in own]
    whole = Bbox.union(places)
    if figure.legends or titles:  # which stand beside the axes, in the figure
        whole = Bbox.unit()
    goal = Bbox.from_extents(*box)
    for legend in figure.legends:
        legend.set_bbox_to_anchor(goal, transform=figure.transFigure)
    room = goal
    for _ in range(_ROUNDS):
        for ax, place in zip(figure.axes, places, strict=True):
            ax.set_position(_moved(place, whole, room))
        for text, (x, y) in titles:
            text.set_position(_moved(Bbox.from_bounds(x, y, 0, 0), whole, room).p0)
        taken = _taken(figure, own)
        left, bottom = room.x0 + goal.x0 - taken.x0, room.y0 + goal.y0 - taken.y0
        right, top = room.x1 + goal.x1 - taken.x1, room.y1 + goal.y1 - taken.y1
        if right - left < 0.05 or top - bottom < 0.05:
            raise ValueError("the labels of the chart leave no room for it: shorten them")
        room = Bbox.from_extents(left, bottom, right, top)


def _moved(place: Bbox, whole: Bbox, room: Bbox) -> Bbox:
    """Return a place within ``whole`` as the same place within ``room``."""
    across, down = room.width / whole.width, room.height / whole.height
    left, bottom = room.x0 + (place.x0 - whole.x0) * across, room.y0 + (place.y0 - whole.y0) * down
    return Bbox.from_bounds(left, bottom, place.width * across, place.height * down)


def _taken(figure: Figure, own: Sequence[Text]) -> Bbox:
    """Return what the figure's parts take, labels and all, in shares of the figure."""
    # Its canvas may not measure: of a figure made without pyplot, or closed since.
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    figure.draw_without_rendering()
    parts = [*figure.axes, *figure.legends, *own]
    boxes = [part.get_tightbbox(renderer) for part in parts if part.get_visible()]
    return Bbox.union([box for box in boxes if box]).transformed(figure.transFigure.inverted())
