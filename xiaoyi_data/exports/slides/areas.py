"""Bands of lines: areas between two bounds, which follow the cells of those.

An area runs over all steps of a chart: where a viewer finds no bounds at a step it draws down to
zero. And it goes by steps, where points of uneven distances have none. So a band that is known at
a part of the steps alone, or between such points, is a stripe at each mark instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xiaoyi_data.canvas import style
from xiaoyi_data.exports.slides import sheets
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.template import A, C, paint

Bands = Mapping[str, Sequence[Record]]


def add(data: Any, bands: Bands) -> None:
    """Add the series of bands to those of lines: for each what is below it, and what it spans."""
    foot = [0.0] * len(data.categories)
    for name, rows in bands.items():
        data.add_series(name, [row["low"] - end for row, end in zip(rows, foot, strict=True)])
        data.add_series(name, [row["high"] - row["low"] for row in rows])
        foot = [row["high"] for row in rows]


def draw(chart: Any, data: sheets.Categories, bands: Bands, words: Mapping[str, str]) -> None:
    """Draw the bands whose series were added last, behind the lines, one on top of the other."""
    if not bands:
        return
    lines = chart.plots[0]._element
    series = list(chart.plots[0].series)[-2 * len(bands) :]
    areas = C.areaChart(C.grouping(val="stacked"), C.varyColors(val=0))
    first, foot = len(data) - len(series), ""
    for place, (name, rows) in enumerate(bands.items()):
        index = first + 2 * place
        low, high = (
            sheets.first(data.column(index, f"{name}: {words[end]}", _cells(rows, end)))
            for end in ("low", "high")
        )
        for step in range(len(rows)):
            ends = [sheets.below(end, step) for end in (low, high)]
            under = f"-{sheets.below(foot, step)}" if foot else ""
            below, span = (one.values[step] for one in series[2 * place : 2 * place + 2])
            data.put(data.at(index, step), sheets.Cell(below, f"={ends[0]}{under}"))
            data.put(data.at(index + 1, step), sheets.Cell(span, f"=MAX(0,{ends[1]}-{ends[0]})"))
        foot = high
        shade = paint(style.edge(rows[0]["role"]), A.alpha(val=25_000))
        for one, fill in zip(series[2 * place :], (A.noFill(), shade), strict=False):
            areas.append(_bare(one._element, fill))
    for axis in lines.xpath("c:axId"):
        areas.append(C.axId(val=axis.get("val")))
    # After the lines, which remain the first plot: areas are behind them all the same.
    lines.addnext(areas)


def _cells(rows: Sequence[Record], end: str) -> list[sheets.Cell]:
    return [sheets.Cell(row[end]) for row in rows]


def _bare(series: Any, fill: Any) -> Any:
    """A series of a line as one of an area: with a fill, and without what areas have not."""
    for one in series.xpath("c:marker | c:smooth | c:dLbls | c:spPr"):
        series.remove(one)
    series.xpath("c:tx")[0].addnext(C.spPr(fill, A.ln(A.noFill())))
    return series
