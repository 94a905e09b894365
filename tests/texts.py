"""The texts of a drawing: where they stand, and that each has room."""

import itertools

from matplotlib.figure import Figure
from matplotlib.text import Text


def boxes(figure: Figure):
    """The texts drawn, with their boxes in pixels."""
    figure.draw_without_rendering()  # the last drawing was the SVG's, at another resolution
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    return [(t, t.get_window_extent(renderer)) for t in texts]


def check_canvas(figure: Figure, found):
    """No text leaves the canvas or is under 12 points."""
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in found:
        assert text.get_fontsize() >= 12, text.get_text()
        assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= -1, text.get_text()


def check_texts(figure: Figure):
    """No text overlaps another, leaves the canvas, or is under 12 points."""
    found = boxes(figure)
    check_canvas(figure, found)
    for (one, a), (other, b) in itertools.combinations(found, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert not (across > 2 and down > 2), (one.get_text(), other.get_text())
