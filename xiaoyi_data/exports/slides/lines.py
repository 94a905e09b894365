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

from xiaoyi_data import choices
from xiaoyi_data.canvas import grid, layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import areas, parts, points, sheets
from xiaoyi_data.exports.slides import goals as goals_
from xiaoyi_data.exports.slides.labels import NAME, Held, Labels
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.template import SLIDE, rgb

LEVEL = "level"  # a series that leads to a goal, or bounds another
STEPS = "steps"  # a series that names the steps
_GAP = "\u00a0\u00a0"  # between a mark and its text
_HEADING, _TOP = 26.0, 40.0  # points over a panel, and over its lines
_BAND = 14.0  # points: how wide the stripe is over what a point leaves open


def lines(slide: Any, payload: Record, box: Box) -> None:
    """Draw the series of an exhibit over its steps, each named at its last mark.

    A goal, a series of one mark, has a dotted level leading to it and its text on the right; a
    series that is known between bounds has a pale band (see ``areas``).
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
    bands = {
        name: own
        for name, own in groups.items()
        if len(own) > 1 and all(None not in (row.get("low"), row.get("high")) for row in own)
    }
    even = _even(groups, steps)
    whole = {name: own for name, own in bands.items() if even and len(own) == len(steps)}
    levels = {name: [step for step in steps if step <= goal["x"]] for name, goal in goals.items()}
    heads = [places.step_name(step) if even else _head(step, rows) for step in steps]
    values = [row["value"] for row in rows if row["value"] is not None]
    ends = [own[name] for band in bands.values() for own in band for name in ("low", "high")]
    low = points.least([*values, *ends])
    width, height = box[2:]
    tall = max(values, default=0.0)
    foot = 60.0 if any("\n" in head for head in heads) else 26.0
    inner = (width, height - foot - _TOP)
    sides = {name: goals_.side(goal, rows, steps, inner) for name, goal in goals.items()}
    right = [goal for name, goal in goals.items() if sides[name] == XL_LABEL_POSITION.RIGHT]
    room = goals_.room(width, steps, right, even)
    # Texts above the highest mark have their place, so that the axis is free to follow it.
    plot = (0.0, _TOP, room, height - foot - _TOP)
    data: Any = sheets.Categories() if even else sheets.Places()
    if even:
        data.categories = heads
    for name, own in groups.items():
        _add(data, name, [(row["x"], row["value"]) for row in own], steps)
    for name, level in levels.items():
        _add(data, LEVEL, [(step, goals[name]["value"]) for step in level], steps)
    if even:
        areas.add(data, whole)
        made = parts.chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, payload, box, plot)
        _axes(made, min([0.0, *values, *ends]))
        parts.name_every(made.category_axis, layout.every(heads, plot[2], SLIDE))
        _say_gaps(slide, groups, steps, (box[0], box[1] + _TOP, plot[2], plot[3]))
        series = {name: _at(own, steps) for name, own in groups.items()}
    else:
        _add(data, STEPS, [(step, low) for step in steps], steps)
        made = parts.chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES, data, payload, box, plot)
        _scales(made, low)
        series = {name: list(own) for name, own in groups.items()}
    words = choices.words("slides", payload["lang"])["sheet"]
    areas.draw(made, data, whole, words)
    drawn, way = list(made.plots[0].series), [] if even else ["y"]
    told = [(row["series"], row["x"], row["value"] if row["text"] else None) for row in rows]
    aside = places.crowded(told, tall)
    crowds = dict(zip([(series, x) for series, x, _ in told], aside, strict=True))
    for index, (shape, (name, own)) in enumerate(zip(drawn, series.items(), strict=False)):
        spoken = Labels(shape, data, index, words["label"])
        _paint(shape, own, sides.get(name), tall, crowds, spoken)
        spoken.close()
        if any((row or {}).get("qualifier") not in (None, "exact") for row in own):
            cells = [sheets.Cell(row.get("qualifier") if row else None) for row in own]
            data.column(index, words["qualifier"], cells)
    roles = [goals[name]["role"] for name in levels]
    for shape, role in zip(drawn[len(names) :], roles, strict=False):
        shape.smooth, shape.marker.style = False, XL_MARKER_STYLE.NONE
        parts.line(shape.format.line, style.edge(role), width=1.25, dash=MSO_LINE.ROUND_DOT)
    for index, (name, level) in enumerate(levels.items(), start=len(names)):
        _follow(data, index, [steps.index(step) for step in level] if even else None,
                data.at(names.index(name), steps.index(goals[name]["x"]) if even else 0),
                goals[name]["value"])  # fmt: skip
    if not even:
        _name_steps(drawn[-1], data, steps, heads, plot[2], words["label"])
    for name in (name for name in bands if name not in whole):
        index = names.index(name)
        own = [row if row and row["value"] is not None else None for row in series[name]]
        stripe = parts.outline(style.edge(groups[name][0]["role"]), _BAND, alpha=30)
        parts.whiskers(drawn[index], stripe, sheets.spans(data, index, own, words), *way)
    data.bind(made)


def _add(data: Any, name: str, spots: list[tuple[float, Any]], steps: list[float]) -> None:
    """Add a series to the values of a chart, whichever its form."""
    if isinstance(data, sheets.Categories):
        found = dict(spots)
        data.add_series(name, [found.get(step) for step in steps])
        return
    series = data.add_series(name)
    for x, y in spots:
        series.add_data_point(x, y)


def _follow(data: Any, index: int, at: list[int] | None, goal: str, value: float) -> None:
    """Let the level of a goal be where the goal is."""
    for place in range(data.many(index)) if at is None else at:
        data.put(data.at(index, place), sheets.Cell(value, f"={goal}"))


def _name_steps(
    shape: Any, data: Any, steps: list[float], heads: list[str], room: float, head: str
) -> None:
    """Name the steps of points, as many as have room, below points of a series of their own."""
    shape.marker.style = XL_MARKER_STYLE.NONE
    shape.format.line.fill.background()
    index, every = len(data) - 1, layout.every(heads, room, SLIDE)
    spoken = Labels(shape, data, index, head)
    for place in range(0, len(steps), every):
        held = [Held(steps[place], data.at(index, place, "x"))]
        spoken.say(place, heads[place], XL_LABEL_POSITION.BELOW, held, colour=style.MUTED)
    spoken.close()
    # Of series LibreOffice draws none that has fewer points than one after it.
    shape._element.getparent().xpath("c:ser")[0].addprevious(shape._element)


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


def _marks(own: Sequence[Record | None]) -> list[tuple[int, Record]]:
    return [(place, row) for place, row in enumerate(own) if row and row["value"] is not None]


def _axes(made: Any, least: float) -> None:
    """Let lines stand over zero, as in the picture, and the axis follow them."""
    axis, steps = made.value_axis, made.category_axis
    axis.visible = axis.has_major_gridlines = False
    if least >= 0:
        axis.minimum_scale = 0.0
    parts.set_font(steps.tick_labels.font, style.LABEL, style.MUTED)
    steps._element.txPr.find(qn("a:bodyPr")).set("rot", "0")  # never aslant
    steps.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    steps.major_tick_mark = XL_TICK_MARK.NONE
    steps.format.line.color.rgb = rgb(style.MUTED)


def _scales(made: Any, low: float) -> None:
    """Set the axes of lines over steps of any distance, whose names stand below their points."""
    across, up = made.category_axis, made.value_axis
    up.minimum_scale = low
    up.visible = up.has_major_gridlines = across.has_major_gridlines = False
    across.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    across.major_tick_mark = XL_TICK_MARK.NONE
    across.format.line.color.rgb = rgb(style.MUTED)


def _paint(
    shape: Any,
    own: Sequence[Record | None],
    beside: Any,
    tall: float,
    crowds: dict[tuple[str, float], bool | None],
    spoken: Labels,
) -> None:
    """Paint a series and its texts; of a goal ``beside`` is the side where its text stands.

    ``crowds`` says of a mark (series, step) where its text gives way to that of another line.
    """
    goal, marks = beside is not None, _marks(own)
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
        edge, text = style.edge(role), row["text"] or ""
        held = [Held(row["value"], spoken.cell(place))]
        if goal:
            lead = LEADS.get(row.get("qualifier") or "", "").replace("→", "↑")
            before = _GAP if beside == XL_LABEL_POSITION.RIGHT else ""
            after = _GAP if beside == XL_LABEL_POSITION.LEFT else ""
            spoken.say(place, goals_.said(row) + after, beside, held, lead=before + lead, edge=edge,
                       colour=edge, clear=bool(after))  # fmt: skip
            continue
        side = XL_LABEL_POSITION.BELOW if valleys[place] else XL_LABEL_POSITION.ABOVE
        lead = ""
        if row is marks[-1][1]:
            lead = f"{NAME}\n" if text else NAME
        own_value = row["value"] if row.get("qualifier") in (None, "exact") else None
        spoken.say(place, text, side, held, own=own_value, lead=lead, edge=edge, clear=True)
