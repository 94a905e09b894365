"""Line charts of PowerPoint, broken where a value is missing, with goals as marks of their own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from xiaoyi_data.canvas import grid, layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, sheets
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.template import SLIDE, rgb

LEVEL = "level"  # a series that leads to a goal, or bounds another
STEPS = "steps"  # a series that names the steps
_GAP = "\u00a0\u00a0"  # between a mark and its text
_HEADING = 26.0  # points over a panel


def lines(slide: Any, payload: Record, box: Box) -> None:
    """Draw the series of an exhibit over its steps, each named at its last mark.

    A goal, a series of one mark, has a dotted level leading to it and its text on the right; a
    series that is known between bounds has them as dotted lines.
    """
    rows = payload["data"]
    steps = places.steps(row["x"] for row in rows)
    names = list(dict.fromkeys(row["series"] for row in rows))
    groups = {
        name: sorted((r for r in rows if r["series"] == name), key=lambda r: r["x"])
        for name in names
    }
    goals = {
        name: own[0]
        for name, own in groups.items()
        if len(own) == 1 and own[0]["value"] is not None
    }
    guides = [
        (row["role"], [(step, row["value"]) for step in steps if step <= row["x"]])
        for row in goals.values()
    ]
    for own in groups.values():
        if len(own) > 1 and all(None not in (row.get("low"), row.get("high")) for row in own):
            guides += [(own[0]["role"], [(r["x"], r[end]) for r in own]) for end in ("low", "high")]
    even = _even(groups, steps)
    heads = [places.step_name(step) if even else _head(step, rows) for step in steps]
    values = [row["value"] for row in rows if row["value"] is not None]
    heights = [*values, *(y for _, level in guides for _, y in level)]
    low, high = min([0.0, *heights]), max([0.0, *heights]) * 1.2
    if not high:
        high = -0.2 * low or 1.0
    width, height = box[2:]
    beyond = [SLIDE.wide(_GAP + _said(row)) for row in goals.values()]
    foot = 60.0 if any("\n" in head for head in heads) else 26.0
    plot = (0.0, 0.0, width - max(beyond, default=0.0), height - foot)
    if even:
        made = parts.chart(
            slide, XL_CHART_TYPE.LINE_MARKERS, _by_step(groups, guides, steps, heads),
            payload, box, plot,
        )  # fmt: skip
        _axes(made, low, high)
        parts.name_every(made.category_axis, layout.every(heads, plot[2], SLIDE))
        _say_gaps(slide, groups, steps, (box[0], box[1], plot[2], plot[3]))
        series = {name: _at(own, steps) for name, own in groups.items()}
    else:
        data = _by_place(groups, guides, [(step, low) for step in steps])
        made = parts.chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES, data, payload, box, plot)
        _scales(made, steps, low, high, plot, foot)
        series = {name: list(own) for name, own in groups.items()}
    drawn = list(made.plots[0].series)
    told = [(row["series"], row["x"], row["value"] if row["text"] else None) for row in rows]
    aside = places.crowded(told, max(values, default=0.0))
    crowds = dict(zip([(series, x) for series, x, _ in told], aside, strict=True))
    for shape, (name, own) in zip(drawn, series.items(), strict=False):
        tall, last = max(values, default=0.0), steps[-1] if name in goals else None
        _paint(shape, own, last, tall, crowds)
    for shape, (role, _) in zip(drawn[len(names) :], guides, strict=False):
        shape.smooth, shape.marker.style = False, XL_MARKER_STYLE.NONE
        parts.line(shape.format.line, style.edge(role), width=1.25, dash=MSO_LINE.ROUND_DOT)
    for shape in drawn[len(names) + len(guides) :]:  # the names of the steps
        shape.marker.style = XL_MARKER_STYLE.NONE
        shape.format.line.fill.background()
        for place, head in enumerate(heads):
            parts.label(shape.points[place], head, XL_LABEL_POSITION.BELOW, colour=style.MUTED)


def facets(slide: Any, payload: Record, box: Box) -> None:
    """Draw a chart for each panel, side by side, under its heading, each on its own scale."""
    names = list(dict.fromkeys(row["panel"] for row in payload["data"]))
    for name, part in zip(names, grid.boxes(len(names), box, _HEADING, 0.0), strict=True):
        left, top, width, _ = part
        heading = (left, top - _HEADING, width, _HEADING)
        parts.text_box(slide, name, heading, style.LABEL, style.INK, bold=True)
        own = [row for row in payload["data"] if row["panel"] == name]
        lines(slide, payload | {"data": own}, part)


def _say_gaps(slide: Any, groups: dict[str, list[Record]], steps: list[float], plot: Box) -> None:
    """Say once, at the foot of the plot, what is said of each run of steps without a value."""
    left, top, width, height = plot
    each = width / len(steps)
    said: dict[tuple[int, int], list[str]] = {}
    for own in groups.values():
        for known, run in itertools.groupby(own, key=lambda row: row["value"] is not None):
            if not known:
                missing = list(run)
                span = (steps.index(missing[0]["x"]), steps.index(missing[-1]["x"]) + 1)
                said.setdefault(span, []).append(missing[0]["text"] or "–")
    for (first, end), texts in said.items():
        text = "; ".join(dict.fromkeys(texts))
        wide = max((end - first) * each, SLIDE.wide(text))
        middle = left + (first + end) / 2 * each
        lines = -(-SLIDE.wide(text) // wide)
        place = (middle - wide / 2, top + height - 20 * lines - 6, wide, 20.0 * lines)
        parts.text_box(slide, text, place, style.FOOT, style.MUTED, centred=True)


def _head(step: float, rows: list[Record]) -> str:
    """The name of a step, with what is said of values that are missing there."""
    name = places.step_name(step)
    missing = [row["text"] or "–" for row in rows if row["x"] == step and row["value"] is None]
    return f"{name}\n({'; '.join(dict.fromkeys(missing))})" if missing else name


def _even(groups: dict[str, list[Record]], steps: list[float]) -> bool:
    """Whether a chart of steps shows it: a row each, at most, and as far from one to the next.

    Where a series has no row between two others it would break, since a viewer cannot tell that
    from a value that is missing.
    """
    ways = {after - before for before, after in itertools.pairwise(steps)}
    for own in groups.values():
        first, last = steps.index(own[0]["x"]), steps.index(own[-1]["x"])
        if [row["x"] for row in own] != list(steps[first : last + 1]):
            return False
    return len(ways) < 2


def _at(own: list[Record], steps: list[float]) -> list[Record | None]:
    found = {row["x"]: row for row in own}
    return [found.get(step) for step in steps]


def _by_step(groups: dict[str, list[Record]], guides: Any, steps: Any, heads: Any) -> Any:
    data = sheets.Categories()
    data.categories = heads
    for name, own in groups.items():
        data.add_series(name, [row and row["value"] for row in _at(own, steps)])
    for _, level in guides:
        data.add_series(LEVEL, [dict(level).get(step) for step in steps])
    return data


def _by_place(groups: dict[str, list[Record]], guides: Any, floor: Any) -> Any:
    data = sheets.Places()
    spots = [(name, [(row["x"], row["value"]) for row in own]) for name, own in groups.items()]
    for name, own in [*spots, *((LEVEL, level) for _, level in guides), (STEPS, floor)]:
        series = data.add_series(name)
        for x, y in own:
            series.add_data_point(x, y)
    return data


def _marks(own: Sequence[Record | None]) -> list[tuple[int, Record]]:
    return [(place, row) for place, row in enumerate(own) if row and row["value"] is not None]


def _said(row: Record) -> str:
    return f"{row['series']} {row['text'] or ''}".rstrip()


def _axes(made: Any, low: float, high: float) -> None:
    axis, steps = made.value_axis, made.category_axis
    axis.visible = axis.has_major_gridlines = False
    axis.minimum_scale, axis.maximum_scale = low, high
    parts.set_font(steps.tick_labels.font, style.LABEL, style.MUTED)
    steps._element.txPr.find(qn("a:bodyPr")).set("rot", "0")  # never aslant
    steps.major_tick_mark = XL_TICK_MARK.NONE
    steps.format.line.color.rgb = rgb(style.MUTED)


def _scales(made: Any, steps: list[float], low: float, high: float, plot: Box, foot: float) -> None:
    """Set the axes of lines over steps of any distance, whose names stand below their points."""
    across, up = made.category_axis, made.value_axis
    aside = 0.05 * (steps[-1] - steps[0]) or 0.5
    across.minimum_scale, across.maximum_scale = steps[0] - aside, steps[-1] + aside
    up.minimum_scale, up.maximum_scale = low - (high - low) * foot / plot[3], high
    up.visible = up.has_major_gridlines = across.has_major_gridlines = False
    across.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    across.major_tick_mark = XL_TICK_MARK.NONE
    across.format.line.color.rgb = rgb(style.MUTED)


def _paint(
    shape: Any,
    own: Sequence[Record | None],
    last: float | None,
    tall: float,
    crowds: dict[tuple[str, float], bool | None],
) -> None:
    """Paint a series and its texts; of a goal ``last`` is the last step, beyond which is room.

    ``crowds`` says of a mark (series, step) where its text gives way to that of another line.
    """
    goal, marks = last is not None, _marks(own)
    shape.smooth = False
    if not marks:
        return
    role = marks[0][1]["role"]
    shape.format.line.color.rgb = rgb(style.edge(role))
    shape.format.line.width = Pt(2.5)
    parts.spot(shape.marker, role, 11 if goal else 8)
    aside = [crowds[row["series"], row["x"]] if row else None for row in own]
    valleys = places.valleys([row["value"] if row else None for row in own], tall, aside)
    for place, row in marks:
        point, edge = shape.points[place], style.edge(role)
        if goal:
            lead = _GAP + LEADS.get(row.get("qualifier") or "", "").replace("→", "↑")
            side = XL_LABEL_POSITION.RIGHT if row["x"] == last else XL_LABEL_POSITION.ABOVE
            parts.label(point, _said(row), side, lead=lead, edge=edge, colour=edge)
            continue
        side = XL_LABEL_POSITION.BELOW if valleys[place] else XL_LABEL_POSITION.ABOVE
        name = f"{row['series']}\n" if row is marks[-1][1] else ""
        if name and not row["text"]:
            parts.label(point, row["series"], side, colour=edge, bold=True, clear=True)
            continue
        parts.label(point, row["text"] or "", side, lead=name, edge=edge, clear=True)
