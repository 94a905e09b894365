"""Tables of PowerPoint, set as ``canvas.layout`` sets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from xiaoyi_data.canvas import layout, style
from xiaoyi_data.exports.slides.parts import set_font
from xiaoyi_data.exports.slides.template import A, paint, rgb


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
    for number, row in enumerate(texts):
        drawn.rows[number].height = Pt(made.heights[number])
        for across, (cell, text) in enumerate(zip(drawn.rows[number].cells, row, strict=True)):
            ground = fills.get((number, across), style.PAPER)
            # Two points less than measured, so that a cell just wide enough does not wrap.
            cell.margin_left, cell.margin_right = Pt(2), Pt(layout.CELL_PAD - 4)
            cell.margin_top = cell.margin_bottom = Pt(1)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(ground)
            _rule(cell, "lnB", style.GRID if number else style.MUTED)
            if number:  # the same line, since viewers differ in whose they draw
                _rule(cell, "lnT", style.GRID if number > 1 else style.MUTED)
            cell.text_frame.word_wrap = True
            cell.text = text
            for run in (run for part in cell.text_frame.paragraphs for run in part.runs):
                set_font(
                    run.font, made.size, style.on(ground) if number else style.MUTED, not number
                )


def _rule(cell: Any, side: str, colour: str) -> None:
    cell._tc.get_or_add_tcPr().insert(0, A(side, paint(colour), w=int(Pt(1))))
