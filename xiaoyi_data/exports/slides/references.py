"""The line across bars at a reference: thin bars on a second pair of axes, which follow it.

Bars that lie share their axes with no line or area: PowerPoint runs those along the other axis.
Points need axes of their own, which LibreOffice turns with the bars. Thin bars do in both, one a
row, each a dash of the line, on axes that are hidden. What is stacked beyond them, and not seen,
reaches as far as the bars do: both pairs of axes have one scale, and no end that is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from xiaoyi_data.canvas import style
from xiaoyi_data.exports.slides import sheets
from xiaoyi_data.exports.slides.template import rgb

_THIN = 0.002  # of the axis: how thick the line is
_GAP = 40  # percent of a dash, to the next


def add(data: Any, name: str, line: float, ends: Sequence[float]) -> None:
    """Add the series of a line to those of bars that reach to ``ends``."""
    for value in (line, *_stack(line, ends)):
        data.add_series(name, [value] * len(data.categories))


def draw(chart: Any, data: sheets.Categories, line: float, ends: Sequence[float]) -> None:
    """Draw the line of which the series were added last, where the first of its cells says."""
    stack = _stack(line, ends)
    first, rows = len(data) - len(stack), len(data.categories)
    where, reach = data.at(first - 1, 0), f"{data.at(0, 0)}:{data.at(first - 1, rows - 1)}"
    near, far, sign = ("MAX", "MIN", "-") if line >= 0 else ("MIN", "MAX", "+")
    thin = f"{_THIN}*(MAX(0,{reach})-MIN(0,{reach}))"
    made = [
        f"{near}(0,{where}{sign}{thin})", f"{where}-{data.at(first, 0)}",
        f"{near}(0,{reach})-{where}", f"{far}(0,{reach})",
    ]  # fmt: skip
    for place in range(rows):
        for index, (value, formula) in enumerate(zip(stack, made, strict=True), start=first):
            data.put(data.at(index, place), sheets.Cell(value, f"={formula}"))
        if place:
            data.put(data.at(first - 1, place), sheets.Cell(line, f"={where}"))
    unseen = list(chart.plots[0].series)[first - 1 :]
    for series in unseen:
        series.format.fill.background()
    unseen[2].format.fill.solid()
    unseen[2].format.fill.fore_color.rgb = rgb(style.MUTED)
    _apart(chart, [series._element for series in unseen[1:]])


def _stack(line: float, ends: Sequence[float]) -> list[float]:
    """What is stacked: up to the line, the line, from it to the end, and on the side of zero."""
    low, high = min([0.0, line, *ends]), max([0.0, line, *ends])
    thin = _THIN * (high - low)
    if line >= 0:
        start = max(0.0, line - thin)
        return [start, line - start, high - line, low]
    start = min(0.0, line + thin)
    return [start, line - start, low - line, high]


def _apart(chart: Any, moved: Sequence[Any]) -> None:
    """Stack series of a bar chart on hidden axes like those it has."""
    bars = chart.plots[0]._element
    second = deepcopy(bars)
    for series in second.xpath("c:ser"):
        second.remove(series)
    second.xpath("c:grouping")[0].set("val", "stacked")
    gap = second.xpath("c:gapWidth")[0]
    gap.set("val", str(_GAP))
    for series in moved:
        gap.addprevious(series)
    bars.addnext(second)
    area = bars.getparent()
    for axis in area.xpath("c:valAx | c:catAx"):
        hidden = deepcopy(axis)
        hidden.xpath("c:delete")[0].set("val", "1")
        area.xpath("c:valAx | c:catAx")[-1].addnext(hidden)
        for node in hidden.xpath("c:axId | c:crossAx"):
            node.set("val", str(int(node.get("val")) + 1))
    for node in second.xpath("c:axId"):
        node.set("val", str(int(node.get("val")) + 1))
