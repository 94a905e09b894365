"""Tables of PowerPoint, set as ``canvas.layout`` sets them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from xiaoyi_data.canvas import layout, style
from xiaoyi_data.exports.slides.parts import set_font
from xiaoyi_data.exports.slides.template import A, paint, rgb

_RUN = qn("a:r")


def table(
    slide: Any, texts: layout.Cells, made: layout.Table, place: Any, alt: str,
    fills: Mapping[tuple[int, int], str] | None = None,
) -> None:  # fmt: skip
    """Draw a table, its first row the heads, from a place (left, top in points) on a slide.

    ``fills`` are the colours of cells (row, column) that are not white.
    """
    fills = fills or {}
    sides = (*place, sum(made.widths), sum(made.heights))
    frame = slide.shapes.add_table(len(texts), len(texts[0]), *(Pt(side) for side in sides))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    drawn = frame.table
    drawn.horz_banding = False
    for column, wide in zip(drawn.columns, made.widths, strict=True):
        column.width = Pt(wide)
    looks: dict[tuple[str, int], Any] = {}  # what cells of a look have, made once for all
    for number, row in enumerate(texts):
        drawn.rows[number].height = Pt(made.heights[number])
        for across, (cell, text) in enumerate(zip(drawn.rows[number].cells, row, strict=True)):
            ground = fills.get((number, across), style.PAPER)
            look = ground, min(number, 2)
            if look not in looks:
                looks[look] = _look(cell, *look, made.size)
            edges, letters = looks[look]
            cell._tc.remove(cell._tc.get_or_add_tcPr())
            cell._tc.append(deepcopy(edges))
            cell.text_frame.word_wrap = True
            cell.text = text
            for run in cell._tc.iter(_RUN):
                run.insert(0, deepcopy(letters))


def _look(cell: Any, ground: str, number: int, size: float) -> tuple[Any, Any]:
    """Return the properties of cells on a ground, of row 0, 1 or later, and of their texts."""
    # Two points less than measured, so that a cell just wide enough does not wrap.
    cell.margin_left, cell.margin_right = Pt(2), Pt(layout.CELL_PAD - 4)
    cell.margin_top = cell.margin_bottom = Pt(1)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    _rule(cell, "lnB", style.GRID if number else style.MUTED)
    if number:  # the same line, since viewers differ in whose they draw
        _rule(cell, "lnT", style.GRID if number > 1 else style.MUTED)
    run = cell.text_frame.paragraphs[0].add_run()
    set_font(run.font, size, style.on(ground) if number else style.MUTED, not number)
    return deepcopy(cell._tc.tcPr), run._r.rPr


def _rule(cell: Any, side: str, colour: str) -> None:
    cell._tc.get_or_add_tcPr().insert(0, A(side, paint(colour), w=int(Pt(1))))
