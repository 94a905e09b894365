"""Tables of PowerPoint, their columns as wide as the texts need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from xiaoyi_data.canvas import style, typesetting
from xiaoyi_data.exports.slides.parts import Box, rgb

# Size of type and space in a row, from the roomiest to the least that reads.
_SIZES = ((18, 18), (16, 14), (14, 10), (14, 5), (13, 4), (12, 4), (12, 2))
_SIDE = 7.0  # margin of a cell
# A cell that is wider than measured wraps and its row grows, so little need be kept free.
_WIDER = 1.02
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"

Rows = list[list[str]]


def table(
    slide: Any,
    heads: list[str],
    rows: Rows,
    box: Box,
    alt: str,
    *,
    like: Rows | None = None,
    most: float = 18,
) -> None:
    """Set a table in a box, as large as it fits; beyond 14 points only where no cell must wrap.

    Its columns suit the rows ``like``, where tables on several slides are to look alike; its type
    has at ``most`` that size.
    """
    texts = [heads, *rows]
    for size, space in (pair for pair in _SIZES if pair[0] <= most):
        widths = _widths([heads, *(like or rows)], box[2], size)
        heights = [_high(row, widths, size, space) for row in texts]
        wraps = any(high > _line(size) + space for high in heights)
        if sum(heights) <= box[3] and (size <= 14 or not wraps):
            break
    _set(slide, texts, box, alt, (widths, heights, size))


def pages(heads: list[str], rows: Rows, box: Box) -> Iterator[Rows]:
    """Yield as many rows at a time as a box holds at 12 points."""
    size, space = _SIZES[-2]
    widths = _widths([heads, *rows], box[2], size)
    page: Rows = []
    left = room = box[3] - _high(heads, widths, size, space)
    for row in rows:
        high = _high(row, widths, size, space)
        if page and high > left:
            yield page
            page, left = [], room
        page.append(row)
        left -= high
    if page:
        yield page


def _set(slide: Any, texts: Rows, box: Box, alt: str, sizes: tuple[Any, ...]) -> None:
    widths, heights, size = sizes
    left, top = (Pt(side) for side in box[:2])
    frame = slide.shapes.add_table(
        len(texts), len(texts[0]), left, top, Pt(sum(widths)), Pt(sum(heights))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    made = frame.table
    made.horz_banding = False
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Pt(wide)
    for number, row in enumerate(texts):
        made.rows[number].height = Pt(heights[number])
        for cell, text in zip(made.rows[number].cells, row, strict=True):
            cell.margin_left, cell.margin_right = Pt(2), Pt(2 * _SIDE - 2)
            cell.margin_top = cell.margin_bottom = Pt(1)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(style.PAPER)
            _rule(cell, "lnB", style.GRID if number else style.MUTED)
            if number:  # the same line, since viewers differ in whose they draw
                _rule(cell, "lnT", style.GRID if number > 1 else style.MUTED)
            cell.text_frame.word_wrap = True
            cell.text = text
            for run in (run for part in cell.text_frame.paragraphs for run in part.runs):
                run.font.size, run.font.bold = Pt(size), number == 0
                run.font.color.rgb = rgb(style.INK if number else style.MUTED)


def _rule(cell: Any, side: str, colour: str) -> None:
    line = etree.Element(f"{{{_A}}}{side}", w=str(int(Pt(1))))
    paint = etree.SubElement(line, f"{{{_A}}}solidFill")
    etree.SubElement(paint, f"{{{_A}}}srgbClr", val=colour[1:])
    cell._tc.get_or_add_tcPr().insert(0, line)


def _widths(texts: Rows, width: float, size: float) -> list[float]:
    """Give each column what its longest text needs; the widest share what is left evenly."""
    needs = [
        max(typesetting.width(line, size, "Bold") for text in column for line in text.split("\n"))
        * _WIDER
        + 2 * _SIDE
        + 2
        for column in zip(*texts, strict=True)
    ]
    widths, left = dict.fromkeys(range(len(needs)), 0.0), width
    for done, place in enumerate(sorted(widths, key=needs.__getitem__)):
        widths[place] = min(needs[place], left / (len(needs) - done))
        left -= widths[place]
    spare = min(left / len(needs), 40.0)
    return [wide + spare for wide in widths.values()]


def _high(row: list[str], widths: list[float], size: float, space: float) -> float:
    """The points a row takes: its tallest cell, and space."""
    lines = max(
        sum(
            len(typesetting.wrap(part, (wide - 2 * _SIDE) / _WIDER, size))
            for part in text.split("\n")
        )
        for text, wide in zip(row, widths, strict=True)
    )
    return lines * _line(size) + space


def _line(size: float) -> float:
    return size * 1.28
