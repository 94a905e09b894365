"""An analyst's own chart as a chart of PowerPoint: bars, points and lines as they were drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_TICK_LABEL_POSITION,
)

from xiaoyi_data.canvas import layout, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, sheets, traces
from xiaoyi_data.exports.slides.labels import Labels
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.template import SLIDE, C

NAMES = "names"  # a series whose labels name the places of points
_FEW = 12  # steps of an axis, each with its number


def draw(slide: Any, payload: Record, box: Box) -> None:
    """Draw bars, lines over names, or points, as ``drawn`` of a payload says they look."""
    drawn = payload["drawn"]
    left, top, width, height = box
    if drawn["key"]:
        parts.text_box(
            slide, drawn["key"], (left, top, width, traces.HEAD), style.LABEL, style.MUTED
        )
        box = (left, top + traces.HEAD, width, height - traces.HEAD)
    {"bar": _bars, "line": _lines, "points": _points}[drawn["type"]](slide, payload, box)


def _bars(slide: Any, payload: Record, box: Box) -> None:
    drawn, groups = payload["drawn"], _groups(payload)
    flat, order = drawn["flat"], drawn["order"]
    data = sheets.Categories()
    data.categories = order
    marks, ends = _by_name(data, groups, order), traces.ends(payload)
    if ends and not flat:
        data.add_series(traces.REACH, [*ends, *ends[1:] * len(order)][: len(order)])
    names = (
        max(map(SLIDE.wide, layout.row_names(order))) + 14 if flat else traces.upright(order, box)
    )
    beside = (names, traces.NAMES) if flat else (traces.NUMBERS, names)
    titles = (drawn["names"], drawn["value"]["title"])
    plot = traces.plot(drawn, box, beside, titles if flat else titles[::-1])
    forms = {
        (False, False): XL_CHART_TYPE.COLUMN_CLUSTERED,
        (False, True): XL_CHART_TYPE.COLUMN_STACKED,
        (True, False): XL_CHART_TYPE.BAR_CLUSTERED,
        (True, True): XL_CHART_TYPE.BAR_STACKED,
    }
    made = parts.chart(slide, forms[flat, drawn["stacked"]], data, payload, box, plot)
    bars = made.plots[0]
    alone = all(sum(own[place] is not None for own in marks) < 2 for place in range(len(order)))
    bars.gap_width, bars.overlap = drawn["gap"], 100 if drawn["stacked"] or alone else 0
    bars.vary_by_categories = False
    if ends and not flat:
        traces.unseen(bars)
    elif ends:  # bars that lie share their axes with nothing that would reach as far
        made.value_axis.maximum_scale = 1.05 * max(ends)
    for series, look in zip(bars.series, drawn["series"], strict=True):
        series.invert_if_negative = False
        traces.fill(series.format, look["colour"])
    if drawn["labels"]:
        side = XL_LABEL_POSITION.CENTER if drawn["stacked"] else XL_LABEL_POSITION.OUTSIDE_END
        traces.say(made, data, marks, payload, side)
    traces.whiskers(made, data, marks, payload)
    traces.axis(made.category_axis, drawn["names"])
    traces.axis(made.value_axis, drawn["value"]["title"], drawn["value"])
    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if drawn["down"]:
        made.category_axis.reverse_order = True
        traces.cross(made.value_axis, "max")
    if all((row["value"] or 0) >= 0 for row in payload["data"]):
        made.value_axis.minimum_scale = min([0.0, *ends])
    traces.finish(made, data, drawn, box, plot)


def _lines(slide: Any, payload: Record, box: Box) -> None:
    drawn, groups, order = payload["drawn"], _groups(payload), payload["drawn"]["order"]
    dated = drawn["date"]
    data = sheets.Categories()
    data.categories = [date.fromisoformat(day) for day in order] if dated else order
    marks, ends = _by_name(data, groups, order), traces.ends(payload)
    if ends:
        data.add_series(traces.REACH, [*ends, *ends[1:] * len(order)][: len(order)])
    beside = (traces.NUMBERS, traces.upright(order, box))
    plot = traces.plot(drawn, box, beside, (drawn["value"]["title"], drawn["names"]))
    made = parts.chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, payload, box, plot)
    drawn_series = list(made.plots[0].series)
    for series, look in zip(drawn_series, drawn["series"], strict=False):
        traces.trace(series, look)
    if ends:
        traces.hide(drawn_series[-1])
    traces.whiskers(made, data, marks, payload)
    traces.axis(made.category_axis, drawn["names"])
    traces.axis(made.value_axis, drawn["value"]["title"], drawn["value"])
    made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if dated:
        _count_days(made, dated, data.categories)
    traces.finish(made, data, drawn, box, plot)


def _count_days(made: Any, code: str, days: Any) -> None:
    """Let an axis of dates name days, months or years, and lines run on where one has none."""
    axis, (first, *_, last) = made.category_axis, sorted(day.label for day in [*days, *days])
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = code, False
    unit, length = ("days", 1) if "d" in code else ("months", 30) if "m" in code else ("years", 365)
    every = max(1, math.ceil((last - first).days / length / _FEW))
    after = axis._element.xpath("c:baseTimeUnit")[0]  # of days, whichever are named
    for one in (C.majorTimeUnit(val=unit), C.majorUnit(val=every)):
        after.addnext(one)
    made._chartSpace.xpath(".//c:dispBlanksAs")[0].set("val", "span")


def _points(slide: Any, payload: Record, box: Box) -> None:
    drawn, groups, data = payload["drawn"], _groups(payload), sheets.Places()
    names, upright = drawn["names"], drawn["upright"]
    for name, rows in groups:
        series = data.add_series(name)
        for row in rows:
            series.add_data_point(row["x"], row["value"])
    if ends := traces.ends(payload):
        series = data.add_series(traces.REACH)
        for end in ends:
            series.add_data_point(payload["data"][0]["x"], end)
    foot = _even(drawn["foot"], [row["value" if upright else "x"] for row in payload["data"]])
    if names:
        series = data.add_series(NAMES)
        for place, _ in names:
            series.add_data_point(*((place, foot) if upright else (foot, place)))
    along = [row["x"] for row in payload["data"]]
    wide = max(map(SLIDE.wide, (text for _, text in names)), default=0.0) + 14
    beside = (wide if names and not upright else traces.NUMBERS, traces.NAMES)
    plot = traces.plot(drawn, box, beside, (drawn["y"]["title"], drawn["x"]["title"]))
    made = parts.chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES, data, payload, box, plot)
    drawn_series = list(made.plots[0].series)
    for series, look in zip(drawn_series, drawn["series"], strict=False):
        traces.trace(series, look)
    if ends:
        traces.hide(drawn_series[len(groups)])
    traces.whiskers(made, data, [rows for _, rows in groups], payload, "y")
    for axis, look in ((made.category_axis, drawn["x"]), (made.value_axis, drawn["y"])):
        traces.axis(axis, look["title"], look)
        traces.cross(axis, "min")
    if not names and all(float(x).is_integer() for x in along) and max(along) - min(along) < _FEW:
        made.category_axis.major_unit = 1  # years, or things counted
    if names:
        _name(made, drawn_series[-1], data, drawn, foot)
    # Of series LibreOffice draws none that has fewer points than one after it.
    plots = made.plots[0]._element
    longest = sorted(plots.xpath("c:ser"), key=lambda one: -len(one.xpath("c:xVal//c:pt")))
    for one in longest:
        plots.xpath("c:axId")[0].addprevious(one)
    traces.finish(made, data, drawn, box, plot)


def _groups(payload: Record) -> list[tuple[str, list[Record]]]:
    """The marks of each series, in the order of those."""
    names = [look["name"] for look in payload["drawn"]["series"]]
    return [(name, [row for row in payload["data"] if row.get("series", name) == name])
            for name in names]  # fmt: skip


def _by_name(data: Any, groups: Any, order: Sequence[str]) -> list[list[Record | None]]:
    """Add series over names; return the marks of each, by the names."""
    made = []
    for name, rows in groups:
        found = {row["label"]: row for row in rows}
        made.append([found.get(label) for label in order])
        data.add_series(name, [row and row["value"] for row in made[-1]])
    return made


def _even(foot: float, values: Sequence[float]) -> float:
    """Where an axis begins that was drawn from ``foot``: at a round number, no higher.

    >>> _even(5.73, [7.0, 36.0]), _even(-0.2, [0.0, 4.0])
    (0.0, -1.0)
    """
    unit = 10.0 ** math.floor(math.log10((max(values) - foot) or 1.0))
    return foot if foot > 0 and foot < unit / 10 else math.floor(foot / unit) * unit


def _name(made: Any, series: Any, data: Any, drawn: Record, foot: float) -> None:
    """Name the places of points beside their axis, which counts names and no values."""
    upright, index = drawn["upright"], len(data) - 1
    axis = made.category_axis if upright else made.value_axis
    other = made.value_axis if upright else made.category_axis
    places = [place for place, _ in drawn["names"]]
    axis.minimum_scale, axis.maximum_scale = min(places) - 0.5, max(places) + 0.5
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    other.minimum_scale = foot
    if drawn["down"] and not upright:
        axis.reverse_order = True
        traces.cross(other, "max")
    traces.hide(series)
    spoken = Labels(series, data, index, NAMES)
    side = XL_LABEL_POSITION.BELOW if upright else XL_LABEL_POSITION.LEFT
    for place, (_, text) in enumerate(drawn["names"]):
        spoken.say(place, text, side)
    spoken.close()
