"""Tables of PowerPoint, their columns as wide as the texts need."""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from xiaoyi_data import style, typesetting
from xiaoyi_data.exports.native.parts import WIDER, Box, rgb


def table(slide: Any, heads: list[str], rows: list[list[str]], box: Box, size: float) -> None:
    """Set a table in a box, smaller than ``size`` (to 12 points) where it would not fit."""
    left, top, width, height = box
    texts = [heads, *rows]
    widths = _widths(texts, width, size)
    while size > 12 and _tall(texts, widths, size) > height:
        size -= 1
        widths = _widths(texts, width, size)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(heads), Pt(left), Pt(top), Pt(sum(widths)), Pt(20 * (len(rows) + 1))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "; ".join(heads))
    made = frame.table
    made.horz_banding = False
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Pt(wide)
    for number, row in enumerate(texts):
        for cell, text in zip(made.rows[number].cells, row, strict=True):
            cell.margin_left = cell.margin_right = Pt(7)
            cell.margin_top = cell.margin_bottom = Pt(2)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(style.GRID if number == 0 else style.PAPER)
            cell.text_frame.word_wrap = True
            cell.text = text
            for run in cell.text_frame.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(size), number == 0
                run.font.color.rgb = rgb(style.INK)


def _widths(texts: list[list[str]], width: float, size: float) -> list[float]:
    """Give each column what its longest text needs; those above the even share give way."""
    needs = [
        max(typesetting.width(text, size, "Bold") for text in column) * WIDER + 18
        for column in zip(*texts, strict=True)
    ]
    even = width / len(needs)
    small = sum(need for need in needs if need <= even)
    large = sum(need for need in needs if need > even)
    shares = [n if n <= even else n * (width - small) / large for n in needs]
    return [min(share, need) for share, need in zip(shares, needs, strict=True)]


def _tall(texts: list[list[str]], widths: list[float], size: float) -> float:
    lines = [
        max(
            len(typesetting.wrap(text, (wide - 16) / WIDER, size))
            for text, wide in zip(row, widths, strict=True)
        )
        for row in texts
    ]
    return sum(lines) * size * 1.5 + len(lines) * 6
